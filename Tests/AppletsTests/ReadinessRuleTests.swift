import Model
import Platform
import TestSupport
import Testing

/// What the registration makes of readiness, by Pacemaker's own tools and its own scheduler.
@Suite(.tags(.clusterTools), .ownThreads) struct ReadinessRuleTests {
  private static let nodes = ["NODELIST=node1,node2,node3"]

  /// A cluster with the guest registered, and what each node says of it: 1, 0 or nothing.
  private static func stage(_ said: [String], _ lines: [String] = nodes) throws -> PacemakerStage {
    let stage = try PacemakerStage()
    try stage.register("web", lines)
    try say(said, stage)
    return stage
  }

  private static func say(_ said: [String], _ stage: PacemakerStage) throws {
    for (number, value) in zip(1..., said) where !value.isEmpty {
      try stage.tool(
        "/usr/sbin/cibadmin", "--modify", "--allow-create", "--scope", "status", "--xml-text",
        """
        <node_state id='\(number)'><transient_attributes id='\(number)'><instance_attributes id='status-\(number)'>
        <nvpair id='status-\(number)-ready' name='\(Readiness.attribute("web-rs"))' value='\(value)'/>
        </instance_attributes></transient_attributes></node_state>
        """)
    }
  }

  /// What is not ready is chosen last, whatever is preferred; what does not say is as good as what is ready.
  @Test(arguments: [
    (["", "", ""], "node1"), (["1", "1", "1"], "node1"), (["0", "", ""], "node2"),
    (["0", "1", "1"], "node2"), (["0", "0", "1"], "node3"), (["0", "0", ""], "node3"),
    (["", "1", "1"], "node1"), (["0", "0", "0"], "node1"),
  ])
  func aNodeIsChosen(_ said: [String], _ node: String) throws {
    let stage = try Self.stage(said)
    try stage.happen()
    #expect(try stage.places["web-rs"] == node)
  }

  /// It weighs more than wishes, and less than what is strong.
  @Test(arguments: [
    ("+db-rg", ["0", "", ""], "node2"), ("++db-rg", ["0", "", ""], "node1"),
    ("--db-rg", ["", "0", "0"], "node2"),
  ])
  func beside(_ affinity: String, _ said: [String], _ node: String) throws {
    let stage = try PacemakerStage(
      constraints: "<rsc_location id='site' rsc='db-rs' node='node1' score='INFINITY'/>")
    try stage.happen()
    try stage.register("web", Self.nodes + ["Affinity=\(affinity)"])
    try Self.say(said, stage)
    try stage.happen()
    let places = try stage.places
    #expect(places["db-rs"] == "node1" && places["web-rs"] == node, "\(places)")
  }

  /// A guest that runs is left where it is, though its node says that it is not ready.
  @Test func nobodyIsMovedForIt() throws {
    let stage = try Self.stage(["", "", ""])
    try stage.happen()
    try Self.say(["0", "1", "1"], stage)
    #expect(try stage.happen() == [])
    #expect(try stage.places["web-rs"] == "node1")
  }

  private static func clone(_ stage: PacemakerStage) throws -> XMLElement? {
    try stage.base.resource(Readiness.clone)
  }

  private static func interval(_ stage: PacemakerStage) throws -> String? {
    try stage.base.primitive(Readiness.resource)?.pairs("instance_attributes")["Readiness_interval"]
  }

  /// One clone looks for all guests, on every node; the shortest pause is what the interval asks for.
  @Test func oneCloneLooksForAll() throws {
    let stage = try Self.stage(["", "", ""])
    #expect(try Self.interval(stage) == "300")
    try stage.happen()
    #expect(try stage.nodes(of: Readiness.clone) == ["node1", "node2", "node3"])
    let made = try Self.clone(stage)
    try stage.register("mail", Self.nodes)
    #expect(try Self.clone(stage) == made)
    try stage.register("mail", Self.nodes + ["Readiness_interval=20"])
    #expect(try Self.interval(stage) == "20")
    let monitor = try #require(
      try Self.clone(stage)?.everywhere("op").first { $0["name"] == "monitor" })
    #expect(monitor["interval"] == "20s")
    #expect(try stage.base.guestsLookedAt.map(\.id) == ["web-rs", "mail-rs"])
    try stage.register("web", Self.nodes + ["Readiness_interval=0"])
    #expect(try stage.base.guestsLookedAt.map(\.id) == ["mail-rs"])
    // It goes with the last guest that is looked at.
    try expectSuccess(stage.run("xvm_remove", ["web-rs"]))
    #expect(try Self.clone(stage) != nil)
    try expectSuccess(stage.run("xvm_remove", ["mail-rs"]))
    #expect(try Self.clone(stage) == nil)
  }

  /// Whatever becomes of it on a node, no guest and no node pays for that.
  @Test(arguments: [
    ("monitor", "0:1"), ("monitor", "2:1"), ("monitor", "0:7"), ("start", "0:1"), ("stop", "0:1"),
    ("stop", "2:1"),
  ])
  func aLookThatFailsCostsNobody(_ task: String, _ outcome: String) throws {
    let stage = try Self.stage(["", "", ""])
    try stage.happen()
    let key = "9:9:0:aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"
    let id = Readiness.resource
    let pause = task == "monitor" ? "30000" : "0"
    try stage.tool(
      "/usr/sbin/cibadmin", "--modify", "--allow-create", "--scope", "status", "--xml-text",
      "<node_state id='2'><lrm id='2'><lrm_resources><lrm_resource id='\(id)'>"
        + "<lrm_rsc_op id='\(id)_last_failure_0' operation_key='\(id)_\(task)_\(pause)' operation='\(task)' "
        + "crm_feature_set='3.16.1' transition-key='\(key)' transition-magic='\(outcome);\(key)' call-id='99' "
        + "rc-code='\(outcome.suffix(1))' op-status='\(outcome.prefix(1))' interval='\(pause)' "
        + "last-rc-change='\(Clock.secondsSince1970)'/></lrm_resource></lrm_resources></lrm></node_state>"
    )
    #expect(try stage.happen() == [])
    #expect(try stage.places["web-rs"] == "node1")
  }

  @Test func noneIsMadeWhereNoneIsWanted() throws {
    let stage = try Self.stage([])
    #expect(try stage.base.constraints.contains { $0.id == "ha-xvm-ready-web-rs" })
    try stage.register("web", Self.nodes + ["Readiness_interval=0"])
    #expect(try !stage.base.constraints.contains { $0.id.hasPrefix("ha-xvm-ready") })
    #expect(try stage.base.guestsLookedAt == [])
    let other = try Self.stage([], Self.nodes + ["Readiness_interval=0"])
    #expect(try Self.clone(other) == nil)
  }

  /// Where a node has to be named to be chosen at all, a score names none that the file does not.
  @Test func aClusterWhereNodesHaveToBeNamed() throws {
    let stage = try PacemakerStage()
    try stage.tool(
      "/usr/sbin/crm_attribute", "--type", "crm_config", "--name", "symmetric-cluster", "--update",
      "false")
    try stage.register("web")
    #expect(try !stage.base.constraints.contains { $0.id.hasPrefix("ha-xvm-ready") })
    try stage.register("web", ["NODELIST=node1,node2"])
    try Self.say(["0", "", ""], stage)
    try stage.happen()
    #expect(try stage.places["web-rs"] == "node2")
    #expect(try stage.nodes(of: Readiness.clone) == ["node1", "node2", "node3"])
  }
}
