import Frameworks
import Model
import Platform
import TestSupport
import Testing

/// One node of a cluster whose guest is a logical domain: its own files, and the stand-in of ldm with a machine of its own.
///
/// A class, because its end has to end every process of the test exactly once.
final class LogicalDomainStage: ResourceStage, Sendable {
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

  deinit { sandbox.endProcesses() }

  var variables: [String: String] { ["HA_XVM_TOOL_PATH": sandbox.root + "/bin"] }

  /// Calls a command that people use.
  func tool(_ name: String, _ arguments: String...) throws -> Completion {
    try sandbox.run(name, arguments, adding: variables, limit: .seconds(120))
  }

  /// Tells the machine; see the stand-in's own words.
  @discardableResult
  func machine(_ words: String...) throws -> String {
    let result = try ChildProcess.run(
      Command(
        sandbox.root + "/bin/ldm", ["standin"] + words, environment: sandbox.environment),
      until: Clock.now + .seconds(120))
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

  /// Gives this node what another one knows of the guest, as a cluster does.
  func receiveFacts(of other: LogicalDomainStage) throws {
    let path = "/web-rs"
    try Files.makeDirectory(sandbox.locations.shared, mode: 0o700)
    try Files.replace(
      sandbox.locations.shared + path, with: try Files.read(other.sandbox.locations.shared + path))
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
