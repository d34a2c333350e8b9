import Model
import Platform
import TestSupport
import Testing

/// Live migration of logical domains between two machines of the stand-in, with what can go wrong on the way.
@Suite(.ownThreads) struct MovesOfLogicalDomainsTests {
  /// Two nodes that share the table, and the guest on the first.
  private struct Pair {
    let here, there: LogicalDomainStage

    init(_ properties: [String: String] = [:]) throws {
      let rows = ["Migration_nodes": "node2:10.0.0.2"].merging(properties) { $1 }
      here = try LogicalDomainStage(rows)
      there = try LogicalDomainStage(rows)
      try here.join(there)
      try here.guest()
      try #require(try here.status("start") == 0)
    }

    func stop(_ seconds: Int = 150) throws -> Completion {
      try here.call("stop", [], LogicalDomainStage.switching(seconds))
    }

    /// The states of the guest here and there.
    var states: [String] { get throws { [try here.state, try there.state] } }

    /// What was told to ldm after the start.
    var orders: [String] { get throws { Array(try here.orders.dropFirst(2)) } }

    /// Waits until the guest shows these flags here.
    func comes(to flags: String) -> Bool {
      Sandbox.eventually { (try? here.machine("get", "web", "flags")) == flags }
    }

    var record: String? { try? here.sandbox.text("run/ha-xvm/records/web-rs") }
  }

  @Test func aSwitchMovesTheGuestWhileItRuns() throws {
    let secret = try Sandbox()
    let file = try secret.write("password", "hunter2\n", mode: 0o600)
    let pair = try Pair(["Password_file": file, "Debug_level": "2"])
    try pair.there.machine("machine", "password", "hunter2")
    let done = try pair.stop()
    #expect(done.ending == .exited(0), "\(done.errorText)")
    #expect(try pair.states == ["absent", "active"])
    #expect(
      try pair.orders == [
        "migrate-domain -n -p \(file) web 10.0.0.2", "migrate-domain -p \(file) web 10.0.0.2",
      ])
    #expect(pair.record == nil)
    #expect(try pair.here.log.contains("was moved to node2 (10.0.0.2)"))
    #expect(try !pair.here.log.contains("hunter2"))
    // On the other side a guest that has arrived is success, and nothing is booted.
    #expect(try pair.there.status("start") == 0)
    #expect(try pair.there.orders == [])
    #expect(try pair.there.status("probe") == 0)
    #expect(try pair.there.kept != nil)
    #expect(try pair.here.status("probe") == 100)
  }

  @Test func aGuestThatArrivesIsWaitedFor() throws {
    let stage = try LogicalDomainStage()
    try stage.guest("bound", "-----t")
    let waiting = try RunningProgram(
      stage.command("start", ["-t", "180"]))
    #expect(waiting.wait(until: Clock.now + .milliseconds(700)) == nil)
    try stage.guest("active", "-n----")
    #expect(waiting.wait(until: Clock.now + .seconds(180))?.succeeded == true)
    #expect(try stage.orders == [])
  }

  /// What the other machine says, what is done about a move that is refused, and the states afterwards.
  @Test(
    arguments: [
      (["room", "no"], "FALSE", 0, ["absent", "absent"]),
      (["room", "no"], "TRUE", 1, ["active", "absent"]),
      (["password", "other"], "TRUE", 1, ["active", "absent"]),
    ] as [([String], String, Int32, [String])])
  func aMoveThatIsRefused(_ machine: [String], _ abort: String, _ status: Int32, _ states: [String])
    throws
  {
    let secret = try Sandbox()
    let file = try secret.write("password", "hunter2\n", mode: 0o600)
    let pair = try Pair(["Password_file": file, "Abort_migration": abort])
    try pair.there.machine("machine", machine[0], machine[1])
    let done = try pair.stop()
    #expect(done.ending == .exited(status), "\(done.errorText)")
    #expect(try pair.states == states)
    #expect(try pair.orders.first?.hasPrefix("migrate-domain -n") == true)
    #expect(try !pair.orders.contains { $0.hasPrefix("migrate-domain -p") }, "nothing was sent")
  }

  @Test func aPasswordThatOthersCanReadIsNotUsed() throws {
    let secret = try Sandbox()
    let file = try secret.write("password", "hunter2\n", mode: 0o644)
    let pair = try Pair(["Password_file": file, "Abort_migration": "TRUE"])
    let done = try pair.stop()
    #expect(done.ending == .exited(1))
    #expect(done.errorText.contains("not fit to hold a password"), "\(done.errorText)")
    #expect(try pair.orders == [])
    #expect(try pair.states == ["active", "absent"])
  }

  @Test func aMoveThatTakesTooLongIsCalledOffAndTheGuestShutDown() throws {
    let pair = try Pair()
    try pair.here.machine("set", "web", "pace", "600")
    #expect(try pair.stop(90).ending == .exited(0))
    #expect(try pair.states == ["absent", "absent"])
    let orders = try pair.orders
    #expect(orders.dropFirst(2).prefix(2) == ["cancel-operation migration web", "stop-domain web"])
    #expect(try pair.here.log.contains("not over after"))
  }

  /// Begins a stop that moves, and kills it when the guest is on its way; ldm goes on without it.
  private func interrupt(_ pair: Pair, pace: String) throws {
    try pair.here.machine("set", "web", "pace", pace)
    let stop = try RunningProgram(
      pair.here.command(
        "stop", [], LogicalDomainStage.switching(150)))
    try #require(pair.comes(to: "-n---s"))
    _ = stop.kill()
  }

  @Test func aKilledCallIsFinishedByTheNext() throws {
    let pair = try Pair()
    try interrupt(pair, pace: "8")
    #expect(try pair.here.status("probe") == 0)
    #expect(try pair.stop().ending == .exited(0))
    #expect(try pair.states == ["absent", "active"])
    #expect(try pair.orders.count { $0.hasPrefix("migrate-domain") } == 2, "it was not sent twice")
  }

  @Test func aKilledCallIsCalledOffByAStart() throws {
    let pair = try Pair()
    try interrupt(pair, pace: "600")
    #expect(try pair.here.status("start", ["-t", "60"]) == 0)
    #expect(try pair.states == ["active", "absent"])
    #expect(try pair.here.machine("get", "web", "flags") == "-n----")
    #expect(try pair.orders.last == "cancel-operation migration web")
  }

  /// The link breaks after all was sent: only a person can ask the other machine which copy is the guest.
  @Test(arguments: [("arrived", "active"), ("gone", "absent")])
  func aLinkThatBreaksAtTheEndProvesNothing(_ kind: String, _ there: String) throws {
    let pair = try Pair(["Abort_migration": "TRUE"])
    try pair.here.machine("fault", "migrate-domain", "lost", kind)
    let done = try pair.stop(90)
    #expect(done.ending == .exited(1))
    #expect(done.errorText.contains("[200303]"), "\(done.errorText)")
    #expect(try pair.states == ["active", there])
    #expect(try pair.here.status("probe") == 1, "neither well nor dead")
    #expect(try pair.orders.count == 2, "nothing was done about it")
  }

  /// Where the guest is to be stopped in any case its copy here is ended, which leaves the one that arrived, or none.
  @Test(arguments: [("arrived", "active"), ("gone", "absent")])
  func aStopAfterThatLeavesOneCopyAtMost(_ kind: String, _ there: String) throws {
    let pair = try Pair()
    try pair.here.machine("fault", "migrate-domain", "lost", kind)
    #expect(try pair.stop(90).ending == .exited(0))
    let states = try pair.states
    // Whether there was time left to make the machine forget the guest depends on how busy it is.
    #expect(["absent", "inactive"].contains(states[0]), "\(states)")
    #expect(states[1] == there)
    #expect(try pair.here.log.contains("[200303]"))
    #expect(try pair.orders.contains("stop-domain -f web"))
  }

  @Test func migrationsOfAMachineQueue() throws {
    let pair = try Pair()
    try pair.here.machine("set", "db", "state", "active")
    try pair.here.machine("set", "db", "flags", "-n---s")
    let stop = try RunningProgram(
      pair.here.command(
        "stop", [], LogicalDomainStage.switching(150)))
    #expect(stop.wait(until: Clock.now + .seconds(2)) == nil)
    #expect(try pair.here.machine("get", "web", "flags") == "-n----", "it waits for its turn")
    try pair.here.machine("set", "db", "flags", "-n----")
    #expect(stop.wait(until: Clock.now + .seconds(160))?.succeeded == true)
    #expect(try pair.states == ["absent", "active"])
    #expect(
      try pair.here.log.contains("[200310]") || pair.here.log.contains("migration of domain db"))
  }

  @Test func aMoveThatHoldsTheTurnIsNamed() throws {
    let pair = try Pair()
    let path = "\(pair.here.sandbox.locations.run)/ldm/migration"
    try Files.makeDirectory(Files.parent(of: path))
    let lock = try FileLock(path, owner: "the move of guest db to node2", until: Clock.now)
    let done = try pair.here.tool("xvm_move", "-G", "web-rg", "-t", "8", "web-rs", "node2")
    lock.release()
    #expect(done.ending == .exited(1))
    #expect(done.errorText.contains("the move of guest db to node2"), "\(done.errorText)")
    #expect(try pair.states == ["active", "absent"])
  }

  /// bind and stop of others are refused while a domain migrates, and that passes.
  @Test func aStartWaitsUntilTheMachineTakesOrders() throws {
    let stage = try LogicalDomainStage()
    try stage.guest()
    try stage.machine("set", "db", "state", "active")
    try stage.machine("set", "db", "flags", "-n---s")
    let start = try RunningProgram(
      stage.command("start", ["-t", "180"]))
    #expect(start.wait(until: Clock.now + .seconds(2)) == nil)
    try stage.machine("set", "db", "flags", "-n----")
    let done = start.end(by: Clock.now + .seconds(190))
    #expect(done.succeeded, "\(done.errorText)")
  }

  @Test func aMoveByHandAndItsDryRun() throws {
    let pair = try Pair()
    let dry = try pair.here.tool("xvm_move", "-n", "-G", "web-rg", "web-rs", "node2")
    #expect(dry.ending == .exited(0), "\(dry.errorText)")
    #expect(dry.text.contains("could move to node2"))
    #expect(try pair.states == ["active", "absent"])
    let done = try pair.here.tool("xvm_move", "-G", "web-rg", "web-rs", "node2")
    #expect(done.ending == .exited(0), "\(done.errorText)")
    #expect(try pair.states == ["absent", "active"])
    #expect(pair.record?.contains("departed") == true)
    #expect(try pair.here.call("start").errorText.contains("[\(Failure.Code.departed.number)]"))
  }

  /// A domain that has ended stays bound, so that one which is gone was moved, or removed, by somebody else.
  @Test func aGuestThatSomebodyElseMovedIsNotStartedAgain() throws {
    let pair = try Pair()
    let words = ["migrate-domain", "-c", "web", "10.0.0.2"]
    let moved = try ChildProcess.run(
      Command(
        pair.here.sandbox.root + "/bin/ldm", words, environment: pair.here.sandbox.environment),
      until: Clock.now + .seconds(60))
    #expect(moved.succeeded, "\(moved.errorText)")
    #expect(try pair.here.status("probe") == 0)
    let start = try pair.here.call("start", ["-t", "30"])
    #expect(start.ending == .exited(1))
    #expect(start.errorText.contains("[\(Failure.Code.departed.number)]"), "\(start.errorText)")
    #expect(try pair.states == ["absent", "active"])
    #expect(try pair.here.status("stop") == 0)
    #expect(try pair.here.status("start", ["-t", "30"]) == 1, "the stop has not forgotten it")
    let cleared = try pair.here.tool("xvm_move", "-c", "-G", "web-rg", "web-rs")
    #expect(cleared.ending == .exited(0))
    #expect(try pair.here.status("start") == 0, "an operator says that it runs nowhere")
  }

  @Test func statusShowsTheFailurePolicyOfMasters() throws {
    let stage = try LogicalDomainStage()
    try stage.guest()
    let text = try #require(try stage.machine("get", "web", "xml") as String?)
    let master = "<gprop:GenericProperty key=\"master\">primary</gprop:GenericProperty>"
    try stage.machine("set", "web", "xml", text.replacing("</Item>", with: master + "</Item>"))
    try stage.machine("machine", "policy", "reset")
    #expect(try stage.status("start") == 0)
    let status = try stage.tool("xvm_status", "web-rs")
    #expect(
      status.text.contains("when its master primary fails, its failure policy is: reset"),
      "\(status.text)")
  }
}
