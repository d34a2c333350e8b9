import Model
import Platform
import Render
import TestSupport
import Testing

@testable import Applets

/// What somebody at a prompt is told who asks, or mistypes.
@Suite(.ownThreads) struct PromptTests {
  private static let names = Registry.applets.map { $0.name }
  private let sandbox: Sandbox
  init() throws { sandbox = try Sandbox() }

  @Test(arguments: names)
  func everyNameHasItsVersionAndItsHelp(name: String) throws {
    let version = try sandbox.run(name, ["--version"])
    #expect(version.ending == .exited(0))
    #expect(version.text == "ha-xvm 1.0\n")
    let help = try sandbox.run(name, ["--help"])
    let letters = Set(
      Registry.applets.first { $0.name == name }?.manual.options.compactMap(\.letter) ?? [])
    if !letters.contains("h") { #expect(try sandbox.run(name, ["-h"]).output == help.output) }
    if !letters.contains("V") { #expect(try sandbox.run(name, ["-V"]).output == version.output) }
  }

  /// On the terminal of 80 columns that everybody has had.
  @Test(arguments: names + ["ha-xvm", "xvm"])
  func helpFits80Columns(name: String) throws {
    let example = Registry.applets.first { $0.name == name }?.manual.examples.first?.command
    for line in try sandbox.run(name, ["--help"]).text.split(separator: "\n") {
      // An example is copied, and so is not broken.
      if let example, line.dropFirst(2) == example { continue }
      #expect(line.count <= 80, "\(name): \(line)")
    }
  }

  @Test func theProgramHasAVersion() throws {
    for word in ["--version", "-V"] {
      #expect(try sandbox.run("ha-xvm", [word]).text == "ha-xvm 1.0\n")
    }
    #expect(try sandbox.run("ha-xvm", ["-h"]).output == (try sandbox.run("ha-xvm")).output)
  }

  @Test func whatThereIsIsListed() throws {
    let kind = try sandbox.run("xvm_emit", ["foo"])
    #expect(kind.ending == .exited(2))
    for name in EmitKind.all.map(\.name) { #expect(kind.errorText.contains(name)) }
    for words in [["lst"], []] {
      let command = try sandbox.run("xvm_ccr", words)
      #expect(command.ending == .exited(2))
      for name in TableCommand.all.map(\.manual.name) {
        #expect(command.errorText.contains(name), "\(name): \(command.errorText)")
      }
    }
    let action = try sandbox.run("gds", ["-R", "a", "-G", "b", "strat"])
    #expect(action.ending == .exited(2))
    #expect(action.errorText.contains("validate, start, stop"))
    let method = try sandbox.run("control_xvm", ["-R", "a", "-G", "b", "strat"])
    #expect(method.errorText.contains("start, stop, probe"), "\(method.errorText)")
  }

  /// Errors are never on standard output, where a script would take them for the answer.
  @Test(arguments: [
    ["xvm_emit", "foo"], ["xvm_emit", "ccr", "-f", "/none"], ["xvm_ccr", "show", "none"],
    ["xvm_register", "-f", "/none"], ["xvm_remove", "-f", "/none"], ["xvm_port", "-f", "/none"],
    ["xvm_config", "bad name"], ["xvm_move", "none", "node"], ["xvm_status", "none"],
    ["gds", "start"], ["gds", "status", "-R", "a", "-G", "b", "-X"], ["pmfadm", "-k", "none"],
    ["validate_xvm", "-R", "a", "-G", "b"], ["probe_xvm", "-R", "a", "-G", "b"],
    ["scha_resource_get", "-O", "NONE", "-R", "a", "-G", "b"], ["hatimerun", "-t", "5m", "true"],
    ["xvm_rehearsal", "list"],
  ])
  func errorsGoToStandardError(words: [String]) throws {
    let result = try sandbox.run(words[0], Array(words.dropFirst()))
    #expect(!result.succeeded, "\(words)")
    #expect(result.text == "", "\(words): \(result.text)")
    #expect(!result.errorText.isEmpty, "\(words)")
  }

  @Test func timesAreWholeSeconds() throws {
    let option = try sandbox.run("start_xvm", ["-R", "a", "-G", "b", "-t", "5m"])
    #expect(option.errorText.contains("'5m' is not a whole number of seconds"))
    let path = try sandbox.write("p", "Domain_name=web\nStop_timeout=5m\nOn_crash=x\n")
    let file = try sandbox.run("validate_xvm", ["-R", "a", "-G", "b", "-P", path])
    #expect(
      file.errorText.contains(
        "p:2: Stop_timeout: has a value that it cannot have: '5m' is not whole seconds, 1 to 86400"),
      "\(file.errorText)")
  }
}
