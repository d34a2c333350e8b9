/// A file of KEY=value lines, as a shell would read it, without a shell.
///
/// The file may also be read by a Korn shell that runs a legacy agent, so whatever a shell would have expanded, or would have
/// taken for something else than a value, is refused and never guessed at.
public enum ParameterFile {
  /// The longest file that is read, in bytes.
  public static let maximumSize = 1 << 20
  /// How many problems are reported before the reading is given up.
  static let mostProblems = 100

  /// The values in a file, in their order; `name` is the file in messages, which say `name:7` for its seventh line.
  ///
  /// Lines that are not good are reported and left out. A key that stands twice is returned twice: `PropertyValues` knows
  /// which keys are the same.
  public static func parse(_ bytes: [UInt8], name: String, problems: inout [Failure])
    -> [PropertyValues.Given]
  {
    guard bytes.count <= maximumSize else {
      problems.append(Failure(.malformed, name, cause: "longer than \(maximumSize >> 20) MB"))
      return []
    }
    var found: [PropertyValues.Given] = []
    var wrong: [Failure] = []
    var rest = bytes[...]
    if UTF8Scan.isUTF16(bytes) {
      problems.append(
        Failure(
          .malformed, "\(name):1",
          cause: "is UTF-16; 'iconv -f UTF-16 -t UTF-8 \(name)' writes it as UTF-8"))
      return []
    }
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) {
      wrong.append(
        Failure(
          .malformed, "\(name):1",
          cause:
            "begins with a byte order mark; remove it with: sed -i '1s/^\\xEF\\xBB\\xBF//' \(name)")
      )
      rest = rest.dropFirst(3)
    }
    var number = 0
    var hasReturns = false
    while !rest.isEmpty, wrong.count < mostProblems {
      number += 1
      let place = "\(name):\(number)"
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      var line = rest[..<end]
      rest = rest[end...].dropFirst()
      if line.last == UInt8(ascii: "\r") {
        line = line.dropLast()
        if !hasReturns {
          // One problem of the file, however many lines it has.
          hasReturns = true
          wrong.append(
            Failure(
              .malformed, place,
              cause: "lines end with CR LF; remove the CR with: sed -i 's/\\r$//' \(name)"))
        }
      }
      do throws(Failure) {
        if let (key, value) = try ParameterLine.read(line, place) {
          found.append(PropertyValues.Given(key, value, place: place))
        }
      } catch {
        wrong.append(error)
      }
    }
    problems += wrong
    return found
  }
}

/// One line of a parameter file.
enum ParameterLine {
  /// The key and the value of a line; nil for an empty line and for a comment.
  static func read(_ bytes: ArraySlice<UInt8>, _ place: String) throws(Failure)
    -> (key: String, value: String)?
  {
    func fail(_ cause: String) -> Failure { Failure(.malformed, place, cause: cause) }
    let line = bytes.drop(while: isBlank)
    // In a comment everything may stand, whatever its encoding, but for a NUL, which no text file has.
    guard let first = line.first, first != UInt8(ascii: "#") || line.contains(0) else { return nil }
    if UTF8Scan.firstInvalid(in: bytes) != nil {
      throw fail("is not UTF-8; 'iconv -f ISO-8859-1 -t UTF-8' makes it so where it is Latin-1")
    }
    if bytes.contains(where: { ($0 < 0x20 && $0 != UInt8(ascii: "\t")) || $0 == 0x7F }) {
      throw fail("holds a NUL or another control character")
    }
    guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else {
      throw fail("there is no '='; a line is KEY=value")
    }
    let name = line[..<equals]
    let rest = line[(equals + 1)...]
    let key = String(decoding: name, as: UTF8.self)
    if let word = ["export", "typeset", "readonly", "set", "declare", "local"]
      .first(where: { key.hasPrefix($0 + " ") || key.hasPrefix($0 + "\t") })
    {
      throw fail("'\(word)' is a word of the shell; write KEY=value alone")
    }
    if name.last.map(isBlank) ?? false || (rest.first.map(isBlank) ?? false && !endsThere(rest)) {
      throw fail("there are blanks beside '='; a line is KEY=value")
    }
    guard isName(name) else {
      throw fail("'\(key)' is no name; names are letters, digits and '_'")
    }
    let (value, behind) = try self.value(rest, fail)
    guard endsThere(behind) else {
      throw fail("there is more after the value; put a value with blanks in quotes")
    }
    return (key, value)
  }

  /// The value at the start of `text`, and what follows it.
  private static func value(_ text: ArraySlice<UInt8>, _ fail: (String) -> Failure) throws(Failure)
    -> (String, ArraySlice<UInt8>)
  {
    switch text.first {
    case UInt8(ascii: "'"):
      guard let end = text.dropFirst().firstIndex(of: UInt8(ascii: "'")) else {
        throw fail("the quote ' is not closed on its line")
      }
      return (
        String(decoding: text[(text.startIndex + 1)..<end], as: UTF8.self), text[(end + 1)...]
      )
    case UInt8(ascii: "\""):
      return try doubleQuoted(text.dropFirst(), fail)
    default:
      let end = text.firstIndex(where: isBlank) ?? text.endIndex
      let word = text[..<end]
      if word.first == UInt8(ascii: "~") || word.contains(where: { special.utf8.contains($0) }) {
        throw fail("holds a character special to the shell; put the value in single quotes")
      }
      return (String(decoding: word, as: UTF8.self), text[end...])
    }
  }

  /// A value between double quotes, where a backslash quotes what a shell lets it quote: sh(1), Double-Quotes.
  private static func doubleQuoted(_ text: ArraySlice<UInt8>, _ fail: (String) -> Failure)
    throws(Failure) -> (String, ArraySlice<UInt8>)
  {
    var value: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""):
        return (String(decoding: value, as: UTF8.self), rest)
      case UInt8(ascii: "$"), UInt8(ascii: "`"):
        throw fail(
          "a shell would expand '\(Character(Unicode.Scalar(byte)))' in double quotes; "
            + "use single quotes, or a backslash before it")
      case UInt8(ascii: "\\"):
        if let next = rest.first, "\"\\$`".utf8.contains(next) {
          value.append(next)
          rest = rest.dropFirst()
        } else {
          value.append(byte)
        }
      default:
        value.append(byte)
      }
    }
    throw fail("the quote \" is not closed on its line")
  }

  private static let special = "$`\\'\"|&;<>()"

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  /// Whether nothing but blanks or a comment is left.
  private static func endsThere(_ rest: ArraySlice<UInt8>) -> Bool {
    guard let first = rest.first else { return true }
    guard isBlank(first) else { return false }
    let next = rest.drop(while: isBlank).first
    return next == nil || next == UInt8(ascii: "#")
  }

  private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    let isLetter: (UInt8) -> Bool = { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }
    return bytes.first.map(isLetter) ?? false
      && bytes.allSatisfy {
        isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }
  }
}
