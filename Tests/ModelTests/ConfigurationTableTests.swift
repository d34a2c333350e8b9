import Model
import Testing

@Suite struct ConfigurationTableTests {
  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func table(_ pairs: [(String, String)], generation: Int = 3) throws
    -> ConfigurationTable
  {
    var table = ConfigurationTable()
    table.generation = generation
    for (key, value) in pairs { try table.set(key, value) }
    return table
  }

  @Test(arguments: [
    ("", "D41D8CD98F00B204E9800998ECF8427E"),
    ("a", "0CC175B9C0F1B6A831C399E269772661"),
    ("abc", "900150983CD24FB0D6963F7D28E17F72"),
    ("message digest", "F96B697D7CB7938D525A2F31AAF161D0"),
    ("abcdefghijklmnopqrstuvwxyz", "C3FCD3D76192E4007DFB496CCA67E13B"),
    (
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
      "D174AB98D277D9F5A5611C2C9F419D9F"
    ),
    (
      "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
      "57EDF4A22BE3C955AC49DA2E2107B67A"
    ),
  ])
  func digestsAreThoseOfRFC1321(_ text: String, _ digest: String) {
    #expect(MD5.hexadecimal(Array(text.utf8)) == digest)
  }

  @Test func theWrittenFormIsHeadersTabAndNewlines() throws {
    let table = try Self.table([("Domain_name", "web"), ("Connect_uri", "")])
    let body = "Domain_name\tweb\nConnect_uri\t\n"
    #expect(
      String(decoding: table.serialized(), as: UTF8.self)
        == "ccr_gennum\t3\nccr_checksum\t\(MD5.hexadecimal(Self.bytes(body)))\n\(body)")
  }

  @Test(arguments: [
    "plain", "", " led", "trailed ", "\ttab", "a\tb", "gr\u{fc}n \u{1F427}", "=\\'\"",
  ])
  func valuesComeBackByteForByte(_ value: String) throws {
    let table = try Self.table([("first", "1"), ("key", value), ("last", "2")], generation: -1)
    let again = try ConfigurationTable(parsing: table.serialized(), name: "web")
    #expect(again == table)
    #expect(Array((again["key"] ?? "none").utf8) == Array(value.utf8))
    #expect(again.generation == -1)
  }

  @Test func anEmptyTableIsATable() throws {
    let again = try ConfigurationTable(
      parsing: ConfigurationTable().serialized(), name: "web")
    #expect(again == ConfigurationTable())
    #expect(again.entries.isEmpty)
  }

  @Test func settingReplacesAndRemovingRemoves() throws {
    var table = try Self.table([("a", "1"), ("b", "2"), ("c", "3")])
    try table.set("b", "two")
    table.remove("a")
    table.remove("nothing")
    #expect(table.entries.map(\.key) == ["b", "c"])
    #expect(table["b"] == "two")
    #expect(table["c"] == "3")
    #expect(table["a"] == nil)
    #expect(table["B"] == nil)
  }

  @Test(arguments: [
    ("", "x"), ("a b", "x"), ("a\tb", "x"), ("a\n", "x"), ("ccr_gennum", "x"), ("gr\u{fc}n", "x"),
    ("key", "two\nlines"), ("key", "return\r"), ("key", "nul\u{0}"), ("a\r\nb", "x"),
    ("key", "x\r\ny"),
  ])
  func whatNoLineCanHoldIsRefused(_ key: String, _ value: String) {
    var table = ConfigurationTable()
    let failure = #expect(throws: Failure.self) { try table.set(key, value) }
    #expect(failure?.code == .badValue)
    #expect(table.entries.isEmpty)
  }

  @Test func headersInEitherOrderAndBlanksAsSeparatorAreRead() throws {
    let body = "key  two words\n"
    let sum = MD5.hexadecimal(Self.bytes(body)).lowercased()
    let table = try ConfigurationTable(
      parsing: Self.bytes("ccr_checksum   \(sum)\nccr_gennum 7\n" + body), name: "web")
    #expect(table["key"] == "two words")
    #expect(table.generation == 7)
  }

  @Test(arguments: [
    ("key\tvalue\nkey\tother\n", "web:4"),
    ("key\tvalue\r\n", "web:3"),
    ("key\tva\rlue\n", "web:3"),
    ("key\tva\u{0}lue\n", "web:3"),
    ("key\tvalue\n\nother\t1\n", "web:4"),
    ("key\tvalue\n\tvalue\n", "web:4"),
    ("key\tvalue", "web:3"),
    ("ccr_gennum\t4\n", "web:3"),
    ("a\t1\nb\t2\nccr_other\t3\n", "web:5"),
  ])
  func aBadLineIsNamed(_ body: String, _ place: String) {
    let head = "ccr_gennum\t1\nccr_checksum\t\(MD5.hexadecimal(Self.bytes(body)))\n"
    let failure = #expect(throws: Failure.self) {
      try ConfigurationTable(parsing: Self.bytes(head + body), name: "web")
    }
    #expect(failure?.code == .malformed)
    #expect(failure?.subject == place)
  }

  @Test func bytesThatAreNotUTF8AndAByteOrderMarkAreNamed() {
    let invalid = #expect(throws: Failure.self) {
      try ConfigurationTable(
        parsing: Self.bytes("ccr_gennum\t1\nccr_checksum\tX\nk\t") + [0xC3, 0x28, 0x0A],
        name: "web")
    }
    #expect(invalid?.subject == "web:3")
    #expect(invalid?.cause.contains("UTF-8") == true)
    let marked = #expect(throws: Failure.self) {
      try ConfigurationTable(
        parsing: [0xEF, 0xBB, 0xBF] + ConfigurationTable().serialized(), name: "web")
    }
    #expect(marked?.subject == "web:1")
    let headed = #expect(throws: Failure.self) {
      try ConfigurationTable(parsing: Self.bytes("ccr_gennum\t1\r\n"), name: "web")
    }
    #expect(headed?.cause.contains("CR LF") == true)
  }

  @Test(arguments: [
    "", "ccr_gennum\t1\n", "ccr_checksum\tD41D8CD98F00B204E9800998ECF8427E\n",
    "ccr_gennum\tone\nccr_checksum\tD41D8CD98F00B204E9800998ECF8427E\n",
  ])
  func missingHeadersAreNamed(_ text: String) {
    let failure = #expect(throws: Failure.self) {
      try ConfigurationTable(parsing: Self.bytes(text), name: "web")
    }
    #expect(failure?.code == .malformed)
    #expect(failure?.cause.contains("ccr_") == true)
  }

  @Test func everyChangedByteOfAValueBreaksTheChecksum() throws {
    let good = try Self.table([("Domain_name", "web"), ("x", "y")]).serialized()
    for place in good.indices.suffix(20) where good[place] >= UInt8(ascii: "a") {
      var bad = good
      bad[place] ^= 1
      let failure = #expect(throws: Failure.self) {
        try ConfigurationTable(parsing: bad, name: "web")
      }
      #expect(failure?.code == .checksum)
      #expect(failure?.subject == "web")
    }
  }

  @Test func aTableCutOffAnywhereIsNeverTaken() throws {
    let good = try Self.table([("Domain_name", "web"), ("x", "y"), ("z", "")]).serialized()
    for count in 0..<good.count {
      #expect(throws: Failure.self) {
        try ConfigurationTable(parsing: Array(good.prefix(count)), name: "web")
      }
    }
  }

  @Test func aDamagedTableIsReadForRepair() {
    let text = "ccr_gennum\t5\nccr_checksum\t0\na\t1\r\n\nb\t2\na\t3\nc 4"
    let (table, warnings) = ConfigurationTable.readLeniently(Self.bytes(text), name: "web")
    #expect(table.entries.map { "\($0.key)=\($0.value)" } == ["a=1", "b=2", "c=4"])
    #expect(table.generation == 5)
    #expect(warnings.map(\.subject) == ["web:3", "web:4", "web:6", "web:7", "web"])
    #expect(warnings.last?.code == .checksum)
  }

  @Test func warningsAndSizeAreBounded() {
    let lines = [UInt8](repeating: 0x0A, count: 50_000)
    #expect(ConfigurationTable.readLeniently(lines, name: "web").warnings.count == 100)
    let huge = [UInt8](repeating: 0x41, count: ConfigurationTable.maximumSize + 1)
    let failure = #expect(throws: Failure.self) {
      try ConfigurationTable(parsing: huge, name: "web")
    }
    #expect(failure?.cause.contains("16 MB") == true)
  }

  @Test func tenThousandKeysAreNoTrouble() throws {
    let pairs = (0..<10_000).map { ("key.\($0)", "value \($0)") }
    let table = try Self.table(pairs)
    let again = try ConfigurationTable(parsing: table.serialized(), name: "big")
    #expect(again == table)
    #expect(again["key.9999"] == "value 9999")
  }
}
