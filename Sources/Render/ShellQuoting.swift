/// How text is written so that a POSIX shell takes it for exactly that text.
public enum ShellQuoting {
  /// A word of a shell's command line: as it is when no shell gives any of its letters a meaning, else in single quotes.
  public static func word(_ text: String) -> String {
    let isPlain =
      !text.isEmpty && text.utf8.allSatisfy { plain.contains($0) }
    return isPlain ? text : "'" + text.split("'").joined(separator: "'\\''") + "'"
  }

  /// A command line of these words.
  public static func line(_ words: [String]) -> String {
    words.map(word).joined(separator: " ")
  }

  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,+@%=".utf8)
}

extension String {
  /// The parts between the separators, empty ones too.
  fileprivate func split(_ separator: Character) -> [Substring] {
    split(separator: separator, omittingEmptySubsequences: false)
  }
}
