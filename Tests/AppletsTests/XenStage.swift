import Model
import Platform
import TestSupport
import Testing

/// A resource whose guest runs on the Xen of Tests/standins/xen.
///
/// A class, because its end has to end every process of the test exactly once.
final class XenStage: Sendable {
  let sandbox: Sandbox
  private let parameters: String

  /// A guest with these words in `extra` and further lines in its configuration, and a resource with these properties.
  init(
    _ extra: String = "", _ lines: [String] = [], _ properties: [String] = [],
    tools: [String] = ["xl"], hasDefinition: Bool = true
  ) throws {
    sandbox = try Sandbox()
    let program = "\(SourceTree.root)/Tests/standins/xen/xen.py"
    try Files.makeDirectory(sandbox.root + "/bin")
    for name in tools + ["xenstore-read", "xenstore-write", "xen-stage"] {
      try Files.link("\(sandbox.root)/bin/\(name)", to: program)
    }
    let text = ["name = \"web\"", "extra = \"\(extra)\""] + lines
    let definition = try sandbox.write("web.cfg", text.map { $0 + "\n" }.joined())
    let rows =
      [
        "Domain_name=web", "Hypervisor=XEN", "Stop_timeout=100",
        "Domain_definition=\(hasDefinition ? definition : "")",
        "Guard_interval=1", "Shutdown_repeat=1",
      ] + properties
    parameters = try sandbox.write("parameters", rows.map { $0 + "\n" }.joined())
  }

  deinit {
    sandbox.endProcesses()
    // A tool that hangs outlives the guard that has called it.
    for process in tools {
      Processes.signal(process, Signal.kill)
      if let watch = try? ProcessWatch(process) { _ = watch.ended(by: Clock.now + .seconds(5)) }
    }
  }

  /// What `xl create` left behind.
  var keepers: [ProcessIdentity] {
    tools.filter { Processes.arguments($0.pid).contains("create") }
  }

  /// Every run of one of the tools.
  private var tools: [ProcessIdentity] {
    Processes.all().filter {
      Processes.arguments($0).contains { $0.hasPrefix(sandbox.root + "/bin/") }
    }.compactMap { Processes.identity($0) }
  }

  var guards: [ProcessIdentity] { sandbox.processes("guard_xvm") }

  /// The exit status of `METHOD_xvm`, and nil when it has not ended by itself.
  @discardableResult
  func status(_ method: String, _ more: [String] = []) throws -> Int32? {
    guard case .exited(let status) = try call(method, more).ending else { return nil }
    return status
  }

  /// The call of `METHOD_xvm`.
  func command(_ method: String, _ more: [String] = []) -> Command {
    Command(
      Sandbox.program, ["-R", "web-rs", "-G", "web-rg", "-P", parameters] + more,
      name: "\(method)_xvm",
      environment: sandbox.environment.merging(["HA_XVM_TOOL_PATH": sandbox.root + "/bin"]) { $1 })
  }

  /// Calls `METHOD_xvm`.
  func call(_ method: String, _ more: [String] = []) throws -> Completion {
    try ChildProcess.run(command(method, more), until: Clock.now + .seconds(60))
  }

  /// Runs one of the tools as an operator does, or xen-stage; it has to succeed.
  @discardableResult
  func tool(_ words: String) throws -> String {
    let words = words.split(separator: " ").map(String.init)
    let result = try ChildProcess.run(
      Command("\(sandbox.root)/bin/\(words[0])", Array(words.dropFirst())),
      until: Clock.now + .seconds(30))
    try #require(result.succeeded, "\(words): \(result.errorText)")
    return result.text
  }

  /// Every domain with its state and number, as the stand-in itself has them.
  var domains: [String] {
    get throws { try tool("xen-stage names").split(separator: "\n").map(String.init) }
  }

  /// What the tools were called with, in order; without the looks.
  var orders: [String] {
    get throws {
      try sandbox.text("bin/calls").split(separator: "\n").map(String.init)
        .filter { !$0.contains(" list") && !$0.hasPrefix("xen") }
    }
  }

  func removeParameters() throws { try Files.remove(parameters) }
}
