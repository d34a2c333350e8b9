import Hypervisors
import Model
import Platform
import Testing

@testable import Agent

/// A stop that is a move, and the starts that follow it.
@Suite(.virtualTime) struct SwitchoverTests {
  static let here: [GuestState] = [.running]
  static let gone: [GuestState] = [.off(.migrated)]
  static let n2 = MoveTarget(node: "n2", address: "n2-priv")

  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let script: ScriptedDriver.Script
    var values: [String: String] = [:]
    var node: String? = "n2"
    var knowsPlacement = false
    var record = RunRecord.Phase.running
    var target: MoveTarget?
    let told: [String]
    var failure: Failure.Code?
    /// The phase on record afterwards; nil when the record is gone.
    var phase: RunRecord.Phase?
    var testDescription: String { name }
  }

  static let refused = Failure(.moveRefused, "n2", cause: "full")
  static let rows: [Row] = [
    Row(
      name: "a switch moves the guest",
      script: .init(
        states: here, after: ["move n2-priv": gone, "there move": [.running]], peer: [.absent]),
      told: ["check n2-priv", "move n2-priv"]),
    Row(
      name: "over the address of Migration_nodes, which an administrator wrote",
      script: .init(
        states: here, after: ["move 10.0.0.2": gone, "there move": [.running]], peer: [.absent]),
      values: ["Migration_nodes": "n2:10.0.0.2"], told: ["check 10.0.0.2", "move 10.0.0.2"]),
    Row(
      name: "with no target it is a plain stop",
      script: .init(states: here, after: ["shutdown acpi": [.off(.shutdown)]], peer: [.absent]),
      node: nil, told: ["shutdown acpi"]),
    Row(
      name: "and with NORMAL",
      script: .init(states: here, after: ["shutdown acpi": [.off(.shutdown)]], peer: [.absent]),
      values: ["Migration_type": "NORMAL"], told: ["shutdown acpi"]),
    Row(
      name: "and where the toolstack cannot move",
      script: .init(states: here, after: ["shutdown acpi": [.off(.shutdown)]]),
      told: ["shutdown acpi"]),
    Row(
      name: "a move that fails is followed by a stop",
      script: .init(
        states: here, after: ["shutdown acpi": [.off(.shutdown)]],
        failing: ["check n2-priv": refused], peer: [.absent]),
      told: ["check n2-priv", "shutdown acpi"]),
    Row(
      name: "or by none, and the guest stays, with Abort_migration",
      script: .init(states: here, failing: ["check n2-priv": refused], peer: [.absent]),
      values: ["Abort_migration": "TRUE"], told: ["check n2-priv"], failure: .moveRefused,
      phase: .running),
    Row(
      name: "a move that an earlier call began is finished",
      script: .init(states: here + gone, peer: [.running], moves: 1), record: .moving, target: n2,
      told: []),
    Row(
      name: "one that goes elsewhere is called off first",
      script: .init(
        states: here, after: ["move n2-priv": gone, "there move": [.running]], peer: [.absent],
        moves: 1),
      record: .moving, target: MoveTarget(node: "n3", address: "n3-priv"),
      told: ["cancel", "check n2-priv", "move n2-priv"]),
    Row(
      name: "or when nothing is switched any more",
      script: .init(
        states: here, after: ["shutdown acpi": [.off(.shutdown)]], peer: [.absent], moves: 1),
      node: nil, record: .moving, target: n2, told: ["cancel", "shutdown acpi"]),
    Row(
      name: "a guest that left by itself stays on record", script: .init(states: gone, peer: []),
      node: nil, record: .departed, told: [], phase: .departed),
    Row(
      name: "and one that went elsewhere than its group goes now",
      script: .init(states: gone, peer: []),
      record: .departed, target: MoveTarget(node: "n3", address: "n3-priv"), told: [],
      phase: .departed),
    Row(
      name: "but not one that went where its group goes: a switch that was cut short",
      script: .init(states: gone, peer: [.running]), record: .departed, target: n2, told: []),
    Row(
      name: "a guest that left in a move by hand, which was cut short, stays on record",
      script: .init(states: gone, peer: [.running]), node: nil, record: .moving, target: n2,
      told: [], phase: .departed),
    Row(
      name: "but not where the cluster knows its place, and stops it there too",
      script: .init(states: gone, peer: [.running]), node: nil, knowsPlacement: true,
      record: .moving, target: n2, told: []),
  ]

  @Test(arguments: rows) func aStopUnderASwitch(_ row: Row) throws {
    let scene = try Scene(row.script)
    try scene.record(row.record, target: row.target)
    let context = scene.context(
      .stop, row.values, milliseconds: 4_000,
      framework: SwitchingFramework(node: row.node, knowsPlacement: row.knowsPlacement))
    var failure: Failure?
    do throws(Failure) { try StopGuest(context).run() } catch { failure = error }
    #expect(failure?.code == row.failure, "\(failure?.description ?? "no failure")")
    #expect(scene.driver.calls.filter { $0 != "identify" } == row.told)
    #expect(try scene.store.load()?.phase == row.phase)
    #expect(Clock.now < context.budget.mark(percent: 98))
  }

  struct Return: Sendable, CustomTestStringConvertible {
    let name: String
    let script: ScriptedDriver.Script
    var values: [String: String] = ["Migration_nodes": "n2:n2-priv"]
    var record: RunRecord.Phase? = .departed
    var target: MoveTarget?
    let told: [String]
    var failure: Failure.Code?
    var testDescription: String { name }
  }

  static let boots: [String: [GuestState]] = ["start": [.running]]
  static let returns: [Return] = [
    Return(
      name: "the other node has it", script: .init(states: gone, peer: [.running]), told: [],
      failure: .runsElsewhere),
    Return(
      name: "the other node is silent", script: .init(states: gone, peer: [.unknown("cut")]),
      target: n2, told: [], failure: .departed),
    Return(
      name: "the other node denies it", script: .init(states: gone, after: boots, peer: [.absent]),
      target: n2, told: ["start"]),
    Return(
      name: "no other node is known", script: .init(states: gone, peer: [.absent]), values: [:],
      told: [], failure: .departed),
    Return(
      name: "it is back", script: .init(states: here, peer: [.absent]), told: []),
    Return(
      name: "a move was cut short and is still under way: the guest is wanted here",
      script: .init(states: here, peer: [.absent], moves: 1), record: .moving, target: n2,
      told: ["cancel"]),
    Return(
      name: "a move was cut short after the guest had gone",
      script: .init(states: gone, peer: [.running]), record: .moving, target: n2, told: [],
      failure: .runsElsewhere),
    Return(
      name: "Start_guard: another node runs it",
      script: .init(states: [.off(.shutdown)], peer: [.running]),
      values: ["Start_guard": "STRICT", "Migration_nodes": "n2:n2-priv"], record: nil, told: [],
      failure: .runsElsewhere),
    Return(
      name: "Start_guard STRICT: another node is silent",
      script: .init(states: [.off(.shutdown)], peer: [.unknown("cut")]),
      values: ["Start_guard": "STRICT", "Migration_nodes": "n2:n2-priv"], record: nil, told: [],
      failure: .neighbourSilent),
    Return(
      name: "Start_guard LENIENT: another node is silent",
      script: .init(states: [.off(.shutdown)], after: boots, peer: [.unknown("cut")]),
      values: ["Start_guard": "LENIENT", "Migration_nodes": "n2:n2-priv"], record: nil,
      told: ["start"]),
    Return(
      name: "Start_guard OFF asks nobody",
      script: .init(states: [.off(.shutdown)], after: boots, peer: [.running]), record: nil,
      told: ["start"]),
    Return(
      name: "but a guest that may have left unseen is asked for",
      script: .init(
        states: [.off(.shutdown)], traits: [.departsUnseen], parts: [], peer: [.running]),
      record: .running, told: [], failure: .runsElsewhere),
    Return(
      name: "the other node has it by another name",
      script: .init(
        states: gone, traits: [.foundByUUID], parts: [], peer: [.absent],
        peerByName: ["u-1": .running]),
      told: [], failure: .runsElsewhere),
  ]

  @Test(arguments: returns) func aStartAfterAMove(_ row: Return) throws {
    let scene = try Scene(row.script)
    if let phase = row.record { try scene.record(phase, target: row.target) }
    var failure: Failure?
    do throws(Failure) {
      try StartGuest(scene.context(.start, row.values)).run { _, _ in }
    } catch { failure = error }
    #expect(failure?.code == row.failure, "\(failure?.description ?? "no failure")")
    let quiet = ["identify", "mark web-rg/web-rs"]
    #expect(scene.driver.calls.filter { !quiet.contains($0) } == row.told)
  }

  /// Where a node that is no member was fenced, the node that the guest went to is asked only while it is one.
  @Test(arguments: [([], ["start"]), (["n2"], [])] as [([String], [String])])
  func theMembersOfAClusterThatFencesAreAsked(_ others: [String], _ told: [String]) throws {
    let scene = try Scene(
      .init(states: Self.gone, after: Self.boots, peer: [.unknown("cut")]))
    try scene.record(.departed, target: Self.n2)
    let framework = SwitchingFramework(node: nil, knowsPlacement: true, others: others)
    let start = StartGuest(scene.context(.start, framework: framework))
    var failure: Failure?
    do throws(Failure) { try start.run { _, _ in } } catch { failure = error }
    #expect(failure?.code == (told.isEmpty ? .departed : nil))
    #expect(scene.driver.calls.filter { $0 == "start" } == told)
  }

  @Test func aNodeIsNoNeighbourOfItself() throws {
    let scene = try Scene(.init())
    let own = Environment.nodeName
    let context = scene.context(
      .start, ["Migration_nodes": "\(own):10.0.0.1,n2:10.0.0.2"],
      framework: SwitchingFramework(node: nil, others: [own, "n3", "n2"]))
    #expect(Interconnect(context).neighbours().map(\.address) == ["n3-priv", "10.0.0.2"])
  }

  @Test func aMoveByHandLeavesTheGuestOnRecordAsGone() throws {
    let scene = try Scene(
      .init(
        states: Self.here, after: ["move n2": Self.gone, "there move": [.running]], peer: [.absent])
    )
    try scene.record(.running)
    let hand = MoveByHand(scene.context(.stop))
    try hand.run(to: MoveTarget(node: "n2", address: "n2"))
    let record = try #require(try scene.store.load())
    #expect(record.phase == .departed)
    #expect(record.target?.node == "n2")
    #expect(try hand.clear())
    #expect(try scene.store.load() == nil)
    #expect(try !hand.clear())
  }

  @Test func aMoveByHandThatFailsLeavesTheRecordAsItWas() throws {
    let scene = try Scene(
      .init(states: Self.here, failing: ["check n2": Self.refused], peer: [.absent]))
    try scene.record(.running)
    let before = try scene.store.load()
    let error = #expect(throws: Failure.self) {
      try MoveByHand(scene.context(.stop)).run(to: MoveTarget(node: "n2", address: "n2"))
    }
    #expect(error?.code == .moveRefused)
    #expect(try scene.store.load() == before)
  }

  @Test func aNodeThatNobodyKnowsIsRefusedWithTheNearestName() throws {
    let scene = try Scene(.init(peer: [.absent]))
    let hand = MoveByHand(
      scene.context(.stop, ["Migration_nodes": "node2:10.0.0.2,node3:10.0.0.3"]))
    let error = #expect(throws: Failure.self) { try hand.target("nod2") }
    #expect(error?.code == .unknownNode)
    #expect(error?.cause == "did you mean node2?")
    #expect(try hand.target("node3").address == "10.0.0.3")
  }
}
