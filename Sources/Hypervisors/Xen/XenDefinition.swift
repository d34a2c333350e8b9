internal import Model

/// The name in a domain's configuration file: xl.cfg(5), and the Python files of xm as far as they are written alike.
///
/// A file is a sequence of `key = value`; a value is a number, a string in quotes of either kind, or a list in brackets
/// that may go over lines. `#` begins a comment, `;` and the end of a line end a value. UNVERIFIED: which of two
/// assignments of a name counts; so they have to agree.
struct XenDefinition {
  /// The domain's name.
  let name: String

  /// Reads a file; one that does not give its name as plain text is refused.
  init(parsing bytes: [UInt8]) throws(Failure) {
    guard UTF8Scan.firstInvalid(in: bytes) == nil else {
      throw XenDefinition.bad("it is not UTF-8")
    }
    var reader = Reader(Array(String(decoding: bytes, as: UTF8.self).unicodeScalars))
    var names: Set<String> = []
    while let (key, value) = try reader.next() {
      guard key == "name" else { continue }
      guard let value else { throw XenDefinition.bad("its name is not a text in quotes") }
      names.insert(value)
    }
    guard let name = names.first else { throw XenDefinition.bad("it names no domain") }
    guard names.count == 1 else { throw XenDefinition.bad("it gives its domain two names") }
    self.name = name
  }

  private static func bad(_ cause: String) -> Failure {
    Failure(.badDefinition, "the domain's configuration", cause: cause)
  }

  /// Takes a file apart, one assignment after another.
  private struct Reader {
    private let text: [Unicode.Scalar]
    private var place = 0

    init(_ text: [Unicode.Scalar]) { self.text = text }

    /// The next key, and its value where that is one string and nothing else; nil at the end.
    mutating func next() throws(Failure) -> (key: String, value: String?)? {
      skipBlank(lines: true)
      guard place < text.count else { return nil }
      let key = take { $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
      skipBlank(lines: false)
      guard !key.isEmpty, place < text.count, text[place] == "=" else {
        throw bad("line \(line) is no 'key = value'")
      }
      place += 1
      skipBlank(lines: false)
      var value: String?
      var parts = 0
      var depth = 0
      while place < text.count {
        let letter = text[place]
        if depth == 0, letter == "\n" || letter == ";" { break }
        switch letter {
        case "\"", "'":
          value = try string(letter)
          parts += 1
          continue
        case "#":
          skipComment()
          continue
        case "[": depth += 1
        case "]": depth -= 1
        case " ", "\t", "\r", "\n": break
        default: parts += 2
        }
        if letter == "[" { parts += 2 }
        place += 1
      }
      guard depth == 0 else { throw bad("a list of '\(key)' is not closed") }
      guard parts > 0 else { throw bad("line \(line): '\(key)' has no value") }
      return (key, parts == 1 ? value : nil)
    }

    /// A string from its opening quote on; a backslash keeps the letter after it from ending the string.
    private mutating func string(_ quote: Unicode.Scalar) throws(Failure) -> String {
      var result = String.UnicodeScalarView()
      place += 1
      while place < text.count, text[place] != "\n" {
        let letter = text[place]
        place += 1
        if letter == quote { return String(result) }
        if letter == "\\", place < text.count {
          // What other letters after a backslash mean differs between xl and Python; no name needs them.
          guard ["\\", "\"", "'"].contains(text[place]) else {
            result.append("\u{FFFD}")
            place += 1
            continue
          }
          result.append(text[place])
          place += 1
        } else {
          result.append(letter)
        }
      }
      throw bad("line \(line): a text is not closed")
    }

    private mutating func skipBlank(lines: Bool) {
      while place < text.count {
        switch text[place] {
        case " ", "\t", "\r": place += 1
        case "\n", ";":
          if !lines { return }
          place += 1
        case "#":
          if !lines { return }
          skipComment()
        default: return
        }
      }
    }

    private mutating func skipComment() {
      while place < text.count, text[place] != "\n" { place += 1 }
    }

    private mutating func take(_ isPart: (Unicode.Scalar) -> Bool) -> String {
      let start = place
      while place < text.count, isPart(text[place]) { place += 1 }
      var view = String.UnicodeScalarView()
      view.append(contentsOf: text[start..<place])
      return String(view)
    }

    private var line: Int { text[..<min(place, text.count)].count { $0 == "\n" } + 1 }

    private func bad(_ cause: String) -> Failure { XenDefinition.bad(cause) }
  }
}
