import Model
import Testing

/// The rules that hold for every toolstack, at their edges, by whatever reader the values came.
@Suite struct PropertyRulesTests {
  /// A value that comes from a cluster or a table was not looked at by the reader of a file.
  @Test(arguments: [("web", true), ("we b", true), ("we\tb", false), ("we\u{7F}b", false)])
  func aNameOfAGuestIsOneLine(_ name: String, _ isGood: Bool) {
    var problems: [Failure] = []
    let values = PropertyValues(
      [.init(ExtensionProperty.domainName.name, name, place: "a table")],
      of: ExtensionProperties.all, problems: &problems)
    #expect(problems == [])
    let found = PropertyRules.all.compactMap { $0.failure(values) }
    #expect(found.isEmpty == isGood, "\(found)")
  }
}
