import Model
import Platform
import Render
import TestSupport
import Testing

/// Text that has to come through a parser of somebody else's unharmed.
@Suite(.ownThreads) struct QuotingTests {
  static let hostile = [
    "", "web", "it's", "''", "'; exit 7; '", "$(id)", "`id`", "${HOME}", "a\\b", "\\'", "\"",
    "two\nlines\n\n", "-n", "a  b", "*", "~", "!!", "\t", "gäst 東京 🎈", "\u{1B}[31m", "\u{7F}",
    "\u{2028}", "e\u{301}", "\r\n",
    "'\u{301}$(id)'\u{301}",
  ]

  @Test(arguments: ["/usr/bin/ksh93", "/bin/dash", "/bin/bash"], hostile)
  func aShellGivesItBack(_ shell: String, _ text: String) throws {
    try #require(Files.isExecutable(shell), "the tests need \(shell)")
    // eval as a user writes it; the shell reads the assignments from its standard input.
    let script = "eval \"$(cat)\"; [ \"$KEY\" = \"$WORD\" ] || exit 9; printf '%s' \"$KEY\""
    let result = try ChildProcess.run(
      Command(
        shell, ["-c", script], environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"],
        input: Array("KEY=\(ShellQuoting.quoted(text))\nWORD=\(ShellQuoting.word(text))\n".utf8)),
      until: Clock.now + .seconds(60))
    #expect(result.ending == .exited(0))
    #expect(result.errorText == "")
    #expect(result.output == Array(text.utf8))
  }

  /// No shell can keep a NUL: it would end the word, or the line, or be dropped with what stands around it joined.
  @Test func noNULReachesAShell() throws {
    for text in ["a\0b", "\0", "'\0'", "plain\0"] {
      for word in [ShellQuoting.quoted(text), ShellQuoting.word(text), ShellQuoting.line([text])] {
        #expect(!word.utf8.contains(0))
        #expect(word == ShellQuoting.quoted(text.replacing("\0", with: "")))
      }
    }
  }

  @Test(arguments: hostile)
  func pythonReadsTheJSON(_ text: String) throws {
    let value = JSON.members([
      ("a", .list([.text(text), .null, .flag(true)])), (text, .number(-7)),
    ])
    for form in [value.line, value.indented] {
      let result = try ChildProcess.run(
        Command(
          "/usr/bin/python3",
          [
            "-c",
            "import json,sys; v = json.load(sys.stdin); k = list(v)[1]; "
              + "assert v['a'][1:] == [None, True] and v[k] == -7 and k == v['a'][0]; "
              + "sys.stdout.buffer.write(k.encode())",
          ],
          environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"], input: Array(form.utf8)),
        until: Clock.now + .seconds(60))
      #expect(result.errorText == "")
      #expect(result.output == Array(text.utf8))
    }
  }

  @Test(arguments: [
    (JSON.null, "null"), (.number(.min), "-9223372036854775808"), (.list([]), "[]"),
    (.members([]), "{}"), (.text("a\"\\/\u{1}\u{2029}é"), #""a\"\\/\u0001\u2029é""#),
    (
      .members([("a", .list([.flag(false), .text("")])), ("b", .null)]),
      #"{"a": [false, ""], "b": null}"#
    ),
  ])
  func aValueOnOneLine(_ value: JSON, _ text: String) {
    #expect(value.line == text)
  }

  @Test func aValueForPeople() {
    let value = JSON.members([("a", .list([.number(1), .number(2)])), ("b", .members([]))])
    #expect(value.indented == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}")
  }

  @Test(arguments: [
    ("web", "web"), ("\u{1B}[2J", "\\u{1B}[2J"), ("a\nb", "a\\u{A}b"), ("\u{202E}x", "\\u{202E}x"),
    ("gäst 東京", "gäst 東京"), ("\u{9B}31m", "\\u{9B}31m"),
  ])
  func aTerminalIsNotSteered(_ text: String, _ shown: String) {
    #expect(Escapes.terminal(text) == shown)
  }
}
