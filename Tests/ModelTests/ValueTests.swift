import Testing

@testable import Model

@Suite struct ValueTests {
  // Spelling

  @Test(arguments: [
    ("Domain_nam", "Domain_name"), ("domain_NAME", "Domain_name"), ("Domian_name", "Domain_name"),
    ("Stop_timeout", "Stop_timeout"), ("Stoptimeout", "Stop_timeout"), ("xyz", nil), ("", nil),
    ("Domain", nil),
  ])
  func theNearestNameIsOffered(_ written: String, _ meant: String?) {
    #expect(
      Spelling.nearest(to: written, among: ["Domain_name", "Stop_timeout", "Start_timeout"])
        == meant)
  }

  @Test(arguments: [
    ("", "", 0), ("abc", "abc", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abd", 1),
    ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abcd", 1), ("kitten", "sitting", 3),
    ("ca", "abc", 3),
  ])
  func distancesCountEdits(_ left: String, _ right: String, _ edits: Int) {
    #expect(Spelling.distance(Array(left), Array(right)) == edits)
    #expect(Spelling.distance(Array(right), Array(left)) == edits)
  }

  @Test func aNameOfAnyLengthIsCompared() {
    let long = String(repeating: "x", count: 100_000)
    #expect(Spelling.nearest(to: long, among: ["Domain_name"]) == nil)
    #expect(Spelling.nearest(to: "x", among: []) == nil)
  }

  // Budget and Instant

  private let start = Instant(.seconds(1_000))

  @Test(arguments: [(0, 0), (50, 50), (60, 60), (80, 80), (98, 98), (100, 100)])
  func marksAreSharesOfTheWhole(_ percent: Int, _ seconds: Int) {
    let budget = Budget(start: start, total: .seconds(100))
    #expect(budget.mark(percent: percent) == start + .seconds(seconds))
  }

  @Test func aBudgetEndsTwoPercentEarly() {
    let budget = Budget(start: start, total: .seconds(300))
    #expect(budget.end == start + .seconds(294))
    #expect(budget.remaining(at: start + .seconds(290)) == .seconds(4))
    #expect(budget.remaining(at: start + .seconds(294)) == .zero)
    #expect(budget.remaining(at: start + .seconds(1_000)) == .zero)
  }

  @Test(arguments: [
    (0, 10, nil, 10), (290, 10, nil, 294), (300, 10, nil, 294), (0, 10, 5, 5), (0, 10, 50, 10),
  ])
  func aDeadlineIsNeverAfterItsMark(_ now: Int, _ limit: Int, _ mark: Int?, _ expected: Int) {
    let budget = Budget(start: start, total: .seconds(300))
    let found = budget.deadline(
      at: start + .seconds(now), limit: .seconds(limit), before: mark.map { start + .seconds($0) })
    #expect(found == start + .seconds(expected))
  }

  @Test(arguments: [
    (0, "0.000 s"), (7, "0.007 s"), (42, "0.042 s"), (999, "0.999 s"), (1_000, "1.0 s"),
    (3_199, "3.1 s"), (9_999, "9.9 s"), (10_000, "10 s"), (62_900, "62 s"), (-5, "0.000 s"),
  ])
  func spansAreReadable(_ milliseconds: Int, _ text: String) {
    #expect(Duration.milliseconds(milliseconds).readable == text)
  }

  @Test func spansAreNumbers() {
    #expect(Duration.milliseconds(1_500).inSeconds == 1.5)
    #expect(Duration.microseconds(1_999).inMilliseconds == 1)
    #expect(Duration.milliseconds(-1_500).inMilliseconds == -1_500)
    #expect(Duration.seconds(Int64.max).inMilliseconds > Int64(Int32.max))
    #expect(Duration.seconds(Int64.min).inMilliseconds < Int64(Int32.min))
    #expect(start - (start + .seconds(3)) == .seconds(-3))
    #expect(start - .seconds(3) < start)
  }

  // ResourceIdentity

  @Test(arguments: [
    ("web", true), ("web-rs_1.2", true), ("9", true), (String(repeating: "a", count: 255), true),
    ("", false), ("-web", false), (".web", false), ("_web", false), ("a/b", false), ("a b", false),
    ("a\nb", false), ("gr\u{fc}n", false), ("a;b", false), ("a:b", false), ("..", false),
    (String(repeating: "a", count: 256), false), ("a\u{0}", false),
  ])
  func namesAreLegalOrRefused(_ name: String, _ isLegal: Bool) {
    let asResource = try? ResourceIdentity(resource: name, group: "rg")
    let asGroup = try? ResourceIdentity(resource: "rs", group: name)
    #expect((asResource != nil) == isLegal)
    #expect((asGroup != nil) == isLegal)
  }

  @Test func aRefusedNameIsShownWithItsFlag() {
    let failure = #expect(throws: Failure.self) {
      try ResourceIdentity(resource: "rs", group: "a/b")
    }
    #expect(failure?.code == .illegalName)
    #expect(failure?.subject == "-G 'a/b'")
  }

  @Test func aTypeMayHaveAVersionAndTheTagNamesAll() throws {
    let identity = try ResourceIdentity(resource: "rs", group: "rg", type: "SUNW.gds:6")
    #expect(identity.tag(method: "probe") == "SC[SUNW.gds:6,rg,rs,probe]")
    #expect(try ResourceIdentity(resource: "rs", group: "rg").type == "SUNW.gds")
  }

  // UTF-8

  @Test(
    arguments: [
      ([0x41], nil), ([0xC3, 0xBC], nil), ([0xE2, 0x9C, 0x93], nil),
      ([0xF0, 0x9F, 0x90, 0xA7], nil),
      ([0xF4, 0x8F, 0xBF, 0xBF], nil), ([0x41, 0x80], 1), ([0xC3], 0), ([0x41, 0xC3, 0x28], 1),
      ([0xC0, 0x80], 0), ([0xC1, 0xBF], 0), ([0xE0, 0x80, 0x80], 0), ([0xED, 0xA0, 0x80], 0),
      ([0xE2, 0x9C], 0), ([0xF0, 0x80, 0x80, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xFF], 0),
      ([0xF0, 0x9F, 0x90, 0x41], 0), ([0x41, 0xE2, 0x41, 0x41], 1),
    ] as [([UInt8], Int?)])
  func theFirstByteThatIsNotUTF8IsFound(_ bytes: [UInt8], _ place: Int?) {
    #expect(UTF8Scan.firstInvalid(in: bytes) == place)
    #expect((String(validating: bytes, as: UTF8.self) == nil) == (place != nil))
  }
}
