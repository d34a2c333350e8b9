import Model
import Platform
import TestSupport
import Testing

/// What Pacemaker's real scheduler would do with a node that is drained.
@Suite(.tags(.clusterTools), .ownThreads) struct PacemakerDrainTests {
  /// The guest and its set-up, and what the plan of its node says, with which status and without and with leave to restart.
  @Test(
    arguments: [
      ([], "live to node", 0, 0), (["Migration_type=NORMAL"], "stopped and started on node", 3, 0),
      (["NODELIST=node1"], "cannot go: no other node may have it", 3, 3),
    ] as [([String], String, Int32, Int32)])
  func aPlanIsTheSchedulers(
    _ lines: [String], _ words: String, _ status: Int32, _ restarted: Int32
  ) throws {
    let stage = try PacemakerStage()
    try stage.register("a", lines)
    try stage.happen()
    let home = try #require(try stage.places["a-rs"])
    let before = try stage.base
    let plan = try stage.run("xvm_drain", ["-n", home])
    #expect(plan.ending == .exited(status), "\(plan.text)\(plan.errorText)")
    #expect(plan.text.contains(words), "\(plan.text)")
    #expect(try stage.run("xvm_drain", ["-n", "--restart", home]).ending == .exited(restarted))
    let value = try stage.run("xvm_drain", ["-n", "--json", home])
    #expect(value.text.hasPrefix("{\"event\": \"plan\", \"node\": \"\(home)\""), "\(value.text)")
    #expect(try stage.base == before, "a plan changes nothing")
    // What would be done on a file is not done.
    let done = try stage.run("xvm_drain", [home])
    #expect(done.ending == .exited(1) && done.errorText.contains("[210401]"))
  }

  @Test(arguments: [
    [], ["--each", "true", "node1"], ["--back", "-n", "node1"], ["--back", "--each", "true"],
    ["--wait", "5", "node1"], ["--parallel", "0", "node1"], ["node1", "node2"],
  ])
  func aWrongCommandLineIsRefused(_ words: [String]) throws {
    let stage = try PacemakerStage()
    #expect(try stage.run("xvm_drain", words).ending == .exited(2), "\(words)")
  }

  /// Two guests and three nodes with room for one each: while one node is away no other can be lost.
  @Test func thePromiseIsSaid() throws {
    let stage = try PacemakerStage(memory: 3)
    for name in ["a", "b"] { try stage.register(name, ["Load_factors=memory@3"]) }
    try stage.happen()
    let home = try #require(try stage.places["a-rs"])
    #expect(try !stage.run("xvm_drain", ["-n", home]).text.contains("while it is away"))
    let promise = try stage.run("xvm_cluster", ["Failures_to_tolerate=1"])
    #expect(promise.succeeded, "\(promise.errorText)")
    let plan = try stage.run("xvm_drain", ["-n", home])
    #expect(plan.ending == .exited(0))
    #expect(
      plan.text.contains("while it is away: ") && plan.text.contains("Failures_to_tolerate=1"),
      "\(plan.text)")
  }

  @Test func anUnknownNodeIsNamed() throws {
    let stage = try PacemakerStage()
    let plan = try stage.run("xvm_drain", ["-n", "nod1"])
    #expect(plan.ending == .exited(1) && plan.errorText.contains("did you mean node"))
  }
}
