import Hypervisors
import Model
import Platform
import Testing

@testable import Agent

@Suite struct RecordTests {
  @Test func aRecordComesBackAsItWasSaved() throws {
    let scene = try Scene(.init())
    var guest = Guest(name: "a guest \"with\" 'quotes' & ümlaut")
    guest.identity = GuestIdentity(uuid: "u", domainID: "9", pid: 4711, startTime: 12_345)
    var record = RunRecord(
      scene.identity, phase: .running, guest: guest,
      values: Scene.configuration(["Connect_uri": "qemu:///session", "Stop_timeout": "77"]).values)
    record.target = MoveTarget(node: "n2", address: "fd00::2")
    try scene.store.save(record)
    #expect(try scene.store.load() == record)
    #expect(Files.information(scene.store.path)?.mode == 0o600)
  }

  /// A release before this one wrote only when a phase began by the wall clock.
  @Test func aRecordWithoutTheMonotonicClockIsRead() throws {
    let scene = try Scene(.init())
    try scene.record(.departed)
    let table = try ConfigurationTable(
      parsing: Files.read(scene.store.path), name: scene.store.path)
    var earlier = ConfigurationTable()
    for row in table.entries where row.key != "record.began" {
      let isTime = row.key == "record.since"
      try earlier.set(row.key, isTime ? String(Clock.secondsSince1970 - 77) : row.value)
    }
    try Files.replace(scene.store.path, with: earlier.serialized())
    let record = try #require(try scene.store.load())
    let age = Clock.now - record.began
    #expect(age >= .seconds(77) && age < .seconds(600), "\(age)")
  }

  /// Without the place it would be another guest: the one of that name at the place that is the default.
  @Test func aRecordThatLostItsGuestIsMalformed() throws {
    let scene = try Scene(.init())
    try scene.record(.running)
    var table = try #require(try scene.store.load()).table()
    try table.set("Connect_uri", "qemu+tcp://root:secret@host/system")
    try Files.replace(scene.store.path, with: table.serialized())
    let failure = #expect(throws: Failure.self) { try scene.store.load() }
    #expect(failure?.code == .malformed)
  }

  @Test(arguments: [Int64.min, -1, .max]) func aTimeThatNoClockShowsIsRefused(since: Int64) throws {
    let scene = try Scene(.init())
    try scene.record(.running)
    var table = try ConfigurationTable(
      parsing: Files.read(scene.store.path), name: scene.store.path)
    try table.set("record.since", String(since))
    try Files.replace(scene.store.path, with: table.serialized())
    let error = #expect(throws: Failure.self) { try scene.store.load() }
    #expect(error?.code == .malformed)
  }

  /// What no probe put down is not counted; a sum of such weights would overflow.
  @Test func partialFailuresAreReadAsTheyWerePutDown() {
    let text = "1\t40\n2\t9223372036854775807\n3\t9223372036854775807\n4\t-5\nx\t1\n5\t60\n6\t1\n"
    let found = GuestMemory.partials(in: Array(text.utf8), after: 0, until: 5)
    #expect(found.map(\.weight) == [40, 60])
  }

  /// One that is as old as the window is does not count any more, one that is of this moment does.
  @Test func partialFailuresCountWithinTheirWindow() throws {
    let text = "9\t1\n10\t2\n11\t4\n20\t8\n21\t16\n"
    let found = GuestMemory.partials(in: Array(text.utf8), after: 10, until: 20)
    #expect(found.map(\.weight) == [4, 8])
    let scene = try Scene(.init())
    let now = Clock.now
    func sum(_ weight: Int, at time: Duration) -> Int {
      scene.store.memory.notePartial(weight, within: .seconds(60), now: now + time)
    }
    #expect(sum(1, at: .zero) == 1)
    #expect(sum(2, at: .milliseconds(59_999)) == 3)
    #expect(sum(4, at: .seconds(60)) == 6)
  }

  @Test func aRecordOfAnotherBootIsNone() throws {
    let scene = try Scene(.init())
    let record = RunRecord(
      scene.identity, phase: .running, guest: Guest(name: "web"),
      values: Scene.configuration().values, bootIdentifier: "another")
    try scene.store.save(record)
    #expect(try scene.store.load() == nil)
  }

  /// Where nobody says which boot this is, a record is not one of another boot, and none is written.
  @Test func withoutTheBootNothingIsKnownOfARecord() throws {
    let scene = try Scene(.init())
    try scene.record(.running)
    #expect(try scene.store.load() != nil)
    let error = #expect(throws: Failure.self) { try scene.store.load(in: nil) }
    #expect(error?.code == .unreadable)
    let record = RunRecord(
      scene.identity, phase: .departed, guest: Guest(name: "web"),
      values: Scene.configuration().values, bootIdentifier: "")
    #expect(throws: Failure.self) { try scene.store.save(record) }
    #expect(try scene.store.load()?.phase == .running)
  }

  @Test func aDamagedRecordIsNotBelieved() throws {
    let scene = try Scene(.init())
    try scene.record(.running)
    var bytes = try Files.read(scene.store.path)
    bytes[bytes.count - 2] ^= 1
    try Files.replace(scene.store.path, with: bytes)
    let error = #expect(throws: Failure.self) { try scene.store.load() }
    #expect(error?.code == .checksum)
  }

  @Test(.virtualTime) func aLockIsWaitedForUntilItsDeadline() throws {
    let scene = try Scene(.init())
    let lock = try scene.store.lock("start", until: Clock.now)
    let deadline = Clock.now + .seconds(7)
    #expect(throws: Failure.self) { _ = try scene.store.lock("stop", until: deadline) }
    #expect(Clock.now == deadline)
    lock.release()
  }

  @Test func theLockNamesItsHolder() throws {
    let scene = try Scene(.init())
    let lock = try scene.store.lock("start", until: Clock.now)
    let error = #expect(throws: Failure.self) {
      _ = try scene.store.lock("stop", until: Clock.now + .milliseconds(50))
    }
    #expect(error?.code == .busy)
    #expect(error?.cause.contains("start, process \(Environment.processIdentifier)") == true)
    lock.release()
  }
}
