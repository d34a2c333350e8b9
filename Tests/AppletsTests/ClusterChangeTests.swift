import Model
import Platform
import TestSupport
import Testing

/// The commands of Solaris Cluster that change something, on a file that Pacemaker's own tools work on: what stands in the configuration afterwards,
/// and what is refused with nothing changed. What the cluster then does is in the beds.
@Suite(.tags(.clusterTools)) struct ClusterChangeTests {
  private let stage: PacemakerStage

  init() throws { stage = try PacemakerStage([]) }

  private func run(_ name: String, _ words: String...) throws -> Completion {
    try stage.run(name, words)
  }

  private func query() throws -> String {
    try stage.tool("/usr/sbin/cibadmin", "--query", "--scope", "configuration")
  }

  private func base() throws -> InformationBase {
    try InformationBase(parsing: Array(query().utf8))
  }

  private func nodelist() throws -> [String] {
    let lines = try run("clrg", "show", "web-rg").text.split(separator: "\n").map {
      $0.split(separator: " ")
    }
    return lines.first { $0.first == "Nodelist:" }?.dropFirst().map(String.init) ?? []
  }

  private func make() throws {
    try expectSuccess(run("clresourcetype", "register", "SUNW.gds"))
    try expectSuccess(
      run("clresourcegroup", "create", "-n", "node2,node1", "-p", "Failback=TRUE", "web-rg"))
    try expectSuccess(
      run(
        "clrs", "create", "-g", "web-rg", "-t", "SUNW.gds", "-p", "Start_command=/bin/sleep 9",
        "-p",
        "Network_aware=FALSE", "-p", "stop_timeout=77", "-p", "R_description=the web", "web-rs"
      ))
  }

  /// What is made has the shape of the table of the contract.
  @Test func aGroupAndAServiceStandInTheConfiguration() throws {
    try make()
    let base = try base()
    let anchor = try #require(base.anchor(of: "web-rg"))
    let meta = anchor.pairs("meta_attributes")
    #expect(meta["RG_state"] == "Unmanaged")
    #expect(meta["target-role"] == "Stopped")
    #expect(meta["Failback"] == "TRUE")
    #expect(meta["resource-stickiness"] == "0")
    #expect(try nodelist() == ["node2", "node1"])
    let service = try #require(base.primitive("web-rs"))
    #expect(base.anchor(before: "web-rs")?.id == anchor.id)
    #expect(service.pairs("instance_attributes")["Stop_timeout"] == "77")
    #expect(service.pairs("instance_attributes")["Resource_group"] == "web-rg")
    #expect(service.pairs("instance_attributes")["R_description"] == nil)
    #expect(service.pairs("meta_attributes")["R_description"] == "the web")
    let stop = service.first("operations")?.all("op").first { $0["name"] == "stop" }
    #expect(stop?["timeout"] == "77s")
    #expect(stop?["on-fail"] == "block")
  }

  /// A property that is set again is in the place of the old one, and what a person has set by Pacemaker's own names stays.
  @Test func aPropertyIsChangedInItsPlace() throws {
    try make()
    _ = try stage.tool(
      "/usr/sbin/crm_resource", "-r", "web-rs", "--meta", "-p", "priority", "-v", "7")
    try expectSuccess(
      run("clrs", "set", "-p", "Stop_timeout=88", "-p", "R_description=", "web-rs"))
    let service = try #require(try base().primitive("web-rs"))
    #expect(service.pairs("instance_attributes")["Stop_timeout"] == "88")
    #expect(service.pairs("meta_attributes")["priority"] == "7")
    #expect(service.pairs("meta_attributes")["R_description"] == nil)
    #expect(
      service.first("operations")?.all("op").first { $0["name"] == "stop" }?["timeout"] == "88s")
    try expectSuccess(
      run("clrg", "set", "-p", "Nodelist=node3", "-p", "Pingpong_interval=60", "web-rg"))
    #expect(try nodelist() == ["node3"])
    #expect(try !base().constraints.contains { $0.id.hasPrefix("ha-xvm-prefers-web-rg-anchor") })
    #expect(try base().primitive("web-rs")?.pairs("meta_attributes")["failure-timeout"] == "60s")
  }

  /// Each refusal has its status and its words, and leaves everything as it was.
  @Test(arguments: [
    (36, "clrg", ["online", "wep-rg"], "did you mean web-rg?"),
    (41, "clrt", ["register", "SUNW.oracle"], "Resource Group Manager"),
    (39, "clrt", ["register", "SUNW.gds"], "is registered"),
    (41, "clrt", ["unregister", "SUNW.HAStoragePlus"], "is not registered"),
    (
      41, "clrs", ["create", "-g", "web-rg", "-t", "HAStoragePlus", "-p", "Zpools=p", "s"],
      "clresourcetype register"
    ),
    (15, "clrs", ["set", "-p", "Retry_cuont=1", "web-rs"], "did you mean Retry_count?"),
    (15, "clrs", ["set", "-p", "Network_aware=TRUE", "web-rs"], "when a resource is made"),
    (15, "clrs", ["set", "-p", "Start_command=/bin/true", "web-rs"], "clresource disable web-rs"),
    (3, "clrs", ["set", "-p", "Stop_timeout+=5", "web-rs"], "is no list"),
    (15, "clrs", ["set", "-p", "Stop_timeout=soon", "web-rs"], "Stop_timeout"),
    (39, "clrg", ["create", "web-rg"], "there is a resource group web-rg"),
    (39, "clrs", ["create", "-g", "web-rg", "-t", "SUNW.gds", "web-rs"], "web-rs"),
    (3, "clrg", ["create", "7up"], "begins with a letter"),
    (3, "clrg", ["create", "-p", "Maximum_primaries=2", "two-rg"], "one node"),
    (
      3, "clrg", ["create", "-p", "RG_affinities=++nobody", "two-rg"],
      "no affinity to another group"
    ),
    (36, "clrg", ["create", "-n", "node1,node9", "two-rg"], "there is no node node9"),
    (9, "clrg", ["online", "web-rg"], "clresourcegroup manage web-rg"),
    (3, "clrg", ["online", "-M", "-n", "node3", "web-rg"], "Nodelist of web-rg, node2,node1"),
    (3, "clrg", ["switch", "-M", "web-rg"], "-n NODE"),
    (8, "clrg", ["delete", "web-rg"], "web-rg holds web-rs"),
    (9, "clrg", ["unmanage", "web-rg"], "clresource disable web-rs"),
    (9, "clrs", ["delete", "web-rs"], "clresource disable web-rs"),
    (3, "clrs", ["clear", "-f", "START_FAILED", "web-rs"], "STOP_FAILED"),
    (3, "clrg", ["offline"], "or + for all"),
    (3, "clrg", ["offline", "-Z", "web-zone", "web-rg"], "there is no other zone"),
    (2, "clrg", ["onlien", "web-rg"], "did you mean online?"),
    (2, "scswitch", ["-z", "-F", "-g", "web-rg"], "exactly one of"),
    (2, "scrgadm", ["-a"], "-t TYPE, or -g GROUP, or -j RESOURCE is missing"),
    (
      3, "clrs",
      ["create", "-g", "web-rg", "-t", "SUNW.LogicalHostname", "-p", "HostnameList=a,b", "l"],
      "one logical host"
    ),
  ])
  func aRefusalChangesNothing(_ status: Int32, _ name: String, _ words: [String], _ says: String)
    throws
  {
    try make()
    let before = try query()
    let answer = try stage.run(name, words)
    #expect(answer.ending == .exited(status), "\(answer.errorText)")
    #expect(answer.errorText.contains(says), "\(answer.errorText)")
    #expect(answer.text.isEmpty)
    #expect(try query() == before)
  }

  /// What a command is not asked to change stays as others have made it.
  @Test func aWordAboutAGroupLeavesItsRules() throws {
    try make()
    let location = """
      <rsc_location id="ha-xvm-prefers-web-rg-anchor-node1" rsc="web-rg-anchor" node="node1" score="77"/>
      """
    _ = try stage.tool(
      "/usr/sbin/cibadmin", "--modify", "--scope", "constraints", "--xml-text", location)
    let rules = try base().constraints
    try expectSuccess(run("clrg", "set", "-p", "RG_description=the web", "web-rg"))
    #expect(try base().constraints == rules)
    #expect(try run("clrg", "show", "web-rg").text.contains("the web"))
  }

  /// A guest has a definition in the cluster, which goes with it only by its own tool.
  @Test func aGuestIsNotDeletedWithItsGroup() throws {
    let stage = try PacemakerStage([PacemakerStage.guest("db-rs")])
    try expectSuccess(stage.run("clrg", ["create", "web-rg"]))
    try stage.register("web", ["RG=web-rg"])
    let answer = try stage.run("clrg", ["delete", "-F", "web-rg"])
    #expect(answer.ending == .exited(41), "\(answer.errorText)")
    #expect(answer.errorText.contains("xvm_remove -f FILE"))
  }

  /// Where the scheduler would not bring it online it is not told to.
  @Test func whatAnAffinityForbidsIsRefused() throws {
    try make()
    try expectSuccess(run("clrg", "create", "-p", "RG_affinities=++web-rg", "app-rg"))
    let before = try query()
    let answer = try run("clrg", "online", "-M", "app-rg")
    #expect(answer.ending == .exited(9), "\(answer.errorText)")
    #expect(answer.errorText.contains("an affinity, a rule or the state of the nodes"))
    #expect(try query() == before)
    try expectSuccess(run("clrg", "online", "-emM", "web-rg"))
    try expectSuccess(run("clrg", "online", "-M", "app-rg"))
    // And a group that has an affinity for it keeps it.
    try expectSuccess(run("clrs", "disable", "web-rs"))
    try expectSuccess(run("clrs", "delete", "web-rs"))
    let kept = try run("clrg", "delete", "web-rg")
    #expect(kept.ending == .exited(8), "\(kept.errorText)")
  }

  /// The old words make the same as the new ones.
  @Test func theOldCommandsMakeTheSame() throws {
    try expectSuccess(run("scrgadm", "-a", "-t", "SUNW.gds"))
    try expectSuccess(
      run("scrgadm", "-a", "-g", "web-rg", "-h", "node2,node1", "-y", "Failback=TRUE")
    )
    try expectSuccess(
      run(
        "scrgadm", "-a", "-j", "web-rs", "-g", "web-rg", "-t", "SUNW.gds", "-x",
        "Start_command=/bin/sleep 9",
        "-x", "Network_aware=FALSE", "-y", "Stop_timeout=77", "-y", "R_description=the web"
      ))
    try expectSuccess(run("scswitch", "-e", "-j", "web-rs"))
    let old = try base().configuration
    let other = try ClusterChangeTests()
    try other.make()
    #expect(try other.base().configuration == old)
  }

  /// What was made is taken away to the last constraint.
  @Test func whatIsDeletedLeavesNothing() throws {
    let before = try base().configuration
    try make()
    try expectSuccess(
      run(
        "clrg", "create", "-p", "RG_affinities=--web-rg", "-p", "RG_dependencies=web-rg", "app-rg"
      ))
    for words in [
      ["clrg", "delete", "app-rg"], ["clrs", "disable", "-g", "web-rg", "+"],
      ["clrs", "delete", "web-rs"],
      ["clrg", "delete", "web-rg"], ["clrt", "unregister", "SUNW.gds"],
    ] {
      let answer = try stage.run(words[0], Array(words.dropFirst()))
      #expect(answer.succeeded, "\(words): \(answer.errorText)")
    }
    #expect(try base().configuration == before)
  }
}
