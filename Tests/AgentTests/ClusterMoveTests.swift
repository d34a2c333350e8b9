import Hypervisors
import Model
import Platform
import Testing

@testable import Agent

/// The two halves of a live migration that a cluster orders, and the monitors around it.
@Suite(.virtualTime) struct ClusterMoveTests {
  static let n2 = MoveTarget(node: "n2", address: "n2-priv")

  struct Sending: Sendable, CustomTestStringConvertible {
    let name: String
    let script: ScriptedDriver.Script
    var values: [String: String] = [:]
    var record: RunRecord.Phase? = .running
    var target: MoveTarget?
    let told: [String]
    var failure: Failure.Code?
    /// The phase on record afterwards; nil when the record is gone.
    var phase: RunRecord.Phase?
    var testDescription: String { name }
  }

  static let sendings: [Sending] = [
    Sending(
      name: "a move that succeeds leaves no record",
      script: .init(
        states: [.running], after: ["move n2-priv": [.off(.migrated)], "there move": [.running]],
        peer: [.absent]),
      told: ["check n2-priv", "move n2-priv"]),
    Sending(
      name: "nor does one of a guest that nobody has on record",
      script: .init(
        states: [.running], after: ["move n2-priv": [.off(.migrated)], "there move": [.running]],
        peer: [.absent]),
      record: nil, told: ["check n2-priv", "move n2-priv"]),
    Sending(
      name: "one that failed leaves the guest here and in charge",
      script: .init(
        states: [.running], failing: ["check n2-priv": Failure(.moveRefused, "n2", cause: "full")],
        peer: [.absent]),
      told: ["check n2-priv"], failure: .moveRefused, phase: .running),
    Sending(
      name: "a guest that ended on the way is nowhere",
      script: .init(
        states: [.running, .off(.crashed)],
        failing: ["move n2-priv": Failure(.moveFailed, "web", cause: "broken")], peer: [.absent]),
      told: ["check n2-priv", "move n2-priv"]),
    Sending(
      name: "a target that falls silent is asked by the next action",
      script: .init(
        states: [.running],
        after: ["move n2-priv": [.off(.migrated)], "there move": [.unknown("cut")]], peer: [.absent]
      ),
      told: ["check n2-priv", "move n2-priv"]),
    Sending(
      name: "what is not running is the cluster's to start",
      script: .init(states: [.off(.unknown)], peer: []), record: nil, told: []),
    Sending(
      name: "what nobody sees is left to the guard",
      script: .init(
        states: [.unknown("away")], below: .unknown("too"), parts: [.witness], peer: [.absent]),
      told: [], failure: .moveRefused, phase: .running),
    Sending(
      name: "what is paused is not sent", script: .init(states: [.paused(.byOperator)], peer: []),
      told: [], failure: .moveRefused, phase: .running),
    Sending(
      name: "with NORMAL nothing is sent", script: .init(states: [.running], peer: [.absent]),
      values: ["Migration_type": "NORMAL"], told: [], failure: .cannotMove, phase: .running),
    Sending(
      name: "the move that a killed call began is finished",
      script: .init(states: [.running, .off(.migrated)], peer: [.running], moves: 1),
      record: .moving, target: n2, told: []),
    Sending(
      name: "one to another node is called off first",
      script: .init(
        states: [.running], after: ["move n2-priv": [.off(.migrated)], "there move": [.running]],
        peer: [.absent], moves: 1),
      record: .moving, target: MoveTarget(node: "n3", address: "n3"),
      told: ["cancel", "check n2-priv", "move n2-priv"]),
  ]

  @Test(arguments: sendings) func aGuestIsSent(_ row: Sending) throws {
    let scene = try Scene(row.script)
    if let phase = row.record { try scene.record(phase, target: row.target) }
    let send = SendGuest(
      scene.context(.stop, row.values, framework: SwitchingFramework(node: "n2")))
    if let code = row.failure {
      let failure = #expect(throws: Failure.self) { try send.run(to: "n2") }
      #expect(failure?.code == code)
    } else {
      try send.run(to: "n2")
    }
    #expect(scene.driver.calls == row.told)
    #expect(try scene.store.load()?.phase == row.phase)
  }

  @Test func aJobOfTheHypervisorIsWaitedForInHalfOfTheTime() throws {
    let scene = try Scene(
      .init(
        states: [.running], failing: ["check n2-priv": Failure(.guestBusy, "web", cause: "backup")],
        peer: [.absent]))
    try scene.record(.running)
    let began = Clock.now
    let context = scene.context(
      .stop, milliseconds: 20_000, framework: SwitchingFramework(node: "n2"))
    let failure = #expect(throws: Failure.self) { try SendGuest(context).run(to: "n2") }
    #expect(failure?.code == .guestBusy)
    let checks = scene.driver.calls.count { $0 == "check n2-priv" }
    #expect(checks > 2 && checks == scene.driver.calls.count)
    #expect(Clock.now - began <= context.budget.total * 0.5)
    #expect(try scene.store.load()?.phase == .running)
  }

  struct Arrival: Sendable, CustomTestStringConvertible {
    let states: [GuestState]
    var failure: Failure.Code?
    var testDescription: String { "\(states)" }
  }

  static let arrivals = [
    Arrival(states: [.running]),
    Arrival(states: [.movingIn, .unknown("away"), .running]),
    Arrival(states: [.absent, .movingIn, .running]),
    Arrival(states: [.paused(.byOperator)]),
    Arrival(states: [.absent], failure: .notArrived),
    Arrival(states: [.off(.unknown)], failure: .notArrived),
    Arrival(states: [.movingIn], failure: .notArrived),
    Arrival(states: [.unknown("away")], failure: .notArrived),
  ]

  /// It is never booted: what has not come is the cluster's to recover.
  @Test(arguments: arrivals) func aGuestArrives(_ row: Arrival) throws {
    let scene = try Scene(.init(states: row.states))
    // Left over from an earlier stay.
    try scene.record(.departed)
    var guards = 0
    let receive = ReceiveGuest(scene.context(.start))
    if let code = row.failure {
      let failure = #expect(throws: Failure.self) { try receive.run { _, _ in guards += 1 } }
      #expect(failure?.code == code)
      #expect(guards == 0)
      #expect(try scene.store.load()?.phase == .departed)
    } else {
      try receive.run { _, _ in guards += 1 }
      #expect(guards == 1)
      #expect(try scene.store.load()?.phase == .running)
    }
    #expect(!scene.driver.calls.contains("start"))
  }

  @Test func aMonitorAdoptsAGuestThatNobodyGuards() throws {
    let scene = try Scene(.init(states: [.running]))
    var guards = 0
    let monitor = MonitorGuest(scene.context(.probe))
    #expect(monitor.probe() == .success)
    #expect(try scene.store.load() == nil, "a first look changes nothing")
    #expect(monitor.recur { _, _ in guards += 1 } == .success)
    #expect(guards == 1)
    #expect(try scene.store.load()?.phase == .running)
    // Somebody is about to stop it.
    try scene.record(.stopping)
    #expect(monitor.recur { _, _ in guards += 1 } == .success)
    #expect(guards == 1)
  }

  @Test func partialFailuresAddUpAndAreForgotten() throws {
    let scene = try Scene(.init(states: [.paused(.ioError)]))
    let monitor = MonitorGuest(scene.context(.probe))
    #expect(monitor.recur { _, _ in }.status == .success)
    #expect(monitor.recur { _, _ in }.status == .success)
    let third = monitor.recur { _, _ in }
    #expect(third.status == .failed)
    #expect(third.reason.contains("102"))
    #expect(monitor.recur { _, _ in }.status == .success, "counted from 0 again")
  }

  @Test func aDepartureThatNoGuardHasSeenIsNoted() throws {
    let scene = try Scene(.init(states: [.off(.migrated)], below: .absent))
    try scene.record(.running, pid: 99)
    let monitor = MonitorGuest(scene.context(.probe))
    #expect(monitor.recur { _, _ in }.status == .success)
    #expect(try scene.store.load()?.phase == .departed)
    #expect(try scene.store.load()?.guest.identity.pid == 0)
    #expect(monitor.recur { _, _ in }.status == .success)
  }

  @Test func silenceIsBounded() throws {
    let scene = try Scene(
      .init(states: [.unknown("away")], below: .unknown("too"), traits: [], parts: [.witness]))
    #expect(MonitorGuest(scene.context(.probe)).recur { _, _ in } == .success)
    Clock.sleep(until: Clock.now + .milliseconds(20))
    let later = MonitorGuest(scene.context(.probe, ["Transition_grace": "0"])).recur { _, _ in }
    #expect(later.status == .failed)
    #expect(MonitorGuest(scene.context(.probe, milliseconds: 200)).probe().status == .failed)
  }

  @Test func aNodeWithoutTheToolstackSaysSo() throws {
    var script = ScriptedDriver.Script(states: [.unknown("away")], below: .unknown("too"))
    script.isInstalled = false
    let scene = try Scene(script)
    #expect(MonitorGuest(scene.context(.probe)).probe().status == .notInstalled)
  }

  @Test func aReloadReachesTheRecordOfTheSameGuestAlone() throws {
    let scene = try Scene(.init())
    try ReloadGuest(scene.context(.probe, ["On_crash": "HONOUR"])).run()
    #expect(try scene.store.load() == nil)
    try scene.record(.running)
    try ReloadGuest(scene.context(.probe, ["On_crash": "HONOUR"])).run()
    #expect(try scene.store.load()?.values.text(.onCrash) == "HONOUR")
    let failure = #expect(throws: Failure.self) {
      try ReloadGuest(scene.context(.probe, ["Connect_uri": "xen:///"])).run()
    }
    #expect(failure?.code == .notTunable)
  }
}
