/// A password in a URI, `scheme://user:password@host`: it stands on command lines, in tables and in logs, so it is refused where a
/// URI is read, and covered wherever a text that holds one is shown.
public enum URIPassword {
  /// Whether a URI holds one.
  public static func isIn(_ uri: String) -> Bool { masked(uri) != uri }

  /// The text with `***` in the place of each.
  public static func masked(_ text: String) -> String {
    let mark = Array("://".utf8)
    let bytes = Array(text.utf8)
    guard bytes.count > mark.count, bytes.contains(UInt8(ascii: "@")) else { return text }
    var result: [UInt8] = []
    var rest = bytes[...]
    while let slash = rest.indices.first(where: { rest[$0...].starts(with: mark) }) {
      let begin = slash + mark.count
      let authority = rest[begin...].prefix { !"/?# \t\r\n'\"<>".utf8.contains($0) }
      result += rest[..<begin]
      rest = rest[begin...]
      guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
        let colon = colon(in: authority[..<at])
      else { continue }
      result += authority[..<colon] + Array("***".utf8)
      rest = rest[at...]
    }
    return String(decoding: result + rest, as: UTF8.self)
  }

  /// Where the password begins in `user:password`; the colon may be written as RFC 3986 escapes it.
  private static func colon(in user: ArraySlice<UInt8>) -> Int? {
    for index in user.indices {
      if user[index] == UInt8(ascii: ":") { return index + 1 }
      let escape = user[index...].prefix(3).map { $0 | ($0 >= 0x40 ? 0x20 : 0) }
      if escape == Array("%3a".utf8) { return index + 3 }
    }
    return nil
  }
}
