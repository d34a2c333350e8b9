import Model
import Platform
import TestSupport
import Testing

/// What is said where the kernel refuses one more process (EAGAIN of fork), and that nothing is claimed or left then.
///
/// The limit does not hold for root, so the calls are those of a user without any other process.
@Suite(.enabled(if: Environment.isRoot), .ownThreads) struct NoProcessLeftTests {
  /// Runs the program under a name as that user, with at most so many processes.
  private func call(
    _ sandbox: Sandbox, _ user: Int, _ name: String, _ words: [String], processes: Int
  ) throws -> Completion {
    let line = """
      cp -f "$0" "$HA_XVM_ROOT/program"; chown -R \(user):\(user) "$HA_XVM_ROOT"; name=$1; shift
      exec setpriv --reuid=\(user) --regid=\(user) --clear-groups bash -c \
        'ulimit -u \(processes); name=$1; shift; exec -a "$name" "$0" "$@"' \
        "$HA_XVM_ROOT/program" "$name" "$@"
      """
    return try ChildProcess.run(
      Command(
        "/bin/bash", ["-c", line, Sandbox.program, name] + words, environment: sandbox.environment),
      until: Clock.now + .seconds(60))
  }

  /// One process is the caller alone, and two leave it a monitor that cannot start the command.
  @Test(arguments: [
    (1, "rg,web,0.svc: cannot be run"), (2, "/bin/sh: cannot be run"),
  ])
  func aServiceIsNotStarted(_ processes: Int, _ words: String) throws {
    let sandbox = try Sandbox()
    let user = 47_100 + processes
    let flags = ["-R", "web", "-G", "rg"]
    let properties = [
      "Start_command=/bin/sleep 600", "Probe_command=/bin/true", "Network_aware=FALSE",
      "Stop_timeout=5", "Validate_again=FALSE",
    ].flatMap { ["-p", $0] }
    for (action, status) in [("start", 1), ("run", 6)] as [(String, Int32)] {
      let found = try call(
        sandbox, user, "gds", [action] + flags + properties, processes: processes)
      #expect(found.ending == .exited(status), "\(action): \(found.errorText)")
      #expect(found.errorText.contains(words), "\(action): \(found.errorText)")
      #expect(
        found.errorText.contains("[\(Failure.Code.noResources.number)]"), "\(found.errorText)")
      #expect(found.errorText.contains("ulimit -u"), "\(found.errorText)")
    }
    let left = ((try? Files.list(sandbox.locations.processMonitors)) ?? []).filter {
      $0.hasSuffix(".tag") || $0.hasSuffix(".sock") || $0.hasSuffix(".marks")
    }
    #expect(left == [])
    // Nothing runs, and a stop is not in need of a process to see it.
    let stopped = try call(sandbox, user, "gds", ["stop"] + flags, processes: processes)
    #expect(stopped.ending == .exited(0), "\(stopped.errorText)")
  }

  /// The daemon runs the guest, and no guard can be left behind: the start has failed, and a stop that needs no process of its
  /// own ends the guest.
  @Test func aGuestWithoutItsGuardIsNoSuccess() throws {
    let sandbox = try Sandbox()
    let definition = try sandbox.write(
      "web.xml",
      "<domain type='rehearsal'><name>web</name><rehearsal><line>boot 0s</line></rehearsal></domain>"
    )
    let parameters = try sandbox.write(
      "parameters",
      "Domain_name=web\nHypervisor=REHEARSAL\nDomain_definition=\(definition)\nStop_timeout=100\n")
    defer { sandbox.endProcesses() }
    func call(_ name: String, _ words: [String], processes: Int = 1) throws -> Completion {
      try self.call(sandbox, 47_110, name, words, processes: processes)
    }
    try expectSuccess(call("xvm_rehearsal", ["daemon", "--background"], processes: 1_000))
    let flags = ["-R", "web-rs", "-G", "web-rg", "-P", parameters]
    let start = try call("start_xvm", flags)
    #expect(start.ending == .exited(1))
    #expect(start.errorText.contains("[\(Failure.Code.noGuard.number)]"))
    #expect(
      start.errorText.contains("Resource temporarily unavailable"), "\(start.errorText)")
    let stop = try call("stop_xvm", flags)
    #expect(stop.ending == .exited(0), "\(stop.errorText)")
    #expect(try call("xvm_rehearsal", ["state", "web"]).text.hasPrefix("off"))
  }
}
