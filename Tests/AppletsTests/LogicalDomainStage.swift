import Frameworks
import Model
import Platform
import TestSupport
import Testing

/// One node of a cluster whose guest is a logical domain: its own files, and the stand-in of ldm with a machine of its own.
///
/// A class, because its end has to end every process of the test exactly once.
final class LogicalDomainStage: Sendable {
  let sandbox: Sandbox
  private var tables: TableStore { TableStore(directory: sandbox.locations.tables) }

  /// A node whose table has these properties besides what every resource has; the machine has no guest yet.
  init(_ properties: [String: String] = [:]) throws {
    sandbox = try Sandbox()
    try install()
    // A node has no other toolstack, or one without guests.
    try sandbox.write("bin/virsh", "#!/bin/sh\nexit 0\n", mode: 0o755)
    var table = ConfigurationTable()
    let rows = ["Domain_name": "web", "Hypervisor": "LDOM", "Domain_definition": "TABLE"]
    for (key, value) in rows.merging(properties, uniquingKeysWith: { $1 }).sorted(by: <) {
      try table.set(key, value)
    }
    try tables.replace("web-rs", with: table, until: Clock.now + .seconds(60))
  }

  private var statePath: String { sandbox.root + "/machine.json" }

  private func install(peers: String = "") throws {
    let tool = SourceTree.root + "/Tests/standins/ldm/ldm"
    try sandbox.write(
      "bin/ldm",
      "#!/bin/sh\nLDM_STANDIN_PEERS=\(peers) LDM_STANDIN_STATE=\(statePath) exec \(tool) \"$@\"\n",
      mode: 0o755)
  }

  /// Lets guests move from here to another node, which is `node2` at the address 10.0.0.2.
  func join(_ other: LogicalDomainStage) throws {
    let names = ["10.0.0.2", "clusternode2-priv", "node2"]
    try install(peers: names.map { "\($0)=\(other.statePath)" }.joined(separator: ","))
  }

  deinit {
    // A guard that is killed is started again by its other half, so it takes more than one round.
    let deadline = Clock.now + .seconds(60)
    while case let left = sandbox.processes, !left.isEmpty, Clock.now < deadline {
      for process in left { Processes.signal(process, Signal.kill) }
      Clock.sleep(until: Clock.now + .milliseconds(5))
    }
  }

  /// Calls `METHOD_xvm`.
  func call(_ method: String, _ more: [String] = [], _ variables: [String: String] = [:]) throws
    -> Completion
  {
    try run(command("\(method)_xvm", ["-R", "web-rs", "-G", "web-rg"] + more, variables))
  }

  /// Calls a command that people use.
  func tool(_ name: String, _ arguments: String...) throws -> Completion {
    try run(command(name, arguments))
  }

  /// One of our commands, as it is run on this node.
  func command(_ name: String, _ arguments: [String], _ variables: [String: String] = [:])
    -> Command
  {
    Command(
      Sandbox.program, arguments, name: name,
      environment: sandbox.environment.merging(
        ["HA_XVM_TOOL_PATH": sandbox.root + "/bin"].merging(variables) { $1 }
      ) { $1 })
  }

  /// What the framework tells a stop that is a switch to node2, of this many seconds.
  static func switching(_ seconds: Int) -> [String: String] {
    [
      "OCF_RESKEY_CRM_meta_timeout": "\(seconds)000",
      "OCF_RESKEY_CRM_meta_migrate_target": "node2",
    ]
  }

  /// The exit status of `METHOD_xvm`, and nil when it has not ended by itself.
  func status(_ method: String, _ more: [String] = []) throws -> Int32? {
    guard case .exited(let status) = try call(method, more).ending else { return nil }
    return status
  }

  private func run(_ command: Command) throws -> Completion {
    try ChildProcess.run(command, until: Clock.now + .seconds(120))
  }

  /// Tells the machine; see the stand-in's own words.
  @discardableResult
  func machine(_ words: String...) throws -> String {
    let result = try run(
      Command(
        sandbox.root + "/bin/ldm", ["standin"] + words, environment: sandbox.environment))
    try #require(result.succeeded, "\(words): \(result.errorText)")
    return String(result.text.dropLast())
  }

  /// Makes the guest known to the machine, in this state and with these flags.
  func guest(_ state: String = "inactive", _ flags: String = "------") throws {
    try machine("set", "web", "state", state)
    try machine("set", "web", "flags", flags)
  }

  /// The state of the guest, `absent` when there is none.
  var state: String { get throws { try machine("get", "web", "state") } }

  /// What ldm was told to do so far, the looks at it left out.
  var orders: [String] {
    get throws {
      try machine("calls").split(separator: "\n").map(String.init)
        .filter { !$0.hasPrefix("list-") }
        .map { $0.hasPrefix("add-domain") ? "add-domain" : $0 }
    }
  }

  /// The definition in the table.
  var kept: String? {
    get throws {
      try tables.read("web-rs").folded(ConfigurationTable.definitionPrefix)
        .map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// How often the table was changed.
  var generation: Int { get throws { try tables.read("web-rs").generation } }

  /// Gives this node the table of another, as the cluster's repository does.
  func receiveTable(of other: LogicalDomainStage) throws {
    try tables.replace(
      "web-rs", with: try other.tables.read("web-rs"), until: Clock.now + .seconds(60))
  }

  func removeTable() throws { try tables.remove("web-rs", until: Clock.now + .seconds(60)) }

  /// What the methods have logged.
  var log: String {
    get throws {
      let identity = try ResourceIdentity(resource: "web-rs", group: "web-rg")
      let file = ResourceLog(identity, method: "test", locations: sandbox.locations).file
      return String(decoding: try Files.read(file), as: UTF8.self)
    }
  }
}

extension Sandbox {
  /// The processes that run in this sandbox; known by the directory in their environment.
  var processes: [ProcessIdentity] {
    let mark = Array("HA_XVM_ROOT=\(root)".utf8)
    return Processes.all().compactMap { pid in
      guard let environment = try? Files.read("/proc/\(pid)/environ", limit: 1 << 20),
        environment.split(separator: 0).contains(where: { $0.elementsEqual(mark) })
      else { return nil }
      return Processes.identity(pid)
    }
  }
}
