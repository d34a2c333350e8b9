import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// Moves that were cut short, and guests that come and go on their way.
@Suite(.virtualTime) struct CutShortTests {
  /// A move whose author is dead is nobody's work: the guest that is off was not moved by it.
  @Test(arguments: [(true, OCFStatus.success), (false, .notRunning)])
  func aMonitorWaitsForAMoveAtWorkAlone(isAtWork: Bool, answer: OCFStatus) throws {
    let scene = try Scene(.init(states: [.absent], below: .absent))
    try scene.record(.moving, target: MoveTarget(node: "n2", address: "n2"))
    if isAtWork {
      let lock = try scene.store.lock("move", until: Clock.now)
      #expect(MonitorGuest(scene.context(.probe)).recur { _, _ in }.status == answer)
      lock.release()
    } else {
      #expect(MonitorGuest(scene.context(.probe)).recur { _, _ in }.status == answer)
    }
  }

  /// A guest that was seen on its way has not been missing since before that.
  @Test func anArrivalThatIsSeenIsNotMissing() throws {
    let missing = Array(repeating: GuestState.absent, count: 10)
    let scene = try Scene(.init(states: missing + [.movingIn] + missing + [.running]))
    var guarded = false
    try ReceiveGuest(scene.context(.start, milliseconds: 100_000)).run { _, _ in guarded = true }
    #expect(guarded)
  }

  /// A group that stays on its node is no reason to send its guest there.
  @Test func aSwitchToThisNodeIsNoMove() throws {
    let scene = try Scene(
      .init(states: [.running], after: ["shutdown acpi": [.off(.shutdown)]], peer: [.absent]))
    let framework = SwitchingFramework(node: Environment.nodeName)
    try StopGuest(scene.context(.stop, ["Migration_type": "MIGRATE"], framework: framework)).run()
    #expect(scene.driver.calls.filter { $0 != "identify" } == ["shutdown acpi"])
  }
}
