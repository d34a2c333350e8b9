import Model
import Platform
import TestSupport
import Testing

@testable import Hypervisors

/// Rehearsal guests as processes: their lives and deaths, with the daemon and without it.
@Suite(.ownThreads) struct RehearsalLifeTests {
  @Test func aWholeLife() throws {
    let bed = try RehearsalBed()
    var guest = try bed.define("web", ["shutdown 50ms"])
    #expect(bed.state(guest) == .off(.shutdown))
    #expect(bed.below(guest) == .absent)
    try bed.driver.start(guest, restoring: false, until: bed.soon)
    #expect(bed.state(guest) == .running)
    guest.identity = try bed.driver.identify(guest, until: bed.soon)
    #expect(guest.identity.uuid.count == 36 && guest.identity.domainID == "1")
    #expect(Processes.isAlive(bed.process(guest)))
    #expect(bed.below(guest) == .running)
    #expect(Sandbox.eventually { bed.console(guest, "HB").count > 2 })
    try bed.driver.requestShutdown(guest, mode: .acpi, until: bed.soon)
    #expect(bed.comes(guest, to: .off(.shutdown)))
    #expect(!Processes.isAlive(bed.process(guest)))
    #expect(bed.console(guest, "GUEST-DOWN") == bed.console(guest, "GUEST-UP"))
    try bed.driver.start(guest, restoring: false, until: bed.soon)
    #expect(Sandbox.eventually { Set(bed.console(guest, "GUEST-UP")).count == 2 })
    try bed.driver.destroy(guest, until: bed.soon)
    #expect(bed.state(guest) == .off(.destroyed))
  }

  @Test func theGuestIsAChildOfTheDaemonInASessionOfItsOwn() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run()
    let status = try #require(Processes.status(guest.identity.pid))
    #expect(status.parent == bed.daemon?.pid)
    let arguments = Processes.arguments(guest.identity.pid)
    #expect(arguments.contains("web") && arguments.contains(guest.identity.uuid))
  }

  @Test func aKilledGuestIsSeenAtOnceAsCrashed() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run()
    Processes.signal(bed.process(guest), Signal.kill)
    #expect(bed.comes(guest, to: .off(.crashed)))
    #expect(bed.below(guest) == .absent)
  }

  @Test func guestsOutliveTheirDaemonAndTheNextOneKnowsThem() throws {
    let bed = try RehearsalBed()
    let steady = try bed.run("steady", ["shutdown 10ms"])
    let doomed = try bed.run("doomed")
    let leaving = try bed.run("leaving", ["shutdown 10ms"])
    let destroyed = try bed.run("destroyed")
    try bed.driver.destroy(destroyed, until: bed.soon)
    try bed.driver.mark(steady, as: "mine", until: bed.soon)
    #expect(Sandbox.eventually { bed.console(steady, "GUEST-UP").count == 1 })
    #expect(Sandbox.eventually { bed.console(leaving, "GUEST-UP").count == 1 })
    bed.killDaemon()
    guard case .unknown = bed.state(steady) else {
      Issue.record("a dead daemon says nothing of a guest")
      return
    }
    #expect(bed.below(steady) == .running)
    Processes.signal(bed.process(doomed), Signal.kill)
    Processes.signal(bed.process(leaving), Signal.terminate)
    #expect(Sandbox.eventually { bed.below(leaving) == .absent && bed.below(doomed) == .absent })
    try bed.startDaemon()
    let found = bed.driver.observe(steady, until: bed.soon)
    #expect(found.state == .running && found.identity?.pid == steady.identity.pid)
    #expect(found.identity?.startTime == steady.identity.startTime)
    #expect(bed.state(doomed) == .off(.crashed))
    #expect(bed.state(leaving) == .off(.shutdown))
    #expect(bed.state(destroyed) == .off(.destroyed))
    #expect(bed.console(steady, "GUEST-UP").count == 1)
    #expect(try bed.driver.marked("mine", until: bed.soon).map(\.name) == ["steady"])
    // The adopted guest is nobody's child of the new daemon; its end is seen all the same.
    Processes.signal(bed.process(steady), Signal.kill)
    #expect(bed.comes(steady, to: .off(.crashed)))
  }

  @Test func aGuestThatStandsInNoRecordIsAdopted() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run()
    bed.killDaemon()
    let folder = try #require(bed.directory.folder(of: "web"))
    // As if the daemon had been killed between the start of the process and the record of it.
    var record = try #require(
      GuestRecord(String(decoding: try Files.read(folder.record), as: UTF8.self)))
    record.process = nil
    try Files.replace(folder.record, with: Array(record.text.utf8))
    try bed.startDaemon()
    #expect(bed.driver.observe(guest, until: bed.soon).identity?.pid == guest.identity.pid)
  }

  /// As careless as a real toolstack whose files of state are lost: only the list of processes is in the way of a twin.
  @Test(arguments: [["forget"], ["lie", "off", "shutdown"]])
  func aToolThatHasForgottenAGuestBootsATwin(manner: [String]) throws {
    let bed = try RehearsalBed()
    let guest = try bed.run()
    try bed.control.tool(manner)
    #expect(bed.state(guest).isActive == false)
    #expect(bed.below(guest) == .running)
    let error = #expect(throws: Failure.self) {
      try bed.driver.destroy(guest, until: bed.soon)
    }
    #expect(error?.code == .cannotDestroy)
    try bed.driver.start(guest, restoring: false, until: bed.soon)
    try bed.control.tool(["answer"])
    #expect(bed.state(guest) == .running)
    #expect(bed.witness.all.count == 2)
    #expect(Processes.isAlive(bed.process(guest)))
  }

  @Test func oneDaemonOwnsADirectory() throws {
    let bed = try RehearsalBed()
    let first = bed.daemon
    for arguments in [["daemon"], ["daemon", "--background"]] {
      let second = try bed.sandbox.run("xvm_rehearsal", arguments)
      #expect(second.ending == .exited(1))
      #expect(second.errorText.contains("400101"))
    }
    #expect(bed.daemon == first)
    #expect(try bed.control.list() == [])
  }

  @Test func aShutdownThatIsIgnoredChangesNothing() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run("web", ["shutdown ignore"])
    #expect(Sandbox.eventually { !bed.console(guest, "GUEST-UP").isEmpty })
    try bed.driver.requestShutdown(guest, mode: .acpi, until: bed.soon)
    #expect(Sandbox.eventually { !bed.console(guest, "SHUTDOWN-IGNORED").isEmpty })
    #expect(bed.state(guest) == .running)
  }

  @Test func aPausedGuestStandsStillUntilItIsResumed() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run()
    #expect(Sandbox.eventually { !bed.console(guest, "HB").isEmpty })
    try bed.control.tell("pause", "web")
    #expect(bed.state(guest) == .paused(.byOperator))
    #expect(bed.below(guest) == .running)
    let beats = bed.console(guest, "HB").count
    Clock.sleep(until: Clock.now + .milliseconds(200))
    #expect(bed.console(guest, "HB").count == beats)
    try bed.driver.resume(guest, until: bed.soon)
    #expect(bed.state(guest) == .running)
    #expect(Sandbox.eventually { bed.console(guest, "HB").count > beats })
    #expect(bed.console(guest, "GUEST-UP").count == 1)
  }

  @Test(arguments: [
    ("at 50ms pause ioerror", GuestState.paused(.ioError)), ("at 50ms crash", .off(.crashed)),
    ("at 50ms poweroff", .off(.shutdown)), ("at 50ms migrate", .off(.migrated)),
    ("at 50ms vanish", .absent),
  ])
  func whatTheScriptSaysHappens(line: String, state: GuestState) throws {
    let bed = try RehearsalBed()
    let guest = try bed.define("web", [line])
    try bed.driver.start(guest, restoring: false, until: bed.soon)
    #expect(bed.comes(guest, to: state))
  }

  @Test func aKeptCrashIsClearedByDestroy() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run("web", ["preserve crash"])
    try bed.control.tell("crash", "web")
    #expect(bed.state(guest) == .crashed)
    try bed.driver.destroy(guest, until: bed.soon)
    #expect(bed.state(guest) == .off(.destroyed))
  }

  @Test func aScriptCanBeChangedWhileTheGuestRuns() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run("web", ["shutdown ignore"])
    try bed.control.script("web", ["shutdown 10ms"])
    #expect(
      Sandbox.eventually {
        try? bed.driver.requestShutdown(guest, mode: .acpi, until: bed.soon)
        return bed.state(guest) == .off(.shutdown)
      })
  }

  @Test(arguments: [
    "two words", "-R", "it's \"it\" `$(x)`", "a/b", "..", "line\nbreak", "grüße 日本",
  ])
  func hostileNamesAreNames(name: String) throws {
    let bed = try RehearsalBed()
    let guest = try bed.run(name)
    let arguments = Processes.arguments(guest.identity.pid)
    #expect(arguments.last == name)
    #expect(bed.below(guest) == .running)
    #expect(try bed.control.list().map(\.name) == [name])
    let shown = try bed.sandbox.run("xvm_rehearsal", ["list"])
    #expect(shown.text.split(separator: "\n").count == 1)
    try bed.control.tell("destroy", name)
    try bed.control.tell("undefine", name)
    #expect(bed.state(guest) == .absent)
    #expect(try Files.list(bed.directory.guests) == [])
  }
}
