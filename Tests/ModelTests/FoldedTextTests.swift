import Model
import TestSupport
import Testing

@Suite struct FoldedTextTests {
  private static func roundTrip(_ bytes: [UInt8]) throws -> ([UInt8]?, ConfigurationTable) {
    var table = ConfigurationTable()
    try table.set("before", "1")
    try table.setFolded("definition", bytes)
    let again = try ConfigurationTable(parsing: table.serialized(), name: "t")
    return (try again.folded("definition"), again)
  }

  @Test(arguments: [
    "", "x", "\n", "\n\n", "one\ntwo\n", "no end", " led\n\ttab\t\n trailed ", "a\\nb\\\\",
    "crlf\r\n",
    "gr\u{fc}n \u{1F427}\n", "nul\u{0}\u{1}\u{7F}", "  ", " \n ", "\\s\\x20",
    "<domain type='kvm'>\n  <name>web</name>\n</domain>\n",
  ])
  func textComesBackByteForByte(_ text: String) throws {
    #expect(try Self.roundTrip(Array(text.utf8)).0 == Array(text.utf8))
  }

  @Test func everyByteComesBack() throws {
    let all = (0...255).map { UInt8($0) }
    #expect(try Self.roundTrip(all).0 == all)
    #expect(try Self.roundTrip(all.reversed()).0 == all.reversed())
  }

  @Test func anyBytesComeBack() throws {
    var dice = Dice(seed: 7)
    for _ in 0..<200 {
      let bytes = (0..<Int.random(in: 0...3_000, using: &dice)).map { _ in
        UInt8.random(in: 0...255, using: &dice)
      }
      #expect(try Self.roundTrip(bytes).0 == bytes)
    }
  }

  @Test func linesAreOneEachAndShort() throws {
    let text = "one\n two \n" + String(repeating: "\u{1F427}", count: 600)
    let table = try Self.roundTrip(Array(text.utf8)).1
    #expect(table["definition.lines"] == "5")
    #expect(table["definition.000001"] == "one\\n")
    #expect(table["definition.000002"] == "\\stwo \\n")
    #expect(table.entries.allSatisfy { $0.value.utf8.count <= 1_000 })
    #expect(table.entries.allSatisfy { $0.value == $0.value.trimmed })
    let blanks = try Self.roundTrip([UInt8](repeating: 0x20, count: 5_000)).1
    #expect(blanks.entries.allSatisfy { $0.value.utf8.count <= 1_000 })
    #expect(blanks.entries.allSatisfy { $0.value == $0.value.trimmed })
  }

  @Test func foldingAgainLeavesNothingOfTheFirst() throws {
    var table = ConfigurationTable()
    try table.setFolded("d", Array("1\n2\n3\n".utf8))
    try table.set("d.000001x", "another's")
    try table.setFolded("d", Array("4\n".utf8))
    #expect(try table.folded("d") == Array("4\n".utf8))
    #expect(table.entries.map(\.key) == ["d.000001x", "d.lines", "d.000001"])
    table.removeFolded("d")
    #expect(try table.folded("d") == nil)
    #expect(table.entries.map(\.key) == ["d.000001x"])
  }

  @Test(arguments: [
    ("d.lines", nil), ("d.000002", nil), ("d.000003", nil), ("d.lines", "2"), ("d.lines", "4"),
    ("d.lines", "x"), ("d.lines", "-1"), ("d.000004", "more"), ("d.000002", "\\"),
    ("d.000002", "\\q"),
    ("d.000002", "\\x4"), ("d.000002", "\\x+1"), ("d.000002", "\\xZZ"),
  ])
  func damageIsNoticed(_ key: String, _ value: String?) throws {
    var table = ConfigurationTable()
    try table.setFolded("d", Array("1\n2\n3\n".utf8))
    if let value { try table.set(key, value) } else { table.remove(key) }
    let failure = #expect(throws: Failure.self) { try table.folded("d") }
    #expect(failure?.code == .malformed)
    #expect(failure?.subject.hasPrefix("d") == true)
  }

  @Test func aPrefixThatIsNoKeyChangesNothing() throws {
    var table = ConfigurationTable()
    try table.set("a", "1")
    let before = table
    #expect(throws: Failure.self) { try table.setFolded("two words", [1]) }
    #expect(throws: Failure.self) { try table.setFolded("ccr_x", [1]) }
    #expect(table == before)
  }
}
