import Model
import Platform
import TestSupport
import Testing

/// What becomes of a command whose answer cannot be written.
@Suite(.ownThreads) struct AnswerTests {
  private let sandbox: Sandbox
  init() throws { sandbox = try Sandbox() }

  /// Half a table in a file must not pass for a whole one, so a disk that is full is a failure and has a reason.
  @Test(arguments: [
    ["xvm_status"], ["xvm_status", "--json"], ["xvm_status", "--history", "web-rs"],
    ["xvm_status", "--history", "--svg", "web-rs"], ["xvm_ccr", "show", "web"],
    ["xvm_ccr", "verify"], ["xvm_ccr", "showkey", "-k", "web.a", "web"], ["xvm_config", "web"],
    ["xvm_emit", "config", "web"], ["xvm_emit", "rtr"], ["xvm", "meta-data"],
  ])
  func whatCannotBeWrittenIsAFailure(words: [String]) throws {
    FlightRecorder(resource: "web-rs", locations: sandbox.locations).add(
      GuestEvent(time: 1_000, node: "n", method: "start_xvm", kind: .seen, state: "running"))
    try expectSuccess(sandbox.run("xvm_ccr", ["addtab", "web"]))
    try expectSuccess(sandbox.run("xvm_ccr", ["addkey", "-k", "web.a", "-v", "b", "web"]))
    #expect(try call(words, "/dev/null").ending == .exited(0))
    let full = try call(words, "/dev/full")
    #expect(full.ending == .exited(1))
    let reason = "standard output: cannot be written: No space left on device [100202]."
    #expect(full.errorText.hasPrefix(reason), "\(full.errorText)")
  }

  /// A pager that was left is no fault, and a display of each change ends instead of waiting for the next one.
  @Test func aReaderThatHasGoneEndsAWatchAndIsNoFailure() throws {
    let line = "\"$0\" xvm_status --watch --json -i 1 | head -n 1; echo \"${PIPESTATUS[0]}\""
    let shell = try ChildProcess.run(
      Command("/bin/bash", ["-c", line, Sandbox.program], environment: sandbox.environment),
      until: Clock.now + .seconds(60))
    #expect(shell.text.hasSuffix("\n0\n"), "\(shell.text)\(shell.errorText)")
  }

  private func call(_ words: [String], _ output: String) throws -> Completion {
    try ChildProcess.run(
      Command(
        "/bin/sh", ["-c", "exec \"$0\" \"$@\" >\(output)", Sandbox.program] + words,
        environment: sandbox.environment),
      until: Clock.now + .seconds(60))
  }
}
