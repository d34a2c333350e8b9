import Model
import Platform
import TestSupport
import Testing

/// What Pacemaker's real scheduler does with groups that are units: the table of events that the anchor was chosen by.
@Suite(.tags(.clusterTools), .ownThreads) struct AnchorTests {
  private static let resource = "/usr/sbin/crm_resource"
  private static let anchor = "all-rg-anchor"

  /// Two guests, a and b, in one group that is a unit, on the node that it likes best.
  private static func unit(
    _ lines: [String] = [], resources: [String] = [PacemakerStage.dummy("db-rs")],
    memory: Int? = nil,
    constraints: String = ""
  ) throws -> PacemakerStage {
    let stage = try PacemakerStage(resources, memory: memory, constraints: constraints)
    for name in ["a", "b"] { try register(stage, name, "all-rg", lines) }
    try stage.happen()
    #expect(try places(stage) == "node1 node1 node1")
    return stage
  }

  private static func register(
    _ stage: PacemakerStage, _ name: String, _ group: String, _ lines: [String] = []
  ) throws {
    let nodes = lines.contains { $0.hasPrefix("NODELIST=") } ? [] : ["NODELIST=node1,node2,node3"]
    let file = try stage.file(name, ["RG=\(group)"] + nodes + lines)
    let made = try stage.run("xvm_register", ["--framework", "pacemaker", "--anchor", "-f", file])
    try #require(made.succeeded, "\(made.text)\(made.errorText)")
  }

  /// Where the anchor and its two guests are, `-` for nowhere.
  private static func places(_ stage: PacemakerStage) throws -> String {
    let places = try stage.places
    return [anchor, "a-rs", "b-rs"].map { places[$0] ?? "-" }.joined(separator: " ")
  }

  private static func meta(_ stage: PacemakerStage, _ name: String, _ key: String, _ value: String)
    throws
  {
    try stage.tool(
      resource, "--resource", name, "--meta", "--set-parameter", key, "--parameter-value", value)
  }

  /// What happens, where the anchor and the guests are then, and whether a guest was stopped.
  enum Event: String, CaseIterable {
    case memberDisabled, memberFails, memberFailsTooOften, memberStartsNowhere
    case anchorStopped, anchorMoved, anchorBanned, memberMoved, standby, death
  }

  @Test(
    arguments: [
      (.memberDisabled, "node1 - node1", ["a-rs"]),
      (.memberFails, "node1 node1 node1", ["a-rs"]),
      (.memberFailsTooOften, "node2 node2 node2", ["a-rs"]),
      (.memberStartsNowhere, "node1 - node1", ["a-rs"]),
      (.anchorStopped, "- - -", ["a-rs", "b-rs"]),
      (.anchorMoved, "node3 node3 node3", []),
      (.anchorBanned, "node2 node2 node2", []),
      (.memberMoved, "node3 node3 node3", []),
      (.standby, "node2 node2 node2", []),
      (.death, "node2 node2 node2", []),
    ] as [(Event, String, [String])])
  func theGroupIsAUnit(_ event: Event, _ places: String, _ stopped: [String]) throws {
    let stage = try Self.unit()
    let failure = ["-i", "a-rs_monitor_60000@node1=1"]
    var what: [String] = []
    switch event {
    case .memberDisabled: try Self.meta(stage, "a-rs", "target-role", "Stopped")
    case .memberFails: what = failure
    case .memberFailsTooOften:
      try Self.meta(stage, "a-rs", "migration-threshold", "1")
      what = failure
    case .memberStartsNowhere:
      try Self.meta(stage, "a-rs", "migration-threshold", "1")
      what = failure + (1...3).flatMap { ["-F", "a-rs_start_0@node\($0)=1"] }
    case .anchorStopped: try Self.meta(stage, Self.anchor, "target-role", "Stopped")
    case .anchorMoved: try stage.move(Self.anchor, to: "node3")
    case .anchorBanned:
      try stage.tool(Self.resource, "--ban", "--resource", Self.anchor, "--node", "node1")
    case .memberMoved: try stage.move("a-rs", to: "node3")
    case .standby: try stage.tool("/usr/sbin/crm_standby", "--node", "node1", "--update", "on")
    case .death: what = ["-d", "node1"]
    }
    var actions = try stage.happen(with: what)
    // What the one brings about is reason for the next.
    for _ in 0..<4 where event == .memberStartsNowhere {
      actions += try stage.happen(with: (1...3).flatMap { ["-F", "a-rs_start_0@node\($0)=1"] })
    }
    let now = try Self.places(stage)
    #expect(now == places, "\(actions)")
    let moved = actions.filter { $0.contains(" migrate_to ") }.compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
    let ended = ["a-rs", "b-rs"].filter { name in actions.contains { $0.hasPrefix("\(name) stop ") }
    }
    #expect(Set(ended).subtracting(moved) == Set(stopped), "\(actions)")
    if event == .anchorStopped {
      #expect(actions.map { $0.split(separator: " ")[0] }.last == "all-rg-anchor", "\(actions)")
    }
  }

  /// Where nothing of a group is managed nothing is done, when its node dies too: the group is suspended.
  @Test func aSuspendedGroupIsLeftAlone() throws {
    let stage = try Self.unit()
    for name in [Self.anchor, "a-rs", "b-rs"] { try Self.meta(stage, name, "is-managed", "false") }
    let actions = try stage.happen("-d", "node1")
    #expect(!actions.contains { !$0.hasPrefix("db-rs ") }, "\(actions)")
    // One member that is managed again can be operated alone.
    try stage.happen("-u", "node1")
    let other = try Self.unit()
    for name in [Self.anchor, "b-rs"] { try Self.meta(other, name, "is-managed", "false") }
    try Self.meta(other, "a-rs", "target-role", "Stopped")
    #expect(try other.happen() == ["a-rs stop on node1"])
    try other.tool(
      Self.resource, "--resource", "a-rs", "--meta", "--delete-parameter", "target-role")
    #expect(try other.happen() == ["a-rs start on node1"])
  }

  /// Where there is not room for all they do not part, as those of a tag do.
  @Test(arguments: [true, false]) func withoutRoomAUnitDoesNotPart(_ isUnit: Bool) throws {
    let stage = try PacemakerStage(memory: 3)
    let lines = ["RG=all-rg", "NODELIST=node1,node2", "Load_factors=memory@2"]
    for name in ["a", "b"] {
      let made = try stage.run(
        "xvm_register",
        ["--framework", "pacemaker", "-f", try stage.file(name, lines)]
          + (isUnit ? [] : ["--tag"]))
      try #require(made.succeeded, "\(made.errorText)")
    }
    try stage.happen()
    let places = try stage.places
    let guests = ["a-rs", "b-rs"].compactMap { places[$0] }
    #expect(Set(guests).count == (isUnit ? 0 : 2) || isUnit && Set(guests).count == 1, "\(places)")
    #expect(guests.count <= (isUnit ? 1 : 2))
  }

  // MARK: Between groups

  /// The group of a and b, and c in one of its own with a wish about it.
  private static func pair(_ sign: String) throws -> PacemakerStage {
    let stage = try unit()
    try register(stage, "c", "c-rg", ["Affinity=\(sign)all-rg"])
    try stage.happen()
    return stage
  }

  private static func both(_ stage: PacemakerStage) throws -> [String?] {
    let places = try stage.places
    return [places["a-rs"], places["c-rg-anchor"], places["c-rs"]]
  }

  @Test func theSourceOfAStrongNegativeAffinityLeavesFirst() throws {
    let stage = try Self.pair("--")
    #expect(try Self.both(stage) == ["node1", "node2", "node2"])
    try stage.move(Self.anchor, to: "node2")
    let actions = try stage.happen()
    #expect(try Self.both(stage)[0] == "node2" && Self.both(stage)[2] != "node2", "\(actions)")
    // A switch of the source to where it may not be does nothing.
    let home = try #require(try stage.places["c-rs"])
    try stage.move("c-rg-anchor", to: "node2")
    #expect(try stage.happen() == [])
    #expect(try stage.places["c-rs"] == home)
  }

  @Test func aStrongPositiveAffinityFollowsAndDoesNotPull() throws {
    let stage = try Self.pair("++")
    #expect(try Self.both(stage) == ["node1", "node1", "node1"])
    try stage.move("c-rg-anchor", to: "node3")
    #expect(try stage.happen() == [])
    try stage.tool(Self.resource, "--clear", "--resource", "c-rg-anchor")
    try stage.move(Self.anchor, to: "node3")
    let actions = try stage.happen()
    #expect(try Self.both(stage) == ["node3", "node3", "node3"])
    #expect(!actions.contains { $0.contains("-rs start ") }, "\(actions)")
    // Past its threshold it stays stopped beside its target until its failures are forgotten, which the cluster does by failure-timeout.
    try Self.meta(stage, "c-rs", "migration-threshold", "1")
    try stage.happen("-i", "c-rs_monitor_60000@node3=1")
    #expect(try Self.both(stage)[0] == "node3" && stage.places["c-rs"] == nil)
    for history in ["nvpair[starts-with(@name, 'fail-count-c-rs')]", "lrm_resource[@id='c-rs']"] {
      try stage.tool("/usr/sbin/cibadmin", "--delete-all", "--force", "--xpath", "//\(history)")
    }
    try stage.happen()
    #expect(try stage.places["c-rs"] == "node3")
  }

  @Test func aDelegatedAffinityTakesTheTargetWithIt() throws {
    let stage = try Self.pair("+++")
    try stage.move("c-rg-anchor", to: "node3")
    try stage.happen()
    #expect(try Self.both(stage) == ["node3", "node3", "node3"])
  }

  /// A guest whose disk is on storage that moves with the group is stopped for the move, and not moved from under its disk.
  @Test func aGuestOnStorageThatMovesIsStopped() throws {
    let stage = try Self.unit(["HAS_RS=db-rs"])
    try stage.move(Self.anchor, to: "node2")
    let actions = try stage.happen()
    #expect(try stage.places["db-rs"] == "node2" && stage.places["a-rs"] == "node2", "\(actions)")
    #expect(!actions.contains { $0.hasPrefix("a-rs migrate") }, "\(actions)")
    let (stop, unmount) = (
      try #require(actions.firstIndex { $0.hasPrefix("a-rs stop") }),
      try #require(actions.firstIndex { $0.hasPrefix("db-rs stop") })
    )
    #expect(stop < unmount)
  }

  // MARK: What gets an anchor

  /// A new group is a unit, and the plan for no cluster at all says so; one that is a tag stays one, and so does a group that is to be one.
  @Test func groupsBecomeUnits() throws {
    let stage = try PacemakerStage()
    try stage.register("a", ["RG=all-rg"])
    #expect(try stage.base.anchor(of: "all-rg") != nil)
    try stage.register("b", ["RG=old-rg"], ["--tag"])
    try stage.register("c", ["RG=old-rg"])
    #expect(try stage.base.anchor(of: "old-rg") == nil)
    try stage.register("d", ["RG=d-rs"])
    #expect(try stage.base.anchor(of: "d-rs") == nil)
    let file = try stage.file("e", ["RG=e-rg"])
    for (options, isUnit) in [([], true), (["--tag"], false)] {
      let script = try stage.run(
        "xvm_register", ["--framework", "pacemaker", "-n"] + options + ["-f", file]
      ).text
      #expect(script.contains("e-rg-anchor") == isUnit, "\(script)")
    }
    let both = try stage.run(
      "xvm_register", ["--framework", "pacemaker", "--tag", "--anchor", "-f", file])
    #expect(both.ending == .exited(2) && both.errorText.contains("--anchor conflicts with --tag"))
  }

  /// Where a node has to be named to be chosen at all, the anchor may be on each, and its members decide.
  @Test(arguments: [["node2", "node1"], ["node3"]])
  func aGroupWhereNodesHaveToBeNamed(_ nodes: [String]) throws {
    let stage = try PacemakerStage()
    try stage.tool(
      "/usr/sbin/crm_attribute", "--type", "crm_config", "--name", "symmetric-cluster", "--update",
      "false")
    let lines = ["NODELIST=\(nodes.joined(separator: ","))", "Readiness_interval=0"]
    try stage.register("a", ["RG=all-rg"] + lines)
    try stage.happen()
    #expect(try stage.places["a-rs"] == nodes[0] && stage.places[Self.anchor] == nodes[0])
    let again = try stage.run(
      "xvm_register",
      ["--framework", "pacemaker", "-f", try stage.file("a", ["RG=all-rg"] + lines)])
    #expect(again.text.contains("nothing to change"), "\(again.text)")
    try expectSuccess(stage.run("xvm_remove", ["a-rs"]))
    #expect(try stage.base.constraints.isEmpty)
  }

  // MARK: From tags to units and back

  /// Six guests of two groups run and go on: the only thing that happens is that the anchors start where they are.
  @Test func aTagBecomesAUnitWithoutABoot() throws {
    let stage = try PacemakerStage()
    let names = ["a", "b", "c", "d", "e", "f"]
    for (number, name) in names.enumerated() {
      try stage.register(
        name,
        ["RG=\(number < 3 ? "all" : "more")-rg", "NODELIST=node1,node2,node3"]
          + (number == 3 ? ["Affinity=--all-rg"] : []), ["--tag"])
    }
    try stage.happen()
    try stage.move("a-rs", to: "node3")
    try stage.happen()
    try stage.tool(Self.resource, "--clear", "--resource", "a-rs")
    try stage.happen()
    let before = try stage.places
    #expect(Set(names.prefix(3).map { before["\($0)-rs"] }) == ["node3"])
    for (name, group) in [("a", "all-rg"), ("d", "more-rg")] {
      try Self.register(
        stage, name, group, name == "d" ? ["Affinity=--all-rg"] : [])
      let place = try #require(before["\(name)-rs"])
      #expect(try stage.happen() == ["\(group)-anchor start on \(place)"])
    }
    let after = try stage.places
    #expect(after.filter { before[$0.key] != nil } == before)
    let verdict = try stage.verify()
    #expect(verdict == "", "\(verdict)")
    // The next registration finds the anchor by itself, and has nothing to do.
    for name in names {
      let group = try #require(try stage.base.group(of: "\(name)-rs"))
      let file = try stage.file(
        name,
        ["RG=\(group)", "NODELIST=node1,node2,node3"] + (name == "d" ? ["Affinity=--all-rg"] : []))
      let again = try stage.run("xvm_register", ["--framework", "pacemaker", "-f", file])
      #expect(again.text.contains("nothing to change"), "\(name): \(again.text)")
    }
    #expect(try stage.happen() == [])
    // The wish of the one group about the other is that of their anchors.
    try stage.move(Self.anchor, to: try #require(after["d-rs"]))
    let actions = try stage.happen()
    #expect(
      !actions.contains {
        $0.contains("-rs start ")
          || $0.contains("-rs stop ")
            && !actions.contains(
              "\($0.split(separator: " ")[0]) migrate_to on \($0.split(separator: " ").last ?? "")")
      }, "\(actions)")
    #expect(try stage.places["a-rs"] != stage.places["d-rs"])
  }

  /// Members on two nodes would have to move: nothing is done.
  @Test func whatRunsApartIsNoUnitYet() throws {
    let stage = try PacemakerStage()
    let lines = ["RG=all-rg", "NODELIST=node1,node2,node3"]
    for name in ["a", "b"] { try stage.register(name, lines, ["--tag"]) }
    try stage.happen()
    for (name, node) in [("a-rs", "node2"), ("b-rs", "node3")] { try stage.move(name, to: node) }
    try stage.happen()
    #expect(try stage.places["a-rs"] == "node2" && stage.places["b-rs"] == "node3")
    let before = try stage.base
    let file = try stage.file("a", lines)
    let refused = try stage.run(
      "xvm_register", ["--framework", "pacemaker", "--anchor", "-f", file])
    #expect(refused.ending == .exited(1))
    #expect(
      refused.errorText.contains("[\(Failure.Code.partedGroup.number)]"), "\(refused.errorText)")
    #expect(try stage.base == before)
    let forced = try stage.run(
      "xvm_register", ["--framework", "pacemaker", "--anchor", "--force", "-f", file])
    #expect(forced.succeeded, "\(forced.errorText)")
  }

  /// The anchor goes with the last member, and with it everything that was made for the group.
  @Test func theAnchorGoesWithTheLastMember() throws {
    let stage = try PacemakerStage()
    let before = try stage.base
    for name in ["a", "b"] {
      try Self.register(stage, name, "all-rg", name == "a" ? ["Affinity=--db-rg"] : [])
    }
    try stage.happen()
    try expectSuccess(stage.run("xvm_remove", ["a-rs"]))
    #expect(try stage.base.anchor(of: "all-rg") != nil)
    #expect(
      try stage.base.constraints.map(\.id).filter {
        $0.contains("a-rs") && !$0.contains("readiness")
      } == [])
    try expectSuccess(stage.run("xvm_remove", ["b-rs"]))
    let after = try stage.base
    #expect(after.resource(Self.anchor) == nil)
    #expect(after.constraints == before.constraints)
    #expect(after.tagged("all-rg") == nil)
  }

  @Test(arguments: [
    (["--framework", "standalone"], "a group is a unit by itself"),
    (["--framework", "solaris"], "a group is a unit by itself"),
  ])
  func onlyPacemakerNeedsAnAnchor(_ words: [String], _ said: String) throws {
    let stage = try PacemakerStage()
    let file = try stage.file("a")
    let refused = try stage.run("xvm_register", words + ["-n", "--anchor", "-f", file])
    #expect(refused.ending == .exited(2))
    #expect(refused.errorText.contains(said))
  }

  @Test func aGroupByTheResourcesOwnNameCannotBeOne() throws {
    let stage = try PacemakerStage()
    let file = try stage.file("a", ["RG=a-rs"])
    let refused = try stage.run(
      "xvm_register", ["--framework", "pacemaker", "--anchor", "-f", file])
    #expect(refused.ending == .exited(1))
    #expect(refused.errorText.contains("--anchor needs a group with a name of its own"))
  }
}
