import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// The promise of a cluster to do without nodes, by Pacemaker's real scheduler.
@Suite(.tags(.clusterTools), .ownThreads) struct PromiseTests {
  private typealias Stage = PacemakerStage

  private static let load = "Load_factors=memory@5"

  /// Two guests on nodes of their own, each of which has room for one; the third node is free.
  private static func full() throws -> Stage {
    let stage = try Stage(memory: 8)
    try stage.register("a", ["NODELIST=node1,node2,node3", load])
    try stage.register("b", ["NODELIST=node2,node1,node3", load])
    try stage.happen()
    return stage
  }

  private static func register(_ stage: Stage, _ name: String, _ lines: [String], _ more: [String])
    throws -> Completion
  {
    try stage.run(
      "xvm_register", ["--framework", "pacemaker", "-f", try stage.file(name, lines)] + more)
  }

  @Test func itIsGivenShownAndTakenBack() throws {
    let stage = try Self.full()
    #expect(try stage.run("xvm_cluster", []).text == "Failures_to_tolerate=0\n")
    try expectSuccess(stage.run("xvm_cluster", ["failures_to_tolerate=1"]))
    #expect(try stage.run("xvm_cluster", []).text == "Failures_to_tolerate=1\n")
    #expect(try stage.base.failuresToTolerate == 1)
    #expect(
      try stage.run("xvm_status", []).text.contains(
        "The cluster has promised to do without any node: Failures_to_tolerate=1."))
    #expect(
      try stage.run("xvm_status", ["--json"]).text.contains(#""failures_to_tolerate": 1"#))
    #expect(try stage.verify() == "")
    // A guest's removal takes none of it away.
    try expectSuccess(stage.run("xvm_remove", ["b-rs"]))
    #expect(try stage.base.failuresToTolerate == 1)
    try expectSuccess(stage.run("xvm_cluster", ["Failures_to_tolerate=0"]))
    #expect(try stage.base.property(ClusterPromise.property) == nil)
    for wrong in ["Failures_to_tolerate=3", "Failures_to_tolerate", "Other=1"] {
      #expect(try stage.run("xvm_cluster", [wrong]).ending == .exited(2), "\(wrong)")
    }
  }

  @Test func itIsNotGivenWhereItCouldNotBeKept() throws {
    let stage = try Self.full()
    let refused = try stage.run("xvm_cluster", ["Failures_to_tolerate=2"])
    #expect(refused.ending == .exited(1))
    #expect(
      refused.errorText.contains(
        "Failures_to_tolerate=2; without node1 and node2, a-rs would have no place"),
      "\(refused.errorText)")
    #expect(refused.errorText.contains("xvm_why --lose node1,node2."))
    #expect(try stage.base.failuresToTolerate == 0)
    try expectSuccess(stage.run("xvm_cluster", ["--force", "Failures_to_tolerate=2"]))
    #expect(try stage.base.failuresToTolerate == 2)
  }

  @Test func aRegistrationThatBreaksItIsRefused() throws {
    let stage = try Self.full()
    try expectSuccess(stage.run("xvm_cluster", ["Failures_to_tolerate=1"]))
    let lines = ["NODELIST=node3,node1,node2", Self.load]
    let refused = try Self.register(stage, "c", lines, [])
    #expect(refused.ending == .exited(1))
    #expect(refused.errorText.contains("[210318]"), "\(refused.errorText)")
    #expect(refused.errorText.contains("without node1, a-rs would have no place"))
    #expect(refused.errorText.contains("2 more losses could not be borne"))
    #expect(try !stage.base.holds("c-rs"))
    // A guest that is not to run takes nothing, and one that is small breaks nothing.
    try expectSuccess(Self.register(stage, "d", lines, ["--disabled"]))
    try expectSuccess(Self.register(stage, "e", ["Load_factors=memory@1"], []))
    try expectSuccess(Self.register(stage, "c", lines, ["--force"]))
    try stage.happen()
    // What is broken already is no reason against what makes it no worse.
    try expectSuccess(Self.register(stage, "f", [], []))
  }

  /// A guest with one node breaks it by itself.
  @Test func aGuestWithOneNodeIsRefused() throws {
    let stage = try Self.full()
    try expectSuccess(stage.run("xvm_cluster", ["Failures_to_tolerate=1"]))
    let refused = try Self.register(stage, "c", ["NODELIST=node3", "Load_factors=memory@1"], [])
    #expect(
      refused.errorText.contains("without node3, c-rs would have no place"),
      "\(refused.errorText)")
  }

  @Test func aMoveThatBreaksItIsRefused() throws {
    let stage = try Stage(memory: 8)
    // Only node1 and node2 have room for both, and c fits beside neither of them elsewhere.
    try stage.register("a", ["NODELIST=node1,node2", "Load_factors=memory@4"])
    try stage.register("b", ["NODELIST=node2,node3", "Load_factors=memory@4"])
    try stage.register("c", ["NODELIST=node3,node2", "Load_factors=memory@4"])
    try stage.happen()
    try expectSuccess(stage.run("xvm_cluster", ["Failures_to_tolerate=1"]))
    // With c on node2, which is full then, nobody could follow from node1.
    let refused = try stage.run("xvm_move", ["c-rs", "node2"])
    #expect(refused.ending == .exited(1))
    #expect(
      refused.errorText.contains("without node1, a-rs would have no place"),
      "\(refused.errorText)")
    let forced = try stage.run("xvm_move", ["--force", "c-rs", "node2"])
    #expect(!forced.errorText.contains("[210318]"), "\(forced.errorText)")
  }

  /// By the name that the cluster has for this node, whatever its host is called.
  @Test(arguments: [("node2", true), ("node3", false)])
  func aStartByHandThatBreaksItIsRefused(_ node: String, _ isRefused: Bool) throws {
    let stage = try Stage(memory: 8)
    try stage.register("a", ["NODELIST=node1,node2", "Load_factors=memory@4"])
    try stage.register("b", ["NODELIST=node2,node3", "Load_factors=memory@4"])
    try stage.register("c", ["NODELIST=node3,node2", "Load_factors=memory@4"])
    try stage.happen()
    try expectSuccess(stage.run("xvm_cluster", ["Failures_to_tolerate=1"]))
    let sandbox = try #require(stage.sandbox)
    try sandbox.write("tools/crm_node", "#!/bin/sh\necho \(node)\n", mode: 0o755)
    func start(_ more: String...) throws -> Completion {
      try sandbox.run(
        "start_xvm", ["-R", "c-rs", "-G", "c-rg"] + more,
        adding: ["HA_XVM_TOOL_PATH": "\(stage.root)/tools", "CIB_file": "\(stage.root)/cib.xml"],
        limit: .seconds(60))
    }
    let answer = try start()
    #expect(answer.errorText.contains("[210318]") == isRefused, "\(answer.errorText)")
    if isRefused {
      #expect(
        answer.errorText.contains("without node1, a-rs would have no place"),
        "\(answer.errorText)")
      #expect(try !start("--force").errorText.contains("[210318]"))
    }
  }

  @Test func aNodeOnStandbyLeavesLess() throws {
    let stage = try Self.full()
    let base = Array(try stage.tool("/usr/sbin/cibadmin", "--query").utf8)
    #expect(try PromiseCheck(of: base, until: Clock.now + .seconds(20)) == nil)
    try expectSuccess(stage.run("xvm_cluster", ["Failures_to_tolerate=1"]))
    let promised = Array(try stage.tool("/usr/sbin/cibadmin", "--query").utf8)
    let check = try #require(try PromiseCheck(of: promised, until: Clock.now + .seconds(20)))
    let objection = try #require(try check.objection(toStandby: "node3"))
    #expect(objection.subject == "node3")
    #expect(
      objection.cause.hasPrefix(
        "Failures_to_tolerate=1; without node1, a-rs would have no place"), "\(objection.cause)")
    let breaches = try check.breaches(onStandby: "node3")
    #expect(breaches.map(\.report.nodes) == [["node1"], ["node2"]])
  }

  /// Nobody simulates anything where nothing is promised.
  @Test func noPromiseCostsNothing() throws {
    let stage = try Self.full()
    let sandbox = try #require(stage.sandbox)
    try sandbox.write(
      "tools/crm_simulate", "#!/bin/sh\necho called >>\(stage.root)/called\n", mode: 0o755)
    let tools = ["HA_XVM_TOOL_PATH": "\(stage.root)/tools", "CIB_file": "\(stage.root)/cib.xml"]
    let words = ["--framework", "pacemaker", "-f", try stage.file("c")]
    let made = try sandbox.run("xvm_register", words, adding: tools)
    #expect(made.succeeded, "\(made.errorText)")
    _ = try sandbox.run("xvm_move", ["a-rs", "node2"], adding: tools)
    #expect(Files.information("\(stage.root)/called") == nil)
    _ = try sandbox.run("xvm_cluster", ["Failures_to_tolerate=1"], adding: tools)
    #expect(Files.information("\(stage.root)/called") != nil)
  }
}
