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
    #expect(try stage.places == ["db-rs": "node1", "web-rs": node])
  }

  /// A guest that runs is left where it is, though its node says that it is not ready.
  @Test func nobodyIsMovedForIt() throws {
    let stage = try Self.stage(["", "", ""])
    try stage.happen()
    try Self.say(["0", "1", "1"], stage)
    #expect(try stage.happen() == [])
    #expect(try stage.places["web-rs"] == "node1")
  }

  private static func look(_ stage: PacemakerStage) throws -> XMLElement {
    let primitive = try #require(try stage.base.primitive("web-rs"))
    return try #require(
      primitive.first("operations")?.all("op").first { $0["role"] == "Stopped" })
  }

  /// A look that is killed, or answers with a failure, costs nobody anything; without on-fail=ignore it would cost the guest.
  @Test(arguments: [("0", "0"), ("0", "1"), ("0", "5"), ("2", "1")])
  func aLookThatFails(_ status: String, _ code: String) throws {
    let stage = try Self.stage(["", "", ""])
    try stage.happen()
    let look = try Self.look(stage)
    #expect(look["on-fail"] == "ignore")
    #expect(look["interval"] == "311s")
    try Self.record("status", "node2", "\(status):\(code)", stage)
    #expect(try stage.happen() == [])
    try stage.tool(
      "/usr/sbin/cibadmin", "--modify", "--scope", "resources", "--xml-text",
      "<op id='\(look.id)' on-fail='restart'/>")
    #expect(try stage.happen() != [], "it is no failure that would count")
  }

  /// Puts another outcome of a recurring action on record, as it came where 7 was expected.
  private static func record(
    _ task: String, _ node: String, _ outcome: String, _ stage: PacemakerStage
  ) throws {
    let place = "//node_state[@uname='\(node)']//lrm_rsc_op[@operation='\(task)']"
    let there = try XMLElement(
      parsing: Array(try stage.tool("/usr/sbin/cibadmin", "--query", "--xpath", place).utf8))
    let parts = outcome.split(separator: ":")
    let key = there["transition-key"] ?? ""
    try stage.tool(
      "/usr/sbin/cibadmin", "--modify", "--xpath", place, "--xml-text",
      "<lrm_rsc_op id='\(there.id)' op-status='\(parts[0])' rc-code='\(parts[1])' transition-magic='\(outcome);\(key)'/>"
    )
  }

  /// A migrate_from that failed stays on record; a node that has come back since has two looks on record, and they are of different names:
  /// of two monitors Pacemaker would find neither, and stop a healthy guest.
  @Test(arguments: [("status", true), ("monitor", false)])
  func aMoveThatFailedOnceCostsNothing(_ name: String, _ isHarmless: Bool) throws {
    let stage = try Self.stage(["", "", ""])
    try stage.happen()
    if name == "monitor" {
      let look = try Self.look(stage)
      try stage.tool(
        "/usr/sbin/cibadmin", "--modify", "--scope", "resources", "--xml-text",
        "<op id='\(look.id)' name='monitor'/>")
      try stage.happen()
    }
    // Before the looks, and not so long ago that it has expired.
    let key = "9:9:0:aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"
    try stage.tool(
      "/usr/sbin/cibadmin", "--modify", "--allow-create", "--scope", "status", "--xml-text",
      "<node_state id='1'><lrm id='1'><lrm_resources><lrm_resource id='web-rs'>"
        + "<lrm_rsc_op id='web-rs_migrate_from_0' operation_key='web-rs_migrate_from_0' operation='migrate_from' crm_feature_set='3.16.1' "
        + "transition-key='\(key)' transition-magic='0:1;\(key)' call-id='1' rc-code='1' op-status='0' interval='0' "
        + "last-rc-change='\(Clock.secondsSince1970 - 60)' "
        + "migrate_source='node2' migrate_target='node1'/></lrm_resource></lrm_resources></lrm></node_state>"
    )
    #expect((try stage.happen() == []) == isHarmless)
  }

  @Test func noneIsMadeWhereNoneIsWanted() throws {
    let stage = try Self.stage([])
    #expect(try stage.base.constraints.contains { $0.id == "ha-xvm-ready-web-rs" })
    try stage.register("web", Self.nodes + ["Readiness_interval=0"])
    #expect(try !stage.base.constraints.contains { $0.id.hasPrefix("ha-xvm-ready") })
    let primitive = try #require(try stage.base.primitive("web-rs"))
    #expect(primitive.everywhere("op").allSatisfy { $0["role"] == nil })
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
  }
}
