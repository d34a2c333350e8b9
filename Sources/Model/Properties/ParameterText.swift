extension ParameterFile {
  /// A value as a line of a parameter file writes it, so that reading it gives the same value; a shell reads it alike.
  ///
  /// Nil for a value that no line can hold: one with a line break or another control character.
  public static func quoted(_ value: String) -> String? {
    if value.utf8.contains(where: { ($0 < 0x20 && $0 != UInt8(ascii: "\t")) || $0 == 0x7F }) {
      return nil
    }
    let isPlain = value.utf8.allSatisfy { plain.contains($0) }
    if isPlain, value.utf8.first != UInt8(ascii: "#") { return value }
    if !value.utf8.contains(UInt8(ascii: "'")) { return "'\(value)'" }
    var text = "\""
    for scalar in value.unicodeScalars {
      if "\"\\$`".unicodeScalars.contains(scalar) { text.unicodeScalars.append("\\") }
      text.unicodeScalars.append(scalar)
    }
    return text + "\""
  }

  /// Letters that neither we nor any shell read as anything but themselves.
  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,+@%=".utf8)
}
