import Frameworks
import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// What a guard does to the run record, which it changes without holding the lock of the methods.
@Suite(.virtualTime) struct GuardReportTests {
  /// A cluster that takes its time to find the guest on another node, and what happens here meanwhile.
  private struct Finding: ClusterFramework {
    let name = "a cluster"
    let knowsPlacement = true
    let meanwhile: @Sendable () throws -> Void

    func value(
      of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
    ) -> String? { nil }

    func withdraw(_ identity: ResourceIdentity, _ message: String) -> Bool {
      (try? meanwhile()) != nil
    }
  }

  private static func tell(
    _ scene: Scene, meanwhile: @escaping @Sendable () throws -> Void = {}
  ) throws -> Bool {
    let context = scene.context(.start)
    try scene.record(.running, pid: 7)
    let gone = try context.charge.depart(try #require(try scene.store.load()))
    return GuardReport(
      scene.identity, scene.store, context.log, scene.sandbox.locations,
      framework: Finding(meanwhile: meanwhile)
    ).tell(departureOf: gone)
  }

  @Test func theRecordOfADepartureEndsWhenTheClusterHasFoundTheGuest() throws {
    let scene = try Scene(.init())
    #expect(try Self.tell(scene))
    #expect(try scene.store.load() == nil)
  }

  /// The cluster looks for half a minute; a start on this node needs its record for the stop that comes after it.
  @Test(arguments: [RunRecord.Phase.starting, .running])
  func whatAStartHasPutOnRecordMeanwhileStays(_ phase: RunRecord.Phase) throws {
    let scene = try Scene(.init())
    let told = try Self.tell(scene) { try scene.record(phase, pid: 8) }
    #expect(told)
    #expect(try scene.store.load()?.phase == phase)
  }

  /// A second departure is another one.
  @Test func aLaterDepartureStaysOnRecord() throws {
    let scene = try Scene(.init())
    let told = try Self.tell(scene) {
      try scene.record(.running, pid: 8)
      let record = try #require(try scene.store.load())
      try scene.context(.start).charge.depart(record)
      Clock.sleep(until: Clock.now + .seconds(5))
      try scene.record(.departed, pid: 0)
    }
    #expect(told)
    #expect(try scene.store.load()?.phase == .departed)
  }

  /// The holder of the lock may leave the record as it is, so that it is told again.
  @Test func whileAMethodIsAtWorkNothingIsChanged() throws {
    let scene = try Scene(.init())
    let context = scene.context(.start)
    try scene.record(.running)
    let record = try #require(try scene.store.load())
    let lock = try scene.store.lock("start", until: Clock.now)
    let failure = #expect(throws: Failure.self) {
      try context.charge.ifStill(record, by: "guard", context.charge.depart)
    }
    #expect(failure?.code == .busy)
    #expect(try scene.store.load()?.phase == .running)
    lock.release()
  }

  /// What a reload has changed since the guard read the record is not undone.
  @Test func aChangeIsMadeOfWhatIsOnRecordNow() throws {
    let scene = try Scene(.init())
    let charge = scene.context(.start).charge
    try scene.record(.running, pid: 7)
    let seen = try #require(try scene.store.load())
    try charge.update(seen, to: Scene.configuration(["Guard_interval": "9"]).values)
    let run = GuestIdentity(uuid: "u-1", pid: 9, startTime: 3)
    let followed = try charge.ifStill(seen, by: "guard") { now throws(Failure) in
      try charge.follow(now, to: run)
    }
    #expect(followed?.guest.identity == run)
    #expect(try scene.store.load()?.values.integer(.guardInterval) == 9)
    try charge.stop(try #require(try scene.store.load()))
    let late = try charge.ifStill(seen, by: "guard") { now throws(Failure) in
      try charge.follow(now, to: run)
    }
    #expect(late == nil)
    #expect(try scene.store.load()?.phase == .stopping)
  }

  /// A move whose method is dead is the guard's to judge, as what it stood for.
  @Test func aMoveThatNobodyCarriesOnIsStillTheRecordThatWasSeen() throws {
    let scene = try Scene(.init())
    let charge = scene.context(.start).charge
    try scene.record(.moving, target: MoveTarget(node: "n2", address: "n2"))
    let seen = scene.store.asItStands(try #require(try scene.store.load()))
    #expect(seen.phase == .running)
    Clock.sleep(until: Clock.now + .seconds(9))
    #expect(try charge.ifStill(seen, by: "guard", charge.depart)?.phase == .departed)
    #expect(try scene.store.load()?.target?.node == "n2")
  }
}
