/// A place in the text of a shell script, and what stands there.
struct ShellReader {
  /// Why a statement is not taken.
  struct Refusal: Error {
    let cause: String
    /// Whether it may decide which of the lines behind it count.
    let isDecisive: Bool

    init(_ cause: String, isDecisive: Bool = false) {
      (self.cause, self.isDecisive) = (cause, isDecisive)
    }
  }

  /// The line of the place, from 1.
  private(set) var line = 1
  /// The keys that the last statement referred to.
  private(set) var referred: Set<String> = []
  /// The keys that the last statement sets, or would have set.
  private(set) var touched: Set<String> = []
  private let text: [UInt8]
  private var index = 0
  private var start = (index: 0, line: 1)

  init(_ text: [UInt8]) { self.text = text }

  private var byte: UInt8? { index < text.count ? text[index] : nil }

  private mutating func advance() {
    if byte == UInt8(ascii: "\n") { line += 1 }
    index += 1
  }

  /// Goes to the next statement, over blanks, line ends, semicolons and comments; false at the end.
  mutating func findStatement() -> Bool {
    while let byte {
      if byte == UInt8(ascii: "#") {
        skipLine()
      } else if ShellReader.isBlank(byte) || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: ";")
      {
        advance()
      } else {
        start = (index, line)
        return true
      }
    }
    return false
  }

  private mutating func skipLine() {
    while let byte, byte != UInt8(ascii: "\n") { advance() }
  }

  /// The assignments that the statement at the place consists of.
  ///
  /// A statement that is refused is left somewhere in its midst.
  mutating func statement(valueOf: (String) -> String?) throws(Refusal) -> [(String, String)] {
    (referred, touched) = ([], [])
    var found: [(key: String, value: String)] = []
    var isDeclaration = false
    // What this very statement has set so far counts too: A=1 B=$A.
    func value(of key: String) -> String? {
      found.last { $0.key == key }?.value ?? valueOf(key)
    }
    while let byte, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: ";") {
      if ShellReader.isBlank(byte) {
        advance()
        continue
      }
      if byte == UInt8(ascii: "#") {
        skipLine()
        break
      }
      if isContinuation() {
        advance()
        advance()
        continue
      }
      let start = index
      while let byte = self.byte, ShellReader.isNameByte(byte) { advance() }
      let key = String(decoding: text[start..<index], as: UTF8.self)
      if self.byte == UInt8(ascii: "="), ShellReader.isName(text[start..<index]) {
        advance()
        touched.insert(key)
        found.append((key, try word(value)))
      } else if start == index && isDeclaration && byte == UInt8(ascii: "-") {
        // An option of export or typeset; none of them changes a plain text but -i, -u, -l, -L, -R and -Z.
        while let byte = self.byte, byte != UInt8(ascii: "\n"), !ShellReader.isBlank(byte) {
          guard "-xr".utf8.contains(byte) else { throw Refusal("an option that changes the value") }
          advance()
        }
      } else if found.isEmpty, !isDeclaration, ShellReader.declarations.contains(key), endsWord() {
        isDeclaration = true
      } else if !(isDeclaration && ShellReader.isName(text[start..<index]) && endsWord()) {
        throw command(from: start, isBehindAssignment: !found.isEmpty)
      }
    }
    return found.map { ($0.key, $0.value) }
  }

  private func isContinuation() -> Bool {
    byte == UInt8(ascii: "\\") && index + 1 < text.count && text[index + 1] == UInt8(ascii: "\n")
  }

  private func endsWord() -> Bool {
    guard let byte else { return true }
    return ShellReader.isBlank(byte) || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: ";")
  }

  /// The refusal of a command whose first word begins at `start`.
  private func command(from start: Int, isBehindAssignment: Bool) -> Refusal {
    let end =
      text[start...].firstIndex {
        ShellReader.isBlank($0) || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: ";")
      } ?? text.endIndex
    let name = String(decoding: text[start..<min(end, start + 40)], as: UTF8.self)
    let cause =
      isBehindAssignment
      ? "'\(name)' behind a value is a command, for which alone the value counts"
      : "'\(name)' is a command" + hint(name, end)
    return Refusal(cause, isDecisive: ShellReader.decisive.contains(name))
  }

  /// Where that is read which such a line sets up.
  private func hint(_ name: String, _ end: Int) -> String {
    if text[end...].first(where: { !ShellReader.isBlank($0) }) == UInt8(ascii: "=") {
      return ", as a blank is in front of '='; a configuration of xl or xm is named by "
        + "Definition_file"
    }
    if ["scrgadm", "clresource", "clrs"].contains(name) {
      return "; what it has made is read with -s from the output of 'clresource show -v' or "
        + "'scrgadm -pvv'"
    }
    return ["primitive", "crm", "pcs"].contains(name)
      ? "; a resource of Pacemaker is taken over by 'xvm_register --take-over'" : ""
  }

  /// Goes from the start of the last statement to the end of its line, which quotes may make several; whether it is open there,
  /// so that the lines that follow may belong to it: a block, a here-document, a quote that does not end.
  mutating func skipStatement() -> Bool {
    (index, line) = start
    var quote: UInt8?
    var depth = 0
    var isHereDocument = false
    var previous = UInt8(ascii: " ")
    while let byte, quote != nil || byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
        advance()
      } else if let open = quote {
        if byte == open { quote = nil }
      } else if "'\"`".utf8.contains(byte) {
        quote = byte
      } else if byte == UInt8(ascii: "#"), ShellReader.isBlank(previous) {
        skipLine()
        break
      } else if "({".utf8.contains(byte) {
        depth += 1
      } else if ")}".utf8.contains(byte) {
        depth -= 1
      } else if byte == UInt8(ascii: "<"), previous == UInt8(ascii: "<") {
        isHereDocument = true
      }
      previous = byte
      if self.byte != nil { advance() }
    }
    return quote != nil || depth != 0 || isHereDocument
  }

  // Words

  /// The value that the word at the place has.
  private mutating func word(_ valueOf: (String) -> String?) throws(Refusal) -> String {
    var value: [UInt8] = []
    var isStart = true
    while let byte, !ShellReader.isBlank(byte), byte != UInt8(ascii: "\n"),
      byte != UInt8(ascii: ";")
    {
      switch byte {
      case UInt8(ascii: "'"): value += try singleQuoted()
      case UInt8(ascii: "\""): value += try doubleQuoted(valueOf)
      case UInt8(ascii: "$"): value += try dollar(valueOf, isQuoted: false)
      case UInt8(ascii: "`"): throw Refusal("`...` would run a program")
      case UInt8(ascii: "\\"):
        advance()
        if self.byte == nil { throw Refusal("it ends with a backslash") }
        if let next = self.byte, next != UInt8(ascii: "\n") { value.append(next) }
        advance()
      case UInt8(ascii: "~") where isStart || value.last == UInt8(ascii: ":"):
        throw Refusal("'~' is the home of the user who runs the file")
      case UInt8(ascii: "("):
        throw Refusal("an array, or a program that would be run")
      case UInt8(ascii: ")"), UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: "<"),
        UInt8(ascii: ">"):
        throw Refusal(
          "'\(Character(Unicode.Scalar(byte)))' makes a command of it",
          isDecisive: "|&".utf8.contains(byte))
      default:
        value.append(byte)
        advance()
      }
      isStart = false
      try bound(value)
    }
    return String(decoding: value, as: UTF8.self)
  }

  private func bound(_ value: [UInt8]) throws(Refusal) {
    guard value.count <= ShellAssignments.longestValue else {
      throw Refusal("a value longer than \(ShellAssignments.longestValue >> 10) KiB")
    }
  }

  private mutating func singleQuoted() throws(Refusal) -> ArraySlice<UInt8> {
    advance()
    let start = index
    while let byte {
      advance()
      if byte == UInt8(ascii: "'") { return text[start..<(index - 1)] }
    }
    throw Refusal("the quote ' is not closed")
  }

  private mutating func doubleQuoted(_ valueOf: (String) -> String?) throws(Refusal) -> [UInt8] {
    var value: [UInt8] = []
    advance()
    while let byte {
      switch byte {
      case UInt8(ascii: "\""):
        advance()
        return value
      case UInt8(ascii: "$"): value += try dollar(valueOf, isQuoted: true)
      case UInt8(ascii: "`"): throw Refusal("`...` would run a program")
      case UInt8(ascii: "\\"):
        advance()
        guard let next = self.byte else { break }
        if !"\"\\$`\n".utf8.contains(next) { value.append(byte) }
        if next != UInt8(ascii: "\n") { value.append(next) }
        advance()
      default:
        value.append(byte)
        advance()
      }
      try bound(value)
    }
    throw Refusal("the quote \" is not closed")
  }

  /// What `$NAME` or `${NAME}` stands for, or the sign itself where a shell leaves it.
  private mutating func dollar(_ valueOf: (String) -> String?, isQuoted: Bool) throws(Refusal)
    -> [UInt8]
  {
    advance()
    let isBraced = byte == UInt8(ascii: "{")
    if isBraced { advance() }
    let start = index
    while let byte, ShellReader.isNameByte(byte) { advance() }
    let name = text[start..<index]
    let key = String(decoding: name, as: UTF8.self)
    if isBraced {
      guard byte == UInt8(ascii: "}"), ShellReader.isName(name) else {
        throw Refusal("only ${NAME} is understood of the forms of ${")
      }
      advance()
    } else if name.isEmpty {
      guard let byte, !ShellReader.isBlank(byte), byte != UInt8(ascii: "\n"),
        byte != UInt8(ascii: ";"),
        !(isQuoted && byte == UInt8(ascii: "\""))
      else { return [UInt8(ascii: "$")] }
      if byte == UInt8(ascii: "(") { throw Refusal("$(...) would run a program") }
      throw Refusal("'$\(Character(Unicode.Scalar(byte)))' depends on who runs the file")
    }
    guard ShellReader.isName(name) else { throw Refusal("'$\(key)' depends on who runs the file") }
    guard let value = valueOf(key) else {
      throw Refusal("$\(key) is not set above; its value came from elsewhere")
    }
    referred.insert(key)
    return Array(value.utf8)
  }

  // Letters and words

  private static let declarations: Set = ["export", "typeset", "readonly"]

  /// Commands behind which it is not known which lines count, or what the keys above are by then.
  private static let decisive: Set = [
    "if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac",
    "select",
    "function", "{", "}", "(", "((", "[[", "[", "test", "exit", "return", "exec", "unset", "read",
    "let",
    "alias", "eval", "!", "&&", "||",
  ]

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first else { return false }
    return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
      && bytes.allSatisfy(isNameByte)
  }
}
