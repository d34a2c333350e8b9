/// Bytes as letters that no tool, file or command line gives a meaning: RFC 4648, section 4.
public enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The letters for `bytes`, with `=` at the end where their number asks for it.
  public static func encoded(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 3 * 4 + 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let number = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        text.append(
          place <= group.count ? letters[number >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that the letters stand for, or nil when they are no such text.
  public static func decoded(_ text: String) -> [UInt8]? {
    let all = Array(text.utf8)
    let body = all.prefix { $0 != UInt8(ascii: "=") }
    guard all.count % 4 == 0, all.count - body.count <= 2,
      all[body.count...].allSatisfy({ $0 == UInt8(ascii: "=") })
    else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(all.count / 4 * 3)
    var (number, bits) = (0, 0)
    for letter in body {
      guard let value = letters.firstIndex(of: letter) else { return nil }
      (number, bits) = ((number << 6 | value) & 0xFFFF, bits + 6)
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(number >> bits & 0xFF))
      }
    }
    // What is left over has to be nothing.
    return number & ((1 << bits) - 1) == 0 ? bytes : nil
  }
}
