/// Bytes of any kind and length kept in a table: a guest's definition, so that a node that has never seen the guest has it.
///
/// The bytes become keys `<prefix>.000001` and so on, a key for each line or, of a long line, for each thousand bytes; the key
/// `<prefix>.lines` counts them, so that a lost one is noticed. A line break, a tab, a backslash, blanks at the ends of a
/// value and whatever is not UTF-8 are written as `\n`, `\t`, `\\`, `\s` and `\xHH`. Unfolded they are the same byte for byte.
extension ConfigurationTable {
  /// The longest value that folding makes, in bytes.
  static let foldedLength = 1_000

  /// The bytes that were folded under `prefix`; nil when there are none.
  ///
  /// - Throws: `.malformed` when a line of them is missing, is too many or was damaged.
  public func folded(_ prefix: String) throws(Failure) -> [UInt8]? {
    let numbered = entries.count { Fold.isLine($0.key, of: prefix) }
    guard let text = self["\(prefix).lines"] else {
      if numbered == 0 { return nil }
      throw Failure(.malformed, prefix, cause: "the key \(prefix).lines is missing")
    }
    guard let count = Int(outside: text), count == numbered else {
      throw Failure(
        .malformed, prefix, cause: "\(prefix).lines is '\(text)', and there are \(numbered) lines")
    }
    var bytes: [UInt8] = []
    for number in 0..<count {
      let key = Fold.key(prefix, number + 1)
      guard let value = self[key] else {
        throw Failure(.malformed, prefix, cause: "the key \(key) is missing")
      }
      guard let line = Fold.decoded(value) else {
        throw Failure(.malformed, key, cause: "holds an escape that is not known")
      }
      bytes += line
    }
    return bytes
  }

  /// Folds bytes under `prefix`, in place of what was folded there.
  ///
  /// - Throws: `.badValue` when `prefix` cannot be part of a key or the table has no room; it is left as it was.
  public mutating func setFolded(_ prefix: String, _ bytes: [UInt8]) throws(Failure) {
    var table = self
    table.removeFolded(prefix)
    let lines = Fold.encoded(bytes, limit: ConfigurationTable.foldedLength)
    guard lines.count <= 999_999 else {
      throw Failure(.badValue, prefix, cause: "\(lines.count) lines are too many for a table")
    }
    try table.set("\(prefix).lines", String(lines.count))
    for (index, line) in lines.enumerated() { try table.set(Fold.key(prefix, index + 1), line) }
    self = table
  }

  /// The key of a line, counted from 1.
  public static func foldedKey(_ prefix: String, _ number: Int) -> String {
    Fold.key(prefix, number)
  }

  /// Removes what was folded under `prefix`.
  public mutating func removeFolded(_ prefix: String) {
    removeAll { $0 == "\(prefix).lines" || Fold.isLine($0, of: prefix) }
  }
}

/// Bytes as lines of text, and back.
private enum Fold {
  static func key(_ prefix: String, _ number: Int) -> String {
    let digits = String(number)
    return "\(prefix)." + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  static func isLine(_ key: String, of prefix: String) -> Bool {
    guard key.utf8.count == prefix.utf8.count + 7, key.hasPrefix(prefix + ".") else { return false }
    return key.utf8.suffix(6).allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
  }

  static func encoded(_ bytes: [UInt8], limit: Int) -> [String] {
    var lines: [String] = []
    var line: [UInt8] = []
    func finish() {
      if line.last == UInt8(ascii: " ") {
        line.replaceSubrange((line.count - 1)..., with: "\\s".utf8)
      }
      if line.first == UInt8(ascii: " ") { line.replaceSubrange(..<1, with: "\\s".utf8) }
      if !line.isEmpty { lines.append(String(decoding: line, as: UTF8.self)) }
      line = []
    }
    var index = 0
    while index < bytes.count {
      let count = UTF8Scan.length(of: bytes, at: index)
      let unit =
        count.map { $0 > 1 ? Array(bytes[index..<(index + $0)]) : plain(bytes[index]) }
        ?? hexadecimal(bytes[index])
      // Two bytes are kept for blanks at the ends that become escapes.
      if line.count + unit.count > limit - 2 { finish() }
      line += unit
      if bytes[index] == UInt8(ascii: "\n") { finish() }
      index += count ?? 1
    }
    finish()
    return lines
  }

  private static func plain(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case UInt8(ascii: "\\"): Array("\\\\".utf8)
    case UInt8(ascii: "\n"): Array("\\n".utf8)
    case UInt8(ascii: "\t"): Array("\\t".utf8)
    case UInt8(ascii: "\r"): Array("\\r".utf8)
    case 0..<0x20, 0x7F: hexadecimal(byte)
    default: [byte]
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> [UInt8] {
    let digits = String(byte, radix: 16, uppercase: true)
    return Array(("\\x" + (digits.utf8.count < 2 ? "0" : "") + digits).utf8)
  }

  /// The bytes that a line stands for, or nil when it holds an escape that folding never writes.
  static func decoded(_ line: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = Array(line.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "n"): bytes.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "t"): bytes.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "r"): bytes.append(UInt8(ascii: "\r"))
      case UInt8(ascii: "s"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "x"):
        let digits = rest.prefix(2)
        // The standard library would also take a sign here.
        guard digits.count == 2, digits.allSatisfy({ $0 != UInt8(ascii: "+") }),
          let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return nil }
        bytes.append(value)
        rest = rest.dropFirst(2)
      default: return nil
      }
    }
    return bytes
  }
}
