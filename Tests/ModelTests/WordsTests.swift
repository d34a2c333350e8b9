import Model
import Testing

@Suite struct WordsTests {
  @Test(arguments: [
    ("", []), ("  \t ", []), ("/bin/true", ["/bin/true"]), (" a  b\tc ", ["a", "b", "c"]),
    ("a 'b c' d", ["a", "b c", "d"]), ("a \"b c\" d", ["a", "b c", "d"]),
    ("a '' b", ["a", "", "b"]),
    ("\"\"", [""]), ("a'b c'\"d e\"f", ["ab cd ef"]), ("a\\ b c", ["a b", "c"]), ("\\'", ["'"]),
    ("'\\'", ["\\"]), ("'$x|y'", ["$x|y"]), ("\"a\\\"b\\\\c\\$d\\`e\\n\"", ["a\"b\\c$d`e\\n"]),
    ("\\$\\*", ["$*"]), ("\"|&;<>()*?\"", ["|&;<>()*?"]),
    ("gr\u{fc}n \u{1F427}", ["gr\u{fc}n", "\u{1F427}"]),
    ("a\\\u{fc}b", ["a\u{fc}b"]), ("x=y #z", ["x=y", "#z"]),
  ])
  func aLineHasItsWords(_ line: String, _ words: [String]) throws {
    #expect(try Words.split(line) == words)
  }

  @Test(arguments: [
    ("a 'b", "not closed"), ("a \"b", "not closed"), ("a \"b\\\"", "not closed"),
    ("a \\", "backslash"),
    ("a | b", "'|'"), ("a && b", "'&'"), ("a; b", "';'"), ("a < b", "'<'"), ("a > b", "'>'"),
    ("a (b", "'('"), ("a )b", "')'"), ("a $b", "'$'"), ("a `b`", "'`'"), ("a *", "'*'"),
    ("a ?", "'?'"),
    ("a \"$b\"", "'$'"), ("a \"`b`\"", "'`'"), ("a\nb", "line break"), ("'a\nb'", "line break"),
    ("a\r\nb", "line break"), ("a\\\nb", "line break"), ("'a\u{0}'", "NUL"),
  ])
  func whatOnlyAShellUnderstandsIsRefused(_ line: String, _ cause: String) {
    let failure = #expect(throws: Failure.self) { try Words.split(line) }
    #expect(failure?.code == .badValue)
    #expect(failure?.cause.contains(cause) == true, "\(failure?.cause ?? "")")
  }
}
