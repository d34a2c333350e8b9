import Hypervisors
import Model
import Platform
import Testing

@testable import Agent

/// What stands in the way, row by row.
@Suite struct ObstaclesTests {
  /// A case: what is seen, what is on record, what the engine says, and which obstacles follow.
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var state: GuestState? = .running
    var below: GuestState?
    var phase: RunRecord.Phase? = .running
    var values: [String: String] = [:]
    var isGuarded = true
    var startsByItself = false
    var holder: String?
    var problems: [Failure] = []
    var service: GuestFacts.Service? = GuestFacts.Service(
      state: "ONLINE", status: "OK", monitor: "fault monitor, process 1")
    var isGuest = true
    var expected: [Failure.Code] = []
    var words = ""

    var testDescription: String { name }
  }

  static let rows: [Row] = [
    Row(name: "well"),
    Row(name: "well without an engine", service: nil),
    Row(
      name: "a tool that is silent while the guest lives", state: .unknown("no answer"),
      below: .running, expected: [.toolstackUnreachable], words: "the guest lives"),
    Row(
      name: "a tool that is silent about a guest that is not guarded",
      state: .unknown("no answer"), below: .running, isGuarded: false,
      expected: [.toolstackUnreachable, .unguarded]),
    Row(
      name: "a tool that is silent and no process", state: .unknown("no answer"),
      below: .absent, expected: [.toolstackUnreachable], words: "no answer"),
    Row(
      name: "paused by somebody", state: .paused(.byOperator), expected: [.paused],
      words: "operator; the policy is HONOUR"),
    Row(
      name: "paused, to be resumed", state: .paused(.ioError), expected: [.passing],
      words: "I/O error; the policy is RESUME"),
    Row(name: "in transition", state: .paused(.transition), expected: [.passing]),
    Row(name: "shutting down", state: .shuttingDown, expected: [.passing]),
    Row(
      name: "crashed", state: .crashed, values: ["On_crash": "HONOUR"], expected: [.crashKept],
      words: "On_crash is HONOUR"),
    Row(name: "down after its start", state: .off(.crashed), below: .absent, expected: [.down]),
    Row(name: "shut down inside, restarted", state: .off(.shutdown), expected: [.down]),
    Row(
      name: "shut down inside, honoured", state: .off(.shutdown),
      values: ["On_guest_shutdown": "HONOUR"], expected: [.shutDownInside]),
    Row(
      name: "departed by the record", state: .off(.unknown), phase: .departed,
      expected: [.departed], words: "/records/web-rs"),
    Row(name: "departed by the tool", state: .off(.migrated), expected: [.departed]),
    Row(
      name: "the witnesses disagree", state: .absent, below: .running,
      expected: [.disagreement]),
    Row(
      name: "nothing defines it", state: .absent, phase: nil, isGuarded: false, service: nil,
      expected: [.noSuchGuest]),
    Row(
      name: "not started", state: .off(.unknown), phase: nil, isGuarded: false, service: nil,
      expected: [.notStarted]),
    Row(
      name: "defined when it is started", state: .absent, phase: nil,
      values: ["Domain_definition": "/x.xml"], isGuarded: false, service: nil,
      expected: [.notStarted]),
    Row(
      name: "runs unclaimed", phase: nil, isGuarded: false, service: nil,
      expected: [.unclaimed]),
    Row(name: "starts by itself", startsByItself: true, expected: [.autostart]),
    Row(name: "no guard", isGuarded: false, expected: [.unguarded]),
    Row(
      name: "a method is under way", holder: "stop, process 4711", expected: [.busy],
      words: "stop, process 4711"),
    Row(
      name: "no monitor", service: .init(state: "ONLINE", status: "OK"),
      expected: [.unmonitored]),
    Row(
      name: "STOP_FAILED", state: .off(.unknown), phase: .stopping, isGuarded: false,
      service: .init(state: "STOP_FAILED", message: "web-rs: it lives"),
      expected: [.stopFailed], words: "STOP_FAILED: it lives"),
    Row(
      name: "START_FAILED", state: .off(.unknown), phase: nil, isGuarded: false,
      service: .init(state: "START_FAILED", message: "web-rs: no disk"),
      expected: [.startFailed], words: "web-rs: its last start failed: no disk"),
    Row(
      name: "offline after a start that failed", state: .off(.unknown), phase: nil,
      isGuarded: false, service: .init(message: "web-rs: no disk"),
      expected: [.startFailed]),
    Row(
      name: "retries exhausted", state: .off(.crashed),
      service: .init(
        state: "ONLINE", status: "FAULTED",
        message: Failure(.retriesExhausted, "web-rs", cause: "it died").sentence, monitor: "m"),
      expected: [.down, .retriesExhausted], words: "any more: it died"),
    Row(
      name: "giveover refused",
      service: .init(
        state: "ONLINE", status: "FAULTED",
        message: Failure(.giveoverRefused, "web-rs", cause: "201").sentence, monitor: "m"),
      expected: [.giveoverRefused], words: "none: 201"),
    Row(
      name: "restarting says the same words and is no fault",
      service: .init(
        state: "ONLINE", status: "DEGRADED", message: Failure.Code.giveoverRefused.sentence,
        monitor: "m")),
    Row(
      name: "invalid properties", state: nil, phase: nil,
      problems: [Failure(.missingProperty, "Domain_name")], service: nil,
      expected: [.missingProperty]),
    Row(
      name: "another service that is offline", state: nil, service: .init(), isGuest: false,
      expected: [.notStarted]),
    Row(name: "another service that is well", state: nil, isGuest: false),
    Row(
      name: "another service that is only registered", state: nil, phase: nil, service: nil,
      isGuest: false, expected: [.notStarted]),
  ]

  @Test(arguments: rows)
  func each(_ row: Row) throws {
    let found = Obstacles.find(try facts(row))
    #expect(found.map(\.code) == row.expected)
    #expect(row.words.isEmpty || found.contains { $0.sentence.contains(row.words) }, "\(found)")
  }

  @Test func aConfigurationThatNamesAnotherGuestIsSaid() throws {
    var facts = try facts(Row(name: "x"))
    facts.configuration = Scene.configuration(["Domain_name": "other"])
    let found = Obstacles.find(facts)
    #expect(found.map(\.code) == [.otherGuest])
    #expect(found.first?.cause == "started was web, configured is other")
  }

  @Test(arguments: [
    (GuestState.running, GuestState?.none, Bool?.some(true)), (.off(.shutdown), .absent, false),
    (.off(.shutdown), .running, nil), (.unknown("x"), .running, true),
    (.unknown("x"), .absent, nil), (.unknown("x"), nil, nil), (.crashed, .absent, true),
  ])
  func runningIsKnownOrNot(_ state: GuestState, _ below: GuestState?, _ expected: Bool?) throws {
    #expect(try facts(Row(name: "x", state: state, below: below)).isRunning == expected)
  }

  private func facts(_ row: Row) throws -> GuestFacts {
    var facts = GuestFacts(resource: "web-rs", group: "web-rg")
    let guest = Guest(name: "web")
    let observe = { (state: GuestState, witness: String) in
      Observation(state, evidence: [Evidence(witness, "its answer", at: Clock.now)])
    }
    (facts.isGuest, facts.problems, facts.holder) = (row.isGuest, row.problems, row.holder)
    facts.configuration = Scene.configuration(row.values)
    facts.recordPath = "/run/ha-xvm/records/web-rs"
    facts.guest = guest
    facts.observation = row.state.map { observe($0, "tool") }
    facts.below = row.below.map { observe($0, "process list") }
    facts.startsByItself = row.startsByItself
    facts.keeper = row.isGuarded ? ProcessIdentity(pid: 5, startTime: 6) : nil
    facts.service = row.service
    if let phase = row.phase {
      facts.record = RunRecord(
        try ResourceIdentity(resource: "web-rs", group: "web-rg"), phase: phase, guest: guest,
        values: Scene.configuration(row.values).values)
    }
    return facts
  }
}
