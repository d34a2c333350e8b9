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
}
