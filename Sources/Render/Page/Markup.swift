internal import Model

/// The text of a page, element by element; what comes from others becomes text, never markup.
struct Markup {
  private(set) var text = ""

  /// An element with others in it.
  mutating func element(
    _ name: String, _ attributes: [(name: String, value: String)] = [],
    _ body: (inout Markup) -> Void
  ) {
    text += "<\(name)\(Markup.attributes(attributes))>"
    body(&self)
    text += "</\(name)>\n"
  }

  /// An element with words in it.
  mutating func write(
    _ name: String, _ words: String, _ attributes: [(name: String, value: String)] = []
  ) {
    element(name, attributes) { $0.text += Markup.escaped(words) }
  }

  /// A table with a heading; a cell may have a class, which colours it.
  mutating func table(
    caption: String, _ heading: [String], _ rows: [[(words: String, kind: String)]]
  ) {
    // Wider than a telephone it is moved sideways by itself, and not the page.
    element("div", [("class", "wide"), ("tabindex", "0")]) { markup in
      markup.element("table") { table in
        table.write("caption", caption)
        table.element("thead") { head in
          head.element("tr") { row in
            for words in heading { row.write("th", words, [("scope", "col")]) }
          }
        }
        table.element("tbody") { body in
          for cells in rows {
            body.element("tr") { row in
              for (column, cell) in cells.enumerated() {
                let kind = cell.kind.isEmpty ? [] : [("class", cell.kind)]
                row.write(
                  column == 0 ? "th" : "td", cell.words,
                  (column == 0 ? [("scope", "row")] : []) + kind)
              }
            }
          }
        }
      }
    }
  }

  /// Markup that was made here, as it is.
  mutating func raw(_ markup: String) { text += markup }

  static func escaped(_ text: String) -> String { Escapes.xml(Escapes.visible(text)) }

  private static func attributes(_ attributes: [(name: String, value: String)]) -> String {
    attributes.map { " \($0.name)=\"\(escaped($0.value))\"" }.joined()
  }
}
