internal import Model

/// The text of an SVG picture, element by element: SVG 1.1, with presentation attributes only, so that a ticket system which
/// strips style sheets and scripts shows it as it is.
struct Drawing {
  /// A point or a size.
  typealias Numbers = [(name: String, value: Double)]

  private(set) var text = ""
  private var depth = 1

  /// An element with nothing in it, or with a title that a reader of the picture gets to see or hear.
  mutating func element(
    _ name: String, _ numbers: Numbers, _ words: [(name: String, value: String)] = [],
    title: String? = nil
  ) {
    let head = "<\(name)\(Drawing.attributes(numbers, words))"
    if let title {
      line("\(head)><title>\(Drawing.escaped(title))</title></\(name)>")
    } else {
      line("\(head)/>")
    }
  }

  /// A line of text that begins, is centred or ends at a point.
  mutating func write(
    _ words: String, at x: Double, _ y: Double, size: Int = 12, colour: String = "#222222",
    anchor: String = "start", isBold: Bool = false, isMonospaced: Bool = false
  ) {
    var attributes = [("fill", colour)]
    if anchor != "start" { attributes.append(("text-anchor", anchor)) }
    if isBold { attributes.append(("font-weight", "bold")) }
    if isMonospaced { attributes.append(("font-family", Drawing.monospaced)) }
    let head = Drawing.attributes([("x", x), ("y", y), ("font-size", Double(size))], attributes)
    line("<text\(head) xml:space=\"preserve\">\(Drawing.escaped(words))</text>")
  }

  /// Elements that belong together, with a title.
  mutating func group(title: String, _ body: (inout Drawing) -> Void) {
    line("<g>")
    depth += 1
    line("<title>\(Drawing.escaped(title))</title>")
    body(&self)
    depth -= 1
    line("</g>")
  }

  /// A line of markup, as it is.
  mutating func line(_ markup: String) {
    text += String(repeating: "  ", count: depth) + markup + "\n"
  }

  static let proportional = "'DejaVu Sans', Verdana, Arial, sans-serif"
  static let monospaced = "'DejaVu Sans Mono', Menlo, Consolas, monospace"

  private static func attributes(_ numbers: Numbers, _ words: [(name: String, value: String)])
    -> String
  {
    (numbers.map { ($0.name, number($0.value)) } + words.map { ($0.name, escaped($0.value)) })
      .map { " \($0.0)=\"\($0.1)\"" }.joined()
  }

  /// A length with one decimal at most, so that the same history makes the same text everywhere.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths % 10))"
  }

  /// A text of others as a picture may show it.
  static func escaped(_ text: String) -> String { Escapes.xml(Escapes.visible(text)) }
}
