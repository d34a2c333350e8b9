internal import Model

/// A list of properties as the pages of SUNW.* types show it: what each is for, then its facts in a small table.
enum PropertyList {
  /// The properties in the order of their names.
  static func block(_ rows: [ExtensionProperty], _ prose: Prose) -> ManualPage.Block {
    let sorted = rows.sorted { $0.name.lowercased() < $1.name.lowercased() }
    return .definitions(
      sorted.map { row in
        ManualPage.Term(
          [.name(.property, row.name), .text(" ("), .name(.type, type(row)), .text(")")],
          text(row, prose) + [.columns(facts(row))])
      }, .loose)
  }

  /// What the property is for, and what of that was never seen in a document.
  static func text(_ row: ExtensionProperty, _ prose: Prose) -> [ManualPage.Block] {
    [prose.paragraph(prose.sentence(row.summary), row.detail)]
      + (row.unverified.map { [prose.paragraph(prose.unverified($0))] } ?? [])
  }

  /// The facts, a row each, with the words of the SUNW.* pages.
  static func facts(_ row: ExtensionProperty) -> [[String]] {
    var facts: [[String]] = []
    switch row.category {
    case .required: facts.append(["Category", "Required"])
    case .optional: facts.append(["Category", "Optional"])
    case .conditional(let condition): facts.append(["Category", "Conditional: \(condition)"])
    }
    switch row.kind {
    case .choice(let words): facts.append(["Values", words.joined(separator: ", ")])
    case .boolean, .string, .uri, .list, .integer: break
    }
    facts.append(["Default", initial(row)])
    switch row.kind {
    case .integer(let range):
      facts.append(["Minimum", String(range.lowerBound)])
      facts.append(["Maximum", String(range.upperBound)])
    case .string(let maximum), .uri(let maximum): facts.append(["Maximum", "\(maximum) bytes"])
    case .boolean, .choice, .list: break
    }
    return facts + [["Tunable", row.tunable.rawValue]]
  }

  /// What stands for a default that is no value, or the value.
  static func initial(_ row: ExtensionProperty) -> String {
    guard let initial = row.initial else { return "No default" }
    if !initial.isEmpty { return initial }
    return row.kind == .list ? "The empty list" : "Null"
  }

  private static func type(_ row: ExtensionProperty) -> String {
    switch row.kind {
    case .string, .uri: "string"
    case .boolean: "boolean"
    case .integer: "integer"
    case .choice: "enum"
    case .list: "string array"
    }
  }
}
