import Model
import Testing

@testable import GenericDataService
@testable import Platform

@Suite struct ProcessTreeTests {
  private static func process(_ pid: Int32, under parent: Int32, _ state: Character = "S")
    -> Processes.Status
  {
    Processes.Status(
      identity: ProcessIdentity(pid: pid, startTime: UInt64(pid)), parent: parent, state: state,
      ticks: 0)
  }

  private static func identity(_ pid: Int32) -> ProcessIdentity {
    ProcessIdentity(pid: pid, startTime: UInt64(pid))
  }

  /// 1 watches: 10 the command, 20 its child, 30 its grandchild, 90 nobody's business.
  private static let family = [
    process(10, under: 1), process(20, under: 10), process(30, under: 20), process(90, under: 80),
  ]

  @Test(arguments: [(-1, [10, 20, 30]), (0, [10]), (1, [10, 20]), (2, [10, 20, 30])])
  func aLevelIsADepth(_ level: Int, _ expected: [Int32]) {
    var tree = ProcessTree(level: level)
    tree.begin(Self.identity(10))
    let found = tree.members(below: 1, among: Self.family, monitors: [])
    #expect(found.watched.map(\.pid).sorted() == expected)
    #expect(found.all.map(\.pid).sorted() == [10, 20, 30], "a level is no limit of the tree")
  }

  @Test func anOrphanKeepsItsLevel() {
    var tree = ProcessTree(level: 1)
    tree.begin(Self.identity(10))
    _ = tree.members(below: 1, among: Self.family, monitors: [])
    let orphans = [Self.process(20, under: 1), Self.process(30, under: 1)]
    let found = tree.members(below: 1, among: orphans, monitors: [])
    #expect(found.watched.map(\.pid) == [20])
    #expect(found.all.map(\.pid).sorted() == [20, 30])
  }

  @Test func anotherMonitorIsNoPartOfTheTree() {
    var tree = ProcessTree(level: -1)
    tree.begin(Self.identity(10))
    let found = tree.members(below: 1, among: Self.family, monitors: [Self.identity(20)])
    #expect(found == ProcessTree.Members(watched: [Self.identity(10)], all: [Self.identity(10)]))
  }

  @Test func theDeadAreNotWatched() {
    var tree = ProcessTree(level: -1)
    let found = tree.members(below: 1, among: [Self.process(10, under: 1, "Z")], monitors: [])
    #expect(found == ProcessTree.Members())
  }

  @Test(arguments: ["a,b,0.svc", "../../etc/passwd", "", "ä/ö", String(repeating: "x", count: 900)])
  func aTagMakesAShortSafeFileName(_ name: String) {
    let stem = ProcessTag(name).stem
    #expect(stem.utf8.count < 40)
    #expect(stem.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
    #expect(stem != ProcessTag(name + "x").stem)
  }

  @Test func anOrderIsReadBackWhole() throws {
    var order = ProcessOrder(
      ProcessTag("a=b c"), "/bin/sh", name: "sh", ["-c", "", "x=y\nz"],
      environment: ["A": "1=2", "B": ""])
    (order.level, order.retries, order.period) = (2, -1, 5)
    (order.action, order.output) = ("/bin/a b", "/tmp/x")
    #expect(ProcessOrder(bytes: order.bytes) == order)
    #expect(ProcessOrder(bytes: Array(order.bytes.dropLast())) == nil)
  }

  /// A sign that joins the one before it, as an accent does, makes one letter of the two for Swift.
  @Test func anOrderWithAnyTextIsReadBackWhole() throws {
    let order = ProcessOrder(
      ProcessTag("\u{301}"), "/bin/sh", ["\u{301}x", "\u{200D}"],
      environment: ["A": "\u{301}", "B": "\u{FE0F}"])
    #expect(ProcessOrder(bytes: order.bytes) == order)
  }

  /// Where its writer was killed an argument or a variable would be missing, and the program would be started all the same.
  @Test func anOrderThatIsCutBetweenItsFieldsIsNone() throws {
    let whole = ProcessOrder(
      ProcessTag("t"), "/bin/sh", ["-c", "true"], environment: ["A": "1"]
    ).bytes
    for length in whole.indices { #expect(ProcessOrder(bytes: Array(whole[..<length])) == nil) }
  }
}
