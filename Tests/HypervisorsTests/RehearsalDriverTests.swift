import Model
import Platform
import TestSupport
import Testing

@testable import Hypervisors

/// The driver against a daemon that behaves, one that does not, and none.
@Suite(.ownThreads) struct RehearsalDriverTests {
  /// Whatever the tool does, a call ends by its deadline, and nothing is concluded about the guest.
  @Test(arguments: ["hang", "away", "garble nonsense", "truncate", "slow 600s"])
  func aToolThatMisbehavesLeavesTheGuestUnknown(manner: String) throws {
    let bed = try RehearsalBed()
    let guest = try bed.run()
    try bed.control.tool(manner.split(separator: " ").map(String.init))
    // The tool goes away in its own loop, right after it has answered that it will.
    let isSettled = manner != "away" || Sandbox.eventually { !bed.isListening }
    #expect(isSettled)
    let began = Clock.now
    guard case .unknown = bed.driver.observe(guest, until: began + .milliseconds(300)).state else {
      Issue.record("\(manner) was taken for an answer")
      return
    }
    #expect(Clock.now - began < .seconds(50))
    let error = #expect(throws: Failure.self) {
      try bed.driver.destroy(guest, until: Clock.now + .milliseconds(300))
    }
    #expect(error?.code == .toolstackUnreachable)
    try bed.control.tool(["answer"])
    #expect(Sandbox.eventually { bed.driver.observe(guest, until: bed.soon).state.isActive != nil })
  }

  @Test func aToolThatGoesAwayHangsUpOnItsCallers() throws {
    let bed = try RehearsalBed()
    let caller = try Idle(bed.directory.socket, until: bed.soon)
    #expect(try bed.control.list() == [])
    try bed.control.tool(["away"])
    #expect(try caller.stream.read(until: bed.soon) == [])
  }

  @Test func aDaemonThatIsStoppedIsWaitedForNoLongerThanTheDeadline() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run()
    let daemon = try #require(bed.daemon)
    Processes.signal(daemon, Signal.stop)
    defer { Processes.signal(daemon, Signal.resume) }
    let began = Clock.now
    #expect(bed.driver.observe(guest, until: began + .milliseconds(300)).state.isActive == nil)
    #expect(Clock.now - began < .seconds(50))
    #expect(bed.below(guest) == .running)
    // The last resort needs no daemon, and the daemon takes note when it goes on.
    #expect(bed.witness.destroyBelow(guest, until: bed.soon))
    Processes.signal(daemon, Signal.resume)
    #expect(bed.comes(guest, to: .off(.crashed)))
  }

  @Test func aToolThatHangsHarmsNoGuestAndHearsDirections() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run()
    try bed.control.tool(["hang", "for", "2", "calls"])
    for _ in 0..<2 {
      let seen = bed.driver.observe(guest, until: Clock.now + .milliseconds(100))
      #expect(seen.state.isActive == nil)
    }
    #expect(bed.below(guest) == .running)
    #expect(bed.state(guest) == .running)
    #expect(bed.witness.destroyBelow(guest, until: bed.soon))
    #expect(bed.comes(guest, to: .off(.crashed)))
  }

  @Test func aLieIsBelievedAndOnlyTheSecondWitnessKnowsBetter() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run()
    try bed.control.tool(["lie", "off", "shutdown", "for", "1", "calls"])
    #expect(bed.state(guest) == .off(.shutdown))
    #expect(bed.state(guest) == .running)
  }

  @Test func callersThatSayNothingHoldNobodyUp() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run()
    var idle: [Idle] = []
    for _ in 0..<20 { idle.append(try Idle(bed.directory.socket, until: bed.soon)) }
    try idle[0].stream.write(Array("state".utf8), until: bed.soon)
    #expect(bed.driver.observe(guest, until: bed.soon).state == .running)
    #expect(idle.count == 20)
  }

  @Test func requestsThatMeanNothingAreRefused() throws {
    let bed = try RehearsalBed()
    let client = RehearsalClient(directory: bed.directory)
    for words in [[], ["dance"], ["state"], ["state", "a", "b"], ["list", "x"]] {
      let error = #expect(throws: Failure.self) { try client.call(words, until: bed.soon) }
      #expect(error?.code == .rehearsalRequest)
    }
    for bytes in [[UInt8](repeating: 0x61, count: 2 << 20), [0xff, 0xfe, 0x0a], [0x5c, 0x0a]] {
      let caller = try Idle(bed.directory.socket, until: bed.soon)
      try? caller.stream.write(bytes, until: bed.soon)
      _ = try? caller.stream.readToEnd(limit: 4_096, until: bed.soon)
    }
    #expect(try bed.control.list() == [])
  }

  @Test func theSecondWitnessTellsTheGuestFromEveryOther() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run("web")
    let other = try bed.run("db")
    let identity = guest.identity
    var stale = identity
    stale.pid = other.identity.pid
    stale.startTime = other.identity.startTime
    let elsewhere = RehearsalDriver(stateDirectory: bed.sandbox.root + "/elsewhere")
    func seen(_ name: String, _ identity: GuestIdentity) -> Int32? {
      bed.witness.observeBelow(Guest(name: name, identity: identity), until: bed.soon).identity?.pid
    }
    #expect(seen("web", identity) == identity.pid)
    #expect(seen("web", GuestIdentity()) == identity.pid)
    #expect(seen("web", GuestIdentity(uuid: identity.uuid)) == identity.pid)
    // A record that names another process does not hide the guest, nor is that process taken for it.
    #expect(seen("web", stale) == identity.pid)
    let strange = Guest(name: "web", identity: GuestIdentity(uuid: other.identity.uuid))
    let namesake = bed.witness.observeBelow(strange, until: bed.soon)
    #expect(namesake.state.isActive == nil && namesake.showsLife)
    #expect(!bed.witness.destroyBelow(strange, until: bed.soon))
    #expect(seen("we", GuestIdentity()) == nil)
    #expect(elsewhere.witness?.observeBelow(guest, until: bed.soon).state == .absent)
    // Neither does the last resort end anything but that very run.
    var later = identity
    later.startTime += 1
    let wrong = [
      Guest(name: "web", identity: stale), Guest(name: "web", identity: later),
      Guest(name: "db", identity: identity),
    ]
    for guest in wrong { #expect(!bed.witness.destroyBelow(guest, until: bed.soon)) }
    #expect(Processes.isAlive(bed.process(guest)) && Processes.isAlive(bed.process(other)))
    #expect(bed.witness.destroyBelow(guest, until: bed.soon))
    #expect(bed.below(guest) == .absent)
    #expect(!bed.witness.destroyBelow(guest, until: bed.soon))
    #expect(Processes.isAlive(bed.process(other)))
  }

  @Test func refusalsHaveTheCodesThatTheAgentKnows() throws {
    let bed = try RehearsalBed()
    let driver = bed.driver
    func code(_ call: () throws -> Void) -> Failure.Code? {
      do { try call() } catch { return (error as? Failure)?.code }
      return nil
    }
    let stranger = Guest(name: "nobody")
    #expect(bed.state(stranger) == .absent)
    #expect(code { try driver.start(stranger, restoring: false, until: bed.soon) } == .noSuchGuest)
    #expect(code { _ = try driver.identify(stranger, until: bed.soon) } == .noSuchGuest)
    #expect(code { try driver.mark(stranger, as: "m", until: bed.soon) } == .noSuchGuest)
    let guest = try bed.run("web", ["shutdown refuse acpi", "destroy refuse"])
    #expect(code { try driver.start(guest, restoring: false, until: bed.soon) } == .cannotStart)
    #expect(
      code { try driver.requestShutdown(guest, mode: .acpi, until: bed.soon) } == .shutdownRefused)
    #expect(code { try driver.requestShutdown(guest, mode: .agent, until: bed.soon) } == nil)
    #expect(code { try driver.destroy(guest, until: bed.soon) } == .cannotDestroy)
    let twin = Array("<domain type='rehearsal'><name>web</name></domain>".utf8)
    #expect(
      code { try driver.define(Guest(name: "db"), definition: twin, until: bed.soon) }
        == .badDefinition)
    bed.killDaemon()
    #expect(
      code { try driver.start(guest, restoring: false, until: bed.soon) } == .toolstackUnreachable)
    #expect(code { _ = try driver.marked("m", until: bed.soon) } == .toolstackUnreachable)
  }

  @Test func aNameAndAUUIDBelongToOneGuest() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run("web")
    // Defined again, it stays what it is.
    try bed.define("web", ["autostart"])
    #expect(try bed.driver.identify(guest, until: bed.soon) == guest.identity)
    #expect(try bed.driver.startsByItself(guest, until: bed.soon))
    for (name, uuid) in [
      ("web", "00000000-0000-4000-8000-000000000001"), ("db", guest.identity.uuid),
    ] {
      let text = "<domain type='rehearsal'><name>\(name)</name><uuid>\(uuid)</uuid></domain>"
      let error = #expect(throws: Failure.self) { try bed.control.define(Array(text.utf8)) }
      #expect(error?.code == .rehearsalName)
    }
    #expect(try bed.control.list().count == 1)
  }

  @Test func aGuestBearsAsManyMarksAsThereIsRoomFor() throws {
    let bed = try RehearsalBed()
    let guest = try bed.define()
    for number in 1...16 {
      try bed.driver.mark(guest, as: "mark \(number)", until: bed.soon)
    }
    try bed.driver.mark(guest, as: "mark 16", until: bed.soon)
    let error = #expect(throws: Failure.self) {
      try bed.driver.mark(guest, as: "mark 17", until: bed.soon)
    }
    #expect(error?.code == .rehearsalFull)
    #expect(try bed.driver.marked("mark 1", until: bed.soon).map(\.name) == ["web"])
    #expect(try bed.driver.marked("mark 17", until: bed.soon).isEmpty)
  }

  @Test func aGuestStartsByItselfOnlyWhenTheMachineHasBooted() throws {
    let bed = try RehearsalBed()
    let guest = try bed.define("web", ["autostart"])
    bed.killDaemon()
    try bed.startDaemon()
    #expect(bed.state(guest) == .off(.shutdown))
    let otherBoot = Array("an earlier boot".utf8)
    bed.killDaemon()
    try Files.replace(bed.directory.machineBoot, with: otherBoot)
    try bed.startDaemon()
    #expect(bed.state(guest) == .running)
    let run = try bed.driver.identify(guest, until: bed.soon)
    bed.killDaemon()
    try Files.replace(bed.directory.machineBoot, with: otherBoot)
    try bed.startDaemon()
    #expect(try bed.driver.identify(guest, until: bed.soon) == run)
  }

  @Test func afterAReportOfAnEarlierBootNobodyKnowsWhyTheGuestIsOff() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run()
    bed.killDaemon()
    Processes.signal(bed.process(guest), Signal.kill)
    let folder = try #require(bed.directory.folder(of: "web"))
    let text = String(decoding: try Files.read(folder.record), as: UTF8.self)
    try Files.replace(
      folder.record, with: Array(text.replacing((Environment.bootIdentifier ?? ""), with: "x").utf8)
    )
    #expect(Sandbox.eventually { bed.below(guest) == .absent })
    try bed.startDaemon()
    #expect(bed.state(guest) == .off(.unknown))
  }

  /// What it was writing is under the number of a process that may be another one's by now, and the record need not change again.
  @Test func theNextDaemonClearsUpWhatOneThatWasKilledLeftOfWriting() throws {
    let bed = try RehearsalBed()
    let guest = try bed.define()
    let folder = try #require(bed.directory.folder(of: "web"))
    bed.killDaemon()
    let whole = try Files.list(folder.path)
    for name in ["record", "script", "definition.xml"] {
      let path = "\(folder.path)/.\(name).\(Environment.processIdentifier).new"
      try Files.append(path, Array("half".utf8))
    }
    // The guest's own process may be about that one.
    let status = ".status.\(Environment.processIdentifier).new"
    try Files.append("\(folder.path)/\(status)", Array("half".utf8))
    try bed.startDaemon()
    #expect(try Files.list(folder.path) == [status] + whole)
    #expect(bed.state(guest) == .off(.shutdown))
  }

  @Test func stoppingTheDaemonLeavesGuestsUnlessItIsAskedFor() throws {
    let bed = try RehearsalBed()
    let guest = try bed.run()
    try bed.control.stop(destroyingGuests: false)
    #expect(bed.daemon == nil)
    #expect(bed.below(guest) == .running)
    try bed.startDaemon()
    try bed.control.stop(destroyingGuests: true)
    #expect(bed.below(guest) == .absent)
  }
}

/// Somebody who connects and may say nothing; a class, because a stream cannot be copied into a list.
private final class Idle {
  let stream: LocalStream

  init(_ path: String, until deadline: Instant) throws {
    stream = try LocalStream(connectingTo: path, until: deadline)
  }
}

extension RehearsalBed {
  /// Whether anybody answers at the tool's door.
  fileprivate var isListening: Bool {
    (try? LocalStream(connectingTo: directory.socket, until: Clock.now)) != nil
  }
}
