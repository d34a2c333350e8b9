/// How much room a text takes in a picture, estimated on the large side: fonts differ from machine to machine.
enum TextWidth {
  /// The room for `text` in a proportional font of this size.
  static func of(_ text: String, size: Int) -> Double {
    text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? 0.62 : 1.1) } * Double(size)
  }

  /// The text, or as much of it as fits into `room`, with an ellipsis.
  static func fitting(_ text: String, size: Int, into room: Double) -> String {
    if of(text, size: size) <= room { return text }
    var kept = text
    while !kept.isEmpty, of(kept + "…", size: size) > room { kept.removeLast() }
    return kept + "…"
  }

  /// How many columns of a monospaced font a text takes: signs of East Asia and pictures take two.
  static func columns(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + columns($1) }
  }

  private static func columns(_ letter: Character) -> Int {
    letter.unicodeScalars.contains { $0.value >= 0x1100 && !(0x2000...0x2BFF).contains($0.value) }
      ? 2 : 1
  }

  /// As much of the beginning of a text as fits into that many columns.
  private static func prefix(_ text: Substring, columns room: Int) -> Substring {
    var taken = 0
    return text.prefix { letter in
      taken += columns(letter)
      return taken <= room
    }
  }

  /// The text in lines of at most `columns` columns, broken between words where it can be; the last one ends in an ellipsis
  /// when there would be more than `most`.
  static func folded(_ text: String, columns: Int, most: Int) -> [String] {
    var lines: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      if TextWidth.columns(rest) <= columns {
        lines.append(String(rest))
        break
      }
      let head = prefix(rest, columns: columns)
      let words = head.lastIndex(of: " ").map { head[..<$0] } ?? ""
      let line = TextWidth.columns(words) > columns / 2 ? words : head
      lines.append(String(line))
      rest = rest[line.endIndex...].drop { $0 == " " }
    }
    if lines.count > most {
      lines = Array(lines.prefix(most))
      lines[most - 1] = prefix(lines[most - 1][...], columns: columns - 1) + "…"
    }
    return lines
  }
}
