import Model
import Platform
import TestSupport
import Testing

/// Guests that are waited for and looked into from outside, by the commands, on the rehearsal's toolstack.
@Suite(.ownThreads) struct GuestCheckCommandTests {
  /// A value with blanks stands in quotes.
  private static func stage(_ lines: [String] = [], _ properties: String...) throws -> CommandStage
  {
    try CommandStage(
      lines,
      properties.map {
        let parts = $0.split(separator: "=", maxSplits: 1)
        return "\(parts[0])=\"\(parts[1])\""
      })
  }

  private func log(_ stage: CommandStage) throws -> String {
    try stage.sandbox.text("var/cluster/logs/DS/web-rg/web-rs/message_log.txt")
  }

  // MARK: A start that waits

  @Test func aStartWaitsForTheConsole() throws {
    let stage = try Self.stage(["boot 1s"], "Ready_check=console:GUEST-UP")
    #expect(try stage.status("start") == 0)
    #expect(stage.boots.count == 1)
    let said = try log(stage)
    #expect(said.contains("after its boot: console:GUEST-UP"), "\(said)")
    // What an earlier boot has said does not count.
    #expect(try stage.status("stop") == 0)
    #expect(try stage.status("start") == 0)
    #expect(stage.boots.count == 2)
    let times = try stage.sandbox.text("var/lib/ha-xvm/learnt/web-rs")
    #expect(times.contains("learnt.ready"), "\(times)")
  }

  /// Whatever ends the start that waits: the next one finds the guest running, and waits for what it has not answered yet.
  @Test func aStartThatWasCutOffIsCompletedByTheNext() throws {
    let stage = try Self.stage([])
    let mark = "\(stage.sandbox.root)/ready"
    let parameters = stage.flags[5]
    try Files.append(parameters, Array("Ready_check=\"plugin:/usr/bin/test -e \(mark)\"\n".utf8))
    let first = try RunningProgram(stage.command("start"))
    #expect(Sandbox.eventually { stage.boots.count == 1 && !stage.guards.isEmpty })
    // The guest is in charge while it is waited for, and a probe does not complain.
    #expect(try stage.status("probe") == 0)
    #expect(first.wait(until: Clock.now + .seconds(2)) == nil)
    _ = first.kill()
    let second = try RunningProgram(stage.command("start"))
    #expect(second.wait(until: Clock.now + .seconds(2)) == nil)
    try stage.sandbox.write("ready", "")
    expectSuccess(second.end(by: Clock.now + .seconds(60)))
    #expect(stage.boots.count == 1)
    // One that finds it running after that waits for nothing.
    try Files.remove(mark)
    #expect(try stage.status("start") == 0)
  }

  @Test(arguments: [("FAIL", Int32(1)), ("WARN", 0)])
  func aGuestThatDoesNotAnswer(_ policy: String, _ status: Int32) throws {
    let port = try LoopbackPort()
    let stage = try Self.stage(
      [], "Ready_check=tcp:127.0.0.1:\(port.number), console:GUEST-UP", "Ready_timeout=2",
      "On_not_ready=\(policy)")
    let start = try stage.call("start")
    #expect(start.ending == .exited(status), "\(start.errorText)")
    #expect(start.elapsed < .seconds(60))
    let said = try log(stage)
    #expect(said.contains("[200127]") && said.contains("tcp:127.0.0.1:\(port.number): "), "\(said)")
    #expect(!said.contains("console:GUEST-UP: "), "\(said)")
    #expect(try stage.state == "running")
    #expect(try stage.status("stop") == 0)
  }

  @Test func aGuestThatEndsWhileItIsWaitedFor() throws {
    let port = try LoopbackPort()
    let stage = try Self.stage(["at 1500ms poweroff"], "Ready_check=tcp:127.0.0.1:\(port.number)")
    let start = try stage.call("start")
    #expect(start.ending == .exited(1))
    #expect(start.errorText.contains("[200128]"), "\(start.errorText)")
  }

  @Test func aServiceMaySettle() throws {
    let stage = try Self.stage([], "Ready_check=console:GUEST-UP", "Ready_delay=2")
    let start = try stage.call("start")
    expectSuccess(start)
    #expect(start.elapsed >= .seconds(2))
  }

  // MARK: A probe that looks

  @Test func aCheckCountsOnceItHasPassed() throws {
    let (one, other) = (try LoopbackPort(), try LoopbackPort())
    let stage = try Self.stage(
      [],
      "Guest_check=tcp:127.0.0.1:\(one.number),tcp:127.0.0.1:\(other.number) weight=70 timeout=2")
    #expect(try stage.status("start") == 0)
    // It may be booting for as long as a start may take.
    #expect(try stage.status("probe") == 0)
    try one.listen()
    #expect(try stage.status("probe") == 0)
    one.refuse()
    let probe = try stage.call("probe")
    #expect(probe.ending == .exited(34))
    let said = try log(stage)
    #expect(said.contains("check tcp:127.0.0.1:\(one.number): connect"), "\(said)")
    #expect(!said.contains("check tcp:127.0.0.1:\(other.number): connect"), "\(said)")
    try other.listen()
    #expect(try stage.status("probe") == 34)
    other.refuse()
    #expect(try stage.status("probe") == 100)
    try one.listen()
    #expect(try stage.status("probe") == 70)
    // After a start nothing has passed.
    #expect(try stage.status("stop") == 0)
    one.refuse()
    #expect(try stage.status("start") == 0)
    #expect(try stage.status("probe") == 0)
  }

  /// A guest that has never answered is not taken for one that boots for ever.
  @Test func aCheckThatNeverPassedCountsWhenTheTimeOfAStartIsOver() throws {
    let port = try LoopbackPort()
    let stage = try Self.stage([], "Guest_check=tcp:127.0.0.1:\(port.number)", "Start_timeout=3")
    #expect(try stage.status("start", ["-t", "60"]) == 0)
    #expect(
      Sandbox.eventually(.seconds(30)) { (try? stage.status("probe")) == 34 },
      "it is never counted")
  }

  // MARK: What validate says

  @Test func validateMakesEachCheckOnce() throws {
    let (open, closed) = (try LoopbackPort(isListenedAt: true), try LoopbackPort())
    let stage = try Self.stage(
      [],
      "Guest_check=tcp:127.0.0.1:\(open.number), tcp:127.0.0.1:\(closed.number), plugin:/bin/false")
    #expect(try stage.call("validate").errorText.contains("[200218]") == false)
    #expect(try stage.status("start") == 0)
    let said = try stage.call("validate")
    #expect(said.ending == .exited(0), "\(said.errorText)")
    let lines = said.errorText.split(separator: "\n").filter { $0.contains("[200218]") }
    #expect(lines.count == 2, "\(said.errorText)")
    #expect(lines.contains { $0.contains("plugin:/bin/false: exit status 1") })
    withExtendedLifetime(open) {}
  }

  @Test(arguments: [
    ("Guest_check=agent", "agent: the definition has no channel org.qemu.guest_agent.0"),
    ("Ready_check=tcp:web:80", "'tcp:web:80': tcp:ADDRESS:PORT needs a numeric address"),
    ("Ready_check=agnet", "'agnet' is no check"),
  ])
  func whatCannotBeCheckedIsAnError(_ line: String, _ words: String) throws {
    let stage = try Self.stage([], line)
    let said = try stage.call("validate")
    #expect(said.ending == .exited(1) && said.errorText.contains(words), "\(said.errorText)")
  }
}
