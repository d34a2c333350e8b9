import Testing

@testable import Model

/// What nodes say of guests, and what is made of it.
@Suite struct ReadinessTests {
  @Test(
    arguments: [
      (Readiness.ready(""), "1", ""), (.ready("no log-in to node3"), "1", "no log-in to node3"),
      (.lacking("it has no network lan"), "0", "it has no network lan"),
      (.unknown("the look is not over"), nil, "the look is not over"), (.unknown(""), nil, ""),
    ] as [(Readiness, String?, String)])
  func itIsTwoAttributesAndALine(_ readiness: Readiness, _ value: String?, _ reason: String) {
    #expect(readiness.attribute == value)
    #expect(readiness.reason == reason)
    #expect(Readiness(attribute: value, reason: reason) == readiness)
    #expect(readiness.line == "\(value ?? "-")\t\(reason)")
  }

  @Test func aReasonIsOneLine() {
    #expect(!Readiness.lacking("a\nb\tc").line.contains("\n"))
  }

  private static let state = """
    <pacemaker-result><summary><current_dc with_quorum="true"/></summary><nodes>
    <node name="node1" online="true"/><node name="node2" online="true"/><node name="node3" online="true"/>
    <node name="node4" online="false"/><node name="node5" online="true" standby="true"/>
    <node name="node6" online="true"/></nodes>
    <resources><resource id="web" role="Started" active="true" managed="true"><node name="node1"/></resource></resources>
    <node_attributes><node name="node2"><attribute name="ha-xvm-ready-web" value="1"/></node>
    <node name="node3"><attribute name="ha-xvm-ready-web" value="0"/>
    <attribute name="ha-xvm-unready-web" value="it has no network lan"/></node></node_attributes></pacemaker-result>
    """

  /// A node that NODELIST leaves out is none of them.
  @Test func aClusterTellsWhereAGuestCouldRun() throws {
    let state = try ClusterState(parsing: Array(Self.state.utf8))
    func base(_ rule: String) throws -> InformationBase {
      try InformationBase(
        parsing: Array(
          "<configuration><constraints>\(rule)</constraints></configuration>".utf8))
    }
    let all = GuestPlace.find("web", try base(""), state)
    #expect(
      all.map { "\($0.node) \($0.words)" } == [
        "node1 runs here", "node2 ready", "node3 not ready: it has no network lan",
        "node4 away: offline", "node5 away: in standby", "node6 unknown",
      ])
    #expect(all.map(\.word) == ["runs", "ready", "not-ready", "away", "away", "unknown"])
    let rule =
      "<rsc_location id='ha-xvm-nodes-web' rsc='web'><rule id='r'>"
      + "<expression id='a' attribute='#uname' operation='ne' value='node3'/></rule></rsc_location>"
    #expect(GuestPlace.find("web", try base(rule), state).map(\.node) == ["node1", "node3"])
    #expect(GuestPlace.find("db", try base(""), state) == [])
    #expect(state.nodes(saying: "ha-xvm-ready-web") == ["node2", "node3"])
  }

  @Test func onlyANodeThatLacksSomethingIsTold() throws {
    let lacking = GuestPlace("node3", .stands(.lacking("it has no network lan")))
    let failure = try #require(lacking.obstacle(to: "web"))
    #expect(
      failure.sentence
        == "node3: the node could not run the guest now: it has no network lan")
    #expect(failure.remedy.contains("--resource ha-xvm-readiness --node node3"))
    for state in [GuestPlace.State.runs, .away("offline"), .stands(.unknown("x"))] {
      #expect(GuestPlace("node3", state).obstacle(to: "web") == nil)
    }
  }
}
