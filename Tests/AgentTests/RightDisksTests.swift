import Frameworks
import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// A start, with what it was said and done.
@Suite(.virtualTime) struct RightDisksTests {
  private static func script(own: String? = nil, state: GuestState = .off(.crashed))
    -> ScriptedDriver.Script
  {
    ScriptedDriver.Script(
      states: [state], after: ["start": [.running], "define": [.off(.crashed)]],
      parts: [.witness, .redefiner, .disks], definition: own.map { Array($0.utf8) })
  }

  private static func start(
    _ scene: Scene, kept: String?, _ values: [String: String] = [:],
    framework: (any ClusterFramework)? = nil
  ) throws -> Failure.Code? {
    var values = values
    if let kept { values["Domain_definition"] = try scene.sandbox.write("web.def", kept) }
    do throws(Failure) {
      try StartGuest(scene.context(.start, values, framework: framework)).run { _, _ in }
      return nil
    } catch { return error.code }
  }

  /// The guest ran on these disks, one look after the other.
  private static func learn(
    _ scene: Scene, _ looks: [String], framework: (any ClusterFramework)? = nil
  ) throws {
    let memory = scene.context(.start, framework: framework).diskMemory
    for look in looks {
      try memory.learn(
        try scene.driver.disks(in: Array(look.utf8)), of: "web", hasBooted: false,
        until: Clock.now + .seconds(10))
    }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The disk's layers while it ran, one look after the other; each place is a file of the sandbox.
    let looks: [String]
    var own: String? = "web u-1 vda=/base"
    var kept: String? = "web u-1 vda=/base"
    var state = GuestState.off(.crashed)
    var values: [String: String] = [:]
    var missing: String?
    /// What it boots by; nil where it does not.
    var boots: String?
    var failure: Failure.Code?
  }

  static let rows: [Row] = [
    Row(testDescription: "nothing is known", looks: [], boots: "/base"),
    Row(testDescription: "as before", looks: ["vda=/base"], boots: "/base"),
    Row(
      testDescription: "a snapshot", looks: ["vda=/base", "vda=/top:/base"],
      own: "web u-1 vda=/top:/base", boots: "/top:/base"),
    Row(
      testDescription: "a snapshot on another node", looks: ["vda=/top:/base"], boots: "/top:/base"),
    Row(
      testDescription: "a node that does not know the guest", looks: ["vda=/top:/base"], own: nil,
      state: .absent, boots: "/top:/base"),
    Row(
      testDescription: "nothing is kept", looks: ["vda=/top:/base"], kept: nil, boots: "/top:/base"),
    Row(testDescription: "a copy", looks: ["vda=/base", "vda=/copy"], boots: "/copy"),
    Row(testDescription: "merged back", looks: ["vda=/top:/base", "vda=/base"], boots: "/base"),
    Row(
      testDescription: "the layer is not here", looks: ["vda=/top:/base"], missing: "/top",
      failure: .missingDisk),
    Row(
      testDescription: "what is below is not here", looks: ["vda=/top:/base"], missing: "/base",
      failure: .missingDisk),
    Row(
      testDescription: "refused by the property", looks: ["vda=/top:/base"],
      values: ["Disk_policy": "REFUSE"], failure: .oldDisk),
    Row(
      testDescription: "vouched for", looks: ["vda=/top:/base"],
      values: ["Disk_policy": "DEFINITION"], boots: "/base"),
    Row(
      testDescription: "another disk is wanted", looks: ["vda=/top:/base"],
      kept: "web u-1 vda=/new", boots: "/new"),
  ]

  @Test(arguments: rows) func theDiskThatItWroteToLastBoots(_ row: Row) throws {
    let files = try Sandbox()
    for name in ["base", "top", "copy", "new"] where "/\(name)" != row.missing {
      try files.write(name, "")
    }
    func placed(_ text: String) -> String {
      text.split(separator: "/", omittingEmptySubsequences: false).joined(
        separator: files.root + "/")
    }
    let driven = try Scene(Self.script(own: row.own.map(placed), state: row.state))
    try Self.learn(driven, row.looks.map(placed))
    #expect(try Self.start(driven, kept: row.kept.map(placed), row.values) == row.failure)
    let last = driven.driver.defined.last ?? row.own.map(placed) ?? ""
    if let boots = row.boots {
      #expect(last.hasSuffix("vda=" + placed(boots)), "\(last)")
      #expect(driven.driver.calls.contains("start"))
    } else {
      #expect(!driven.driver.calls.contains("start"))
    }
  }

  /// Where no cluster keeps it for all nodes, the guest may have run on another one since.
  @Test func whatThisNodeAloneKnowsIsNotFollowedAmongOthers() throws {
    for (others, failure) in [([], nil), (["n2"], Failure.Code.oldDisk)]
      as [([String], Failure.Code?)]
    {
      let framework = SwitchingFramework(node: nil, others: others)
      let scene = try Scene(Self.script(own: nil, state: .absent))
      let places = try ["top", "base"].map { try scene.sandbox.write($0, "") }
      try Self.learn(scene, ["vda=\(places[0]):\(places[1])"], framework: framework)
      let found = try Self.start(scene, kept: "web u-1 vda=\(places[1])", framework: framework)
      #expect(found == failure)
      #expect(scene.driver.calls.contains("start") == (failure == nil))
    }
  }

  /// A guest that has left changes its disks elsewhere: what this node knew of them is out of date.
  @Test func aGuestThatLeftIsNotKnownByWhatItHad() throws {
    let scene = try Scene(Self.script(own: "web u-1 vda=/base"))
    try Self.learn(scene, ["vda=/top:/base"])
    let context = scene.context(.start)
    let deadline = Clock.now + .seconds(10)
    #expect(try context.diskMemory.known(of: "web", until: deadline).disks != nil)
    try scene.record(.running)
    try context.charge.depart(try #require(try scene.store.load()))
    #expect(try context.diskMemory.known(of: "web", until: deadline).disks == nil)
  }

  /// A cluster that does not say what it knows is no proof that nothing is known.
  @Test func aSilentClusterBootsNothing() throws {
    let scene = try Scene(Self.script(own: "web u-1 vda=/base"))
    let failure = try Self.start(scene, kept: "web u-1 vda=/base", framework: SilentFramework())
    #expect(failure == .clusterSilent)
    #expect(!scene.driver.calls.contains("start"))
  }

  /// What a guest runs on is put down by its start, and by its stop.
  @Test func theDisksAreLearnt() throws {
    var script = Self.script(own: "web u-1 vda=/base")
    script.disks = "vda=/base"
    script.after["shutdown acpi"] = [.off(.shutdown)]
    let scene = try Scene(script)
    #expect(try Self.start(scene, kept: nil) == nil)
    let deadline = Clock.now + .seconds(10)
    let memory = scene.context(.start).diskMemory
    #expect(
      try memory.known(of: "web", until: deadline).disks?.disks.map(\.disk.places) == [["/base"]])
    #expect(try memory.known(of: "other", until: deadline).disks == nil)
    scene.driver.change { $0.disks = "vda=/top:/base" }
    try StopGuest(scene.context(.stop)).run()
    #expect(
      try memory.known(of: "web", until: deadline).disks?.disks.map(\.disk.places) == [
        ["/top", "/base"]
      ])
  }
}

/// A framework that keeps facts and does not answer.
private struct SilentFramework: ClusterFramework {
  let name = "a cluster"

  func value(
    of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
  ) -> String? { nil }

  func shared(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [SharedFact: String]?
  { throw Failure(.clusterSilent, name) }
}
