/// How text is written so that a shell takes it for exactly that text.
public enum ShellQuoting {
  /// A word of a shell's command line: as it is when no shell gives any of its letters a meaning, else in single quotes.
  public static func word(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { plain.contains($0) }
    return isPlain ? text : quoted(text)
  }

  /// A command line of these words.
  public static func line(_ words: [String]) -> String {
    words.map(word).joined(separator: " ")
  }

  /// A word that ksh93, dash and bash take as it stands, whatever it holds: single quotes, within which no sign means
  /// anything, and a quoted `'` between two of them. A NUL, which no shell can keep, is left out.
  ///
  /// Scalars are looked at, not letters: a `'` with an accent over it is one letter to Swift and still ends a quote.
  public static func quoted(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars where scalar.value != 0 {
      if scalar == "'" { result += "'\\''" } else { result.unicodeScalars.append(scalar) }
    }
    return result + "'"
  }

  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,+@%=".utf8)
}
