import Frameworks
import Model
import Platform
import Synchronization
import Testing

@testable import Agent

/// A node that is emptied, and taken back, on a cluster that is played.
@Suite(.virtualTime) struct DrainTests {
  /// What was told, and after how many waits the end is asked for.
  private final class Listener: Sendable {
    private let notes = Mutex<(events: [DrainEvent], waits: Int)>(([], 0))
    private let end: Int
    init(end: Int = .max) { self.end = end }

    var events: [DrainEvent] { notes.withLock { $0.events } }
    func tell(_ event: DrainEvent) { notes.withLock { $0.events.append(event) } }
    func pause() -> Bool {
      Clock.sleep(until: Clock.now + .seconds(1))
      return notes.withLock { notes in
        notes.waits += 1
        return notes.waits >= end
      }
    }
  }

  private static func drain(
    _ node: String, _ cluster: PlayedCluster, _ listener: Listener = Listener(), parallel: Int = 1,
    restarts: Bool = false
  ) -> DrainNode {
    var manner = DrainNode.Manner()
    (manner.parallel, manner.restarts) = (parallel, restarts)
    return DrainNode(
      node, of: cluster.draining, own: "node3", manner, tell: listener.tell, pause: listener.pause)
  }

  private static func empty(
    _ node: String, _ cluster: PlayedCluster, _ listener: Listener = Listener(), parallel: Int = 1,
    restarts: Bool = false
  ) throws -> DrainNode.Outcome {
    let drain = drain(node, cluster, listener, parallel: parallel, restarts: restarts)
    return try drain.empty(by: drain.plan { _, _ in nil })
  }

  /// No constraint, no block, whatever came of it.
  private static func expectNothingIsLeft(of cluster: PlayedCluster) {
    #expect(cluster.read { $0.constraints } == [])
    #expect(cluster.read { $0.blocks.count } == 0)
  }

  @Test(arguments: [1, 2, 5]) func aNodeIsEmptiedAndTakenBack(_ parallel: Int) throws {
    let cluster = PlayedCluster([
      "a": .init(node: "node1", prefers: "node1"), "b": .init(node: "node1"),
      "c": .init(node: "node1", allowed: ["node1", "node3"]), "d": .init(node: "node2"),
    ])
    #expect(try Self.empty("node1", cluster, parallel: parallel) == .done)
    #expect(cluster.read { $0.standby } == ["node1"])
    // Nothing was on it that the standby would have stopped, and who likes the node best did not go back before.
    #expect(cluster.read { $0.standbyWith } == [])
    #expect(cluster["a"].moves == ["node2"] && cluster["c"].moves == ["node3"])
    #expect(cluster.read { $0.most } == min(parallel, 3))
    #expect(cluster.read { $0.records["node1"] } == "a=node2 b=node2 c=node3")
    Self.expectNothingIsLeft(of: cluster)
    // Another process, on another node.
    #expect(try Self.drain("node1", cluster).bringBack() == .done)
    #expect(cluster.read { $0.standby } == [] && cluster.read { $0.records } == [:])
    for name in ["a", "b", "c"] { #expect(cluster[name].node == "node1") }
    #expect(cluster["d"].moves == [])
    Self.expectNothingIsLeft(of: cluster)
    #expect(cluster.read { $0.guests.values.map(\.boots) } == [1, 1, 1, 1])
  }

  /// A standby would stop it.
  @Test func aGuestWhoseMoveFailsStaysAndTheNodeIsNotPutInStandby() throws {
    let cluster = PlayedCluster([
      "a": .init(node: "node1", failsTo: ["node2", "node3"]), "b": .init(node: "node1"),
    ])
    let listener = Listener()
    #expect(try Self.empty("node1", cluster, listener) == .stayed(["a": "a snapshot keeps it"]))
    #expect(cluster.read { $0.standby } == [])
    // It is held no longer, so that the cluster keeps it.
    #expect(cluster["a"].held == nil && cluster["a"].node == "node1" && cluster["a"].boots == 1)
    #expect(cluster["b"].node == "node2" && cluster.read { $0.records["node1"] } == "b=node2")
    #expect(listener.events.contains(.stayed("a", because: "a snapshot keeps it")))
    Self.expectNothingIsLeft(of: cluster)
    // The cause is gone.
    cluster.change { $0.guests["a"]?.failsTo = [] }
    #expect(try Self.empty("node1", cluster) == .done)
    #expect(cluster.read { $0.records["node1"] } == "b=node2 a=node2")
  }

  /// What an earlier attempt left is forgotten, and it is tried again.
  @Test func aGuestThatIsHeldIsTriedAgain() throws {
    let cluster = PlayedCluster(["a": .init(node: "node1", held: "no bridge there")])
    let plan = try Self.drain("node1", cluster).plan { _, _ in nil }
    #expect(plan.guests.map(\.way) == [.live])
    #expect(plan.guests[0].notes == ["an earlier move of it failed: no bridge there"])
    #expect(try Self.empty("node1", cluster) == .done)
    #expect(cluster["a"].moves == ["node2"])
  }

  @Test func whereOnlyTheTargetIsLostAnotherOneIsTaken() throws {
    let cluster = PlayedCluster(["a": .init(node: "node1", losing: "node2")])
    let listener = Listener()
    #expect(try Self.empty("node1", cluster, listener) == .done)
    #expect(cluster["a"].moves == ["node3"] && cluster["a"].boots == 1)
    #expect(listener.events.contains(.again("a", because: "node2 has gone away")))
    #expect(cluster.read { $0.records["node1"] } == "a=node3")
  }

  /// The move that is under way is seen to its end, nothing more is begun, and the record is true.
  @Test func whoAsksForTheEndFindsASoundState() throws {
    let cluster = PlayedCluster(["a": .init(node: "node1"), "b": .init(node: "node1")])
    let listener = Listener(end: 1)
    #expect(try Self.empty("node1", cluster, listener) == .ended)
    #expect(cluster["a"].node == "node2" && cluster["b"].moves == [])
    #expect(cluster.read { $0.standby } == [] && cluster.read { $0.records["node1"] } == "a=node2")
    #expect(listener.events.contains(.ending(["a"])))
    Self.expectNothingIsLeft(of: cluster)
    #expect(try Self.drain("node1", cluster).bringBack() == .done)
    #expect(cluster["a"].moves == ["node2", "node1"])
  }

  @Test func whoHaveToStayTogetherGoTogether() throws {
    let cluster = PlayedCluster([
      "a": .init(node: "node1", beside: "b"), "b": .init(node: "node1"),
    ])
    #expect(try Self.empty("node1", cluster) == .done)
    #expect(cluster["a"].node == "node2" && cluster["b"].node == "node2")
    #expect(cluster.read { $0.guests.values.map(\.boots) } == [1, 1])
    #expect(try Self.drain("node1", cluster).bringBack() == .done)
    #expect(cluster["a"].node == "node1" && cluster["a"].boots == 1)
  }

  /// Each, how it would leave, and whether the node is emptied without and with leave to restart.
  @Test(
    arguments: [
      (PlayedCluster.Guest(node: "node1", isLive: false), "not moved while it runs", false, true),
      (.init(node: "node1", allowed: ["node1"]), "no other node may have it", false, false),
      (.init(node: "node1"), "", true, true),
    ] as [(PlayedCluster.Guest, String, Bool, Bool)])
  func thePlanSaysWhoCannotGo(
    _ guest: PlayedCluster.Guest, _ words: String, _ goes: Bool, _ goesRestarted: Bool
  ) throws {
    let cluster = PlayedCluster(["a": guest])
    let plan = try Self.drain("node1", cluster).plan { _, _ in nil }
    #expect(plan.objections(restarts: false).isEmpty == goes)
    #expect(plan.objections(restarts: true).isEmpty == goesRestarted)
    #expect(plan.objections(restarts: false).joined().contains(words))
    // A plan changes nothing.
    #expect(cluster["a"].moves == [] && cluster["a"].boots == 1)
    Self.expectNothingIsLeft(of: cluster)
    if goesRestarted {
      #expect(try Self.empty("node1", cluster, restarts: true) == .done)
      #expect(cluster["a"].boots == (goes ? 1 : 2) && cluster["a"].node == "node2")
      Self.expectNothingIsLeft(of: cluster)
    }
  }

  /// What a look finds: a guest that cannot be moved while it runs is stopped only by leave, though the cluster would try to move it.
  @Test func whatALookRefusesIsStoppedByLeaveOnly() throws {
    let cluster = PlayedCluster(["a": .init(node: "node1", failsTo: ["node2", "node3"])])
    let drain = Self.drain("node1", cluster, restarts: true)
    let plan = try drain.plan { _, _ in .refused("it would never arrive") }
    #expect(plan.objections(restarts: false) == ["a: it would never arrive"])
    #expect(try drain.empty(by: plan) == .done)
    #expect(cluster["a"].boots == 2 && cluster["a"].held == nil)
    Self.expectNothingIsLeft(of: cluster)
  }

  @Test func theTimesAreAddedUp() throws {
    let cluster = PlayedCluster(["a": .init(node: "node1"), "b": .init(node: "node1")])
    let plan = try Self.drain("node1", cluster).plan { name, target in
      name == "b"
        ? .unknown("busy")
        : .possible(duration: .seconds(3), standstill: .milliseconds(200), notes: [target])
    }
    #expect(plan.total.known == .seconds(3) && plan.total.unknown == 1)
    #expect(plan.guests[0].notes == ["node2"] && plan.guests[1].notes == ["busy"])
  }

  // MARK: Home

  @Test func whoWasMovedOnByAPersonIsLeftAlone() throws {
    let cluster = PlayedCluster(["a": .init(node: "node1"), "b": .init(node: "node1")])
    #expect(try Self.empty("node1", cluster) == .done)
    cluster.change { $0.guests["a"]?.node = "node3" }
    let listener = Listener()
    #expect(try Self.drain("node1", cluster, listener).bringBack() == .done)
    #expect(cluster["a"].node == "node3" && cluster["b"].node == "node1")
    #expect(
      listener.events.contains(
        .leftAlone("a", because: "it is on node3 now, and was sent to node2")))
    #expect(cluster.read { $0.records } == [:])
  }

  /// It was another drain that sent it on, and no person.
  @Test func whatTwoDrainsHaveMovedComesHome() throws {
    let cluster = PlayedCluster(["a": .init(node: "node1")])
    #expect(try Self.empty("node1", cluster) == .done)
    #expect(try Self.empty("node2", cluster) == .done)
    #expect(cluster["a"].moves == ["node2", "node3"])
    #expect(try Self.drain("node1", cluster).bringBack() == .done)
    #expect(cluster["a"].node == "node1")
  }

  @Test func whoCannotComeHomeIsStillOnRecord() throws {
    let cluster = PlayedCluster(["a": .init(node: "node1")])
    #expect(try Self.empty("node1", cluster) == .done)
    cluster.change { $0.guests["a"]?.failsTo = ["node1"] }
    #expect(
      try Self.drain("node1", cluster).bringBack() == .stayed(["a": "a snapshot keeps it"]))
    #expect(cluster["a"].node == "node2" && cluster["a"].boots == 1)
    #expect(cluster.read { $0.records["node1"] } == "a=node2")
    Self.expectNothingIsLeft(of: cluster)
  }

  // MARK: One at a time

  private static let me = Processes.identity(Environment.processIdentifier)

  /// Who made the claim that is there, and whether it is taken over.
  @Test(
    arguments: [
      (
        DrainClaim(
          node: "node1", caller: "node3", boot: (Environment.bootIdentifier ?? ""),
          process: me?.pid ?? 1, started: me?.startTime ?? 0), false
      ),
      (
        DrainClaim(
          node: "node1", caller: "node3", boot: (Environment.bootIdentifier ?? ""),
          process: me?.pid ?? 1, started: 1), true
      ),
      (
        DrainClaim(
          node: "node1", caller: "node3", boot: "another",
          process: me?.pid ?? 1, started: me?.startTime ?? 0), true
      ),
      (DrainClaim(node: "node1", caller: "node2", boot: "any", process: 5, started: 5), false),
      (DrainClaim(node: "node1", caller: "node4", boot: "any", process: 5, started: 5), true),
    ] as [(DrainClaim, Bool)])
  func oneAtATime(_ claim: DrainClaim, _ isDead: Bool) throws {
    let cluster = PlayedCluster(["a": .init(node: "node1")])
    let rest = DrainMarks.away("a", from: "node2")
    cluster.change { ($0.claim, $0.constraints) = (claim.element, [rest]) }
    let listener = Listener()
    do throws(Failure) {
      let place = try DrainNode.alone(
        "node1", in: cluster.draining, own: "node3", tell: listener.tell
      ) { () throws(Failure) in cluster.read { $0.claim?.children.first?["value"] } }
      #expect(isDead && place != claim.text)
      #expect(listener.events == [.cleared(1)])
      #expect(cluster.read { $0.claim } == nil)
      Self.expectNothingIsLeft(of: cluster)
    } catch {
      #expect(!isDead && error.code == .drainUnderWay)
      #expect(cluster.read { $0.claim } == claim.element)
      #expect(cluster.read { $0.constraints } == [rest])
    }
  }

  @Test func aNodeThatIsNoneIsRefused() throws {
    let cluster = PlayedCluster([:])
    let failure = #expect(throws: Failure.self) {
      try Self.drain("node9", cluster).plan { _, _ in nil }
    }
    #expect(failure?.code == .unknownNode && failure?.cause.hasPrefix("did you mean node") == true)
    cluster.change { $0.offline = ["node1"] }
    let away = #expect(throws: Failure.self) {
      try Self.drain("node1", cluster).plan { _, _ in nil }
    }
    #expect(away?.code == .cannotDrain)
  }
}
