import Frameworks
import Model
import Platform
import TestSupport
import Testing

@testable import GenericDataService

/// `gds run` with an application of shell scripts: what a person with one machine sees.
@Suite(.ownThreads) struct RunTests {
  @Test func theDeathOfADaemonInterruptsTheSleepAndTermStopsAll() throws {
    let stage = try Stage()
    let run = try Run(stage, ["Thorough_probe_interval=600"])
    #expect(stage.sees(.started))
    let first = try #require(stage.process)
    #expect(Processes.status(first.pid)?.parent != run.pid, "the daemon has forked twice")
    // The sleep of 600 s is interrupted.
    try stage.killApplication()
    #expect(stage.sees(.restarted))
    let second = try #require(stage.process)
    #expect(second != first)
    #expect(stage.state.restarts.count == 1)
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
    #expect(!Processes.isAlive(second))
    #expect(stage.state.state == .offline)
    #expect(stage.events.last == "stopped")
    #expect(run.text.contains("restart 1 of 2"))
    #expect(run.text.contains(#/\+ {2,}\d{1,2}\.\d/#), "times count from the beginning")
  }

  @Test func aProbeThatHangsIsKilledAndCountsFifty() throws {
    let stage = try Stage()
    let run = try Run(stage, ["Probe_timeout=2"])
    #expect(stage.sees(.started))
    try stage.answer("hang")
    #expect(stage.sees(.probe))
    #expect(run.text.contains("the probe says 50"))
    #expect(stage.sees(.restarting))
    // The timeline has a line for each change, the log one for each probe.
    let log = try stage.sandbox.text("var/cluster/logs/DS/rg/web/probe_log.txt")
    let count = log.split(separator: "\n").count { $0.hasSuffix("The probe result is 50") }
    #expect(count == 2, "50 alone is no failure")
    try stage.answer("0")
    #expect(stage.sees(.restarted))
    run.signal(Signal.interrupt)
    #expect(run.ending() == .exited(0))
  }

  /// Somebody who knows has left a note that the service went elsewhere by itself.
  @Test func aServiceThatHasGoneElsewhereIsOfflineAndNotRestarted() throws {
    let stage = try Stage()
    let run = try Run(stage, ["Thorough_probe_interval=600"])
    #expect(stage.sees(.started))
    let note = Withdrawal(stage.identity, locations: stage.sandbox.locations)
    #expect(note.write("moved: to n2"))
    try stage.killApplication()
    #expect(stage.sees(.withdrawn))
    #expect(run.ending() == .exited(0))
    #expect(stage.state.state == .offline)
    #expect(stage.state.message == "moved: to n2")
    #expect(!stage.events.contains("died"))
    #expect(note.take() == nil, "the note counts once")
  }

  @Test func aNoteOfAnEarlierRunDoesNotCount() throws {
    let stage = try Stage()
    try Files.makeDirectory("\(stage.sandbox.locations.services)/rg/web")
    #expect(Withdrawal(stage.identity, locations: stage.sandbox.locations).write("old"))
    let run = try Run(stage, ["Thorough_probe_interval=600"])
    #expect(stage.sees(.started))
    try stage.killApplication()
    #expect(stage.sees(.restarted))
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
  }

  /// The cluster was told that it is dead, and a restart would run beside the one that the cluster makes.
  @Test func whatWasHandedToTheClusterIsNotRestarted() throws {
    let stage = try Stage()
    let run = try Run(stage)
    #expect(stage.sees(.started))
    ServiceStateFile(stage.identity, locations: stage.sandbox.locations).update {
      $0.isGivenUp = true
    }
    try stage.killApplication()
    #expect(stage.sees(.died))
    try stage.answer("100")
    #expect(stage.sees(.probe))
    #expect(!stage.events.contains("restarting"))
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
    #expect(!stage.state.isGivenUp, "what was stopped is nobody's to give up")
  }

  /// The method that stopped or started it was killed, and nobody else would bring it up.
  @Test(arguments: [ServiceState.State.starting, .stopping])
  func whatWasCutShortIsRestarted(_ state: ServiceState.State) throws {
    let stage = try Stage()
    let run = try Run(stage)
    #expect(stage.sees(.started))
    ServiceStateFile(stage.identity, locations: stage.sandbox.locations).update {
      $0.state = state
    }
    #expect(stage.sees(.restarted))
    #expect(run.text.contains("a start or stop of it was cut short"))
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
  }

  @Test func aMoveThatIsRefusedBecomesARestart() throws {
    let stage = try Stage()
    let run = try Run(stage)
    #expect(stage.sees(.started))
    try stage.answer("once")
    #expect(stage.sees(.giveOverRefused))
    #expect(stage.sees(.restarted))
    #expect(run.text.contains("[\(Failure.Code.giveoverRefused.number)]"))
    #expect(stage.state.status == .healthy)
    #expect(stage.state.restarts == [], "restarts are counted from 0 again")
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
  }

  @Test func retriesThatAreExhaustedAreReportedOnce() throws {
    let stage = try Stage()
    let run = try Run(stage, ["Retry_count=1", "Failover_enabled=FALSE"])
    #expect(stage.sees(.started))
    try stage.killApplication()
    #expect(stage.sees(.restarted))
    try stage.killApplication()
    #expect(stage.sees(.exhausted))
    #expect(stage.state.status == .faulted)
    try stage.answer("100")
    #expect(stage.sees(.probe))
    #expect(stage.events.count { $0 == "exhausted" } == 1)
    #expect(stage.events.count { $0 == "restarting" } == 1)
    #expect(try stage.call("gds", ["status"]).ending == .exited(5))
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
  }

  @Test func whatCannotBeBroughtUpAgainIsGivenUp() throws {
    let stage = try Stage()
    let broken = stage.sandbox.root + "/broken"
    let start = "Start_command=/bin/sh -c 'test ! -e \(broken) && exec \(stage.daemon)'"
    let run = try Run(stage, [start, "Retry_count=0"])
    #expect(stage.sees(.started))
    try stage.sandbox.write("broken", "")
    try stage.killApplication()
    #expect(run.ending() == .exited(3))
    #expect(stage.events.contains("giveOverRefused"))
    #expect(run.text.contains("[\(Failure.Code.serviceNotStarted.number)]"))
    #expect(stage.monitor.state == nil, "nothing of it is left")
  }

  @Test func aRestartThatTheProbeItselfAsksForIsDone() throws {
    let stage = try Stage()
    let once = stage.sandbox.root + "/once"
    // As legacy agents do it: the probe asks, and may be killed while it waits.
    let probe = try stage.sandbox.write(
      "asking",
      """
      #!/bin/sh
      test -e \(stage.sandbox.root)/ask && mkdir \(once) 2>/dev/null || exit 0
      \(Sandbox.program) scha_control -O RESOURCE_RESTART -R web -G rg

      """, mode: 0o755)
    let run = try Run(stage, ["Probe_command=\(probe)"])
    #expect(stage.sees(.started))
    let first = try #require(stage.process)
    try stage.sandbox.write("ask", "")
    #expect(stage.sees(.started, times: 2))
    #expect(!Processes.isAlive(first))
    #expect(Sandbox.eventually { stage.state.restarts.count == 1 })
    // The new processes are watched by the same fault monitor.
    try stage.killApplication()
    #expect(stage.sees(.restarted))
    #expect(!stage.events.contains("monitorLost"))
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
  }

  @Test func aStartThatNeverProbesWellCanBeInterrupted() throws {
    let stage = try Stage()
    try stage.answer("7")
    let run = try Run(stage, ["Start_timeout=600", "First_probe_percent=0"])
    #expect(stage.sees(.starting))
    #expect(Sandbox.eventually { stage.process != nil })
    let process = try #require(stage.process)
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
    #expect(!Processes.isAlive(process))
  }

  @Test func aServiceOutlivesItsFaultMonitorAndIsTakenOver() throws {
    let stage = try Stage()
    let process: ProcessIdentity
    do {
      let run = try Run(stage)
      #expect(stage.sees(.started))
      process = try #require(stage.process)
      run.signal(Signal.kill)
      #expect(run.ending() == .signalled(Signal.kill))
    }
    #expect(Processes.isAlive(process))
    let run = try Run(stage)
    #expect(stage.sees(.adopted))
    #expect(stage.process == process)
    // No two fault monitors watch one service.
    let second = try stage.gds("run")
    #expect(second.ending == .exited(6))
    #expect(second.errorText.contains("[\(Failure.Code.busy.number)]"))
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
    #expect(!Processes.isAlive(process))
  }

  /// The program is replaced under an engine that has run for months, as an upgrade does.
  @Test func aServiceIsRestartedAfterTheProgramWasReplaced() throws {
    let stage = try Stage()
    let program = "\(stage.sandbox.root)/program"
    func install() throws {
      try Sandbox.install(program, Files.read(Sandbox.program, limit: 1 << 30))
    }
    try install()
    let run = try Run(stage, program: program)
    #expect(stage.sees(.started))
    try install()
    try stage.killApplication()
    #expect(stage.sees(.restarted), "\(run.text)")
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
  }

  @Test func theDeathOfTheProcessMonitorIsNotTheDeathOfTheService() throws {
    let stage = try Stage()
    let run = try Run(stage)
    #expect(stage.sees(.started))
    let process = try #require(stage.process)
    let record = try #require(ProcessRecord.all(stage.sandbox.locations).first)
    Processes.signal(record.watcher, Signal.kill)
    #expect(stage.sees(.monitorLost))
    #expect(Processes.isAlive(process))
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
    #expect(!Processes.isAlive(process), "stop finds what nobody watches")
    #expect(!stage.events.contains("restarting"))
  }
}
