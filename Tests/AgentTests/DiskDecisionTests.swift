import Model
import Testing

@testable import Agent

@Suite struct DiskDecisionTests {
  /// A disk in short: its places, the top first.
  private static func disk(_ places: String, _ target: String = "vda") -> GuestDisk {
    let layers = places.split(separator: " ").map { DiskLayer(.file, String($0)) }
    return GuestDisk(target, layers[0], below: Array(layers.dropFirst()))
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let wanted: String
    /// What it wrote to last, on n1 where nothing else is said, and what that has left; nil for nothing known.
    var known: String?
    var left: [String] = []
    var ranOn = "n1"
    /// What this node, n1, has as its own definition's; nil for none.
    var own: String?
    var isCertain = true
    var policy = DiskPolicy.follow
    let next: DiskDecision.Next?
  }

  /// With nil for what is refused, whatever the words.
  static let rows: [Row] = [
    Row(testDescription: "nothing is known", wanted: "a", next: .boot),
    Row(testDescription: "all the same", wanted: "a", known: "a", own: "a", next: .boot),
    Row(
      testDescription: "a snapshot that is known", wanted: "a", known: "b a", own: "b a",
      next: .follow(disk("b a"))),
    Row(
      testDescription: "on a node that never had it", wanted: "a", known: "b a", ranOn: "n2",
      next: .follow(disk("b a"))),
    Row(
      testDescription: "on a node that has the base", wanted: "a", known: "b a", ranOn: "n2",
      own: "a", next: .follow(disk("b a"))),
    Row(
      testDescription: "only this node knows it, and there are others", wanted: "a", known: "b a",
      isCertain: false, next: nil),
    Row(testDescription: "a person decides", wanted: "a", known: "b a", policy: .refuse, next: nil),
    Row(
      testDescription: "the definition decides", wanted: "a", known: "b a", policy: .definition,
      next: .boot),
    Row(
      testDescription: "a snapshot that only this node's definition tells of", wanted: "a",
      own: "b a", next: .follow(disk("b a"))),
    Row(
      testDescription: "the same where there are other nodes", wanted: "a", own: "b a",
      isCertain: false, next: nil),
    Row(
      testDescription: "two definitions, and nothing tells which is older", wanted: "a", own: "b",
      next: .boot),
    Row(
      testDescription: "a copy", wanted: "a", known: "c", left: ["a"], own: "c",
      next: .follow(disk("c"))),
    Row(
      testDescription: "a copy that nobody saw, or an edit", wanted: "a", known: "a", own: "c",
      next: nil),
    Row(
      testDescription: "an edit on a node that did not run it last", wanted: "a", known: "a",
      ranOn: "n2", own: "c", next: .boot),
    Row(
      testDescription: "a layer that was made while it was off", wanted: "a", known: "a",
      own: "b a", next: .follow(disk("b a"))),
    Row(
      testDescription: "a layer upon the layer", wanted: "a", known: "b a", own: "c b a",
      next: .follow(disk("c b a"))),
    Row(
      testDescription: "a definition that names the layer", wanted: "b", known: "b a", own: "b a",
      next: .boot),
    Row(
      testDescription: "a definition that names a layer upon it", wanted: "c b a", known: "b a",
      next: .boot),
    Row(
      testDescription: "merged back", wanted: "a", known: "a", left: ["b"], own: "a", next: .boot),
    Row(
      testDescription: "a definition that names what was merged", wanted: "b", known: "a",
      left: ["b"], own: "a", next: .follow(disk("a"))),
    Row(
      testDescription: "a disk that it never had", wanted: "x", known: "b a", own: "b a",
      next: .take(last: DiskLayer(.file, "b"))),
    Row(
      testDescription: "a disk that it never had, and this node has too", wanted: "x", known: "a",
      own: "x", next: .take(last: DiskLayer(.file, "a"))),
    Row(
      testDescription: "this node's definition is the older one", wanted: "a", known: "b a",
      own: "a", next: .follow(disk("b a"))),
  ]

  @Test(arguments: rows) func anOldDiskNeverBoots(_ row: Row) {
    let known = row.known.map {
      DisksInUse("web", on: row.ranOn, [.init(Self.disk($0), left: row.left)])
    }
    let next = DiskDecision(
      known: known, own: row.own.map { [Self.disk($0)] } ?? [], node: "n1",
      isCertain: row.isCertain,
      policy: row.policy
    ).next(Self.disk(row.wanted))
    if let wanted = row.next {
      #expect(next == wanted)
    } else if case .refuse(let words) = next {
      let last = row.own ?? row.known ?? ""
      #expect(words.contains(last.split(separator: " ")[0]) && words.contains(row.wanted))
    } else {
      Issue.record("\(next)")
    }
  }

  /// The same bytes are another disk in another format; who has said nothing of it has not said another one.
  @Test(arguments: [
    ("raw", "raw", DiskPolicy.follow, true), ("raw", "qcow2", .follow, false),
    ("raw", "qcow2", .refuse, false), ("raw", "qcow2", .definition, true),
    ("", "qcow2", .follow, true), ("qcow2", "", .follow, true),
  ])
  func theFormatIsPartOfTheDisk(
    _ wanted: String, _ last: String, _ policy: DiskPolicy, _ boots: Bool
  ) {
    let known = DisksInUse(
      "web", on: "n1", [.init(GuestDisk("vda", DiskLayer(.file, "a", last)))])
    let next = DiskDecision(known: known, own: [], node: "n1", isCertain: true, policy: policy)
      .next(GuestDisk("vda", DiskLayer(.file, "a", wanted)))
    #expect((next == .boot) == boots)
    if !boots {
      #expect(next == .refuse("vda: a was written as \(last), and the definition says \(wanted)"))
    }
  }

  /// The disk has another name in the guest by now, or another disk has that name.
  @Test func theDiskIsKnownByItsPlace() {
    let known = DisksInUse(
      "web", on: "n1", [.init(Self.disk("b a")), .init(Self.disk("d", "vdb"))])
    let decide = DiskDecision(known: known, own: [], node: "n1", isCertain: true, policy: .follow)
    #expect(decide.next(Self.disk("a", "sda")) == .follow(Self.disk("b a")))
    #expect(decide.next(Self.disk("a", "vdb")) == .follow(Self.disk("b a")))
    #expect(decide.next(Self.disk("d", "vda")) == .boot)
    #expect(decide.next(Self.disk("new", "vdc")) == .boot)
  }
}
