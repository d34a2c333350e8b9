import Model
import Testing

@Suite struct EscapesTests {
  @Test(
    arguments: [
      ("a & b < c > \"d\" 'e'", "a &amp; b &lt; c &gt; &quot;d&quot; 'e'"),
      ("one\ntwo\tthree\r", "one&#10;two&#9;three&#13;"),
      ("\u{0}\u{1B}[31m\u{FFFE}", "\u{FFFD}\u{FFFD}[31m\u{FFFD}"), ("ü 😀 e\u{301}", "ü 😀 e\u{301}"),
      ("", ""),
    ] as [(String, String)])
  func anAttributeIsEscaped(_ text: String, _ expected: String) throws {
    #expect(Escapes.xml(text) == expected)
    // What a parser makes of it is the text again, but for what XML cannot hold.
    let element = try XMLElement(parsing: Array("<a b=\"\(Escapes.xml(text))\"/>".utf8))
    let kept = text.unicodeScalars.map { $0.value < 9 || $0.value == 0x1B || $0.value == 0xFFFE }
    if !kept.contains(true) { #expect(element["b"] == text) }
  }

  @Test func anElementKeepsItsLines() {
    #expect(Escapes.xml("a\n\tb & c", inAttribute: false) == "a\n\tb &amp; c")
  }

  @Test(
    arguments: [
      ("\"\\\u{8}\n\r\t", "\\\"\\\\\\u0008\\n\\r\\t"), ("\u{7F}\u{2028}", "\\u007f\\u2028"),
      ("a/b <c> ü", "a/b <c> ü"),
    ] as [(String, String)])
  func jsonIsEscaped(_ text: String, _ expected: String) {
    #expect(Escapes.json(text) == expected)
  }

  @Test func aPictureShowsWhatATextIs() {
    #expect(Escapes.visible("a\nb\u{202E}c\u{1B}") == "a b\u{FFFD}c\u{FFFD}")
  }

  @Test(arguments: [[], ["a"], ["", ""], ["a\tb", "c\\d\n", "\0\r"]])
  func wordsComeBackFromALine(_ words: [String]) {
    let line = TabbedLine.join(words)
    #expect(!line.contains("\n"))
    #expect(TabbedLine.split(line) == (words.isEmpty ? [""] : words))
    #expect(TabbedLine.split("a\\x") == nil)
  }
}
