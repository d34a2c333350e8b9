import Model
import Platform
import TestSupport
import Testing

@testable import Applets

@Suite(.ownThreads) struct RegistryTests {
  private static let manuals = Registry.applets.map { $0.manual }
  private static let names = manuals.map(\.name)

  @Test func namesAreSortedAndUnique() {
    #expect(Self.names == Self.names.sorted())
    #expect(Registry.applets.map { $0.name } == Self.names)
    #expect(Set(Self.names).count == Self.names.count)
    #expect(Self.names.contains("probe_xvm"))
  }

  @Test func everyAppletThatIsWrittenIsListed() throws {
    let conformance = #/(?:enum|struct|class) (\w+)\s*:\s*(?:\w+,\s*)*Applet\b/#
    let written = try SourceTree.files(below: "Sources/Applets").flatMap { file in
      file.text.matches(of: conformance).map { String($0.1) }
    }
    let listed = Registry.applets.map { String(describing: $0) }
    #expect(Set(written).subtracting(listed) == [], "not in the registry")
    // One that is made from a table conforms without a file of its own.
    #expect(written.count > 5)
  }

  /// `scha_control` is in SCHAControl.swift, and its type is named so too.
  @Test func aCommandIsFoundByItsName() throws {
    let files = try SourceTree.files(below: "Sources/Applets").map { Files.name(of: $0.path) }
    for applet in Registry.applets {
      let file = applet.name.filter { $0 != "_" } + ".swift"
      let found = files.filter { $0.lowercased() == file }
      #expect(found == ["\(applet).swift"], "\(applet.name)")
    }
  }

  @Test(arguments: names)
  func aManualIsSound(_ name: String) throws {
    let manual = try #require(Self.manuals.first { $0.name == name })
    #expect(manual.summary.first?.isUppercase == false)
    #expect(!manual.summary.isEmpty)
    #expect(!manual.summary.hasSuffix("."))
    #expect(!manual.description.isEmpty)
    #expect(manual.exits.contains { $0.status.hasPrefix("0") })
    for exit in manual.exits {
      #expect(exit.meaning.first?.isUppercase == false, "\(exit.status)")
      #expect(!exit.meaning.hasSuffix("."), "\(exit.status)")
    }
    for example in manual.examples { #expect(!example.purpose.hasSuffix(".")) }
    let letters = manual.options.compactMap(\.letter)
    #expect(Set(letters).count == letters.count)
    let words = manual.options.map(\.word)
    #expect(Set(words).count == words.count)
    #expect(!words.contains("help"), "every name has it anyway")
    for option in manual.options {
      #expect(!option.help.isEmpty)
      #expect(!option.help.hasSuffix("."))
      #expect(option.word.wholeMatch(of: /[a-z][a-z0-9-]*/) != nil)
    }
  }

  @Test(arguments: names)
  func helpNamesEveryOption(_ name: String) throws {
    let manual = try #require(Self.manuals.first { $0.name == name })
    let sandbox = try Sandbox()
    let result = try sandbox.run(name, ["--help"])
    #expect(result.ending == .exited(0))
    #expect(result.errorText == "")
    #expect(result.text.hasPrefix("Usage: \(name)"))
    for option in manual.options {
      #expect(result.text.contains("--\(option.word)"))
      if let letter = option.letter { #expect(result.text.contains("-\(letter), ")) }
    }
    #expect(try Files.list(sandbox.root) == [], "help leaves nothing behind")
  }

  @Test(arguments: names)
  func aBadOptionExitsTwo(_ name: String) throws {
    let sandbox = try Sandbox()
    for word in ["--no-such-option", "-\u{fc}"] {
      let result = try sandbox.run(name, [word])
      #expect(result.ending == .exited(2))
      #expect(result.text == "")
      #expect(result.errorText.contains(name))
      #expect(result.errorText.contains("[100101]"))
    }
  }

  @Test func aNameIsFoundBehindItsPathAndAsAWord() throws {
    let sandbox = try Sandbox()
    let byPath = try sandbox.run("/any/where/probe_xvm", ["--help"])
    let byWord = try sandbox.run("ha-xvm", ["probe_xvm", "--help"])
    expectSuccess(byPath)
    #expect(byPath.output == byWord.output)
    let overview = try sandbox.run("ha-xvm")
    expectSuccess(overview)
    for name in Self.names { #expect(overview.text.contains("  \(name) ")) }
    #expect(try sandbox.run("ha-xvm", ["--help"]).output == overview.output)
    let near = try sandbox.run("ha-xvm", ["prob_xvm"])
    #expect(near.ending == .exited(2))
    #expect(near.errorText.contains("did you mean probe_xvm?"))
    #expect(near.errorText.split(separator: "\n").count == 2)
    #expect(try sandbox.run("ha-xvm", [""]).ending == .exited(2))
  }

  @Test func aCallerThatClosedTheStreamsIsServed() throws {
    let sandbox = try Sandbox()
    let result = try ChildProcess.run(
      Command(
        "/bin/sh", ["-c", "exec \"$0\" --help <&- >&- 2>&-", Sandbox.program],
        environment: sandbox.environment), until: Clock.now + .seconds(60))
    #expect(result.ending == .exited(0))
  }
}
