/// Text of others, made safe for whoever reads it.
public enum Quoting {
  /// A word that ksh93, dash and bash take as it stands, whatever it holds: single quotes, within which no sign means
  /// anything, and a quoted `'` between two of them.
  ///
  /// A NUL, which no shell can keep, is left out.
  public static func shell(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars where scalar.value != 0 {
      if scalar == "'" { result += "'\\''" } else { result.unicodeScalars.append(scalar) }
    }
    return result + "'"
  }

  /// One line for a terminal: signs that would move its cursor or change its colours are shown as `\u{1B}`.
  public static func visible(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
