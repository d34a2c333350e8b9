/// A place in the bytes of an XML document, and the reading of what is smaller than a tag.
struct DocumentScanner: Sendable {
  private let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position >= bytes.count }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
  }

  /// A failure that names the line and the column, counted in characters from 1, of a place in the document.
  func failure(_ cause: String, at place: Int? = nil) -> Failure {
    let before = bytes[..<min(place ?? position, bytes.count)]
    let line = line(of: before.endIndex)
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let column = before[start...].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    return Failure(.badDefinition, "line \(line), column \(column)", cause: cause)
  }

  /// The line of a place in the document, from 1.
  func line(of place: Int) -> Int { bytes[..<place].reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) } }

  func looking(at text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[position...].starts(with: $0) }
  }

  mutating func skip(_ text: StaticString) -> Bool {
    guard looking(at: text) else { return false }
    position += text.utf8CodeUnitCount
    return true
  }

  mutating func skip(_ wanted: [UInt8]) -> Bool {
    guard bytes[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  /// Skips blanks; whether there were any.
  @discardableResult
  mutating func skipBlanks() -> Bool {
    let start = position
    while position < bytes.count, DocumentScanner.isBlank(bytes[position]) { position += 1 }
    return position > start
  }

  /// Skips everything up to and including `end`.
  mutating func skip(past end: StaticString, of what: String) throws(Failure) {
    let start = position
    while !isAtEnd {
      if skip(end) { return }
      position += 1
    }
    throw failure("the \(what) does not end", at: start)
  }

  /// The encoding that an XML declaration at this place names, or nil.
  func declaredEncoding() -> String? {
    guard looking(at: "<?xml") else { return nil }
    let declaration = bytes[position...].prefix(256).prefix { $0 != UInt8(ascii: ">") }
    let words = String(decoding: declaration, as: UTF8.self)
      .split { $0 == "\"" || $0 == "'" }
    guard let label = words.firstIndex(where: { $0.trimmed.hasPrefix("encoding") }),
      label + 1 < words.count
    else { return nil }
    // It becomes a word of a command that people paste.
    let name = words[label + 1]
    return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
      ? String(name) : nil
  }

  /// A name of an element or an attribute, with its prefix.
  ///
  /// Of the letters outside of ASCII all are taken, where the standard leaves out a few.
  mutating func name() throws(Failure) -> String {
    let start = position
    while position < bytes.count, DocumentScanner.isNameByte(bytes[position]) { position += 1 }
    guard position > start, !"0123456789-.".utf8.contains(bytes[start]) else {
      throw failure("a name is expected", at: start)
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"),
      UInt8(ascii: "-"), UInt8(ascii: "."), 0x80...0xFF:
      true
    default: false
    }
  }

  /// `name="value"`, with blanks allowed around the sign.
  mutating func attribute() throws(Failure) -> PullParser.Attribute {
    let name = try name()
    skipBlanks()
    guard skip("=") else { throw failure("'=' expected after the attribute \(name)") }
    skipBlanks()
    let start = position
    guard position < bytes.count, [0x22, 0x27].contains(bytes[position]) else {
      throw failure("the value of the attribute \(name) is not in quotes")
    }
    let quote = bytes[position]
    position += 1
    var value: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      if byte == quote {
        position += 1
        return PullParser.Attribute(name, String(decoding: value, as: UTF8.self))
      }
      if byte == UInt8(ascii: "<") { throw failure("'<' in the value of the attribute \(name)") }
      if byte == UInt8(ascii: "&") {
        value += try reference()
      } else {
        // A line break in a value reads as a blank: XML 1.0, section 3.3.3.
        let character = try character()
        value.append(character == 0x0A || character == 0x09 ? 0x20 : character)
      }
    }
    throw failure("the value of the attribute \(name) does not end", at: start)
  }

  /// Text up to the next tag, with its references resolved.
  mutating func text() throws(Failure) -> [UInt8] {
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
      if bytes[position] == UInt8(ascii: "&") {
        text += try reference()
      } else if looking(at: "]]>") {
        throw failure("']]>' in text")
      } else {
        text.append(try character())
      }
    }
    return text
  }

  /// The content of the CDATA section that begins here.
  mutating func characterData() throws(Failure) -> [UInt8] {
    let start = position
    _ = skip("<![CDATA[")
    var text: [UInt8] = []
    while !isAtEnd {
      if skip("]]>") { return text }
      text.append(try character())
    }
    throw failure("the CDATA section does not end", at: start)
  }

  /// One byte of text; CR LF and CR alone read as LF (XML 1.0, section 2.11).
  private mutating func character() throws(Failure) -> UInt8 {
    let byte = bytes[position]
    guard byte >= 0x20 || DocumentScanner.isBlank(byte) else {
      throw failure("a control character")
    }
    position += 1
    if byte == 0x0D {
      if position < bytes.count, bytes[position] == 0x0A { position += 1 }
      return 0x0A
    }
    return byte
  }

  /// What the reference that begins here stands for: one of the five entities, or a character by its number.
  private mutating func reference() throws(Failure) -> [UInt8] {
    let start = position
    let body = bytes[(position + 1)...].prefix(12)
    guard let end = body.firstIndex(of: UInt8(ascii: ";")) else {
      throw failure("'&' begins no reference; it is written &amp;")
    }
    let name = String(decoding: body[..<end], as: UTF8.self)
    position = end + 1
    switch name {
    case "lt": return [UInt8(ascii: "<")]
    case "gt": return [UInt8(ascii: ">")]
    case "amp": return [UInt8(ascii: "&")]
    case "quot": return [UInt8(ascii: "\"")]
    case "apos": return [UInt8(ascii: "'")]
    default: break
    }
    guard let scalar = DocumentScanner.numbered(name) else {
      throw failure("&\(name); is not a reference that is known", at: start)
    }
    return Array(String(Character(scalar)).utf8)
  }

  /// The character that `#65` or `#x41` stands for, if XML allows it (XML 1.0, section 2.2).
  private static func numbered(_ name: String) -> Unicode.Scalar? {
    let isHexadecimal = name.hasPrefix("#x")
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst(isHexadecimal ? 2 : 1)
    // The standard library would also take a sign here.
    guard digits.allSatisfy({ $0.isASCII && $0.isHexDigit }),
      let number = UInt32(digits, radix: isHexadecimal ? 16 : 10)
    else { return nil }
    switch number {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF:
      return Unicode.Scalar(number)
    default: return nil
    }
  }
}
