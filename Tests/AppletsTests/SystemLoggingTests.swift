import Testing

@testable import Applets

@Suite struct SystemLoggingTests {
  @Test(arguments: [
    ("plain", [], "plain"), ("%s failed with %d", ["x", "3"], "x failed with 3"),
    ("100%% of %s", ["it"], "100% of it"), ("%s and %s", ["one"], "one and "),
    ("%-5ld|", ["7"], "7|"), ("none", ["left over"], "none"),
  ])
  func aFormatTakesItsArguments(_ format: String, _ arguments: [String], _ expected: String) {
    #expect(SCDSSyslog.format(format, arguments) == expected)
  }
}
