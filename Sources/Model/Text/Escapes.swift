/// How a text of others is put where some of its signs would mean something: one piece, so that no writer forgets one of them.
public enum Escapes {
  /// As XML has it in an element, or in an attribute with double quotes, where a line's end has to be a reference to be read as
  /// one. What XML 1.0, section 2.2, forbids even as a reference becomes U+FFFD.
  public static func xml(_ text: String, inAttribute: Bool = true) -> String {
    replacing(text) { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "\n", "\t", "\r": inAttribute ? "&#\(scalar.value);" : nil
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
      default: nil
      }
    }
  }

  /// As JSON has it between its quotes: what RFC 8259, section 7, demands is escaped, and so are DEL and what ends a line for
  /// JavaScript.
  public static func json(_ text: String) -> String {
    replacing(text) { scalar in
      switch scalar {
      case "\"": return "\\\""
      case "\\": return "\\\\"
      case "\n": return "\\n"
      case "\r": return "\\r"
      case "\t": return "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: return nil
      }
    }
  }

  /// On one line that shows what it is: a line's end is a blank, and U+FFFD stands for what controls a device or would turn the
  /// direction of what stands beside it.
  public static func visible(_ text: String) -> String {
    replacing(text) { scalar in
      switch scalar {
      case "\t", "\n", "\r": " "
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}",
        "\u{2066}"..."\u{2069}":
        "\u{FFFD}"
      default: nil
      }
    }
  }

  /// As one line of a log, whose reader's terminal it must not steer: a bar stands for a line's end.
  public static func line(_ text: String) -> String {
    if isPlain(text) { return text }
    return terminal(
      text.split(whereSeparator: \.isNewline).joined(separator: " | "), keepingLines: true)
  }

  /// As one line for a terminal: signs that would move its cursor or change its colours are shown as `\u{1B}`.
  ///
  /// - Parameter keepingLines: whether the text may have several lines, and tabs in them.
  public static func terminal(_ text: String, keepingLines: Bool = false) -> String {
    if isPlain(text) { return text }
    return replacing(text) { scalar in
      if keepingLines, scalar == "\n" || scalar == "\t" { return nil }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        return "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      default: return nil
      }
    }
  }

  /// Whether a text is one line of ASCII that no terminal acts on, as nearly all are.
  private static func isPlain(_ text: String) -> Bool {
    for byte in text.utf8 where byte < 0x20 || byte > 0x7E { return false }
    return true
  }

  private static func replacing(_ text: String, _ replacement: (Unicode.Scalar) -> String?)
    -> String
  {
    var result = ""
    for scalar in text.unicodeScalars {
      if let replacement = replacement(scalar) {
        result += replacement
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
