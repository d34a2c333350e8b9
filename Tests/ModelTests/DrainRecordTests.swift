import Model
import Testing

/// What a drain writes down in a cluster, and reads of one.
@Suite struct DrainRecordTests {
  @Test func aRecordIsReadAsItWasWritten() {
    var record = DrainRecord()
    for (name, node) in [("a", "node2"), ("b", "node3"), ("a", "node3")] {
      record.left(name, to: node)
    }
    #expect(record.text == "b=node3 a=node3")
    #expect(DrainRecord(parsing: record.text) == record)
    record.forget("b")
    #expect(record.text == "a=node3")
    #expect(DrainRecord(parsing: " a=node2  =x b= c d=n=1").text == "a=node2 d=n=1")
  }

  /// Two drains that sent a guest round in a circle come to an end.
  @Test func aPlaceIsFoundInACircle() {
    let one = DrainRecord(parsing: "a=node2")
    let others = [
      "node2": DrainRecord(parsing: "a=node3"), "node3": DrainRecord(parsing: "a=node2"),
    ]
    #expect(["node2", "node3"].contains(one.place(of: one.entries[0], by: others)))
    #expect(one.place(of: one.entries[0], by: [:]) == "node2")
  }

  @Test func theActionsAreReadAsCrmSimulateWritesThem() throws {
    let text = """
      <pacemaker-result><cluster_status/><actions>
      <rsc_action action="migrate" resource="web" source="node1" dest="node2"/>
      <rsc_action action="move" resource="db" source="node1" dest="node3"/>
      <rsc_action action="stop" resource="gpu" node="node1" reason="node availability"/>
      <rsc_action action="start" resource="new" node="node2"/>
      <node_action task="fence" node="node3"/></actions>
      <status code="0" message="OK"/></pacemaker-result>
      """
    let actions = try SchedulerAction.read(Array(text.utf8))
    #expect(
      actions == [
        SchedulerAction("migrate", "web", from: "node1", to: "node2"),
        SchedulerAction("move", "db", from: "node1", to: "node3"),
        SchedulerAction("stop", "gpu", from: "node1", reason: "node availability"),
        SchedulerAction("start", "new", to: "node2"),
      ])
    #expect(actions.map(\.stops) == [false, true, true, false])
    for broken in ["<pacemaker-result/>", text.replacing("code=\"0\"", with: "code=\"1\""), "x"] {
      let failure = #expect(throws: Failure.self) {
        try SchedulerAction.read(Array(broken.utf8))
      }
      #expect(failure?.code == .clusterSilent)
    }
  }

  @Test func aTrialChangesWhatIsMeant() throws {
    let base = try XMLElement(
      parsing: Array(
        """
        <cib><configuration><nodes><node id="1" uname="node1"/><node id="2" uname="node2"/></nodes>
        <resources><primitive id="web"/></resources><constraints><rsc_location id="x"/></constraints></configuration>
        <status><node_state><lrm_resource id="web"><lrm_rsc_op id="f" operation="migrate_to" rc-code="1" op-status="0"/>
        <lrm_rsc_op id="m" operation="monitor" rc-code="0"/></lrm_resource></node_state></status></cib>
        """.utf8))
    var trial = ClusterTrial(base)
    trial.setStandby("node1")
    trial.constrain([DrainMarks.away("web", from: "node1")])
    trial.add(DrainMarks.stopping("web"), to: "web")
    trial.forgetFailedMove(of: "web")
    let changed = try InformationBase(parsing: trial.bytes)
    #expect(
      changed.configuration.first("nodes")?.all("node").map { $0.pairs("instance_attributes") }
        == [["standby": "on"], [:]])
    let marks = DrainMarks.present(in: changed)
    #expect(marks.constraints == [DrainMarks.away("web", from: "node1")])
    #expect(marks.blocks == [DrainMarks.stopping("web")])
    #expect(changed.constraints.count == 2)
    #expect(trial.base.everywhere("lrm_rsc_op").map(\.id) == ["m"])
  }
}
