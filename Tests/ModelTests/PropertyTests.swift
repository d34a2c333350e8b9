import Model
import Testing

/// A row of the table with a value that is tried on it, for the names of test cases.
struct Trial: Sendable, CustomTestStringConvertible {
  let row: ExtensionProperty
  let value: String
  let canonical: String?
  var testDescription: String { "\(row.name)='\(value.prefix(40))'" }

  init(_ row: ExtensionProperty, _ value: String, _ canonical: String?) {
    (self.row, self.value, self.canonical) = (row, value, canonical)
  }

  /// What each kind of value takes and what it does not, at the edges of its range.
  static func trials(of row: ExtensionProperty) -> [Trial] {
    switch row.kind {
    case .string(let maximum), .uri(let maximum):
      let longest = String(repeating: "x", count: maximum)
      return [
        Trial(row, "", ""), Trial(row, "a b", "a b"), Trial(row, longest, longest),
        Trial(row, longest + "x", nil), Trial(row, "a\u{0}", nil),
      ]
    case .boolean:
      return [
        Trial(row, "TRUE", "TRUE"), Trial(row, "yes", "TRUE"), Trial(row, "1", "TRUE"),
        Trial(row, "False", "FALSE"), Trial(row, "off", "FALSE"), Trial(row, "", nil),
        Trial(row, "maybe", nil), Trial(row, "2", nil),
      ]
    case .integer(let range):
      return [
        Trial(row, String(range.lowerBound), String(range.lowerBound)),
        Trial(row, String(range.upperBound), String(range.upperBound)),
        Trial(row, String(range.lowerBound - 1), nil),
        Trial(row, String(range.upperBound + 1), nil),
        Trial(row, "", nil), Trial(row, "1.5", nil), Trial(row, "ten", nil), Trial(row, "1s", nil),
        Trial(row, " 1", nil), Trial(row, "99999999999999999999", nil),
      ]
    case .choice(let words):
      return words.flatMap { [Trial(row, $0, $0), Trial(row, $0.lowercased(), $0)] }
        + [Trial(row, "", nil), Trial(row, "no_such_word", nil)]
    case .list:
      return [
        Trial(row, "a, b ,,c", "a,b,c"), Trial(row, "", ""), Trial(row, ",", ""),
      ]
    }
  }
}

@Suite struct PropertyTests {
  private static func check(_ given: [(String, String)], complete: Bool = false) -> (
    PropertyValues, [Failure]
  ) {
    var problems: [Failure] = []
    let values = PropertyValues(
      given.enumerated().map { PropertyValues.Given($1.0, $1.1, place: "web.conf:\($0 + 1)") },
      of: ExtensionProperties.all, complete: complete, problems: &problems)
    return (values, problems)
  }

  @Test(arguments: ExtensionProperties.all.flatMap(Trial.trials))
  func eachValueIsTakenInItsSpellingOrRefusedWithTheRange(_ trial: Trial) {
    let (values, problems) = Self.check([(trial.row.name.uppercased(), trial.value)])
    #expect(trial.row.canonical(trial.value) == trial.canonical)
    if let canonical = trial.canonical {
      #expect(problems == [])
      #expect(values.text(trial.row) == canonical)
      #expect(values.isSet(trial.row))
    } else {
      #expect(problems.map(\.code) == [.badValue])
      #expect(problems.first?.subject == "web.conf:1: \(trial.row.name)")
      #expect(problems.first?.cause.contains(trial.row.range) == true)
      #expect(values.text(trial.row) == trial.row.initial ?? "")
      #expect(!values.isSet(trial.row))
    }
  }

  @Test(arguments: ExtensionProperties.all)
  func aRowIsSound(_ row: ExtensionProperty) {
    #expect(row.summary.first?.isUppercase == false)
    #expect(!row.summary.hasSuffix("."))
    #expect(row.detail.isEmpty || row.detail.hasSuffix("."))
    #expect(row.unverified?.hasSuffix(".") ?? true)
    #expect(row.name.wholeMatch(of: /[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)*/) != nil)
    if let initial = row.initial {
      #expect(row.canonical(initial) == initial, "the initial value is one that the row takes")
    } else {
      #expect(row.category == .required, "what need not be set has an initial value")
    }
  }

  @Test func namesAreUniqueWhateverTheirCase() {
    let names = ExtensionProperties.all.map { $0.name.lowercased() }
    #expect(Set(names).count == names.count)
  }

  @Test func requiredOnesAreMissedOnlyInACompleteSet() {
    let required = ExtensionProperties.all.filter { $0.category == .required }
    #expect(required.map(\.name).contains("Domain_name"))
    #expect(Self.check([], complete: true).1.map(\.subject) == required.map(\.name))
    #expect(Self.check([], complete: true).1.allSatisfy { $0.code == .missingProperty })
    #expect(Self.check([("Domain_name", "")], complete: true).1.map(\.code) == [.missingProperty])
    #expect(Self.check([("Domain_name", "web")], complete: true).1 == [])
    #expect(Self.check([], complete: false).1 == [])
  }

  @Test func everyProblemIsReportedAtItsPlace() {
    let (values, problems) = Self.check([
      ("Domain_nam", "web"), ("Stop_timeout", "ten"), ("Debug_level", "1"), ("DEBUG_LEVEL", "2"),
      ("Nothing_like_it_at_all", "x"),
    ])
    #expect(
      problems.map(\.code) == [.unknownProperty, .badValue, .repeatedProperty, .unknownProperty])
    #expect(problems[0].cause == "did you mean Domain_name?")
    #expect(problems[2].subject == "web.conf:4: Debug_level")
    #expect(problems[3].cause == "")
    #expect(values.integer(.debugLevel) == 1)
  }

  @Test func valuesHaveTheirTypes() {
    let values = Self.check([
      ("Stop_timeout", "90"), ("Abort_migration", "on"), ("Shutdown_modes", "agent, acpi"),
    ]).0
    #expect(values.seconds(.stopTimeout) == .seconds(90))
    #expect(values.flag(.abortMigration))
    #expect(values.flag(.restoreSavedState) == false)
    #expect(values.list(.shutdownModes) == ["agent", "acpi"])
    #expect(values.integer(.probeTimeout) == 30)
    let changed = values.setting(.stopTimeout, to: "0120")
    #expect(changed.text(.stopTimeout) == "120")
    #expect(values.text(.stopTimeout) == "90")
  }
}
