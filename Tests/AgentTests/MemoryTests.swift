import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// What is put on record and what is learnt, on a scripted hypervisor.
@Suite(.virtualTime) struct MemoryTests {
  private func history(_ scene: Scene) -> [GuestEvent] {
    let recorder = FlightRecorder(resource: "web-rs", locations: scene.sandbox.locations)
    return (try? recorder.history)?.events ?? []
  }

  /// All files below the sandbox with their size and time, which tell whether anything was written.
  private func files(_ path: String) -> [String] {
    ((try? Files.list(path)) ?? []).flatMap { name -> [String] in
      let file = "\(path)/\(name)"
      guard let found = Files.information(file, following: false) else { return [] }
      if found.kind == .directory { return files(file) }
      return ["\(file) \(found.number) \(found.size) \(found.changed)"]
    }
  }

  @Test func aHealthyProbeWritesNothing() throws {
    let scene = try Scene(.init(states: [.running]))
    for _ in 0..<3 { #expect(ProbeGuest(scene.context(.probe)).run() == .healthy) }
    #expect(files(scene.sandbox.root).isEmpty)
  }

  @Test func aProbeIsPutOnRecordWhenItSaysSomethingElse() throws {
    let states: [GuestState] = [
      .running, .unknown("away"), .unknown("away"), .unknown("away"), .running, .running,
      .paused(.byOperator), .paused(.byOperator), .running, .off(.crashed),
    ]
    let scene = try Scene(.init(states: states, below: .running))
    for _ in states { _ = ProbeGuest(scene.context(.probe)).run() }
    let told = history(scene).map { "\($0.kind.rawValue) \($0.state ?? "") \($0.status ?? -1)" }
    #expect(
      told == [
        "fault unknown 1", "seen running 0", "seen paused 0", "seen running 0", "fault unknown 1",
      ])
  }

  /// The engine probes while a start is at work, and what is not up yet has not failed.
  @Test func aProbeWithinAStartFindsNoFault() throws {
    let scene = try Scene(.init(states: [.off(.crashed)], below: .absent))
    let lock = try scene.store.lock("start", until: Clock.now)
    #expect(ProbeGuest(scene.context(.probe)).run() == .failed)
    lock.release()
    scene.store.memory.leave(note: nil)
    #expect(ProbeGuest(scene.context(.probe)).run() == .failed)
    #expect(history(scene).map(\.kind) == [.seen, .fault])
  }

  @Test func aStartSaysWhatItFound() throws {
    let scene = try Scene(.init(states: [.off(.crashed)], after: ["start": [.running]]))
    try StartGuest(scene.context(.start)).run { _, _ in }
    #expect(
      history(scene).map { "\($0.kind) \($0.state ?? "")" } == ["decision off", "seen running"])
  }

  /// The guest ran when it was last heard of, the machine has been started since, and nobody stopped it.
  @Test(arguments: ["running", "off"])
  func aMachineThatWentDownUnderItsGuestIsOnRecord(state: String) throws {
    for first in [true, false] {
      let scene = try Scene(.init(states: [.off(.crashed)], after: ["start": [.running]]))
      scene.context(.start).log.recorder.add(
        GuestEvent(time: 1_000, node: "n", method: "start_xvm", kind: .seen, state: state))
      if first {
        _ = MonitorGuest(scene.context(.probe)).probe()
        _ = MonitorGuest(scene.context(.probe)).probe()
      }
      try StartGuest(scene.context(.start)).run { _, _ in }
      let told = history(scene).filter { $0.text.contains("the machine was started again at ") }
      #expect(told.map(\.kind) == (state == "running" ? [.fault] : []))
      #expect(told.allSatisfy { $0.state == (first ? "off" : nil) })
    }
  }

  @Test func aStopTeachesHowLongItTook() throws {
    let scene = try Scene(
      .init(states: [.running], after: ["shutdown acpi": [.shuttingDown, .off(.shutdown)]]))
    try scene.record(.running)
    try StopGuest(scene.context(.stop)).run()
    let ordered = scene.store.memory.learnt(of: "web")
    #expect(ordered.ordered != nil && ordered.forced == nil && ordered.patience == nil)
    #expect(history(scene).map(\.kind) == [.decision, .seen])
    #expect(history(scene).last?.state == "off")
    #expect(scene.store.memory.learnt(of: "another").ordered == nil)
  }

  @Test func aForcedStopTeachesThatThePatienceWasInVain() throws {
    let scene = try Scene(.init(states: [.running], after: ["destroy": [.off(.destroyed)]]))
    try scene.record(.running)
    var earlier = LearntTimes(domain: "web")
    earlier.ordered = 7
    try scene.store.memory.keep(earlier)
    try StopGuest(scene.context(.stop, milliseconds: 3_000)).run()
    let learnt = scene.store.memory.learnt(of: "web")
    #expect(learnt.ordered == 7)
    #expect(learnt.forced != nil)
    #expect((1_500...2_000).contains(learnt.patience ?? 0), "\(learnt)")
    #expect(history(scene).map(\.text).contains("stop it by force"))
  }

  @Test func aGuestThatWasOffTeachesNothing() throws {
    let scene = try Scene(.init(states: [.off(.shutdown)]))
    try StopGuest(scene.context(.stop)).run()
    #expect(scene.store.memory.learnt(of: "web") == LearntTimes(domain: "web"))
  }

  @Test func aStopTimeoutThatIsTooShortIsToldOnceARunAndByEveryValidate() throws {
    let scene = try Scene(.init(states: [.running]))
    var times = LearntTimes(domain: "web")
    times.ordered = 90_000
    try scene.store.memory.keep(times)
    let values = ["Stop_timeout": "100"]
    let log = "var/cluster/logs/DS/web-rg/web-rs/message_log.txt"
    func warnings() -> Int {
      ((try? scene.sandbox.text(log)) ?? "").ranges(of: "[200206]").count
    }
    _ = ProbeGuest(scene.context(.probe, values)).run()
    #expect(warnings() == 0, "it was not started since")
    try StartGuest(scene.context(.start, values)).run { _, _ in }
    for _ in 0..<3 { #expect(ProbeGuest(scene.context(.probe, values)).run() == .healthy) }
    #expect(warnings() == 1)
    let time = MethodTime([.init(name: "test", seconds: 100)])
    for _ in 0..<2 {
      let findings = ValidateGuest(scene.context(.validate, values)).run(times: [.stop: time])
      #expect(findings.map(\.failure.code).contains(.stopTooShort))
      #expect(!findings.contains { $0.isError && $0.failure.code == .stopTooShort })
    }
    let enough = MethodTime([.init(name: "test", seconds: 150)])
    let findings = ValidateGuest(scene.context(.validate, values)).run(times: [.stop: enough])
    #expect(!findings.map(\.failure.code).contains(.stopTooShort))
  }

  @Test func aStopThatIsForcedAtOnceTeachesNoPatience() throws {
    let scene = try Scene(
      .init(states: [.paused(.ioError)], after: ["destroy": [.off(.destroyed)]]))
    try scene.record(.running)
    try StopGuest(scene.context(.stop)).run()
    let learnt = scene.store.memory.learnt(of: "web")
    #expect(learnt.forced != nil)
    #expect(learnt.patience == nil, "it was not waited for")
  }

  /// Damaged, or such that others could have written it.
  @Test(arguments: [("90001", 0o600), ("90000", 0o666)] as [(String, UInt32)])
  func aLessonThatCannotBeBelievedIsNone(text: String, mode: UInt32) throws {
    let scene = try Scene(.init())
    var times = LearntTimes(domain: "web")
    times.ordered = 90_000
    try scene.store.memory.keep(times)
    #expect(scene.store.memory.learnt(of: "web") == times)
    let path = "var/lib/ha-xvm/learnt/web-rs"
    let changed = try scene.sandbox.text(path).replacing("90000", with: text)
    try Files.replace("\(scene.sandbox.root)/\(path)", with: Array(changed.utf8), mode: mode)
    #expect(scene.store.memory.learnt(of: "web") == LearntTimes(domain: "web"))
  }
}
