public import Model

/// What `--help` prints: the manual of a command, in the few lines that somebody at a prompt wants.
public enum HelpText {
  /// The text for one command.
  public static func render(_ manual: CommandManual) -> String {
    var lines = usage(manual) + ["\(manual.name) - \(manual.summary)"]
    let options = manual.options.map { option in
      let letter = option.letter.map { "-\($0), " } ?? "    "
      return (
        "\(letter)--\(option.word)" + (option.argument.map { " \($0)" } ?? ""), option.help
      )
    }
    let operands = manual.operands.map { ($0.name, $0.help) }
    let exits = manual.exits.map { ($0.status, $0.meaning) }
    for (title, rows) in [
      ("Options", options + [("    --help", "show this")]), ("Operands", operands),
    ] + manual.vocabularies.map({ ($0.title, $0.rows) }) + [("Exit status", exits)]
    where !rows.isEmpty {
      lines += ["", "\(title):"] + columns(rows)
    }
    if let example = manual.examples.first {
      lines += ["", "Example: \(example.purpose):", "  \(example.command)"]
    }
    return lines.joined(separator: "\n")
  }

  /// The ways to call a command, a line each.
  public static func usage(_ manual: CommandManual) -> [String] {
    manual.forms.enumerated().map { ($0 == 0 ? "Usage: " : "       ") + $1 }
  }

  /// Two columns: names, and their meanings wrapped beside them.
  public static func columns(_ rows: [(String, String)], width: Int = 96) -> [String] {
    let left = min(30, rows.map(\.0.count).max() ?? 0) + 4
    return rows.flatMap { name, meaning in
      let wrapped = wrap(meaning, width: width - left)
      let head = "  " + name
      let gap = String(repeating: " ", count: max(2, left - head.count))
      let first = head + gap + (wrapped.first ?? "")
      return [first]
        + wrapped.dropFirst().map { String(repeating: " ", count: left) + $0 }
    }
  }

  /// Text broken at blanks into lines of at most `width` characters.
  public static func wrap(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
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
