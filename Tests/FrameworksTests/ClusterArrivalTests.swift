import Model
import Platform
import TestSupport
import Testing

@testable import Frameworks

/// Where Pacemaker has a resource after it was asked to move it.
@Suite(.ownThreads) struct ClusterArrivalTests {
  private static func state(_ resource: String, _ more: String = "") throws -> ClusterState {
    let text = """
      <pacemaker-result><summary><current_dc with_quorum="true"/><cluster_options/></summary>
      <nodes><node name="n1" online="true"/><node name="n2" online="true" standby="false"/>
      <node name="n3" online="true" standby="true"/><node name="n4" online="false"/></nodes>
      <resources>\(resource)</resources>\(more)</pacemaker-result>
      """
    return try ClusterState(parsing: Array(text.utf8))
  }

  @Test(
    arguments: [
      (["n2"], "n2", nil), (["n1"], "n2", "it is on n1"), ([], "n2", "it is active nowhere"),
      (["n1", "n2"], "n2", "it is on n1, n2"), (["n1"], "n3", "n3 is in standby"),
      (["n1"], "n4", "n4 is offline"),
    ] as [([String], String, String?)])
  func aMoveHasSucceededWhereTheResourceIs(
    _ places: [String], _ node: String, _ cause: String?
  ) throws {
    let nodes = places.map { "<node name='\($0)'/>" }.joined()
    let resource = "<resource id='web' active='\(!places.isEmpty)'>\(nodes)</resource>"
    let state = try Self.state(resource)
    let failure = ClusterOrders.objection(to: state, of: "web", on: node)
    #expect(failure?.code == cause.map { _ in .moveFailed })
    if let cause { #expect(failure?.cause.contains(cause) == true, "\(failure?.cause ?? "")") }
    let other = ClusterOrders.objection(to: state, of: "db", on: node)
    #expect(other?.cause.contains("nowhere") == true)
  }

  /// The constraint of a move that failed would hold the resource for ever.
  @Test func aMoveThatFailsLeavesNoConstraint() throws {
    let sandbox = try Sandbox()
    let tool = try sandbox.write(
      "crm_resource", "#!/bin/sh\necho \"$1\" >>\(sandbox.root)/asked\n[ \"$1\" != --move ]\n",
      mode: 0o755)
    let identity = try ResourceIdentity(resource: "web", group: "pacemaker")
    let failure = #expect(throws: Failure.self) {
      try ClusterOrders.pacemaker(program: tool).move(
        identity, to: "n2", until: Clock.now + .seconds(60))
    }
    #expect(failure?.code == .moveFailed)
    #expect(try sandbox.text("asked") == "--move\n--wait\n--clear\n--wait\n")
  }

  /// What keeps it off is named: a constraint, or what failed there.
  @Test func theReasonIsNamed() throws {
    let more = """
      <bans><ban id="cli-ban-web" resource="web" node="n2"/><ban id="x" resource="db" node="n2"/></bans>
      <failures><failure op_key="web_start_0" node="n2" exitstatus="error" exitreason="no disk"
      task="start" status="complete"/></failures>
      """
    let state = try Self.state(
      "<resource id='web' active='true'><node name='n1'/></resource>", more)
    let cause = ClusterOrders.objection(to: state, of: "web", on: "n2")?.cause
    #expect(
      cause == "it is on n1; the constraint cli-ban-web keeps it off n2; its start on n2: no disk")
  }
}
