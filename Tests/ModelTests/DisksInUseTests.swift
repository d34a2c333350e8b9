import Model
import Testing

@Suite struct DisksInUseTests {
  /// A disk by its places, the top first.
  private static func disk(_ places: [String], _ target: String = "vda") -> GuestDisk {
    let layers = places.map { DiskLayer(.file, $0, "qcow2") }
    return GuestDisk(target, layers[0], below: Array(layers.dropFirst()))
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What was known: the disk's places, and those that it has left.
    let before: (places: [String], left: [String])
    let now: [String]
    var hasBooted = false
    let left: [String]
  }

  static let rows: [Row] = [
    Row(testDescription: "nothing happened", before: (["a"], []), now: ["a"], left: []),
    Row(testDescription: "a snapshot", before: (["a"], []), now: ["b", "a"], left: []),
    Row(testDescription: "a commit", before: (["b", "a"], []), now: ["a"], left: ["b"]),
    Row(
      testDescription: "a layer of a name that was used", before: (["a"], ["b"]), now: ["b", "a"],
      left: []),
    Row(testDescription: "a copy", before: (["b", "a"], []), now: ["c"], left: ["b", "a"]),
    Row(
      testDescription: "a copy after a commit", before: (["a"], ["b"]), now: ["c"],
      left: ["b", "a"]),
    Row(
      testDescription: "a boot as before", before: (["c"], ["a"]), now: ["c"], hasBooted: true,
      left: ["a"]),
    Row(
      testDescription: "a boot by another definition", before: (["c"], ["a"]), now: ["d"],
      hasBooted: true, left: []),
    Row(
      testDescription: "a boot from the base", before: (["b", "a"], []), now: ["a"],
      hasBooted: true, left: ["b"]),
  ]

  @Test(arguments: rows) func whatADiskHasLeftIsOld(_ row: Row) {
    let before = DisksInUse(
      "web", on: "n1", [.init(Self.disk(row.before.places), left: row.before.left)])
    let after = DisksInUse(
      [Self.disk(row.now)], of: "web", on: "n2", after: before, hasBooted: row.hasBooted)
    #expect(after == DisksInUse("web", on: "n2", [.init(Self.disk(row.now), left: row.left)]))
    #expect(DisksInUse(after.text) == after)
  }

  @Test func whatIsKnownOfAnotherGuestCountsForNothing() {
    let before = DisksInUse("old", on: "n1", [.init(Self.disk(["a"]), left: ["b"])])
    let after = DisksInUse(
      [Self.disk(["c"])], of: "web", on: "n1", after: before, hasBooted: false)
    #expect(after.disks == [.init(Self.disk(["c"]))])
  }

  @Test func whatWasLeftIsNotKeptForEver() {
    var known: DisksInUse?
    for number in 0..<40 {
      known = DisksInUse(
        [Self.disk(["\(number)"])], of: "web", on: "n1", after: known, hasBooted: false)
    }
    #expect(known?.disks[0].left == (23..<39).map { "\($0)" })
  }

  /// A place may hold any letter; what is no such text says nothing.
  @Test func anyPlaceIsWritten() {
    let disks = DisksInUse(
      "w\ta", on: "n1",
      [
        .init(Self.disk(["/a b:c\nd\te\\", "-:x", "\u{301}a"]), left: [":::", "", "\u{301}b"]),
        .init(GuestDisk("vdb", DiskLayer(.other, "nbd:web@/run/web.sock"))),
      ])
    #expect(DisksInUse(disks.text) == disks)
    for text in [
      "", "1", "2\tweb\tn1", "1\tweb\tn1\nvda", "1\tweb\tn1\nvda\tfile",
      "1\tweb\tn1\nvda\ttape:raw:/x",
    ] {
      #expect(DisksInUse(text) == nil, "\(text)")
    }
  }

  @Test func theDiskOfThatPlaceIsFound() {
    let disks = DisksInUse(
      "web", on: "n1",
      [.init(Self.disk(["b", "base"])), .init(Self.disk(["c", "base"], "vdb"), left: ["a"])])
    #expect(disks.disk("vdb", at: "base")?.disk.target == "vdb")
    #expect(disks.disk("vda", at: "a")?.disk.target == "vdb")
    #expect(disks.disk("sda", at: "b")?.disk.target == "vda")
    #expect(disks.disk("vda", at: "x") == nil)
  }
}
