import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// Which guest of a name is meant: the run on record, the one that the tool has, or that of the definition which is kept.
@Suite(.virtualTime) struct NamesakeTests {
  /// With no record the definition that is kept tells which guest it is, where it has a UUID and the toolstack takes it.
  @Test(
    arguments: [
      ("web u-1", [.redefiner], .namesake), ("web u-2", [.redefiner], nil),
      ("web", [.redefiner], nil), ("web u-1", [], nil), ("", [.redefiner], nil),
    ] as [(String, Set<ScriptedDriver.Part>, Failure.Code?)])
  func withoutRecordTheKeptDefinitionTells(
    _ kept: String, _ parts: Set<ScriptedDriver.Part>, _ code: Failure.Code?
  ) throws {
    let scene = try Scene(
      .init(traits: [], parts: parts, seen: GuestIdentity(uuid: "u-2")))
    let file = try scene.sandbox.write("web.xml", kept)
    let values = kept.isEmpty ? [:] : ["Domain_definition": file]
    var failure: Failure?
    do throws(Failure) {
      try StartGuest(scene.context(.start, values)).run { _, _ in }
    } catch { failure = error }
    #expect(failure?.code == code, "\(failure?.description ?? "no failure")")
  }

  /// The witnesses are not asked at the same moment: a contradiction that passes is none, one that stays is refused after 2 s, or a
  /// tenth of a shorter time.
  @Test(
    arguments: [
      ([.running, .absent], 100, nil, 0), ([.running], 100, .secondCopy, 2),
      ([.running], 10, .secondCopy, 1),
    ] as [([GuestState], Int, Failure.Code?, Int)])
  func aContradictionGetsTime(
    _ belows: [GuestState], _ budget: Int, _ code: Failure.Code?, _ seconds: Int
  ) throws {
    let scene = try Scene(
      .init(states: [.off(.shutdown)], belows: belows, after: ["start": [.running]]))
    let began = Clock.now
    var failure: Failure?
    do throws(Failure) {
      try StartGuest(scene.context(.start, milliseconds: budget * 1_000)).run { _, _ in }
    } catch { failure = error }
    #expect(failure?.code == code)
    #expect(scene.driver.calls.contains("start") == (code == nil))
    if code != nil {
      #expect(Clock.now - began >= .seconds(seconds))
      #expect(Clock.now - began < .seconds(seconds + 1))
    }
  }

  /// A guest that was defined otherwise since is what boots, and goes on record before it does.
  @Test(arguments: [true, false]) func whatBootsIsOnRecord(boots: Bool) throws {
    let fresh = GuestIdentity(uuid: "u-2")
    let scene = try Scene(
      .init(
        states: [.off(.shutdown)], below: .absent, after: boots ? ["start": [.running]] : [:],
        failing: boots ? [:] : ["start": Failure(.cannotStart, "web")], identity: fresh,
        seen: fresh))
    try scene.record(.running, pid: 4)
    var failure: Failure?
    do throws(Failure) {
      try StartGuest(scene.context(.start)).run { _, _ in }
    } catch { failure = error }
    #expect(failure?.code == (boots ? nil : .cannotStart))
    let record = try #require(try scene.store.load())
    #expect(record.phase == (boots ? .running : .starting))
    #expect(record.guest.identity == fresh)
  }

  /// What Pacemaker asks on a node that comes up: a process, or a domain, that only bears the name is no guest of ours that runs.
  @Test(
    arguments: [
      (.unknown("away"), .running, nil, .success),
      (.unknown("away"), .unknown("other"), nil, .failed),
      (.absent, .unknown("other"), nil, .failed),
      (.off(.shutdown), .unknown("other"), nil, .failed),
      (.off(.shutdown), .absent, nil, .notRunning), (.running, .running, "u-1", .success),
      (.running, .running, "u-2", .failed),
    ] as [(GuestState, GuestState, String?, OCFStatus)])
  func aNamesakeIsNotRunningHere(
    _ state: GuestState, _ below: GuestState, _ seen: String?, _ answer: OCFStatus
  ) throws {
    let scene = try Scene(
      .init(
        states: [state], below: below,
        seenBelow: below == .absent ? nil : GuestIdentity(uuid: "u-9", pid: 9),
        seen: seen.map { GuestIdentity(uuid: $0) }))
    try scene.record(.running)
    let given = MonitorGuest(scene.context(.probe)).probe()
    #expect(given.status == answer, "\(given)")
  }

  /// One that has disks of its own bars this node and no other, and nobody is fenced for it. Whether a disk is the guest's is told by
  /// what it is and not by its name.
  @Test(
    arguments: [
      ("vda=/other", "vda=/disk", nil, .notInstalled), ("", "vda=/disk", nil, .notInstalled),
      ("vda=/disk", "vda=/disk", nil, .failed), ("vdb=/disk", "vda=/disk", nil, .failed),
      ("vda=/link", "vda=/disk", nil, .failed), ("vda=/other", "vda=/disk", "running", .failed),
      ("vda=/other:/disk", "vda=/disk", nil, .failed), ("vda=/layer", "vda=/disk", nil, .failed),
    ] as [(String, String, String?, OCFStatus)])
  func aNamesakeWithDisksOfItsOwn(
    _ theirs: String, _ kept: String, _ record: String?, _ answer: OCFStatus
  ) throws {
    let scene = try Scene(
      .init(parts: [.redefiner, .disks], seen: GuestIdentity(uuid: "u-2")))
    func placed(_ text: String) -> String {
      text.replacing("/", with: scene.sandbox.root + "/")
    }
    for name in ["disk", "other", "layer"] { try scene.sandbox.write(name, "") }
    try Files.link("\(scene.sandbox.root)/link", to: "\(scene.sandbox.root)/disk")
    // The guest wrote to a layer last.
    try scene.context(.start).diskMemory.learn(
      scene.driver.disks(in: Array(placed("vda=/layer:/disk").utf8)), of: "web", hasBooted: false,
      until: Clock.now + .seconds(10))
    scene.driver.change { $0.disks = placed(theirs) }
    if record != nil { try scene.record(.running) }
    let file = try scene.sandbox.write("web.def", "web u-1 " + placed(kept))
    let given = MonitorGuest(scene.context(.probe, ["Domain_definition": file])).probe()
    #expect(given.status == answer, "\(given)")
  }

  /// A monitor that finds a guest without record or guard takes charge of it, and of no other one.
  @Test(arguments: [("u-1", true), ("u-2", false)])
  func aNamesakeIsNotAdopted(_ seen: String, _ isAdopted: Bool) throws {
    let scene = try Scene(
      .init(traits: [], parts: [.redefiner], seen: GuestIdentity(uuid: seen)))
    let file = try scene.sandbox.write("web.xml", "web u-1")
    var guarded = false
    let monitor = MonitorGuest(scene.context(.probe, ["Domain_definition": file]))
    #expect(monitor.recur { _, _ in guarded = true } == .success)
    #expect(guarded == isAdopted)
    #expect((try scene.store.load() != nil) == isAdopted)
  }
}
