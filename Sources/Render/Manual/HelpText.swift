public import Model

/// What `--help` prints: the manual of a command, in the few lines that somebody at a prompt wants.
public enum HelpText {
  /// The text for one command.
  public static func render(_ manual: CommandManual) -> String {
    var lines = usage(manual) + wrap("\(manual.name) - \(manual.summary)", width: width)
    let options = manual.options.map { option in
      let letter = option.letter.map { "-\($0), " } ?? "    "
      return (
        "\(letter)--\(option.word)" + (option.argument.map { " \($0)" } ?? ""), option.help
      )
    }
    let operands = manual.operands.map { ($0.name, $0.help) }
    let exits = manual.exits.map { ($0.status, $0.meaning) }
    for (title, rows) in [
      ("Options", options + questions(manual)), ("Operands", operands),
    ] + manual.vocabularies.map({ ($0.title, $0.rows) }) + [("Exit status", exits)]
    where !rows.isEmpty {
      lines += [""] + wrap("\(title):", width: width) + columns(rows)
    }
    if let example = manual.examples.first {
      lines +=
        [""] + wrap("Example: \(example.purpose):", width: width) + ["  \(example.command)"]
    }
    return lines.joined(separator: "\n")
  }

  /// What every name takes besides its own; its own letters come first.
  private static func questions(_ manual: CommandManual) -> [(String, String)] {
    [("h", "help", "show this"), ("V", "version", "show the version")].compactMap {
      letter, word, help in
      if manual.options.contains(where: { $0.word == word }) { return nil }
      let isFree = !manual.options.contains { $0.letter.map(String.init) == letter }
      return ((isFree ? "-\(letter), " : "    ") + "--\(word)", help)
    }
  }

  /// The ways to call a command, each on lines of its own.
  public static func usage(_ manual: CommandManual) -> [String] {
    let begin = "Usage: "
    return manual.forms.enumerated().flatMap { number, form in
      wrap(form, width: width - begin.count - 4).enumerated().map { line, text in
        (number == 0 && line == 0 ? begin : blanks(begin.count + (line == 0 ? 0 : 4))) + text
      }
    }
  }

  /// The columns of a terminal, which no line of help goes beyond unless a word of it does.
  private static let width = 80

  private static func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

  /// Two columns: names, and their meanings wrapped beside them, or below a name that is too long.
  public static func columns(_ rows: [(String, String)], width: Int = 80) -> [String] {
    let left = min(30, rows.map(\.0.count).max() ?? 0) + 4
    return rows.flatMap { name, meaning in
      let heads = wrap(name, width: width - 8, indented: name.prefix { $0 == " " }.count)
        .enumerated().map { ($0 == 0 ? "  " : "      ") + $1 }
      let meanings = wrap(meaning, width: width - left)
      guard let head = heads.first, heads.count == 1, head.count + 2 <= left,
        let first = meanings.first
      else { return heads + meanings.map { blanks(left) + $0 } }
      return [head + blanks(left - head.count) + first]
        + meanings.dropFirst().map { blanks(left) + $0 }
    }
  }

  /// Text broken at blanks into lines of at most `width` characters.
  public static func wrap(_ text: String, width: Int, indented: Int = 0) -> [String] {
    var lines: [String] = []
    var line = ""
    let begin = String(repeating: " ", count: indented)
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = (lines.isEmpty ? begin : "") + word
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
