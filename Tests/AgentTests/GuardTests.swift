import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

@Suite(.ownThreads) struct GuardTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let state: GuestState
    var below: GuestState? = .absent
    var phase: RunRecord.Phase? = .running
    var values: [String: String] = [:]
    var silence = Duration.zero
    var departed = false
    let verdict: GuardDecision
    var testDescription: String { "\(state) in \(String(describing: phase)), \(values)" }
  }

  static let rows: [Row] = [
    Row(state: .running, verdict: .watch),
    Row(state: .paused(.byOperator), verdict: .watch),
    Row(state: .shuttingDown, verdict: .watch),
    Row(state: .paused(.ioError), values: ["On_crash": "RESTART"], verdict: .watch),
    Row(state: .paused(.watchdog), verdict: .watch),
    Row(state: .crashed, verdict: .die),
    Row(state: .paused(.crashed), verdict: .die),
    Row(state: .crashed, values: ["On_crash": "HONOUR"], verdict: .watch),
    Row(state: .crashed, values: ["On_crash": "FAILOVER"], verdict: .watch),
    Row(state: .crashed, phase: .stopping, verdict: .leave),
    Row(state: .absent, departed: true, verdict: .depart),
    Row(state: .off(.destroyed), departed: true, verdict: .depart),
    Row(state: .absent, phase: .stopping, departed: true, verdict: .leave),
    Row(state: .unknown("away"), silence: .seconds(30), departed: true, verdict: .die),
    Row(state: .off(.crashed), verdict: .die),
    Row(state: .off(.destroyed), verdict: .die),
    Row(state: .off(.shutdown), verdict: .die),
    Row(state: .off(.shutdown), values: ["On_guest_shutdown": "HONOUR"], verdict: .hold),
    Row(state: .off(.destroyed), values: ["On_guest_shutdown": "HONOUR"], verdict: .die),
    Row(state: .off(.migrated), verdict: .depart),
    Row(state: .absent, verdict: .die),
    Row(state: .absent, phase: .departed, verdict: .hold),
    Row(state: .absent, below: .running, verdict: .lookAgain),
    Row(state: .off(.crashed), below: .running, verdict: .lookAgain),
    Row(state: .unknown("away"), below: .running, silence: .seconds(99), verdict: .lookAgain),
    Row(state: .unknown("away"), silence: .seconds(29), verdict: .lookAgain),
    Row(state: .unknown("away"), silence: .seconds(30), verdict: .die),
    Row(state: .unknown("away"), below: .unknown(""), silence: .seconds(99), verdict: .lookAgain),
    Row(state: .unknown("away"), phase: .moving, silence: .seconds(99), verdict: .hold),
    Row(state: .unknown("away"), phase: .departed, silence: .seconds(99), verdict: .hold),
    Row(
      state: .unknown("away"), values: ["On_guest_shutdown": "HONOUR"], silence: .seconds(99),
      verdict: .lookAgain),
    Row(state: .off(.crashed), phase: .stopping, verdict: .leave),
    Row(state: .running, phase: .stopping, verdict: .leave),
    Row(state: .off(.crashed), phase: nil, verdict: .leave),
    Row(state: .running, phase: .moving, verdict: .watch),
    Row(state: .off(.migrated), phase: .moving, verdict: .hold),
    Row(state: .absent, phase: .moving, verdict: .hold),
    Row(state: .off(.migrated), phase: .departed, verdict: .depart),
  ]

  /// A question sweeps nothing; a keeper that enters takes off what those that have ended have left.
  @Test func onlyAKeeperSweepsTheRoll() throws {
    let sandbox = try Sandbox()
    let store = RecordStore(
      try ResourceIdentity(resource: "web-rs", group: "web-rg"), locations: sandbox.locations)
    let left = "\(store.guardDirectory)/1.99999999999"
    try Trust.prepareDirectory(store.guardDirectory, mode: 0o700)
    try Files.replace(left, with: [])
    let roll = GuardRoll(store)
    #expect(roll.keepers.isEmpty)
    #expect(Files.information(left) != nil)
    roll.enter()
    defer { roll.leave() }
    #expect(Files.information(left) == nil)
    #expect(roll.keepers.map(\.pid) == [Environment.processIdentifier])
  }

  @Test(arguments: rows) func theVerdictIs(_ row: Row) throws {
    let configuration = Scene.configuration(row.values)
    let record = try row.phase.map {
      RunRecord(
        try ResourceIdentity(resource: "web-rs", group: "web-rg"), phase: $0,
        guest: Guest(name: "web"), values: configuration.values)
    }
    let verdict = GuardDecision.next(
      Sighting(
        Observation(row.state, evidence: []),
        below: row.below.map { Observation($0, evidence: []) },
        of: Guest(name: "web"), record: record), silence: row.silence, departed: row.departed)
    #expect(verdict == row.verdict)
  }
}
