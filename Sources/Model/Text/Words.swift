/// The words of a command property, without a shell.
public enum Words {
  /// The words of a line: blanks part them, quotes and backslashes keep them together.
  ///
  /// Within single quotes everything is itself; within double quotes a backslash quotes `"`, `\`, `$` and the backquote, as in a
  /// shell. What a shell would do more than that is refused and never taken for a letter, because people expect it there.
  ///
  /// - Throws: `.badValue` with the reason.
  public static func split(_ line: String) throws(Failure) -> [String] {
    func fail(_ cause: String) -> Failure { Failure(.badValue, "'\(line)'", cause: cause) }
    if line.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    ) {
      throw fail("holds a line break or NUL")
    }
    var words: [String] = []
    var word: [UInt8] = []
    var isInWord = false
    var rest = Array(line.utf8)[...]
    while let byte = rest.popFirst() {
      let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
      if isBlank, isInWord {
        words.append(String(decoding: word, as: UTF8.self))
        word = []
      }
      isInWord = !isBlank
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      case UInt8(ascii: "'"):
        guard let end = rest.firstIndex(of: UInt8(ascii: "'")) else {
          throw fail("the quote ' is not closed")
        }
        word += rest[..<end]
        rest = rest[(end + 1)...]
      case UInt8(ascii: "\""):
        word += try doubleQuoted(&rest, fail)
      case UInt8(ascii: "\\"):
        guard let next = rest.popFirst() else { throw fail("it ends with a backslash") }
        word.append(next)
      default:
        if special.contains(byte) {
          throw fail(
            "'\(Unicode.Scalar(byte))' does not do what it does in a shell; quote it, or call a script"
          )
        }
        word.append(byte)
      }
    }
    if isInWord { words.append(String(decoding: word, as: UTF8.self)) }
    return words
  }

  private static func doubleQuoted(
    _ rest: inout ArraySlice<UInt8>, _ fail: (String) -> Failure
  ) throws(Failure) -> [UInt8] {
    var text: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""):
        return text
      case UInt8(ascii: "$"), UInt8(ascii: "`"):
        throw fail("'\(Unicode.Scalar(byte))' is not expanded as in a shell; use single quotes")
      case UInt8(ascii: "\\"):
        if let next = rest.first, "\"\\$`".utf8.contains(next) {
          text.append(next)
          rest = rest.dropFirst()
        } else {
          text.append(byte)
        }
      default: text.append(byte)
      }
    }
    throw fail("the quote \" is not closed")
  }

  private static let special = Set("|&;<>()$`*?".utf8)
}
