import Model
import Platform
import TestSupport
import Testing

/// What Pacemaker's real scheduler decides about guests as we register them.
@Suite(.tags(.clusterTools), .ownThreads) struct PacemakerPlacementTests {
  private typealias Stage = PacemakerStage

  /// Two guests on nodes of their own, with wishes of the second about the first.
  private static func pair(_ first: [String] = [], _ second: [String], memory: Int? = nil) throws
    -> PacemakerStage
  {
    let stage = try PacemakerStage(memory: memory)
    try stage.register("a", first)
    try stage.register("b", second)
    try stage.happen()
    return stage
  }

  @Test func aStrongPositiveAffinityFollowsAndDoesNotPull() throws {
    let stage = try Self.pair([], ["Affinity=++a-rg"])
    let home = try #require(try stage.places["a-rs"])
    #expect(try stage.places["b-rs"] == home)
    let away = home == "node3" ? "node1" : "node3"
    // The source may not go alone, and does not take the target with it.
    try stage.move("b-rs", to: away)
    #expect(try stage.happen() == [])
    try stage.tool("/usr/sbin/crm_resource", "--clear", "--resource", "b-rs")
    try stage.move("a-rs", to: away)
    let actions = try stage.happen()
    #expect(try stage.places["a-rs"] == away && stage.places["b-rs"] == away)
    // Both moved live, the target first.
    let moves = actions.filter { $0.contains("-rs migrate_to") }
    #expect(moves.map { $0.prefix(4) } == ["a-rs", "b-rs"])
  }

  @Test func aDelegatedAffinityTakesTheTargetWithIt() throws {
    let stage = try Self.pair([], ["Affinity=+++a-rg"])
    let home = try #require(try stage.places["b-rs"])
    let away = home == "node3" ? "node1" : "node3"
    try stage.move("b-rs", to: away)
    try stage.happen()
    #expect(try stage.places["a-rs"] == away && stage.places["b-rs"] == away)
  }

  @Test func theSourceOfAStrongNegativeAffinityYields() throws {
    let stage = try Self.pair(
      ["NODELIST=node1,node2"], ["NODELIST=node1,node2", "Affinity=--a-rg"])
    let home = try #require(try stage.places["a-rs"])
    #expect(try stage.places["b-rs"] != home)
    let actions = try stage.happen("-d", home)
    #expect(try stage.places["b-rs"] == nil && stage.places["a-rs"] != nil)
    let stop = try #require(actions.firstIndex { $0.hasPrefix("b-rs stop") })
    let start = try #require(actions.firstIndex { $0.hasPrefix("a-rs start") })
    #expect(stop < start)
    // It comes back when there is a place for it, and the favoured one stays where it is.
    let place = try stage.places["a-rs"]
    try stage.happen("-u", home)
    #expect(try stage.places["b-rs"] == home && stage.places["a-rs"] == place)
  }

  @Test func whoIsFavouredWithoutLoadIsNeverTogetherWithThoseThatYield() throws {
    let stage = try PacemakerStage()
    try stage.register("test", ["NODELIST=node1,node2"])
    try stage.register("a", ["NODELIST=node1,node2", "Favoured_over=test-rs"])
    try stage.happen()
    let home = try #require(try stage.places["a-rs"])
    try stage.happen("-d", home)
    #expect(try stage.places["a-rs"] != nil && stage.places["test-rs"] == nil)
  }

  @Test(arguments: [(3, false), (8, true)]) func whoIsFavouredByLoadYieldsOnlyWhatIsNeeded(
    _ memory: Int, _ isRoom: Bool
  ) throws {
    let stage = try PacemakerStage(memory: memory)
    let lines = ["NODELIST=node1,node2", "Load_factors=memory@3"]
    try stage.register("test", lines)
    try stage.register("a", lines + ["Favoured_over=test-rs"])
    try stage.happen()
    let home = try #require(try stage.places["a-rs"])
    // On their own nodes, as there is one for each or because it does not matter.
    if try stage.places["test-rs"] == home { try stage.move("test-rs", to: "node2") }
    try stage.happen()
    let actions = try stage.happen("-d", try #require(try stage.places["a-rs"]))
    #expect(try stage.places["a-rs"] != nil)
    #expect(try (stage.places["test-rs"] != nil) == isRoom)
    let stop = actions.firstIndex { $0.hasPrefix("test-rs stop") }
    #expect((stop == nil) == isRoom)
    if let stop {
      #expect(try stop < #require(actions.firstIndex { $0.hasPrefix("a-rs start") }))
    }
  }

  /// With Load_factors a live migration waits for those that leave; that is what Pre_evict asks for.
  @Test func thoseThatGiveWayLeaveBeforeAMoveBegins() throws {
    let stage = try PacemakerStage(memory: 3)
    let lines = ["NODELIST=node1,node2", "Load_factors=memory@3"]
    try stage.register("test", lines)
    try stage.register("a", lines + ["Favoured_over=test-rs", "Pre_evict=TRUE"])
    try stage.happen()
    let target = try #require(try stage.places["test-rs"])
    try stage.move("a-rs", to: target)
    let actions = try stage.happen()
    let gone = try #require(actions.firstIndex { $0.hasPrefix("test-rs stop") })
    #expect(try gone < #require(actions.firstIndex { $0.hasPrefix("a-rs migrate_to") }))
    #expect(try stage.places["a-rs"] == target)
  }

  @Test func weakAffinitiesChooseAPlaceAndMoveNobody() throws {
    let together = try Self.pair(["NODELIST=node1,node2,node3"], ["Affinity=+a-rg"])
    let home = try #require(try together.places["a-rs"])
    #expect(try together.places["b-rs"] == home)
    try together.move("a-rs", to: home == "node3" ? "node1" : "node3")
    try together.happen()
    #expect(try together.places["b-rs"] == home && together.places["a-rs"] != home)

    let apart = try Self.pair(["NODELIST=node1"], ["NODELIST=node1,node2", "Affinity=-a-rg"])
    let places = try apart.places
    #expect(places["a-rs"] == "node1" && places["b-rs"] == "node2", "\(places)")
    try apart.happen("-d", "node2")
    #expect(try apart.places["b-rs"] == "node1")
  }

  @Test func guestsOfATagGoTogetherAndStopAlone() throws {
    let stage = try PacemakerStage()
    for name in ["a", "b", "c"] { try stage.register(name, ["RG=all-rg"], ["--tag"]) }
    try stage.happen()
    let home = try #require(try stage.places["a-rs"])
    #expect(try stage.places["b-rs"] == home && stage.places["c-rs"] == home)
    try stage.tool(
      "/usr/sbin/crm_resource", "--resource", "a-rs", "--meta", "--set-parameter", "target-role",
      "--parameter-value", "Stopped")
    #expect(try stage.happen() == ["a-rs stop on \(home)"])
    // The one in the middle goes; the row closes.
    try expectSuccess(stage.run("xvm_remove", ["b-rs"]))
    let left = try stage.base.constraints.map(\.id).filter { !$0.hasPrefix("ha-xvm-ready-") }
    #expect(left == ["ha-xvm-group-all-rg-c-rs", "ha-xvm-row-all-rg-c-rs"])
    #expect(try stage.base.constraints.last?["first"] == "a-rs")
  }

  /// A death that counts twice does not shorten Retry_count: two restarts may count four, and the third failure moves the guest.
  @Test(arguments: [(4, false), (5, true)]) func deathsThatCountTwiceLeaveEnoughRestarts(
    _ count: Int, _ isAway: Bool
  ) throws {
    let stage = try PacemakerStage()
    try stage.register("a", ["Retry_count=2"])
    try stage.happen()
    let home = try #require(try stage.places["a-rs"])
    let failures =
      "<node_state id='\(home.dropFirst(4))'><transient_attributes id='\(home.dropFirst(4))'><instance_attributes id='t'>"
      + "<nvpair id='t1' name='fail-count-a-rs#monitor_60000' value='\(count)'/></instance_attributes>"
      + "</transient_attributes></node_state>"
    try stage.tool(
      "/usr/sbin/cibadmin", "--modify", "--allow-create", "--scope", "status", "--xml-text",
      failures)
    try stage.happen()
    #expect(try (stage.places["a-rs"] != home) == isAway)
  }

  /// What a monitor that fails, and a stop that fails, have the cluster do, by Failover_mode.
  @Test(
    arguments: [
      ("", ["stop", "start"], nil), ("Failover_mode=NONE", ["stop", "start"], "block"),
      ("Failover_mode=SOFT", ["stop", "start"], "block"),
      ("Failover_mode=HARD", ["stop", "start"], "fence"),
      ("Failover_mode=RESTART_ONLY", ["stop", "start"], "block"),
      ("Failover_mode=LOG_ONLY", [], "block"),
    ] as [(String, [String], String?)])
  func aFailureIsAnsweredByFailoverMode(_ line: String, _ actions: [String], _ stop: String?) throws
  {
    let stage = try PacemakerStage()
    try stage.register("a", line.isEmpty ? [] : [line])
    try stage.happen()
    let home = try #require(try stage.places["a-rs"])
    let done = try stage.happen("--op-inject", "a-rs_monitor_60000@\(home)=1")
    #expect(done.map { $0.split(separator: " ")[1] } == actions.map { Substring($0) }, "\(done)")
    let operations = try stage.base.primitive("a-rs")?.first("operations")?.all("op") ?? []
    #expect(operations.first { $0["name"] == "stop" }?["on-fail"] == stop)
  }
}
