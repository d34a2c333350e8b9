import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// What a cluster's monitor answers, row by row.
@Suite struct MonitorDecisionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let state: GuestState
    var below: GuestState?
    var isNamesake = false
    var status = ProbeStatus.healthy
    var phase: RunRecord.Phase? = .running
    var knowsRun = true
    var gone = Duration.zero
    var silent = Duration.zero
    var sum = 0
    var values: [String: String] = [:]
    let answer: OCFStatus
    var testDescription: String {
      "\(state), below \(String(describing: below)), \(status) -> \(answer)"
    }

    func sight() throws -> MonitorDecision.Sight {
      let guest = Guest(name: "web", identity: GuestIdentity(uuid: knowsRun ? "u" : ""))
      let owner = try ResourceIdentity(resource: "web-rs", group: "web-rg")
      let seen = Sighting(
        Observation(state, evidence: []),
        below: below.map {
          isNamesake
            ? Observation(.unknown("its name"), evidence: [], identity: GuestIdentity(pid: 7))
            : Observation($0, evidence: [])
        },
        of: guest,
        record: phase.map {
          RunRecord(owner, phase: $0, guest: guest, values: Scene.configuration().values)
        })
      return MonitorDecision.Sight(
        seen: seen, status: status, reason: "seen so", goneFor: gone, silentFor: silent, sum: sum)
    }
  }

  static let recurring: [Row] = [
    Row(state: .running, answer: .success),
    Row(state: .running, status: .partial(34), sum: 34, answer: .success),
    Row(state: .running, status: .partial(50), sum: 99, answer: .success),
    Row(state: .running, status: .partial(50), sum: 100, answer: .failed),
    Row(state: .running, status: .failed, answer: .failed),
    Row(state: .running, status: .failOver, answer: .notInstalled),
    Row(state: .paused(.byOperator), answer: .success),
    Row(state: .paused(.ioError), status: .partial(34), sum: 102, answer: .failed),
    Row(state: .paused(.ioError), status: .failOver, answer: .notInstalled),
    Row(state: .crashed, status: .failed, answer: .failed),
    Row(state: .shuttingDown, answer: .success),
    Row(state: .shuttingDown, status: .failed, answer: .failed),
    // Off with proof is 7, so that the cluster knows that there is nothing to stop.
    Row(state: .off(.crashed), below: .absent, status: .failed, answer: .notRunning),
    Row(state: .off(.destroyed), status: .failed, answer: .notRunning),
    Row(state: .absent, below: .absent, status: .failed, answer: .notRunning),
    Row(state: .off(.shutdown), below: .absent, answer: .success),
    // The tool denies a guest whose process lives.
    Row(state: .absent, below: .running, status: .partial(1), sum: 1, answer: .success),
    // Nobody says anything: bounded by Transition_grace.
    Row(state: .unknown("away"), below: .running, status: .partial(1), sum: 100, answer: .success),
    Row(state: .unknown("away"), below: .absent, status: .failed, answer: .notRunning),
    Row(
      state: .unknown("away"), below: .absent, status: .failed, knowsRun: false, answer: .success),
    Row(state: .unknown("away"), status: .partial(1), silent: .seconds(300), answer: .success),
    Row(
      state: .unknown("away"), status: .partial(1), silent: .milliseconds(300_001), answer: .failed),
    Row(state: .unknown("away"), status: .partial(1), silent: .seconds(301), answer: .failed),
    Row(
      state: .unknown("away"), status: .partial(1), silent: .seconds(11),
      values: ["Transition_grace": "10"], answer: .failed),
    // A guest that somebody has moved away.
    Row(state: .off(.migrated), answer: .success),
    Row(state: .off(.migrated), gone: .seconds(300), answer: .success),
    Row(state: .off(.migrated), gone: .milliseconds(300_001), answer: .notRunning),
    Row(state: .off(.migrated), gone: .seconds(301), answer: .notRunning),
    // Not so one whose process lives, whatever the tool and the record say.
    Row(
      state: .off(.migrated), below: .running, status: .partial(1), gone: .seconds(301), sum: 1,
      answer: .success),
    Row(
      state: .absent, below: .running, status: .partial(1), phase: .departed, gone: .seconds(301),
      sum: 1, answer: .success),
    Row(state: .absent, below: .absent, status: .failed, phase: .departed, answer: .success),
    Row(
      state: .absent, below: .absent, status: .failed, phase: .departed, gone: .seconds(301),
      answer: .notRunning),
    Row(
      state: .unknown("away"), below: .absent, status: .failed, phase: .departed, answer: .success),
    Row(
      state: .unknown("away"), below: .absent, status: .failed,
      values: ["On_guest_shutdown": "HONOUR"], answer: .success),
    // While our own move is at work.
    Row(state: .absent, below: .absent, status: .failed, phase: .moving, answer: .success),
  ]

  @Test(arguments: recurring) func aRecurringMonitorAnswers(_ row: Row) throws {
    let answer = MonitorDecision.recurring(
      try row.sight(), configuration: Scene.configuration(row.values))
    #expect(answer.status == row.answer)
    #expect(answer.reason.contains("seen so") == (row.answer != .success))
  }

  static let first: [Row] = [
    Row(state: .running, answer: .success),
    Row(state: .booting, answer: .success),
    Row(state: .paused(.byOperator), answer: .success),
    Row(state: .paused(.ioError), answer: .success),
    Row(state: .shuttingDown, answer: .success),
    Row(state: .movingOut, answer: .success),
    Row(state: .movingIn, answer: .notRunning),
    Row(state: .crashed, answer: .failed),
    Row(state: .crashed, values: ["On_crash": "HONOUR"], answer: .success),
    Row(state: .off(.unknown), phase: nil, knowsRun: false, answer: .notRunning),
    Row(state: .absent, below: .absent, phase: nil, knowsRun: false, answer: .notRunning),
    Row(state: .absent, below: .running, phase: nil, knowsRun: false, answer: .success),
    Row(
      state: .absent, below: .running, isNamesake: true, phase: nil, knowsRun: false,
      answer: .failed),
    Row(state: .unknown("away"), below: .running, isNamesake: true, answer: .failed),
    Row(state: .off(.shutdown), answer: .notRunning),
    Row(state: .off(.shutdown), values: ["On_guest_shutdown": "HONOUR"], answer: .success),
    Row(
      state: .off(.shutdown), phase: nil, values: ["On_guest_shutdown": "HONOUR"],
      answer: .notRunning),
    Row(state: .off(.migrated), answer: .notRunning),
    Row(state: .unknown("away"), below: .running, phase: nil, answer: .success),
    Row(state: .unknown("away"), below: .absent, answer: .notRunning),
    Row(state: .unknown("away"), below: .absent, phase: nil, knowsRun: false, answer: .failed),
    Row(state: .unknown("away"), below: .unknown("too"), answer: .failed),
    Row(state: .unknown("away"), phase: nil, knowsRun: false, answer: .failed),
  ]

  @Test(arguments: first) func aFirstLookAnswers(_ row: Row) throws {
    let answer = MonitorDecision.probe(
      try row.sight(), configuration: Scene.configuration(row.values))
    #expect(answer.status == row.answer)
    #expect(answer.reason.contains("seen so") == (row.answer == .failed))
  }

  @Test(arguments: [
    (GuestState.running, ReceiveDecision.accept), (.booting, .accept), (.movingIn, .wait),
    (.paused(.transition), .wait), (.paused(.byOperator), .accept), (.unknown("away"), .wait),
    (.off(.unknown), .missing), (.absent, .missing),
  ])
  func anArrivalIs(_ state: GuestState, _ decision: ReceiveDecision) {
    #expect(ReceiveDecision.next(state) == decision)
  }

  @Test func onlyTheDeathOfTheRunThatCountsIsReported() throws {
    let scene = try Scene(ScriptedDriver.Script())
    func record(_ phase: RunRecord.Phase, pid: Int32) -> RunRecord {
      RunRecord(
        scene.identity, phase: phase,
        guest: Guest(name: "web", identity: GuestIdentity(uuid: "u", pid: pid, startTime: 9)),
        values: Scene.configuration().values)
    }
    let watched = record(.running, pid: 7)
    #expect(GuardReport.isWanted(record(.running, pid: 7), watched: watched, holder: nil))
    #expect(!GuardReport.isWanted(record(.running, pid: 8), watched: watched, holder: nil))
    #expect(!GuardReport.isWanted(record(.running, pid: 7), watched: watched, holder: "stop"))
    for phase in [RunRecord.Phase.starting, .stopping, .moving, .departed] {
      #expect(!GuardReport.isWanted(record(phase, pid: 7), watched: watched, holder: nil))
    }
  }
}
