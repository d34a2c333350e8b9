/// UTF-8, one scalar at a time, for readers that have to name the place where it breaks.
public enum UTF8Scan {
  /// The number of bytes of the scalar at `index`, or nil when no valid one begins there.
  ///
  /// Overlong forms, surrogates and values over U+10FFFF are invalid: The Unicode Standard, table 3-7.
  public static func length<Bytes: RandomAccessCollection>(of bytes: Bytes, at index: Int) -> Int?
  where Bytes.Element == UInt8, Bytes.Index == Int {
    guard index < bytes.endIndex else { return nil }
    let first = bytes[index]
    if first < 0x80 { return 1 }
    let (count, second): (Int, ClosedRange<UInt8>)
    switch first {
    case 0xC2...0xDF: (count, second) = (2, 0x80...0xBF)
    case 0xE0: (count, second) = (3, 0xA0...0xBF)
    case 0xED: (count, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (count, second) = (3, 0x80...0xBF)
    case 0xF0: (count, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (count, second) = (4, 0x80...0xBF)
    case 0xF4: (count, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard bytes.endIndex - index >= count, second.contains(bytes[index + 1]) else { return nil }
    for offset in 2..<max(2, count) where !(0x80...0xBF).contains(bytes[index + offset]) {
      return nil
    }
    return count
  }

  /// Where `bytes` first stops being UTF-8; nil when all of it is.
  public static func firstInvalid<Bytes: RandomAccessCollection>(in bytes: Bytes) -> Int?
  where Bytes.Element == UInt8, Bytes.Index == Int {
    var index = bytes.startIndex
    while index < bytes.endIndex {
      guard let count = length(of: bytes, at: index) else { return index }
      index += count
    }
    return nil
  }

  /// The bytes as UTF-8, and whether they were something else: what is not UTF-8 is read as ISO-8859-1, in which each byte is a
  /// letter, as it is in old files. Of UTF-16 nothing is made.
  public static func orLatin1(_ bytes: [UInt8]) -> (bytes: [UInt8], wasLatin1: Bool) {
    if firstInvalid(in: bytes) == nil || isUTF16(bytes) { return (bytes, false) }
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(Unicode.Scalar(byte)) }
    return (Array(String(text).utf8), true)
  }

  /// Whether a text begins as one in UTF-16 does.
  public static func isUTF16(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
  }
}
