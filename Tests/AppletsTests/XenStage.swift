import Model
import Platform
import TestSupport
import Testing

/// A resource whose guest runs on the Xen of Tests/standins/xen.
///
/// Its guest is `web` to the test, and has a name that no other stage's has: what `xl create` leaves behind is looked for among
/// all processes of the machine by the guest's name.
///
/// A class, because its end has to end every process of the test exactly once.
final class XenStage: ResourceStage, Sendable {
  let sandbox: Sandbox
  /// The guest's own name.
  let guest: String
  private let parameters, others: String
  private let isAlone: Bool

  /// A guest with these words in `extra` and further lines in its configuration, where ROOT is the sandbox, and a resource with
  /// these properties.
  init(
    _ extra: String = "", _ lines: [String] = [], _ properties: [String] = [],
    tools: [String] = ["xl"], hasDefinition: Bool = true, isAlone: Bool = true,
    lookingEvery: Int = 1
  ) throws {
    let sandbox = try Sandbox()
    self.sandbox = sandbox
    let guest = "web" + sandbox.root.filter(\.isNumber)
    self.guest = guest
    self.isAlone = isAlone
    let program = "\(SourceTree.root)/Tests/standins/xen/xen.py"
    for node in isAlone ? [""] : ["", "/node2"] {
      try Files.makeDirectory(sandbox.root + node + "/bin")
      for name in tools + ["xenstore-read", "xenstore-write", "xen-stage", "xen-transport"] {
        try Files.link("\(sandbox.root)\(node)/bin/\(name)", to: program)
      }
    }
    let own = lines.map { $0.replacing("ROOT", with: sandbox.root) }
    let text = ["name = \"\(guest)\"", "extra = \"\(extra)\""] + own
    let definition = try sandbox.write("web.cfg", text.map { $0 + "\n" }.joined())
    let rows =
      [
        "Domain_name=\(guest)", "Hypervisor=XEN", "Stop_timeout=100",
        "Domain_definition=\(hasDefinition ? definition : "")",
        "Guard_interval=\(lookingEvery)", "Shutdown_repeat=1",
      ] + properties
    // Each node reaches the other with its own tools.
    func write(_ name: String, _ root: String, _ other: String) throws -> String {
      let ways = [
        "Migration_nodes=\(other):\(other)", "Migration_transport=\(root)/bin/xen-transport",
      ]
      return try sandbox.write(
        name, (rows + (isAlone ? [] : ways)).map { $0 + "\n" }.joined())
    }
    parameters = try write("parameters", sandbox.root, "node2")
    others = try write("parameters2", sandbox.root + "/node2", "node1")
  }

  deinit {
    sandbox.endProcesses()
    // Those of the other node have another root in their environment.
    for process in Processes.all()
    where Processes.hasInEnvironment(
      process, "\(Locations.rootVariable)=\(sandbox.root)/node2")
    {
      if let identity = Processes.identity(process) { Processes.signal(identity, Signal.kill) }
    }
    // A tool that hangs outlives the guard that has called it.
    for process in tools {
      Processes.signal(process, Signal.kill)
      if let watch = try? ProcessHandle(process) { _ = watch.ended(by: Clock.now + .seconds(60)) }
    }
  }

  /// What `xl create` left behind.
  var keepers: [ProcessIdentity] {
    tools.filter { Processes.arguments($0.pid).contains("create") }
  }

  /// Every run of one of the tools.
  private var tools: [ProcessIdentity] {
    Processes.all().filter {
      Processes.arguments($0).contains {
        $0.hasPrefix(sandbox.root + "/bin/") || $0.hasPrefix(sandbox.root + "/node2/bin/")
      }
    }.compactMap { Processes.identity($0) }
  }

  var guards: [ProcessIdentity] { sandbox.processes("guard_xvm") }

  /// The other node, which has domains, tools and records of its own.
  private struct Other: ResourceStage {
    let sandbox: Sandbox
    let flags: [String]
    let variables: [String: String]
  }

  private static func flags(_ parameters: String) -> [String] {
    ["-R", "web-rs", "-G", "web-rg", "-P", parameters]
  }

  var flags: [String] { XenStage.flags(parameters) }

  var variables: [String: String] { ["HA_XVM_TOOL_PATH": sandbox.root + "/bin"] }

  /// The exit status of `METHOD_xvm` on that node.
  @discardableResult
  func status(_ method: String, _ words: [String] = [], on node: String) throws -> Int32? {
    let root = "\(sandbox.root)/\(node)"
    return try Other(
      sandbox: sandbox, flags: XenStage.flags(others),
      variables: [Locations.rootVariable: root, "HA_XVM_TOOL_PATH": root + "/bin"]
    ).status(method, words)
  }

  /// A stop while the group is switched to `node2`.
  func move(seconds: Int = 120) throws -> Completion {
    try call("stop", [], XenStage.switching(seconds))
  }

  /// Runs one of the tools as an operator does, or xen-stage; it has to succeed.
  @discardableResult
  func tool(_ words: String, on node: String = "") throws -> String {
    let words = words.split(separator: " ").map { word in
      word == "web" || word.hasPrefix("web--") ? guest + word.dropFirst(3) : String(word)
    }
    let result = try ChildProcess.run(
      Command(
        "\(sandbox.root)/\(node.isEmpty ? "" : node + "/")bin/\(words[0])",
        Array(words.dropFirst())),
      until: Clock.now + .seconds(60))
    try #require(result.succeeded, "\(words): \(result.errorText)")
    return result.text.replacing(guest, with: "web")
  }

  /// Every domain with its state and number, as the stand-in itself has them.
  var domains: [String] { get throws { try domains() } }

  /// Those of one node.
  func domains(on node: String = "") throws -> [String] {
    try tool("xen-stage names", on: node).split(separator: "\n").map(String.init)
  }

  /// The phase on record on this node; nil without a record.
  var phase: String? {
    (try? sandbox.text("run/ha-xvm/records/web-rs"))?.split(separator: "\n")
      .first { $0.hasPrefix("record.phase") }?.split(whereSeparator: { $0.isWhitespace }).last
      .map(String.init)
  }

  /// What the tools were called with, in order; without the looks.
  var orders: [String] {
    get throws {
      let calls = try sandbox.text("bin/calls").replacing(guest, with: "web")
      return calls.split(separator: "\n").map(String.init)
        .filter { !$0.contains(" list") && !$0.hasPrefix("xen") }
    }
  }

  func removeParameters() throws { try Files.remove(parameters) }
}
