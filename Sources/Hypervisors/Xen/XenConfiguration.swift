internal import Model

/// The settings of a domain's configuration file.
///
/// For xl the grammar of its own reader (xl.cfg(5); Xen 4.17, libxlu_cfg): `key = value` and `key += value`, a value is a number, a
/// text in quotes of either kind or a list in brackets, which may go over lines and hold lists; `;` and the end of a line end a
/// setting, `#` begins a comment. Bytes over 0x7F are taken in texts and comments, whatever their encoding. The last value of a key
/// counts. A file of xm is a Python program, which nobody here runs: what is written like xl's is read, a value that would have to
/// be computed is known to be one, and other statements are passed over as long as they cannot set the name.
struct XenConfiguration {
  /// A value.
  indirect enum Value {
    case text([UInt8], line: Int)
    case list([Value])
    /// What Python would compute.
    case computed(line: Int)

    /// The texts in it, at any depth.
    var texts: [(bytes: [UInt8], line: Int)] {
      switch self {
      case .text(let bytes, let line): [(bytes, line)]
      case .list(let values): values.flatMap(\.texts)
      case .computed: []
      }
    }
  }

  private(set) var values: [String: Value] = [:]
  /// The lines of statements of Python that were passed over and have the word `name` in them.
  private(set) var suspects: [Int] = []

  /// Reads a file.
  ///
  /// - Throws: `.badDefinition` with the line of the first thing that the tool does not take.
  init(parsing bytes: [UInt8], for tool: XenToolstack) throws(Failure) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw XenConfiguration.bad(
        1,
        "it begins with a byte order mark; remove it with: sed -i '1s/^\\xEF\\xBB\\xBF//' FILE")
    }
    var reader = Reader(bytes, tool)
    while let setting = try reader.next() {
      switch setting {
      case .statement(let line, let isSuspect):
        if isSuspect { suspects.append(line) }
      case .assignment(let key, let value, let isAdded, let line):
        values[key] =
          isAdded ? try XenConfiguration.sum(values[key], value, key, line) : value
      }
    }
  }

  private static func sum(_ old: Value?, _ more: Value, _ key: String, _ line: Int)
    throws(Failure) -> Value
  {
    switch (old, more) {
    case (nil, _): return more
    case (.text(let first, _)?, .text(let second, let line)):
      return .text(first + second, line: line)
    case (.list(let first)?, .list(let second)): return .list(first + second)
    case (.computed?, _), (_, .computed): return .computed(line: line)
    default:
      throw bad(line, "'\(key) +=' adds a text to a list, or a list to a text")
    }
  }

  fileprivate static func bad(_ line: Int, _ cause: String) -> Failure {
    Failure(.badDefinition, "line \(line)", cause: cause)
  }
}

/// Takes a file apart, one setting after another.
private struct Reader {
  enum Setting {
    case assignment(key: String, value: XenConfiguration.Value, isAdded: Bool, line: Int)
    case statement(line: Int, isSuspect: Bool)
  }

  private let bytes: [UInt8]
  private let tool: XenToolstack
  private var place = 0
  private var line = 1
  private static let deepest = 64

  init(_ bytes: [UInt8], _ tool: XenToolstack) { (self.bytes, self.tool) = (bytes, tool) }

  private var byte: UInt8? { place < bytes.count ? bytes[place] : nil }
  private var isStrict: Bool { tool == .xl }

  private mutating func advance() {
    if byte == UInt8(ascii: "\n") { line += 1 }
    place += 1
  }

  mutating func next() throws(Failure) -> Setting? {
    while let byte,
      isBlank(byte) || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: ";")
        || byte == UInt8(ascii: "#")
    {
      if byte == UInt8(ascii: "#") { skipComment() } else { advance() }
    }
    guard byte != nil else { return nil }
    let start = (place: place, line: line)
    do throws(Failure) {
      let setting = try assignment()
      if isStrict { return setting }
      // An indented assignment belongs to a block, which may not be run.
      if !isIndented(start.place), setting != nil { return setting }
    } catch { if isStrict { throw named(error, start) } }
    (place, line) = start
    return try statement(from: start.line)
  }

  /// `key = value` up to its end.
  private mutating func assignment() throws(Failure) -> Setting? {
    let first = line
    let key = word(isFirst: true)
    skipBlanks()
    let isAdded = looking(at: "+=")
    guard !key.isEmpty, isAdded || (byte == UInt8(ascii: "=") && !looking(at: "==")) else {
      throw bad(
        byte == UInt8(ascii: "-") && !key.isEmpty
          ? "a key has no '-' in it, as behind '\(key)'" : "there is no 'key = value'")
    }
    place += isAdded ? 2 : 1
    let value = try value(0)
    skipBlanks()
    switch byte {
    case nil, UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "#"): break
    case let byte? where isStrict && byte == UInt8(ascii: "\r"):
      throw bad(
        "the line ends with CR LF, which xl does not take; remove the CR with: sed -i 's/\\r$//' FILE"
      )
    default: throw bad("there is more after the value of '\(key)'")
    }
    return .assignment(key: key, value: value, isAdded: isAdded, line: first)
  }

  private mutating func value(_ depth: Int) throws(Failure) -> XenConfiguration.Value {
    skipBlanks()
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .text(try string(), line: line)
    case UInt8(ascii: "["):
      guard depth < Reader.deepest else { throw bad("lists are nested too deep") }
      return .list(try list(depth + 1))
    default:
      let number = word(isFirst: false)
      if number.isEmpty, byte == UInt8(ascii: "\\") {
        throw bad(
          "a backslash continues a line for Python only; a list in brackets goes on by itself")
      }
      guard let first = number.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
      else { throw bad("a value is a number, a text in quotes or a list in brackets") }
      return .text(Array(number.utf8), line: line)
    }
  }

  private mutating func list(_ depth: Int) throws(Failure) -> [XenConfiguration.Value] {
    let start = line
    var values: [XenConfiguration.Value] = []
    advance()
    skipLines()
    while byte != UInt8(ascii: "]") {
      guard byte != nil else { throw XenConfiguration.bad(start, "the list is not closed") }
      values.append(try value(depth))
      skipLines()
      if byte == UInt8(ascii: ",") {
        advance()
        skipLines()
      } else if byte != UInt8(ascii: "]") {
        guard byte != nil else { throw XenConfiguration.bad(start, "the list is not closed") }
        throw bad("a comma or ']' is expected in the list")
      }
    }
    advance()
    return values
  }

  /// The bytes of a text from its opening quote on.
  private mutating func string() throws(Failure) -> [UInt8] {
    let quote = byte
    var result: [UInt8] = []
    advance()
    while let byte, byte != UInt8(ascii: "\n"), byte != 0 {
      advance()
      if byte == quote {
        if self.byte == quote, result.isEmpty, !isStrict { throw bad("a text in three quotes") }
        return result
      }
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      guard let next = self.byte, next != UInt8(ascii: "\n") else { break }
      advance()
      if let plain = Reader.escapes[next] {
        result.append(plain)
      } else if next == UInt8(ascii: "x") || (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(next)
      {
        // A byte by its number, which xl and Python read differently; a name with one is refused as being no text.
        result.append(0xFF)
      } else if isStrict {
        throw bad("'\\\(Character(Unicode.Scalar(next)))' is no escape that xl knows")
      } else {
        result += [byte, next]
      }
    }
    throw bad(
      "the quote \(quote.map { String(Character(Unicode.Scalar($0))) } ?? "") is not closed on its line"
    )
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "'"): UInt8(ascii: "'"),
    UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8,
    UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
    UInt8(ascii: "v"): 11,
  ]

  /// Passes over a statement of Python, up to the end of its last line: brackets and quotes that are open keep it going.
  ///
  /// An assignment of another key than the name is one whose value is not known.
  private mutating func statement(from first: Int) throws(Failure) -> Setting {
    let isIndented = isIndented(place)
    let start = place
    let key = word(isFirst: true)
    skipBlanks()
    let isAssignment =
      !isIndented && !key.isEmpty
      && (looking(at: "+=") || (byte == UInt8(ascii: "=") && !looking(at: "==")))
    (place, line) = (start, first)
    var depth = 0
    var isSuspect = false
    while let byte, depth > 0 || (byte != UInt8(ascii: "\n") && byte != UInt8(ascii: ";")) {
      switch byte {
      case UInt8(ascii: "#"): skipComment()
      case UInt8(ascii: "\""), UInt8(ascii: "'"): skipQuotes(byte)
      case UInt8(ascii: "\\"):
        advance()
        if self.byte != nil { advance() }
      default:
        if "([{".utf8.contains(byte) { depth += 1 }
        if ")]}".utf8.contains(byte) { depth -= 1 }
        let word = word(isFirst: true)
        if word == "name" { isSuspect = true }
        if word.isEmpty { advance() }
      }
    }
    if isAssignment {
      return .assignment(key: key, value: .computed(line: first), isAdded: false, line: first)
    }
    return .statement(line: first, isSuspect: isSuspect)
  }

  /// Passes over a text of Python, in one quote or in three.
  private mutating func skipQuotes(_ quote: UInt8) {
    let isTriple = bytes[place...].starts(with: [quote, quote, quote])
    place += isTriple ? 3 : 1
    while let byte {
      if byte == UInt8(ascii: "\\") {
        advance()
        if self.byte != nil { advance() }
      } else if byte == quote, !isTriple || bytes[place...].starts(with: [quote, quote, quote]) {
        place += isTriple ? 3 : 1
        return
      } else if byte == UInt8(ascii: "\n"), !isTriple {
        return
      } else {
        advance()
      }
    }
  }

  // Letters and words

  /// The name, or the number, that begins here; empty when none does. Keys of xl are lower case.
  private mutating func word(isFirst: Bool) -> String {
    let start = place
    while let byte, isWordByte(byte, isFirst: isFirst && place == start) { place += 1 }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private func isWordByte(_ byte: UInt8, isFirst: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): !isFirst
    case UInt8(ascii: "_"): !isFirst || !isStrict
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): !isStrict
    default: false
    }
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
      || (byte == UInt8(ascii: "\r") && !isStrict)
  }

  private func isIndented(_ start: Int) -> Bool {
    start > 0 && isBlank(bytes[start - 1])
      && !bytes[..<start].reversed().drop(while: isBlank).starts(with: [UInt8(ascii: ";")])
  }

  private func looking(at text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[place...].starts(with: $0) }
  }

  private mutating func skipBlanks() {
    while let byte, isBlank(byte) { advance() }
  }

  private mutating func skipLines() {
    while let byte, isBlank(byte) || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "#") {
      if byte == UInt8(ascii: "#") { skipComment() } else { advance() }
    }
  }

  private mutating func skipComment() {
    while let byte, byte != UInt8(ascii: "\n") { advance() }
  }

  private func bad(_ cause: String) -> Failure { XenConfiguration.bad(line, cause) }

  /// The failure of a setting, which names Python where the line looks like it.
  private func named(_ failure: Failure, _ start: (place: Int, line: Int)) -> Failure {
    let end = bytes[start.place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    let text = String(decoding: bytes[start.place..<end], as: UTF8.self).trimmed
    guard PythonLine.looks(text) else { return failure }
    return XenConfiguration.bad(
      start.line,
      "'\(text.prefix(60))' is Python, as xm takes it; xl takes plain 'key = value' only (xl.cfg(5))"
    )
  }
}

/// Whether a line of a configuration file looks like Python.
private enum PythonLine {
  static func looks(_ line: String) -> Bool {
    let first = line.prefix { $0.isLetter || $0 == "_" }
    if words.contains(String(first)) { return true }
    guard let equals = line.firstIndex(of: "=") else {
      return line.hasPrefix("\"\"\"") || line.contains("(")
    }
    if line[..<equals].contains(where: \.isUppercase) { return true }
    // Outside of quotes: a name, an operator, a call.
    var quote: Character?
    for letter in line[line.index(after: equals)...] {
      if let open = quote {
        if letter == open { quote = nil }
      } else if letter == "\"" || letter == "'" {
        quote = letter
      } else if letter == "#" {
        return false
      } else if "+%(){}*:".contains(letter) {
        return true
      }
    }
    return false
  }

  private static let words: Set = [
    "import", "from", "def", "if", "elif", "else", "for", "while", "print", "try", "except",
    "return", "class", "with", "del",
    "global", "exec", "pass", "raise",
  ]
}
