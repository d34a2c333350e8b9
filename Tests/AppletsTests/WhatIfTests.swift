import Model
import Platform
import TestSupport
import Testing

/// What is foretold of the loss of nodes, by Pacemaker's real scheduler.
@Suite(.tags(.clusterTools), .ownThreads) struct WhatIfTests {
  private typealias Stage = PacemakerStage

  /// What xvm_why says, each line with single spaces, and its exit status.
  private static func foretold(_ stage: Stage, _ losing: String, _ more: [String] = []) throws
    -> (status: Completion.Ending, lines: [String], errors: String)
  {
    let result = try stage.run("xvm_why", ["--lose", losing] + more)
    let lines = result.text.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    return (result.ending, lines, result.errorText)
  }

  /// Where each resource runs after a loss, as the scheduler itself has it.
  private static func happened(_ stage: Stage, _ nodes: [String]) throws -> [String: String] {
    try stage.happen(with: nodes.flatMap { ["-f", $0] })
    try stage.happen()
    return try stage.places
  }

  private static func others(_ node: String) -> [String] {
    ["node1", "node2", "node3"].filter { $0 != node }
  }

  @Test func whoIsLostStartsElsewhereAndTheOthersStay() throws {
    let stage = try Stage()
    try stage.register("a", ["NODELIST=node1,node2,node3"])
    try stage.register("b", ["NODELIST=node2,node3,node1"])
    try stage.happen()
    #expect(try stage.places["a-rs"] == "node1" && stage.places["b-rs"] == "node2")
    let (status, lines, _) = try Self.foretold(stage, "node1")
    #expect(status == .exited(0))
    #expect(lines.contains("a-rs node1 node2 starts there"), "\(lines)")
    #expect(lines.contains("1 guest stays where it is"))
    let before = try stage.tool("/usr/sbin/cibadmin", "--query")
    let survey = try Self.foretold(stage, "any")
    #expect(survey.status == .exited(0) && survey.lines.first == "3 of 3 losses can be borne.")
    // Nothing was done to the cluster.
    #expect(try stage.tool("/usr/sbin/cibadmin", "--query") == before)
    #expect(try Self.happened(stage, ["node1"])["a-rs"] == "node2")
  }

  @Test func whoYieldsByAffinityGivesWay() throws {
    let stage = try Stage()
    try stage.register("a", ["NODELIST=node1,node2"])
    try stage.register("test", ["NODELIST=node2,node1", "Affinity=--a-rg"])
    try stage.happen()
    let (status, lines, _) = try Self.foretold(stage, "node1")
    #expect(status == .exited(4))
    #expect(lines.contains("test-rs node2 - gives way to a-rs"), "\(lines)")
    let survey = try Self.foretold(stage, "any")
    #expect(survey.status == .exited(4))
    #expect(
      survey.lines.first
        == "3 of 3 losses can be borne, in 2 of them guests give way to what goes first.")
    #expect(try Self.happened(stage, ["node1"])["test-rs"] == nil)
  }

  /// By rank it gives way, without one it has no place.
  @Test(arguments: [true, false]) func whereThereIsRoomForOneOnly(_ isFavoured: Bool) throws {
    let stage = try Stage(memory: 8)
    let lines = ["NODELIST=node1,node2", "Load_factors=memory@5"]
    try stage.register("test", ["NODELIST=node2,node1", "Load_factors=memory@5"])
    try stage.register("a", lines + (isFavoured ? ["Favoured_over=test-rs"] : []))
    try stage.happen()
    #expect(try stage.places["a-rs"] == "node1" && stage.places["test-rs"] == "node2")
    let (status, found, _) = try Self.foretold(stage, "node1")
    #expect(status == .exited(isFavoured ? 4 : 1))
    #expect(found.contains("node2 is full: memory 5 of 8"), "\(found)")
    if isFavoured {
      #expect(found.contains("a-rs node1 node2 starts there"), "\(found)")
      #expect(found.contains("test-rs node2 - gives way to a-rs"), "\(found)")
    } else {
      #expect(
        found.contains(
          "a-rs node1 - has no place; nodes do not have what it takes: node2 has 3 of memory left, and it takes 5"
        ), "\(found)")
    }
    let places = try Self.happened(stage, ["node1"])
    #expect(places["a-rs"] == (isFavoured ? "node2" : nil))
    #expect((places["test-rs"] == nil) == isFavoured)
  }

  @Test func withoutQuorumNobodyHasAPlace() throws {
    let stage = try Stage()
    for name in ["a", "b"] { try stage.register(name) }
    try stage.happen()
    let (status, lines, _) = try Self.foretold(stage, "node1,node2")
    #expect(status == .exited(1))
    #expect(lines.first == "Without node1 and node2, and so without quorum:")
    #expect(
      lines.count { $0.contains("has no place; this part of the cluster has no quorum") } == 2,
      "\(lines)")
    #expect(try Self.foretold(stage, "any-two").lines.first == "0 of 3 losses can be borne.")
    try stage.tool(
      "/usr/sbin/crm_attribute", "--type", "crm_config", "--name", "no-quorum-policy", "--update",
      "ignore")
    #expect(try Self.foretold(stage, "any-two").status == .exited(0))
  }

  /// With fencing on and no device for it the cluster never goes on without a node.
  @Test func whoCannotBeFencedIsNotStartedElsewhere() throws {
    let stage = try Stage()
    try stage.register("a", ["NODELIST=node1,node2,node3"])
    try stage.happen()
    try stage.tool(
      "/usr/sbin/crm_attribute", "--type", "crm_config", "--name", "stonith-enabled", "--update",
      "true")
    let (status, lines, _) = try Self.foretold(stage, "node1")
    #expect(status == .exited(1))
    #expect(
      lines.contains { $0.hasPrefix("a-rs node1 - has no place; a node has to be fenced") },
      "\(lines)")
  }

  /// A guest of which two nodes say that they are ready for it, or are not.
  private static func told(_ value: String) throws -> Stage {
    let stage = try Stage()
    try stage.register("a", ["NODELIST=node1,node2,node3"])
    try stage.happen()
    for number in 2...3 {
      let said =
        "<node_state id='\(number)'><transient_attributes id='\(number)'><instance_attributes id='t\(number)'>"
        + "<nvpair id='t\(number)r' name='ha-xvm-ready-a-rs' value='\(value)'/></instance_attributes>"
        + "</transient_attributes></node_state>"
      try stage.tool(
        "/usr/sbin/cibadmin", "--modify", "--allow-create", "--scope", "status", "--xml-text", said)
    }
    return stage
  }

  @Test func aNodeThatIsReadyIsAPlace() throws {
    let stage = try Self.told("1")
    #expect(try Self.foretold(stage, "node1").status == .exited(0))
    #expect(
      try stage.run("xvm_why", ["--lose", "node1", "--json"]).text.contains(#""ready": true"#))
  }

  @Test func aNodeThatIsNotReadyIsNoPlace() throws {
    let stage = try Self.told("0")
    let (status, lines, _) = try Self.foretold(stage, "node1")
    #expect(status == .exited(1))
    #expect(
      lines.contains("a-rs node1 node2 starts there, which is not ready for it"), "\(lines)")
    let json = try stage.run("xvm_why", ["--lose", "node1", "--json"]).text
    #expect(json.contains(#""fate": "restarts""#) && json.contains(#""ready": false"#))
  }

  @Test func aSavedClusterIsAskedLikeOne() throws {
    let stage = try Stage()
    try stage.register("a", ["NODELIST=node1,node2,node3"])
    try stage.happen()
    let sandbox = try #require(stage.sandbox)
    let file = "\(stage.root)/cib.xml"
    let words = ["--lose", "node1"]
    let saved = try sandbox.run("xvm_why", words + ["--xml-file", file])
    #expect(try saved.text == stage.run("xvm_why", words).text)
    // What cannot be found out has a status of its own.
    let broken = try sandbox.write("broken.xml", "<cib><configuration/>")
    for other in [broken, "\(stage.root)/none"] {
      #expect(try sandbox.run("xvm_why", words + ["-x", other]).ending == .exited(3))
    }
    for wrong in [
      ["--lose", "node9"], ["--lose", ""], ["--lose", "any", "a-rs"], [], ["-x", file, "a-rs"],
    ] {
      #expect(try stage.run("xvm_why", wrong).ending == .exited(2), "\(wrong)")
    }
    #expect(
      try stage.run("xvm_why", ["--lose", "nod1"]).errorText.contains("did you mean node1?"))
  }
}
