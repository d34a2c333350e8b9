import Model
import Platform
import TestSupport
import Testing

/// The four commands as a framework calls them, on rehearsal guests that misbehave in every way.
@Suite(.ownThreads) struct CommandsOnRehearsalTests {
  @Test func aWholeLife() throws {
    let stage = try CommandStage()
    #expect(try stage.status("validate") == 0)
    #expect(try stage.status("probe") == 100)
    #expect(try stage.status("stop") == 0)
    #expect(try stage.status("start") == 0)
    #expect(try stage.status("probe") == 0)
    #expect(stage.comes(toBoots: 1))
    let run = stage.guest
    #expect(try stage.status("start") == 0)
    #expect(stage.guest == run)
    #expect(try stage.status("stop") == 0)
    #expect(try stage.state == "off shutdown")
    #expect(stage.boots.count == 1)
    #expect(Sandbox.eventually { stage.guards.isEmpty })
    #expect(try stage.status("stop") == 0)
  }

  /// What a guest is, and the status of its probe.
  @Test(
    arguments: [
      ([], [], ["crash", "web"], "off crashed", 100),
      ([], [], ["destroy", "web"], "off destroyed", 100),
      ([], [], ["shutdown", "web"], "off shutdown", 100),
      ([], ["On_guest_shutdown=HONOUR"], ["shutdown", "web"], "off shutdown", 0),
      ([], [], ["pause", "web"], "paused operator", 0),
      ([], ["On_operator_pause=RESTART"], ["pause", "web"], "paused operator", 100),
      (["at 3s pause ioerror"], [], [], "paused ioerror", 34),
      (["at 3s pause ioerror"], ["On_io_error_pause=FAILOVER"], [], "paused ioerror", 201),
      (["preserve crash"], [], ["crash", "web"], "crashed", 100),
      (["preserve crash"], ["On_crash=HONOUR"], ["crash", "web"], "crashed", 0),
      (["at 3s vanish"], [], [], "absent", 100),
      ([], [], ["tool", "away"], nil, 1), ([], [], ["tool", "truncate"], nil, 1),
      ([], [], ["tool", "garble", "running"], nil, 1), ([], [], ["tool", "hang"], nil, 1),
      ([], ["Unreachable_weight=2"], ["tool", "hang"], nil, 2),
      // The tool says that the guest is off while its process lives: neither is believed.
      ([], [], ["tool", "lie", "off", "shutdown"], nil, 1),
      ([], [], ["tool", "lie", "absent"], nil, 1),
    ] as [([String], [String], [String], String?, Int32)])
  func probes(
    lines: [String], properties: [String], event: [String], state: String?, status: Int32
  ) throws {
    let stage = try CommandStage(lines, properties)
    try #require(try stage.status("start") == 0)
    if stage.comes(toBoots: 1), !event.isEmpty {
      let result = try stage.sandbox.run("xvm_rehearsal", event)
      #expect(result.succeeded, "\(result.errorText)")
    }
    if let state { #expect(stage.comes(to: state)) }
    // Only who waits for an answer that never comes is given little time.
    #expect(try stage.status("probe", ["-t", event.contains("hang") ? "2" : "30"]) == status)
  }

  /// The guard has seen the guest's process end, so a tool that has it run for ever is not believed; and when it says the truth
  /// again, so does the probe.
  @Test func aToolThatHasADeadGuestRunIsDoubted() throws {
    let stage = try CommandStage()
    try #require(try stage.status("start") == 0)
    #expect(try stage.status("probe") == 0)
    try stage.tool("tool", "lie", "running")
    Processes.signal(try #require(stage.guest), Signal.kill)
    // Somebody has to look beneath the tool, which no healthy probe does.
    #expect(Sandbox.eventually { (try? stage.status("probe")) == 1 })
    #expect(try stage.status("probe") == 1)
    let log = try stage.sandbox.text("var/cluster/logs/DS/web-rg/web-rs/message_log.txt")
    #expect(log.contains("probe status 1: the witnesses disagree: "))
    #expect(log.matches(of: /each probe asks both from now on/).count == 1)
    try stage.tool("tool", "answer")
    #expect(try stage.status("probe") == 100)
    #expect(Sandbox.eventually { stage.guards.isEmpty })
    #expect(try stage.status("start") == 0)
    #expect(try stage.status("probe") == 0)
  }

  @Test func aPauseByItsDiskIsEndedByTheProbe() throws {
    let stage = try CommandStage(["at 3s pause ioerror"])
    #expect(try stage.status("start") == 0)
    #expect(stage.comes(to: "paused ioerror"))
    #expect(try stage.status("probe") == 34)
    #expect(try stage.state == "running")
    #expect(try stage.status("probe") == 0)
  }

  @Test func aPausedGuestIsNoSuccessfulStartUnlessItMayGoOn() throws {
    let stage = try CommandStage()
    #expect(try stage.status("start") == 0)
    try stage.tool("pause", "web")
    #expect(try stage.call("start").errorText.contains("[200105]"))
    #expect(try stage.state == "paused operator")
    let willing = try CommandStage([], ["On_operator_pause=RESUME"])
    #expect(try willing.status("start") == 0)
    try willing.tool("pause", "web")
    #expect(try willing.status("start") == 0)
    #expect(try willing.state == "running")
  }

  @Test func aCrashedGuestIsClearedAndStartedAnew() throws {
    let stage = try CommandStage(["preserve crash"])
    #expect(try stage.status("start") == 0)
    #expect(stage.comes(toBoots: 1))
    try stage.tool("crash", "web")
    #expect(try stage.status("start") == 0)
    #expect(stage.comes(toBoots: 2))
    #expect(Set(stage.boots).count == 2)
  }

  @Test func aGuestThatVanishedIsDefinedAnew() throws {
    let stage = try CommandStage(["at 3s vanish"])
    #expect(try stage.status("start") == 0)
    #expect(stage.comes(to: "absent"))
    #expect(try stage.status("start") == 0)
    #expect(try stage.state == "running")
  }

  @Test func aStartThatIsRefusedFailsAndSaysWhy() throws {
    let stage = try CommandStage(["start refuse"])
    let result = try stage.call("start", ["-t", "30"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("refused, as the guest's script wishes"))
    #expect(stage.guards.isEmpty)
  }

  @Test func twoStartsAtOnceMakeOneGuest() throws {
    let stage = try CommandStage()
    let arguments = stage.flags
    let first = try Child(
      Command(
        Sandbox.program, arguments, name: "start_xvm", environment: stage.sandbox.environment))
    #expect(try stage.status("start") == 0)
    #expect(first.wait(until: Clock.now + .seconds(60)) == .exited(0))
    #expect(stage.comes(toBoots: 1))
    #expect(stage.processes("xvm_rehearsal", "guest").count == 1)
    #expect(Sandbox.eventually { stage.guards.count == 2 })
  }

  @Test func aGuestThatIgnoresItIsStoppedInsideTheBudget() throws {
    let stage = try CommandStage(["shutdown ignore"])
    #expect(try stage.status("start") == 0)
    let began = Clock.now
    #expect(try stage.status("stop", ["-t", "10"]) == 0)
    // 60 % are the guest's; that the command ends before the 80 % is tried in virtual time.
    #expect(Clock.now - began > .milliseconds(5_900))
    #expect(try stage.state == "off destroyed")
  }

  @Test func everyWayOfAskingIsTried() throws {
    let stage = try CommandStage(["shutdown refuse acpi agent"])
    #expect(try stage.status("start") == 0)
    #expect(stage.comes(toBoots: 1))
    #expect(try stage.status("stop", ["-t", "20"]) == 0)
    #expect(try stage.state == "off shutdown")
  }

  /// The management tool is dead or hangs: the guest is ended without it, and that is proven.
  @Test(arguments: [Signal.kill, Signal.stop])
  func aStopNeedsNoManagementTool(signal: Int32) throws {
    let stage = try CommandStage()
    #expect(try stage.status("start") == 0)
    let guest = try #require(stage.guest)
    Processes.signal(try #require(stage.daemon), signal)
    #expect(try stage.status("stop", ["-t", "30"]) == 0)
    #expect(!Processes.isAlive(guest))
    // A guard that asks a tool which hangs waits for it up to ten seconds before it takes the other witness's word.
    if signal == Signal.kill { #expect(Sandbox.eventually { stage.guards.isEmpty }) }
  }

  @Test func aStopNeedsNoConfiguration() throws {
    let stage = try CommandStage()
    #expect(try stage.status("start") == 0)
    try stage.removeParameters()
    #expect(try stage.status("stop") == 0)
    #expect(try stage.state == "off shutdown" || stage.state == "off destroyed")
    #expect(stage.guest == nil)
  }

  @Test func aToolThatLiesDoesNotMakeAStopSucceed() throws {
    let stage = try CommandStage(["shutdown ignore", "destroy refuse"])
    #expect(try stage.status("start") == 0)
    let guest = try #require(stage.guest)
    try stage.tool("tool", "lie", "off", "shutdown")
    #expect(try stage.status("stop", ["-t", "20"]) == 0)
    #expect(!Processes.isAlive(guest))
  }

  @Test func killingTheGuardLeavesTheGuestAndTheGuardIsBack() throws {
    let stage = try CommandStage()
    #expect(try stage.status("start") == 0)
    #expect(Sandbox.eventually { stage.guards.count == 2 })
    let run = stage.guest
    // The watch first: with its keeper a watch goes by itself.
    for isWatch in [true, false] {
      let victim = try #require(
        stage.guards.first { Processes.arguments($0.pid).contains("--watch") == isWatch })
      Processes.signal(victim, Signal.kill)
      #expect(
        Sandbox.eventually {
          let guards = stage.guards
          return guards.count == 2 && !guards.contains(victim)
        })
    }
    #expect(stage.guest == run)
    #expect(stage.boots.count == 1)
  }

  /// The terminal of start's caller goes away.
  @Test func aHangUpLeavesTheGuard() throws {
    let stage = try CommandStage()
    #expect(try stage.status("start") == 0)
    #expect(Sandbox.eventually { stage.guards.count == 2 })
    let before = Set(stage.guards)
    let keeper = before.first { !Processes.arguments($0.pid).contains("--watch") }
    Processes.signal(try #require(keeper), Signal.hangUp)
    Clock.sleep(until: Clock.now + .milliseconds(500))
    #expect(Set(stage.guards) == before)
  }

  @Test func theGuardEndsWithTheGuest() throws {
    let stage = try CommandStage()
    #expect(try stage.status("start") == 0)
    let guest = try #require(stage.guest)
    #expect(Sandbox.eventually { stage.guards.count == 2 })
    Processes.signal(guest, Signal.kill)
    #expect(Sandbox.eventually { stage.guards.isEmpty })
  }

  @Test func theGuardStaysWhileTheToolIsAway() throws {
    let stage = try CommandStage([], ["Guard_interval=1"])
    #expect(try stage.status("start") == 0)
    #expect(Sandbox.eventually { stage.guards.count == 2 })
    let before = Set(stage.guards)
    let daemon = try #require(stage.daemon)
    Processes.signal(daemon, Signal.kill)
    Clock.sleep(until: Clock.now + .milliseconds(2_500))
    #expect(Set(stage.guards) == before)
    try stage.tool("daemon", "--background")
    #expect(try stage.status("probe") == 0)
    #expect(Set(stage.guards) == before)
  }

  @Test func twoMastersAreRefused() throws {
    let stage = try CommandStage(["autostart"])
    #expect(try stage.status("start") != nil)
    let result = try stage.call("validate")
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("[200201]"))
  }
}
