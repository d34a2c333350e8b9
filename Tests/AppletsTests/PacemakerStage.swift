import Model
import Platform
import TestSupport
import Testing

/// A cluster of three nodes on a file that Pacemaker's own tools work on, for the price of no daemon.
struct PacemakerStage {
  let sandbox = try? Sandbox()

  var root: String { sandbox?.root ?? "" }
  private var file: String { "\(root)/cib.xml" }

  /// - Parameters:
  ///   - resources: what is there before, as XML.
  ///   - memory: what each node can take.
  ///   - constraints: those that are there before.
  ///   - tags: what is under which tag before, beside db-rg.
  ///   - more: other sections of the configuration.
  init(
    _ resources: [String] = [PacemakerStage.dummy("db-rs")], memory: Int? = nil,
    constraints: String = "", tags: String = "", more: String = ""
  ) throws {
    let nodes = (1...3).map { number in
      let room = memory.map {
        "<utilization id='u\(number)'><nvpair id='u\(number)m' name='memory' value='\($0)'/></utilization>"
      }
      return "<node id='\(number)' uname='node\(number)'>\(room ?? "")</node>"
    }
    let states = (1...3).map {
      "<node_state id='\($0)' uname='node\($0)' in_ccm='true' crmd='online' join='member' expected='member'/>"
    }
    try write(
      """
      <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="0" admin_epoch="0"
       have-quorum="1" dc-uuid="1"><configuration>
      <crm_config><cluster_property_set id="cib-bootstrap-options">
       <nvpair id="bootstrap-stonith" name="stonith-enabled" value="false"/></cluster_property_set></crm_config>
      <nodes>\(nodes.joined())</nodes><resources>\(resources.joined())</resources><constraints>\(constraints)</constraints>
      <tags><tag id="db-rg"><obj_ref id="db-rs"/></tag>\(tags)</tags>\(more)</configuration>
      <status>\(states.joined())</status></cib>
      """)
  }

  /// A resource that is not ours.
  static func dummy(_ name: String, _ more: String = "") -> String {
    "<primitive id='\(name)' class='ocf' provider='pacemaker' type='Dummy'>\(more)</primitive>"
  }

  /// A guest of ours.
  static func guest(_ name: String) -> String {
    "<primitive id='\(name)' class='ocf' provider='ohac' type='xvm'/>"
  }

  private func write(_ text: String) throws { try sandbox?.write("cib.xml", text) }

  private var variables: [String: String] { ["CIB_file": file] }

  /// Writes a set-up file and the definition that it names, and returns its path.
  func file(_ name: String, _ lines: [String] = [], memory: Int = 1) throws -> String {
    let sandbox = try #require(sandbox)
    let definition = try sandbox.write(
      "\(name).xml",
      "<domain type='\(lines.contains("Hypervisor=REHEARSAL") ? "rehearsal" : "qemu")'>\n  <name>\(name)</name>\n  <memory>\(memory)</memory>\n</domain>\n"
    )
    let rows =
      [
        "RS=\(name)-rs", "Domain_name=\(name)", "Definition_file=\(definition)",
      ] + (lines.contains { $0.hasPrefix("RG=") } ? [] : ["RG=\(name)-rg"]) + lines
    return try sandbox.write("\(name).conf", rows.map { $0 + "\n" }.joined())
  }

  /// Runs one of our names.
  func run(_ name: String, _ arguments: [String]) throws -> Completion {
    try #require(sandbox).run(name, arguments, adding: variables, limit: .seconds(60))
  }

  /// Registers a guest, which has to succeed.
  func register(_ name: String, _ lines: [String] = [], _ options: [String] = []) throws {
    let result = try run(
      "xvm_register", ["--framework", "pacemaker"] + options + ["-f", try file(name, lines)])
    try #require(result.succeeded, "\(result.errorText)")
  }

  /// Runs one of Pacemaker's tools, which has to succeed, and returns its output.
  @discardableResult
  func tool(_ program: String, _ arguments: String...) throws -> String {
    let sandbox = try #require(sandbox)
    let result = try ChildProcess.run(
      Command(
        program, arguments, environment: sandbox.environment.merging(variables) { $1 },
        outputLimit: 4 << 20), until: Clock.now + .seconds(600))
    try #require(result.succeeded, "\(program) \(arguments): \(result.errorText)")
    return result.text
  }

  /// Runs a shell script where both agents are installed as Pacemaker and its tools look for them, which only root can arrange:
  /// in a mount namespace of its own, so that nothing of it is on this machine.
  func amongAgents(_ script: String) throws -> Completion {
    let sandbox = try #require(sandbox)
    let agents = "\(root)/resource.d"
    let made = try sandbox.run("ha-xvm", ["--install-resource-agents", agents])
    try #require(made.succeeded, "\(made.errorText)")
    let file = try sandbox.write("script", script)
    let place = "/usr/lib/ocf/resource.d"
    let mount = """
      cp -r \(place)/pacemaker \(place)/heartbeat \(agents) && mount --make-rprivate / && mount --bind \(agents) \(place) && exec /bin/sh -e \(file)
      """
    return try ChildProcess.run(
      Command(
        "/usr/bin/unshare", ["--mount", "/bin/sh", "-c", mount],
        environment: sandbox.environment.merging(variables) { $1 }.merging(["HOME": root]) { $1 },
        outputLimit: 4 << 20), until: Clock.now + .seconds(600))
  }

  /// What the cluster is configured to be.
  var base: InformationBase {
    get throws {
      try InformationBase(parsing: Array(try tool("/usr/sbin/cibadmin", "--query").utf8))
    }
  }

  /// Everything that a check of the configuration says, whatever it is.
  func verify() throws -> String {
    let result = try ChildProcess.run(
      Command(
        "/usr/sbin/crm_verify", ["-x", file, "-V"],
        environment: try #require(sandbox).environment), until: Clock.now + .seconds(60))
    return result.succeeded ? result.text + result.errorText : "fails: \(result.errorText)"
  }

  /// Lets the real scheduler decide, pretends that all it asks for is done, and keeps the outcome.
  ///
  /// - Returns: the actions in their order, `db-rs stop on node1`, but for those of the clone that has nodes look.
  @discardableResult
  func happen(_ arguments: String...) throws -> [String] { try happen(with: arguments) }

  /// The same with a list of what happens.
  @discardableResult
  func happen(with arguments: [String]) throws -> [String] {
    let text = try tool(
      "/usr/sbin/crm_simulate", arguments + ["-x", file, "-S", "-O", "\(root)/next.xml"])
    try write(String(decoding: try Files.read("\(root)/next.xml", limit: 4 << 20), as: UTF8.self))
    let mark = "  * Resource action: "
    return text.split(separator: "\n").filter { $0.hasPrefix(mark) }.map {
      $0.dropFirst(mark.count).split(separator: " ").joined(separator: " ")
    }.filter { !$0.contains(" monitor") && !$0.hasPrefix(Readiness.resource) }
  }

  private func tool(_ program: String, _ arguments: [String]) throws -> String {
    let sandbox = try #require(sandbox)
    let result = try ChildProcess.run(
      Command(program, arguments, environment: sandbox.environment, outputLimit: 4 << 20),
      until: Clock.now + .seconds(60))
    try #require(result.succeeded, "\(program) \(arguments): \(result.errorText)")
    return result.text
  }

  /// Where each resource runs, those that run.
  var places: [String: String] {
    get throws {
      let text = try tool("/usr/sbin/crm_simulate", ["-x", file])
      var places: [String: String] = [:]
      for line in text.split(separator: "\n") where line.contains("Started ") {
        let words = line.split { " \t*".contains($0) }.map(String.init)
        if let name = words.first, let node = words.last { places[name] = node }
      }
      return places
    }
  }

  /// The nodes on which a clone runs.
  func nodes(of clone: String) throws -> [String] {
    let lines = try tool("/usr/sbin/crm_simulate", ["-x", file]).split(separator: "\n")
    let rest = lines.drop { !$0.contains("Clone Set: \(clone) ") }.dropFirst()
    return rest.first { $0.contains("Started: [") }?.split { " \t*[]".contains($0) }.dropFirst()
      .map(String.init) ?? []
  }

  /// Asks the cluster for a guest on a node.
  func move(_ resource: String, to node: String) throws {
    try tool("/usr/sbin/crm_resource", "--move", "--resource", resource, "--node", node)
  }
}
