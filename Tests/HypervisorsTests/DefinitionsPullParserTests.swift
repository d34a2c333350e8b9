import Hypervisors
import Model
import TestSupport
import Testing

@Suite struct DefinitionsPullParserTests {
  /// The events of a document in one line: `<a x=1>`, `"text"`, `</a>`; or the failure's place and cause.
  static func events(_ bytes: [UInt8]) throws(Failure) -> String {
    var parser = try PullParser(bytes)
    var shown: [String] = []
    while let event = try parser.next() {
      switch event {
      case .startElement(let name, let attributes):
        shown.append(
          "<\(([name] + attributes.map { "\($0.name)=\($0.value)" }).joined(separator: "|"))>")
      case .text(let text): shown.append("\"\(text)\"")
      case .endElement(let name): shown.append("</\(name)>")
      }
    }
    return shown.joined(separator: " ")
  }

  @Test(arguments: [
    ("<a/>", "<a> </a>"), ("<a></a >", "<a> </a>"), ("<a>x</a>", "<a> \"x\" </a>"),
    ("<?xml version='1.0' encoding='UTF-8'?>\n<a/>\n", "<a> </a>"),
    ("\u{FEFF}<a/>", "<a> </a>"),
    // What a declaration says does not count, as libvirt reads UTF-8 whatever it says.
    ("<?xml version='1.0' encoding='ISO-8859-1'?><a>\u{fc}</a>", "<a> \"\u{fc}\" </a>"),
    ("<?xml version='1.0' encoding='UTF-16'?><a/>", "<a> </a>"),
    ("<!-- one --><a><!-- <b> & -- two -->x<!--three-->y</a><!-- -->", "<a> \"xy\" </a>"),
    ("<a><?php echo '</a>' ?>x</a><?end?>", "<a> \"x\" </a>"),
    ("<a>x<![CDATA[<b>&amp;]]]]><![CDATA[>]]>y</a>", "<a> \"x<b>&amp;]]>y\" </a>"),
    ("<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x42;&#x1F427;</a>", "<a> \"<>&\"'AB\u{1F427}\" </a>"),
    ("<a b='1' c=\"2\"/>", "<a|b=1|c=2> </a>"),
    ("<a b = '>' c='/>'>x</a>", "<a|b=>|c=/>> \"x\" </a>"),
    ("<a b='\"&quot;' c=\"'\"/>", "<a|b=\"\"|c='> </a>"),
    ("<a b='1\n2\t3\r\n4&#10;5'/>", "<a|b=1 2 3 4\n5> </a>"),
    ("<a\n  b='1'\n/>", "<a|b=1> </a>"), ("<a>1\r\n2\r3</a>", "<a> \"1\n2\n3\" </a>"),
    ("<x:a xmlns:x='u'><x:b/></x:a>", "<x:a|xmlns:x=u> <x:b> </x:b> </x:a>"),
    ("<gr\u{fc}n>\u{2713}</gr\u{fc}n>", "<gr\u{fc}n> \"\u{2713}\" </gr\u{fc}n>"),
    ("<a> <b> </b> </a>", "<a> \" \" <b> \" \" </b> \" \" </a>"),
  ])
  func documentsBecomeEvents(_ text: String, _ expected: String) throws {
    #expect(try Self.events(Array(text.utf8)) == expected)
  }

  @Test(arguments: [
    ("", "line 1, column 1", "no element"), ("  \n ", "line 2, column 2", "no element"),
    ("text", "line 1, column 1", "text outside"), ("<a/>x", "line 1, column 5", "text outside"),
    ("<a/><b/>", "line 1, column 5", "second element"),
    ("<a>\n <b>\n</a>", "line 3, column 1", "</b> is expected"),
    ("<a></b>", "line 1, column 4", "</a> is expected"),
    ("</a>", "line 1, column 1", "did not begin"),
    ("<a", "line 1, column 1", "inside <a"), ("<a>", "line 1, column 4", "ends inside <a>"),
    ("<a>\u{fc}\u{fc}<", "line 1, column 7", "name is expected"),
    ("<a b>", "line 1, column 5", "'=' expected"),
    ("<a b=1/>", "line 1, column 6", "not in quotes"),
    ("<a b='1>", "line 1, column 6", "does not end"), ("<a b='<'/>", "line 1, column 7", "'<' in"),
    ("<a b='1'c='2'/>", "line 1, column 9", "blank is expected"),
    ("<a b='1' b='2'/>", "line 1, column 10", "given twice"),
    ("<a>&nbsp;</a>", "line 1, column 4", "not a reference"),
    ("<a>AT&T</a>", "line 1, column 6", "&amp;"), ("<a>&#0;</a>", "line 1, column 4", "reference"),
    ("<a>&#xD800;</a>", "line 1, column 4", "reference"),
    ("<a>&#+65;</a>", "line 1, column 4", "reference"), ("<a>&#x;</a>", "line 1, column 4", "ref"),
    ("<a>&#x110000;</a>", "line 1, column 4", "reference"),
    ("<a>]]></a>", "line 1, column 4", "']]>'"), ("<a>\u{1}</a>", "line 1, column 4", "control"),
    ("<a><![CDATA[x]]</a>", "line 1, column 4", "CDATA section does not end"),
    ("<!DOCTYPE a [<!ENTITY b SYSTEM '/etc/passwd'>]><a>&b;</a>", "line 1, column 1", "DOCTYPE"),
    ("<a><!ELEMENT b></a>", "line 1, column 4", "DOCTYPE"),
    ("<!-- <a/>", "line 1, column 5", "comment does not end"),
    ("<1a/>", "line 1, column 2", "name is expected"),
  ])
  func errorsNameTheirPlace(_ text: String, _ place: String, _ cause: String) {
    let failure = #expect(throws: Failure.self) { try Self.events(Array(text.utf8)) }
    #expect(failure?.code == .badDefinition)
    #expect(failure?.subject == place)
    #expect(failure?.cause.contains(cause) == true, "\(failure?.cause ?? "")")
  }

  @Test func bytesThatAreNotUTF8AreNamed() {
    for bytes: [UInt8] in [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] {
      let failure = #expect(throws: Failure.self) {
        try Self.events(Array("<a>\n".utf8) + bytes + Array("</a>".utf8))
      }
      #expect(failure?.subject == "line 2, column 1")
      #expect(failure?.cause == "not UTF-8")
    }
  }

  @Test(arguments: [(256, true), (257, false), (100_000, false)])
  func depthIsBounded(_ depth: Int, _ isGood: Bool) {
    let text = String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    let failure: Failure?
    do throws(Failure) {
      _ = try Self.events(Array(text.utf8))
      failure = nil
    } catch { failure = error }
    #expect((failure == nil) == isGood)
    #expect(isGood || failure?.cause.contains("256") == true)
  }

  @Test func sizeIsBounded() {
    let failure = #expect(throws: Failure.self) {
      try PullParser([UInt8](repeating: 0x20, count: PullParser.maximumSize + 1))
    }
    #expect(failure?.cause.contains("16 MB") == true)
  }
}
