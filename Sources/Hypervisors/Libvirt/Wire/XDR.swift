/// What can be wrong with bytes that should be XDR: RFC 4506.
struct XDRError: Error, Equatable {
  /// What was expected there, and was not.
  let expected: String
}

/// Values written one after the other as XDR: big endian, in units of four bytes.
struct XDREncoder {
  private(set) var bytes: [UInt8] = []

  mutating func unsigned(_ value: UInt32) {
    for shift in stride(from: UInt32(24), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func signed(_ value: Int32) { unsigned(UInt32(bitPattern: value)) }

  mutating func string(_ value: String) {
    let text = Array(value.utf8)
    unsigned(UInt32(text.count))
    bytes += text
    bytes += [UInt8](repeating: 0, count: (4 - text.count % 4) % 4)
  }

  /// Bytes whose number both sides know; a multiple of four.
  mutating func opaque(_ value: [UInt8]) { bytes += value }
}

/// Values read one after the other; whatever the bytes are, it reads within them or throws.
struct XDRDecoder {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  mutating func unsigned() throws(XDRError) -> UInt32 {
    try take(4, "a number").reduce(0) { $0 << 8 | UInt32($1) }
  }

  mutating func signed() throws(XDRError) -> Int32 { Int32(bitPattern: try unsigned()) }

  mutating func string() throws(XDRError) -> String { String(decoding: try data(), as: UTF8.self) }

  /// Bytes that say how many they are: a text, or what only the other side reads.
  mutating func data() throws(XDRError) -> ArraySlice<UInt8> {
    let count = Int(try unsigned())
    let data = try take(count, "\(count) bytes")
    _ = try take((4 - count % 4) % 4, "padding")
    return data
  }

  mutating func opaque(_ count: Int) throws(XDRError) -> [UInt8] {
    Array(try take(count, "\(count) bytes"))
  }

  /// A text that may be left out.
  mutating func optionalString() throws(XDRError) -> String? {
    try unsigned() == 0 ? nil : string()
  }

  private mutating func take(_ count: Int, _ expected: String) throws(XDRError) -> ArraySlice<UInt8>
  {
    guard count <= rest.count else { throw XDRError(expected: expected) }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
