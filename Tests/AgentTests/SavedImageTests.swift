import Frameworks
import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// What is done with a memory image of the guest on this node.
@Suite(.virtualTime) struct SavedImageTests {
  private static let here = Environment.nodeName

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var record: RunRecord.Phase?
    var state = GuestState.off(.saved)
    /// On which node it was noted.
    var noted: String?
    var isHere = true
    /// Other nodes, of which this one's memory is not known.
    var others: [String] = []
    var failing: [String: Failure] = [:]
    let told: [String]
  }

  static let rows: [Row] = [
    Row(testDescription: "saved while it was in our charge", record: .running, told: ["restore"]),
    Row(testDescription: "and stopped since", noted: here, told: ["restore"]),
    Row(testDescription: "nobody has noted it", told: ["start"]),
    Row(testDescription: "noted on another node", noted: "elsewhere", told: ["start"]),
    Row(testDescription: "it is gone", noted: here, isHere: false, told: ["start"]),
    Row(
      testDescription: "the run ended otherwise", record: .running, state: .off(.crashed),
      told: ["start"]),
    Row(
      testDescription: "another node may have started it since", noted: here, others: ["n2"],
      told: ["start"]),
    Row(
      testDescription: "it cannot be restored", noted: here,
      failing: ["restore": Failure(.cannotStart, "web")], told: ["restore", "start"]),
    Row(
      testDescription: "the tool went away meanwhile", noted: here,
      failing: ["restore": Failure(.toolstackUnreachable, "web")], told: ["restore"]),
  ]

  private static func scene(_ row: Row) throws -> Scene {
    let scene = try Scene(
      ScriptedDriver.Script(
        states: [row.state], below: .absent, after: ["start": [.running], "restore": [.running]],
        failing: row.failing))
    scene.driver.change { $0.saved = row.isHere }
    if let phase = row.record { try scene.record(phase) }
    return scene
  }

  private static func memory(_ scene: Scene) -> FactMemory {
    let context = scene.context(.start)
    return FactMemory(context.identity, context.framework, context.store.locations)
  }

  @Test(arguments: rows) func aStartGoesOnFrom(_ row: Row) throws {
    let scene = try Self.scene(row)
    let memory = Self.memory(scene)
    let deadline = Clock.now + .seconds(100)
    try memory.keep(.saved, as: row.noted, until: deadline)
    let framework =
      row.others.isEmpty ? nil : SwitchingFramework(node: nil, others: row.others)
    var failure: Failure.Code?
    do throws(Failure) {
      try StartGuest(scene.context(.start, framework: framework)).run { _, _ in }
    } catch { failure = error.code }
    let calls = scene.driver.calls.filter { ["start", "restore"].contains($0) }
    if row.failing["restore"]?.code == .toolstackUnreachable {
      // It is asked again as long as there is time, and what it kept is not dropped.
      #expect(failure == .toolstackUnreachable)
      #expect(Set(calls) == ["restore"])
    } else {
      #expect(failure == nil)
      #expect(calls == row.told)
      // Whatever has booted, the note stands for nothing any more.
      #expect(try memory.facts(until: deadline).values[.saved] == nil)
    }
  }

  /// A stop notes the image of a guest that was in our charge, and of no other.
  @Test(
    arguments: [
      (.running, .off(.saved), true, true), (nil, .off(.saved), true, false),
      (.running, .off(.saved), false, false), (.running, .off(.shutdown), true, false),
      (.stopping, .off(.saved), true, false),
    ] as [(RunRecord.Phase?, GuestState, Bool, Bool)])
  func aStopNotes(_ record: RunRecord.Phase?, _ state: GuestState, _ isHere: Bool, _ isNoted: Bool)
    throws
  {
    let row = Row(
      testDescription: "", record: record, state: state, isHere: isHere, told: [])
    let scene = try Self.scene(row)
    try StopGuest(scene.context(.stop)).run()
    let noted = try Self.memory(scene).facts(until: Clock.now + .seconds(100)).values[.saved]
    #expect(noted == (isNoted ? Self.here : nil))
    #expect(scene.driver.calls.allSatisfy { $0 == "identify" })
  }

  /// A note that cannot be taken back would bring the old memory back one day: nothing is booted.
  @Test func aNoteThatCannotBeTakenBackBarsTheStart() throws {
    let scene = try Self.scene(Row(testDescription: "", noted: "elsewhere", told: []))
    let framework = StubbornFramework()
    let context = scene.context(.start, framework: framework)
    #expect(throws: Failure.self) { try StartGuest(context).run { _, _ in } }
    #expect(!scene.driver.calls.contains("start"))
  }
}

/// A cluster that knows of an image on another node, and takes nothing.
private struct StubbornFramework: ClusterFramework {
  let name = "a cluster"

  func value(
    of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
  ) -> String? { nil }

  func shared(of identity: ResourceIdentity, until deadline: Instant) -> [SharedFact: String]? {
    [.saved: "elsewhere"]
  }

  func share(
    _ fact: SharedFact, as value: String?, of identity: ResourceIdentity, until deadline: Instant
  ) throws(Failure) -> Bool { throw Failure(.clusterSilent, name) }
}
