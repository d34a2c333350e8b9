import Model
import Platform
import TestSupport
import Testing

/// A resource whose guest runs on a rehearsal daemon of the test's own.
///
/// A class, because its end has to end every process of the test exactly once.
final class CommandStage: ResourceStage, Sendable {
  let sandbox: Sandbox
  private let parameters: String

  /// A guest with these lines in its script and a resource with these further properties; it is not defined yet.
  init(_ lines: [String] = [], _ properties: [String] = []) throws {
    sandbox = try Sandbox()
    let script = (["boot 0s", "heartbeat 50ms", "shutdown 50ms"] + lines)
      .map { "<line>\($0)</line>" }.joined()
    let definition = try sandbox.write(
      "web.xml",
      "<domain type='rehearsal'><name>web</name><rehearsal>\(script)</rehearsal></domain>")
    let rows =
      [
        "Domain_name=web", "Hypervisor=REHEARSAL", "Domain_definition=\(definition)",
        "Stop_timeout=100",
      ] + properties
    parameters = try sandbox.write("parameters", rows.map { $0 + "\n" }.joined())
    try tool("daemon", "--background")
  }

  deinit {
    sandbox.endProcesses()
  }

  /// The flags of every command.
  var flags: [String] { ["-R", "web-rs", "-G", "web-rg", "-P", parameters] }

  /// Calls xvm_rehearsal, which has to succeed.
  @discardableResult
  func tool(_ arguments: String...) throws -> String {
    let result = try sandbox.run("xvm_rehearsal", arguments)
    try #require(result.succeeded, "\(arguments): \(result.errorText)")
    return result.text
  }

  func removeParameters() throws { try Files.remove(parameters) }

  /// What the tool says of the guest.
  var state: String { get throws { String(try tool("state", "web").dropLast()) } }

  func comes(to state: String) -> Bool {
    Sandbox.eventually { (try? self.state) == state }
  }

  /// The boot ids of the guest, in their order.
  var boots: [String] {
    let text = (try? sandbox.run("xvm_rehearsal", ["console", "web"]).text) ?? ""
    return text.split(separator: "\n").filter { $0.hasPrefix("GUEST-UP ") }
      .map { String($0.dropFirst(9)) }
  }

  func comes(toBoots count: Int) -> Bool {
    Sandbox.eventually { self.boots.count == count }
  }

  func processes(_ name: String? = nil, _ word: String = "") -> [ProcessIdentity] {
    sandbox.processes(name, word)
  }

  var guards: [ProcessIdentity] { processes("guard_xvm") }
  var guest: ProcessIdentity? { processes("xvm_rehearsal", "guest").first }
  var daemon: ProcessIdentity? { processes("xvm_rehearsal", "daemon").first }
}
