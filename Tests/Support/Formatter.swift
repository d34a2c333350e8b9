internal import Model
internal import Platform

/// The programs that manual pages are made for, so that tests see a page as a person does.
public enum Formatter {
  /// A program is not there; that fails a test, because a page that nobody looked at is not tested.
  public struct Missing: Error, CustomStringConvertible {
    let name: String
    /// Says what to install.
    public var description: String {
      "\(name) is not installed; 'Tests/install unit' installs what the tests need (Tests/packages)"
    }
  }

  /// A page as a terminal shows it, without bold face and underlining.
  public static func text(_ source: String) throws -> String {
    let result = try run("mandoc", ["-T", "ascii"], input: source)
    var text: [Character] = []
    for letter in result.text {
      // Bold is a letter struck twice, underlining a line struck over it.
      if letter == "\u{8}" { text.removeLast() } else { text.append(letter) }
    }
    return String(text)
  }

  /// What mandoc finds wrong with files, from matters of style on; that a page of another package is not installed here is
  /// no fault of ours.
  public static func lint(_ paths: [String]) throws -> [String] {
    let result = try run("mandoc", ["-T", "lint", "-W", "style"] + paths)
    return (result.text + result.errorText).split(separator: "\n").map(String.init)
      .filter { !$0.contains("referenced manual not found") }
  }

  /// What groff warns of in one file.
  public static func warnings(_ path: String) throws -> [String] {
    let result = try run("groff", ["-mdoc", "-ww", "-T", "utf8", path])
    let complaints = result.errorText.split(separator: "\n").map(String.init)
    return result.succeeded ? complaints : complaints + ["groff ended with \(result.ending)"]
  }

  private static func run(_ name: String, _ arguments: [String], input: String = "") throws
    -> Completion
  {
    guard let program = Files.program(name, path: "/usr/bin:/bin:/usr/local/bin") else {
      throw Missing(name: name)
    }
    return try ChildProcess.run(
      Command(
        program, arguments, environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"],
        input: Array(input.utf8), outputLimit: 4 << 20), until: Clock.now + .seconds(60))
  }
}
