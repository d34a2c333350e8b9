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

  /// The text in lines of at most `columns` signs, broken between words where it can be; the last one ends in an ellipsis
  /// when there would be more than `most`.
  static func folded(_ text: String, columns: Int, most: Int) -> [String] {
    var lines: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      if rest.count <= columns {
        lines.append(String(rest))
        break
      }
      let head = rest.prefix(columns)
      let cut = head.lastIndex(of: " ").map { rest.distance(from: rest.startIndex, to: $0) } ?? 0
      let length = cut > columns / 2 ? cut : columns
      lines.append(String(rest.prefix(length)))
      rest = rest.dropFirst(length).drop { $0 == " " }
    }
    if lines.count > most {
      lines = Array(lines.prefix(most))
      lines[most - 1] = lines[most - 1].prefix(columns - 1) + "…"
    }
    return lines
  }
}
