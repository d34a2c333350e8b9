/// One line of a file or of a protocol of our own: words between tabs, in which a backslash escapes.
///
/// Any text is a word, an empty one and one with newlines too; so a line always is one line.
public enum TabbedLine {
  /// The line of these words, without its newline.
  public static func join(_ words: [String]) -> String {
    words.map(escape).joined(separator: "\t")
  }

  /// The words of a line; nil when an escape is none of ours, as in a line that was cut or made up.
  public static func split(_ line: String) -> [String]? {
    var words: [String] = []
    for field in line.unicodeScalars.split(separator: "\t", omittingEmptySubsequences: false) {
      guard let word = unescape(field) else { return nil }
      words.append(word)
    }
    return words
  }

  private static let escapes: [(plain: Unicode.Scalar, letter: Unicode.Scalar)] = [
    ("\\", "\\"), ("\t", "t"), ("\n", "n"), ("\r", "r"), ("\0", "0"),
  ]

  /// Nearly no word has anything to escape.
  private static func isPlain(_ word: String) -> Bool {
    for byte in word.utf8 where byte < 0x20 || byte == UInt8(ascii: "\\") { return false }
    return true
  }

  private static func escape(_ word: String) -> String {
    if isPlain(word) { return word }
    var text = String.UnicodeScalarView()
    for scalar in word.unicodeScalars {
      if let escape = escapes.first(where: { $0.plain == scalar }) {
        text.append("\\")
        text.append(escape.letter)
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }

  private static func unescape(_ field: Substring.UnicodeScalarView) -> String? {
    let plain = String(field)
    if isPlain(plain) { return plain }
    var text = String.UnicodeScalarView()
    var rest = field
    while let scalar = rest.popFirst() {
      guard scalar == "\\" else {
        text.append(scalar)
        continue
      }
      guard let letter = rest.popFirst(),
        let escape = escapes.first(where: { $0.letter == letter })
      else { return nil }
      text.append(escape.plain)
    }
    return String(text)
  }
}
