import Hypervisors
import Model
import Platform
import Testing

@testable import Agent

/// What follows from what a driver can do, and what it cannot.
@Suite(.virtualTime) struct CapabilityTests {
  /// Properties, what the driver can do, whether it moves guests; and what is found: `!` before what is an error.
  @Test(
    arguments: [
      ([:], [], false, []),
      (["On_operator_pause": "RESUME"], [.savedMemory], false, ["On_operator_pause"]),
      (["On_operator_pause": "RESTART"], [], false, []),
      (["Restore_saved_state": "TRUE"], [], false, ["Restore_saved_state"]),
      (["Shutdown_modes": "agent"], [], false, ["Shutdown_modes"]),
      (
        [
          "On_operator_pause": "RESUME", "Restore_saved_state": "TRUE", "Shutdown_modes": "agent",
        ], [.resumer, .savedMemory], false, ["Shutdown_modes"]
      ),
      (["Migration_type": "MIGRATE"], [], false, ["Migration_type"]),
      (["Migration_type": "MIGRATE"], [], true, []), (["Migration_type": "NORMAL"], [], false, []),
      (["Start_guard": "STRICT"], [], false, ["!Start_guard"]),
      (["Start_guard": "LENIENT"], [], false, ["Start_guard"]),
      (["Start_guard": "STRICT"], [], true, []),
      (["Password_file": "/x"], [], true, ["Password_file"]),
      (["Migration_tls": "TRUE"], [], true, ["Migration_tls"]),
      (["Migration_throttle": "0"], [], true, ["Migration_throttle"]),
      (["Migration_throttle": "30", "Migration_disks": ""], [], true, []),
    ] as [([String: String], Set<ScriptedDriver.Part>, Bool, [String])])
  func propertiesAreCheckedAgainstIt(
    _ values: [String: String], _ parts: Set<ScriptedDriver.Part>, _ moves: Bool, _ found: [String]
  ) {
    let driver = ScriptedDriver(
      .init(traits: [], parts: parts, peer: moves ? [.absent] : nil))
    let findings = ValidateRules.check(
      Scene.configuration(values), driver, published: [:], times: [:])
    #expect(findings.map { ($0.isError ? "!" : "") + $0.failure.subject } == found)
  }

  /// What the tool says of a guest that is on record in this phase, whether the toolstack knows what has ended, and what that
  /// means.
  @Test(
    arguments: [
      (.absent, .running, true, .off(.migrated)), (.absent, .running, false, .absent),
      (.absent, .starting, true, .absent), (.absent, .departed, true, .absent),
      (.absent, nil, true, .absent), (.off(.unknown), .running, true, .off(.unknown)),
      (.running, .running, true, .running), (.unknown("x"), .running, true, .unknown("x")),
    ] as [(GuestState, RunRecord.Phase?, Bool, GuestState)])
  func aGuestThatIsGoneHasLeft(
    _ state: GuestState, _ phase: RunRecord.Phase?, _ remembers: Bool, _ meaning: GuestState
  ) throws {
    let scene = try Scene(
      .init(states: [state], traits: remembers ? [.remembersEnded] : [], parts: []))
    if let phase { try scene.record(phase) }
    let guest = Guest(name: "web")
    let witnesses = Witnesses(scene.driver)
    let sighting = witnesses.sighting(
      witnesses.first(guest, until: Clock.now), of: guest, record: try scene.store.load())
    #expect(sighting.first.state == meaning)
  }

  @Test func neitherAProbeNorAStartNorAStopTakesItForADeath() throws {
    let scene = try Scene(.init(states: [.absent], traits: [.remembersEnded], parts: []))
    try scene.record(.running)
    #expect(ProbeGuest(scene.context(.probe)).run() == .healthy)
    let failure = #expect(throws: Failure.self) {
      try StartGuest(scene.context(.start)).run { _, _ in }
    }
    #expect(failure?.code == .departed)
    try StopGuest(scene.context(.stop)).run()
    #expect(try scene.store.load()?.phase == .departed)
    #expect(scene.driver.calls == [])
  }
}
