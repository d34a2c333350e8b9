/// A line of mdoc(7) source as a value. Text is made of it in one place, which keeps data from being taken for macros.
enum Mdoc: Equatable, Sendable {
  /// A word of a macro line.
  enum Word: Equatable, Sendable {
    /// A macro, a flag or a number for one, as it is.
    case call(String)
    /// The name of a page, a command or a heading, which tools look for in the source and find only if it is bare.
    case name(String)
    /// Words of prose.
    case data(String)
    /// What is typed as it stands: its hyphens are minus signs.
    case literal(String)
    /// A punctuation mark, which the macro leaves outside its font.
    case delimiter(Character)
  }

  /// A line that begins with a macro.
  case macro(String, [Word])
  /// A line of running text.
  case text(String)
  /// A line that is shown as it is.
  case literal(String)
  /// A line that is not shown.
  case comment(String)

  /// A macro line from its words.
  static func line(_ macro: String, _ words: Word...) -> Mdoc { .macro(macro, words) }

  /// The line, without its line break.
  var source: String {
    switch self {
    case .macro(let name, let words):
      ([".\(name)"] + words.map(\.source)).joined(separator: " ")
    case .text(let text): Mdoc.guarded(Mdoc.escaped(text))
    case .literal(let text): Mdoc.guarded(Mdoc.escaped(text, isLiteral: true))
    case .comment(let text): ".\\\" \(text)"
    }
  }

  /// Text whose characters all mean themselves to a formatter.
  ///
  /// Quotes and the like are written by name, because groff prints the bare characters as typographic ones that nobody can
  /// paste into a shell; a hyphen that does not stand inside a word is a minus sign.
  static func escaped(_ text: String, isLiteral: Bool = false) -> String {
    var result = ""
    var before: Character = " "
    let letters = Array(text)
    for (index, letter) in letters.enumerated() {
      let isInWord =
        isWordLetter(before) && index + 1 < letters.count && isWordLetter(letters[index + 1])
      switch letter {
      case "\\": result += "\\e"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "\"": result += "\\(dq"
      case "-": result += isInWord && !isLiteral ? "-" : "\\-"
      default:
        for scalar in letter.unicodeScalars { result += written(scalar) }
      }
      before = letter
    }
    return result
  }

  private static func written(_ scalar: Unicode.Scalar) -> String {
    if (0x20..<0x7F).contains(scalar.value) { return String(scalar) }
    if scalar.value < 0xA0 { return " " }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
  }

  private static func isWordLetter(_ letter: Character) -> Bool {
    letter.isLetter || letter.isNumber
  }

  /// A line that does not begin with the sign of a macro line.
  private static func guarded(_ line: String) -> String {
    line.hasPrefix(".") ? "\\&" + line : line
  }
}

extension Mdoc.Word {
  /// The word as it stands in the source.
  ///
  /// `\&`, which prints nothing, goes before all data, so that words such as `No`, `At` and `In` are not macros: that changes
  /// the text and mandoc's lint does not see it.
  var source: String {
    switch self {
    case .call(let word): word
    case .name(let word): Mdoc.Word.couldBeMacro(word) ? "\\&" + word : word
    case .data(let text): Mdoc.Word.argument(Mdoc.escaped(text))
    case .literal(let text): Mdoc.Word.argument(Mdoc.escaped(text, isLiteral: true))
    case .delimiter(let mark): String(mark)
    }
  }

  private static func argument(_ escaped: String) -> String {
    escaped.contains(" ") ? "\"\\&\(escaped)\"" : "\\&\(escaped)"
  }

  /// All macros are two or three letters: a capital, or a percent sign, and then no capital.
  private static func couldBeMacro(_ word: String) -> Bool {
    guard (2...3).contains(word.count), let first = word.first else { return false }
    return first == "%" || (first.isUppercase && word.dropFirst().allSatisfy { !$0.isUppercase })
  }
}
