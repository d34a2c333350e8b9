import Model
import Platform
import TestSupport
import Testing

@testable import GenericDataService

/// Child_mon_level says whose death counts, and not what a stop ends: nothing is left, and no second copy is ever started.
@Suite(.ownThreads) struct LevelTests {
  /// An application whose first process has a child two levels down; it says so when it finds the child of another copy alive.
  ///
  /// With `leaves` the first process ends at once, as a daemon's does.
  private func application(_ stage: Stage, leaves: Bool = false) throws -> [String] {
    let root = stage.sandbox.root
    let path = try stage.sandbox.write(
      "application",
      """
      #!/bin/sh
      echo $$ >>\(root)/starts
      if [ -s \(root)/pid ]; then
        read -r other <\(root)/pid
        case $(sed 's/.*) //' "/proc/$other/stat" 2>/dev/null) in [!ZX]*) echo $$ >>\(root)/clash ;; esac
      fi
      ( sh -c 'echo $$ >\(root)/pid.new; mv \(root)/pid.new \(root)/pid; exec sleep 600' & wait ) &
      \(leaves ? "sleep 0.3; exit" : "")
      echo $$ >\(root)/main
      wait

      """, mode: 0o755)
    return ["Start_command=\(path)", "Probe_command=/usr/bin/test -s \(root)/main"]
  }

  private func main(_ stage: Stage) throws -> ProcessIdentity {
    let text = try stage.sandbox.text("main")
    return try #require(Int32(text.dropLast()).flatMap(Processes.identity))
  }

  /// Kills the first process; the deeper ones live on, and it is known that the watched ones do not.
  private func killMain(_ stage: Stage, _ state: ProcessRecord.State) throws {
    Processes.signal(try main(stage), Signal.kill)
    #expect(Sandbox.eventually { stage.monitor.state?.state == state })
  }

  private func hasClashed(_ stage: Stage) -> Bool {
    Files.information("\(stage.sandbox.root)/clash") != nil
  }

  /// What becomes of the processes before they are stopped.
  enum Fate: String, CaseIterable, Sendable {
    case allLive, mainDied, released, releasedAndDied, monitorDied, monitorDiedLast
  }

  @Test(arguments: [-1, 0, 1, 2], Fate.allCases)
  func aStopLeavesNothing(_ level: Int, _ fate: Fate) throws {
    let stage = try Stage()
    try expectSuccess(
      stage.gds("start", try application(stage) + ["Child_mon_level=\(level)"]))
    #expect(Sandbox.eventually { stage.process != nil })
    let deeper = try #require(stage.process)
    let watcher = try #require(try stage.monitor.record()).watcher
    // The shell of the line, the application, its subshell and the child are the levels 0 to 3; a shell may leave its place to
    // the program.
    let died: ProcessRecord.State = level < 0 || level > 1 ? .watched : .orphaned
    switch fate {
    case .allLive: break
    case .mainDied: try killMain(stage, died)
    case .released, .releasedAndDied:
      try expectSuccess(stage.sandbox.run("pmfadm", ["-s", "rg,web,0.svc"]))
      if fate == .releasedAndDied { try killMain(stage, .released) }
    case .monitorDied, .monitorDiedLast:
      if fate == .monitorDiedLast { try killMain(stage, died) }
      Processes.signal(watcher, Signal.kill)
      #expect(Sandbox.eventually { !Processes.isAlive(watcher) })
    }
    #expect(Processes.isAlive(deeper))
    let stopped = try stage.gds("stop")
    #expect(stopped.succeeded, "\(stopped.errorText)")
    #expect(!Processes.isAlive(deeper))
    #expect(stage.state.state == .offline)
    #expect(stage.monitor.state == nil)
  }

  /// The watched ones are dead at once for who asks; the end of the tag is the end of the last.
  @Test func theEndOfATagIsTheEndOfItsLastProcess() throws {
    let stage = try Stage()
    try expectSuccess(stage.gds("start", try application(stage) + ["Child_mon_level=0"]))
    #expect(Sandbox.eventually { stage.process != nil })
    let deeper = try #require(stage.process)
    try killMain(stage, .orphaned)
    let limit = Clock.now + .seconds(60)
    #expect(stage.monitor.watch()?.outcome(by: limit) == .dead)
    #expect(try stage.gds("status").text.contains("deeper ones live"))
    // From here on the wait is for the last of them.
    try stage.monitor.release()
    let watch = try #require(stage.monitor.watch())
    #expect(watch.outcome(by: Clock.now + .milliseconds(600)) == nil)
    #expect(throws: Never.self) { try stage.monitor.end(by: limit, of: "web") }
    #expect(watch.outcome(by: limit) == .ended)
    #expect(!Processes.isAlive(deeper))
    #expect(stage.monitor.state == nil)
  }

  /// A tag that nobody released is gone when its end returns.
  @Test func anEndWaitsForThoseThatAreNotWatched() throws {
    let stage = try Stage()
    try expectSuccess(stage.gds("start", try application(stage) + ["Child_mon_level=0"]))
    #expect(Sandbox.eventually { stage.process != nil })
    try killMain(stage, .orphaned)
    #expect(throws: Never.self) {
      try stage.monitor.end(by: Clock.now + .seconds(60), of: "web")
    }
    #expect(stage.monitor.state == nil)
    #expect(Files.information(stage.monitor.tag.socket(stage.sandbox.locations)) == nil)
  }

  @Test(arguments: [0, 1], [true, false])
  func noSecondCopyIsStarted(_ level: Int, _ isByRestart: Bool) throws {
    let stage = try Stage()
    let words = try application(stage) + ["Child_mon_level=\(level)"]
    try expectSuccess(stage.gds("start", words))
    #expect(Sandbox.eventually { stage.process != nil })
    let deeper = try #require(stage.process)
    try killMain(stage, .orphaned)
    #expect(Processes.isAlive(deeper))
    let done = isByRestart ? try stage.call("gds", ["restart"]) : try stage.gds("start", words)
    #expect(done.succeeded, "\(done.errorText)")
    #expect(!Processes.isAlive(deeper))
    #expect(!hasClashed(stage))
    #expect(try stage.sandbox.text("starts").split(separator: "\n").count == 2)
    try expectSuccess(stage.gds("stop"))
  }

  @Test func theFaultMonitorStartsNoSecondCopy() throws {
    let stage = try Stage()
    let run = try Run(stage, try application(stage) + ["Child_mon_level=0"])
    #expect(stage.sees(.started))
    #expect(Sandbox.eventually { stage.process != nil })
    let deeper = try #require(stage.process)
    Processes.signal(try main(stage), Signal.kill)
    #expect(stage.sees(.restarted))
    #expect(!Processes.isAlive(deeper))
    #expect(!hasClashed(stage))
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
  }

  /// A death that policy leaves alone is weighed once, and the deeper processes live until the stop.
  @Test func aDeathThatIsOnlyReportedIsReportedOnce() throws {
    let stage = try Stage()
    let words = try application(stage) + ["Child_mon_level=0", "Failover_mode=LOG_ONLY"]
    let run = try Run(stage, words)
    #expect(stage.sees(.started))
    #expect(Sandbox.eventually { stage.process != nil })
    let deeper = try #require(stage.process)
    try killMain(stage, .orphaned)
    #expect(stage.sees(.exhausted))
    let log = "var/cluster/logs/DS/rg/web/probe_log.txt"
    let probes = try stage.sandbox.text(log).split(separator: "\n").count
    #expect(
      Sandbox.eventually {
        ((try? stage.sandbox.text(log)) ?? "").split(separator: "\n").count >= probes + 2
      })
    #expect(stage.events.count { $0 == "died" } == 1)
    #expect(Processes.isAlive(deeper))
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
    #expect(!Processes.isAlive(deeper))
  }

  /// A daemon leaves what its first process has begun, and each try would leave one more.
  @Test(arguments: ["SOFT", "NONE"])
  func aStartThatFailsLeavesNoCopies(_ mode: String) throws {
    let stage = try Stage()
    let words =
      try application(stage, leaves: true) + [
        "Child_mon_level=0", "Failover_mode=\(mode)", "First_probe_percent=50",
      ]
    let result = try stage.gds("start", words)
    #expect(result.ending == .exited(1))
    #expect(
      result.errorText.contains("the processes died that Child_mon_level=0 watches"),
      "\(result.errorText)")
    #expect(!hasClashed(stage))
    #expect(try stage.sandbox.text("starts").split(separator: "\n").count == 2, "Retry_count")
    #expect((stage.process == nil) == (mode == "SOFT"))
    try expectSuccess(stage.gds("stop"))
    #expect(stage.process == nil)
  }
}
