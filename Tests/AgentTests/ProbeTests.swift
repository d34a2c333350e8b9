import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

@Suite(.ownThreads) struct ProbeTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let state: GuestState
    var below: GuestState?
    var values: [String: String] = [:]
    let status: ProbeStatus
    var action = ProbeDecision.Action.none
    var lasting = Duration.zero
    var testDescription: String { "\(state), below \(String(describing: below)), \(values)" }
  }

  static let rows: [Row] = [
    Row(state: .running, status: .healthy, action: .askPlugin),
    Row(state: .running, below: .absent, status: .partial(1)),
    Row(
      state: .running, below: .absent, values: ["Unreachable_weight": "7"], status: .partial(7)),
    Row(
      state: .running, below: .running, status: .healthy, action: .askPlugin),
    Row(
      state: .running, below: .unknown("blind"), status: .healthy, action: .askPlugin),
    Row(state: .paused(.byOperator), status: .healthy),
    Row(
      state: .paused(.byOperator), values: ["On_operator_pause": "RESUME"], status: .healthy,
      action: .resume),
    Row(state: .paused(.byOperator), values: ["On_operator_pause": "RESTART"], status: .failed),
    Row(state: .paused(.ioError), status: .partial(34), action: .resume),
    Row(state: .paused(.ioError), values: ["On_io_error_pause": "FAILOVER"], status: .failOver),
    Row(state: .paused(.ioError), values: ["On_io_error_pause": "RESTART"], status: .failed),
    Row(state: .paused(.crashed), status: .failed),
    Row(state: .paused(.watchdog), values: ["On_crash": "HONOUR"], status: .healthy),
    Row(state: .paused(.postcopyFailed), status: .failed),
    Row(state: .paused(.suspendedByGuest), status: .healthy),
    Row(state: .paused(.transition), status: .healthy, lasting: .seconds(299)),
    Row(state: .paused(.transition), status: .healthy, lasting: .seconds(300)),
    Row(state: .paused(.transition), status: .failed, lasting: .milliseconds(300_001)),
    Row(state: .paused(.postcopy), status: .healthy, lasting: .seconds(300)),
    Row(state: .movingIn, status: .healthy, lasting: .seconds(300)),
    Row(state: .movingIn, status: .failed, lasting: .milliseconds(300_001)),
    Row(state: .shuttingDown, status: .healthy),
    Row(state: .shuttingDown, status: .failed, lasting: .seconds(301)),
    Row(state: .movingOut, status: .healthy),
    Row(state: .movingIn, status: .healthy),
    Row(state: .crashed, status: .failed),
    Row(state: .crashed, values: ["On_crash": "FAILOVER"], status: .failOver),
    Row(state: .crashed, values: ["On_crash": "HONOUR"], status: .healthy),
    Row(state: .off(.shutdown), below: .absent, status: .failed),
    Row(
      state: .off(.shutdown), below: .absent, values: ["On_guest_shutdown": "HONOUR"],
      status: .healthy),
    Row(
      state: .off(.destroyed), below: .absent, values: ["On_guest_shutdown": "HONOUR"],
      status: .failed),
    Row(state: .off(.crashed), below: .absent, status: .failed),
    Row(state: .off(.migrated), below: .absent, status: .healthy),
    Row(state: .off(.shutdown), below: .running, status: .partial(1)),
    Row(state: .absent, below: .absent, status: .failed),
    Row(state: .absent, below: .running, status: .partial(1)),
    Row(
      state: .absent, below: .running, values: ["Unreachable_weight": "0"], status: .partial(1)),
    Row(state: .unknown("away"), below: .running, status: .partial(1)),
    Row(
      state: .unknown("away"), below: .running, values: ["Unreachable_weight": "7"],
      status: .partial(7)),
    Row(
      state: .unknown("away"), below: .running, values: ["Unreachable_weight": "0"],
      status: .healthy),
    Row(state: .unknown("away"), below: .absent, status: .failed),
    Row(state: .unknown("away"), below: .unknown("too"), status: .partial(1)),
    Row(state: .unknown("away"), status: .partial(1)),
  ]

  @Test(arguments: rows) func theVerdictIs(_ row: Row) {
    func observation(_ state: GuestState) -> Observation {
      Observation(state, evidence: [Evidence("w", "said so", at: Instant(.zero))])
    }
    let decision = ProbeDecision.judge(
      Sighting(
        observation(row.state), below: row.below.map(observation), of: Guest(name: "web")),
      configuration: Scene.configuration(row.values), lasting: row.lasting)
    #expect(decision.status == row.status)
    #expect(decision.action == row.action)
    #expect(decision.reason.contains("said so"))
  }

  /// What the site's own check says, and what that counts; the words are a script's.
  @Test(arguments: [
    ("exit 0", 0), ("exit 7", 7), ("exit 100", 100), ("exit 201", 201), ("exit 101", 100),
    ("exit 255", 100), ("kill -9 $$", 100),
  ])
  func thePluginDecides(_ script: String, _ status: Int32) throws {
    let scene = try Scene(.init())
    let plugin = try scene.sandbox.write("check", "#!/bin/sh\n\(script)\n", mode: 0o755)
    let verdict = ProbeGuest(
      scene.context(.probe, ["Plugin_probe": "\(plugin) 'a b'"], milliseconds: 60_000)
    ).run()
    #expect(verdict.exitStatus == status)
  }

  @Test func aPluginThatHangsCountsWhatThePropertySays() throws {
    let scene = try Scene(.init())
    let plugin = try scene.sandbox.write("check", "#!/bin/sh\nsleep 600\n", mode: 0o755)
    // Its own time-out ends it, long before the probe's or the end of its sleep.
    let context = scene.context(
      .probe, ["Plugin_probe": plugin, "Plugin_timeout": "1", "Plugin_timeout_status": "33"],
      milliseconds: 600_000)
    let began = Clock.now
    #expect(ProbeGuest(context).run() == .partial(33))
    #expect(Clock.now - began < .seconds(300))
  }

  @Test func aPluginThatCannotBeRunIsACompleteFailure() throws {
    let scene = try Scene(.init())
    let plugin = try scene.sandbox.write("check", "#!/bin/sh\n", mode: 0o644)
    let context = scene.context(.probe, ["Plugin_probe": plugin], milliseconds: 60_000)
    #expect(ProbeGuest(context).run() == .failed)
    let log = try scene.sandbox.text("var/cluster/logs/DS/web-rg/web-rs/message_log.txt")
    #expect(log.contains("plug-in probe cannot be run"))
  }

  @Test func aPluginIsMutedDuringAMove() throws {
    var script = ScriptedDriver.Script()
    (script.moving, script.peer) = (true, [.absent])
    let scene = try Scene(script)
    let plugin = try scene.sandbox.write("check", "#!/bin/sh\nexit 100\n", mode: 0o755)
    let context = scene.context(.probe, ["Plugin_probe": plugin], milliseconds: 60_000)
    #expect(ProbeGuest(context).run() == .healthy)
  }

  @Test func aTransitionIsTimedFromItsFirstSight() throws {
    let scene = try Scene(.init())
    let began = Clock.now
    #expect(scene.store.memory.noteTransition("shuttingDown", now: began) == .zero)
    let later = scene.store.memory.noteTransition("shuttingDown", now: began + .seconds(5))
    #expect(later >= .seconds(5) && later < .seconds(6))
    #expect(scene.store.memory.noteTransition("movingOut", now: began + .seconds(6)) == .zero)
    scene.store.memory.endTransition()
    #expect(scene.store.memory.noteTransition("movingOut", now: began + .seconds(9)) == .zero)
  }

  /// What a probe remembers counts only where nobody else could have put it.
  @Test func aMemoryThatOthersCouldHaveWrittenIsNone() throws {
    let scene = try Scene(.init())
    let window = Duration.seconds(60)
    #expect(scene.store.memory.notePartial(40, within: window, now: Clock.now) == 40)
    #expect(scene.store.memory.notePartial(40, within: window, now: Clock.now) == 80)
    #expect(scene.store.memory.noteTransition("shuttingDown", now: Clock.now) == .zero)
    let loose = try ChildProcess.run(
      Command("/bin/chmod", ["-R", "a+w", "\(scene.sandbox.root)/run"]),
      until: Clock.now + .seconds(60))
    try requireSuccess(loose)
    #expect(scene.store.memory.notePartial(40, within: window, now: Clock.now) == 40)
    #expect(
      scene.store.memory.noteTransition("shuttingDown", now: Clock.now + .seconds(9)) == .zero)
  }

  @Test func aHealthyProbeWritesNothing() throws {
    let scene = try Scene(.init())
    #expect(ProbeGuest(scene.context(.probe)).run() == .healthy)
    #expect(try Files.list(scene.sandbox.root).isEmpty)
  }
}
