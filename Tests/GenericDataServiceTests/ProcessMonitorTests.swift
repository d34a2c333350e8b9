import Model
import Platform
import TestSupport
import Testing

@testable import GenericDataService

/// `pmfadm` and the process behind it.
@Suite(.ownThreads) struct ProcessMonitorTests {
  private func pmfadm(_ stage: Stage, _ words: String...) throws -> Completion {
    try stage.sandbox.run("pmfadm", words)
  }

  private func monitor(_ stage: Stage, _ tag: String) -> ProcessMonitor {
    ProcessMonitor(ProcessTag(tag), locations: stage.sandbox.locations)
  }

  @Test func aTagLivesAsLongAsItsLastProcess() throws {
    let stage = try Stage()
    try expectSuccess(pmfadm(stage, "-c", "t one", stage.daemon))
    #expect(Sandbox.eventually { stage.process != nil })
    try expectSuccess(pmfadm(stage, "-q", "t one"))
    #expect(try pmfadm(stage, "-L").text == "t one\n")
    let process = try #require(stage.process)
    #expect(try pmfadm(stage, "-l", "t one").text.contains("pids: \(process.pid)\n"))
    let taken = try pmfadm(stage, "-c", "t one", "/bin/sleep", "1")
    #expect(taken.errorText.contains("[\(Failure.Code.tagInUse.number)]"))
    #expect(try pmfadm(stage, "-k", "t one", "-w", "60", "TERM").succeeded == true)
    #expect(!Processes.isAlive(process))
    #expect(try pmfadm(stage, "-q", "t one").ending == .exited(1))
    #expect(try pmfadm(stage, "-l", "t one").ending == .exited(1))
    #expect(monitor(stage, "t one").state?.state == .dead)
  }

  /// Only a monitor that was told to report no end may leave its processes alone.
  @Test func aMonitorThatWatchesDoesNotAbandon() throws {
    let stage = try Stage()
    try expectSuccess(pmfadm(stage, "-c", "tag", stage.daemon))
    let deadline = Clock.now + .seconds(60)
    let stream = try LocalStream(
      connectingTo: ProcessTag("tag").socket(stage.sandbox.locations), until: deadline)
    try stream.write(Array("abandon\n".utf8), until: deadline)
    #expect(try stream.readToEnd(limit: 64, until: deadline) == Array("unknown\n".utf8))
    #expect(monitor(stage, "tag").isWatched)
    try expectSuccess(pmfadm(stage, "-k", "tag", "-w", "60", "KILL"))
  }

  /// A monitor that is killed is alive for a while after nobody listens at its socket: that it gives no answer proves nothing.
  @Test func aMonitorThatIsJustEndingIsWaitedFor() throws {
    let stage = try Stage()
    try expectSuccess(pmfadm(stage, "-c", "tag", stage.daemon))
    #expect(Sandbox.eventually { stage.process != nil })
    let process = try #require(stage.process)
    let (monitor, locations) = (monitor(stage, "tag"), stage.sandbox.locations)
    let watcher = try #require(try monitor.record()).watcher
    try Files.remove(monitor.tag.socket(locations))
    let killer = try Child(
      Command("/bin/sh", ["-c", "sleep 1; kill -KILL \(watcher.pid)"]), standing: .group)
    try monitor.end(by: Clock.now + .seconds(60), of: "web")
    #expect(!Processes.isAlive(process))
    #expect(killer.wait(until: Clock.now + .seconds(60)) == .exited(0))
  }

  @Test func theCommandIsStartedAgainAndThenTheActionDecides() throws {
    let stage = try Stage()
    let root = stage.sandbox.root
    // The action wants one more round: it exits 0 the first time only.
    let action = try stage.sandbox.write(
      "action", "#!/bin/sh\necho \"$@\" >>\(root)/asked\nmkdir \(root)/once 2>/dev/null\n",
      mode: 0o755)
    try expectSuccess(
      pmfadm(
        stage, "-c", "again", "-n", "2", "-t", "1", "-a", action, "/bin/sh", "-c",
        "echo x >>\(root)/runs"
      ))
    #expect(Sandbox.eventually { monitor(stage, "again").state?.state == .dead })
    // Three runs, the action's one, and two more restarts.
    #expect(try stage.sandbox.text("runs").split(separator: "\n").count == 6)
    #expect(try stage.sandbox.text("asked") == "failed again\nfailed again\n")
  }

  @Test func withALevelDeeperProcessesDoNotCount() throws {
    let stage = try Stage()
    let seen = stage.sandbox.root + "/seen"
    let start =
      "sleep 600 & echo $! >\(stage.sandbox.root)/pid; until [ -e \(seen) ]; do sleep 0.1; done"
    try expectSuccess(pmfadm(stage, "-c", "flat", "-C", "0", "/bin/sh", "-c", start))
    try expectSuccess(pmfadm(stage, "-q", "flat"))
    try stage.sandbox.write("seen", "")
    #expect(Sandbox.eventually { monitor(stage, "flat").state?.state == .orphaned })
    let deeper = try #require(stage.process, "the child of the command lives on")
    // Its monitor keeps hold of it, although the tag counts as free.
    #expect(monitor(stage, "flat").isWatched == false)
    try expectSuccess(pmfadm(stage, "-c", "flat", "/bin/sleep", "600"))
    #expect(Processes.isAlive(deeper), "as pmfadm(1M) has it, and no method of a service")
    Processes.signal(deeper, Signal.kill)
    try expectSuccess(pmfadm(stage, "-k", "flat", "-w", "60"))
  }

  @Test func aTagThatWasReleasedIsFree() throws {
    let stage = try Stage()
    try expectSuccess(pmfadm(stage, "-c", "t", stage.daemon))
    #expect(Sandbox.eventually { stage.process != nil })
    let first = try #require(stage.process)
    try expectSuccess(pmfadm(stage, "-s", "t"))
    #expect(try pmfadm(stage, "-s", "t").ending == .exited(1))
    try expectSuccess(pmfadm(stage, "-c", "t", "/bin/sleep", "600"))
    #expect(Processes.isAlive(first), "what was released is nobody's")
    Processes.signal(first, Signal.kill)
    #expect(try pmfadm(stage, "-k", "t", "-w", "60").succeeded == true)
  }

  @Test func onlyWhatIsPassedOnIsInTheEnvironment() throws {
    let stage = try Stage()
    let root = stage.sandbox.root
    try expectSuccess(
      pmfadm(
        stage, "-c", "env", "-e", "COLOUR=a b", "/bin/sh", "-c",
        "env >\(root)/new; mv \(root)/new \(root)/env"
      ))
    #expect(Sandbox.eventually { (try? stage.sandbox.text("env")) != nil })
    let names = try stage.sandbox.text("env").split(separator: "\n")
    #expect(names.contains("COLOUR=a b"))
    #expect(!names.contains { $0.hasPrefix("LC_ALL=") })
  }

  @Test func aProgramThatCannotBeRunIsSaidSo() throws {
    let stage = try Stage()
    let file = try stage.sandbox.write("no-program", "\u{7F}ELF", mode: 0o755)
    let result = try pmfadm(stage, "-c", "bad", file)
    #expect(result.ending == .exited(1))
    #expect(monitor(stage, "bad").state == nil)
    #expect(try pmfadm(stage, "-c", "bad", "/no/such/program").ending == .exited(1))
  }

  private static let limits: [([String], Int32)] = [
    (["-t", "1", "/bin/sleep", "600"], 99), (["-t", "1", "-e", "7", "/bin/sleep", "600"], 7),
    (["-t", "60", "/bin/sh", "-c", "exit 3"], 3), (["-t", "60", "/no/such/program"], 98),
    (["-t", "60", "-a", "-k", "TERM", "/bin/true"], 98), (["-t", "60", "true"], 0),
    (["/bin/true"], 2),
  ]

  @Test(arguments: limits)
  func hatimerunExits(_ words: [String], _ status: Int32) throws {
    #expect(try Sandbox().run("hatimerun", words).ending == .exited(status))
  }

  @Test func hatimerunKillsTheProgramWhenItIsEndedItself() throws {
    let stage = try Stage()
    let script = "echo $$ >\(stage.sandbox.root)/pid; exec sleep 600"
    let child = try Child(
      Command(
        Sandbox.program, ["-t", "600", "/bin/sh", "-c", script], name: "hatimerun",
        environment: stage.sandbox.environment))
    #expect(Sandbox.eventually { stage.process != nil })
    let process = try #require(stage.process)
    child.signal(Signal.terminate)
    #expect(child.wait(until: Clock.now + .seconds(60)) == .exited(98))
    #expect(!Processes.isAlive(process))
  }

  @Test func hatimerunLeavesTheProgramAloneWhenAskedTo() throws {
    let stage = try Stage()
    let script = "echo $$ >\(stage.sandbox.root)/pid; exec sleep 600"
    let result = try stage.sandbox.run("hatimerun", ["-a", "-t", "1", "/bin/sh", "-c", script])
    #expect(result.ending == .exited(99))
    #expect(Sandbox.eventually { stage.process != nil })
    let process = try #require(stage.process)
    Processes.signal(process, Signal.kill)
  }
}
