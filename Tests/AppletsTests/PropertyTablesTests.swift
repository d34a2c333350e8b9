import GenericDataService
import Model
import TestSupport
import Testing

/// A property that is written stands in a table, and somebody goes by it.
@Suite struct PropertyTablesTests {
  @Test func everyPropertyThatIsWrittenIsListedAndRead() throws {
    let listed = Set((SetupProperties.keys + ServiceProperties.all).map(\.name))
    let sources = try SourceTree.files(below: "Sources").filter { $0.path.hasSuffix(".swift") }
    let named = sources.map { (path: $0.path, members: $0.members) }
    let row = /(private )?static let (\w+) = ExtensionProperty\(\s*"(\w+)"/
    var written = 0
    for file in sources where file.text.contains(" = ExtensionProperty(") {
      for match in file.text.matches(of: row) where match.1 == nil {
        written += 1
        #expect(listed.contains(String(match.3)), "\(file.path): \(match.3) is in no table")
        let isRead = named.contains { $0.path != file.path && $0.members.contains(match.2) }
        #expect(isRead, "\(file.path): nothing reads \(match.3)")
      }
    }
    #expect(written == listed.count)
  }

  /// The words of the table that are values of choices; a comparison with one of them would compile when it is misspelt.
  private static var words: Set<Substring> {
    let rows = SetupProperties.keys + ServiceProperties.all
    let choices = rows.flatMap { row -> [String] in
      if case .choice(let words) = row.kind { words } else { [] }
    }
    return Set((choices + ["TRUE", "FALSE"]).map { $0[...] })
  }

  /// The literals that a line compares something with.
  private static func compared(_ line: Substring) -> [Substring] {
    let literal = /"([A-Za-z_.]+)"/
    let text = line.drop { $0 == " " }
    if text.hasPrefix("case "), !text.contains(" = ") {
      return text.prefix { $0 != ":" }.matches(of: literal).map(\.1)
    }
    let list = text.matches(of: /\[("[^\]]*)\]\.contains\(/).flatMap { $0.1.matches(of: literal) }
    return list.map(\.1) + text.matches(of: /[=!]= "([A-Za-z_.]+)"/).map(\.1)
      + text.matches(of: /"([A-Za-z_.]+)" [=!]=/).map(\.1)
  }

  @Test func choicesAreTypes() throws {
    let words = Self.words
    #expect(words.count > 20)
    for file in try SourceTree.files(below: "Sources") where file.path.hasSuffix(".swift") {
      if file.path.hasPrefix("Sources/Model/") { continue }
      for (number, line) in file.lines.enumerated() {
        let found = Self.compared(line).filter(words.contains)
        #expect(found == [], "\(file.path):\(number + 1): compare with the enum of the property")
      }
    }
  }

  @Test(arguments: [
    ("    if values.text(.startGuard) == \"STRICT\" {", ["STRICT"]),
    ("    return \"LDOM\" != hypervisor", ["LDOM"]),
    ("    case (\"HARD\", .mayLiveOn), \"SOFT\": run(\"NONE\")", ["HARD", "SOFT"]),
    ("    if [\"SOFT\", \"HARD\"].contains(mode) { return \"NONE\" }", ["SOFT", "HARD"]),
    ("  case hard = \"HARD\"", []), ("    let words = [\"NONE\"]", []),
  ])
  func aLineComparesWith(_ line: String, _ literals: [Substring]) {
    #expect(Self.compared(line[...]) == literals)
  }
}
