internal import Model

/// A value of RFC 8259, and its text.
///
/// Members keep the order in which they are given, so that the same facts always make the same text.
public enum JSON: Equatable, Sendable {
  case null
  case flag(Bool)
  case number(Int64)
  case text(String)
  case list([JSON])
  case members([(name: String, value: JSON)])

  /// The text on one line, for a program that reads a value a line.
  public var line: String {
    var result = ""
    write(into: &result, indent: nil)
    return result
  }

  /// The text with a member a line, for programs and people.
  public var indented: String {
    var result = ""
    write(into: &result, indent: 0)
    return result
  }

  /// Whether two values have the same text.
  public static func == (left: JSON, right: JSON) -> Bool { left.line == right.line }

  private func write(into result: inout String, indent: Int?) {
    switch self {
    case .null: result += "null"
    case .flag(let flag): result += flag ? "true" : "false"
    case .number(let number): result += String(number)
    case .text(let text): result += JSON.quoted(text)
    case .list(let values):
      JSON.write(values, between: "[", and: "]", into: &result, indent: indent) {
        $0.write(into: &$1, indent: $2)
      }
    case .members(let members):
      JSON.write(members, between: "{", and: "}", into: &result, indent: indent) {
        $1 += JSON.quoted($0.name) + ": "
        $0.value.write(into: &$1, indent: $2)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], between open: String, and close: String, into result: inout String,
    indent: Int?, _ body: (Element, inout String, Int?) -> Void
  ) {
    let inner = indent.map { $0 + 2 }
    let fresh = { (depth: Int?) in depth.map { "\n" + String(repeating: " ", count: $0) } }
    result += open
    for (position, element) in elements.enumerated() {
      if position > 0 { result += "," }
      result += fresh(inner) ?? (position > 0 ? " " : "")
      body(element, &result, inner)
    }
    if !elements.isEmpty { result += fresh(indent) ?? "" }
    result += close
  }

  private static func quoted(_ text: String) -> String { "\"\(Escapes.json(text))\"" }
}
