import Model
import Testing

@Suite struct TableChangeTests {
  private static func table(_ pairs: [(String, String)]) throws -> ConfigurationTable {
    var table = ConfigurationTable()
    for (key, value) in pairs { try table.set(key, value) }
    return table
  }

  @Test(
    arguments: [
      ([], [], []), ([("a", "1")], [("a", "1")], []), ([], [("a", "")], [.add("a", "")]),
      ([("a", "1")], [], [.delete("a")]), ([("a", "1")], [("a", "2")], [.change("a", "2")]),
      ([("a", "1"), ("b", "2")], [("b", "2"), ("a", "1")], []),
      // The same letters for Unicode, but not the same bytes.
      ([("a", "\u{E9}")], [("a", "e\u{301}")], [.change("a", "e\u{301}")]),
      (
        [("a", "1"), ("b", "2"), ("c", "3")], [("c", "3"), ("b", "4"), ("d", "5")],
        [.delete("a"), .change("b", "4"), .add("d", "5")]
      ),
    ] as [([(String, String)], [(String, String)], [TableChange])])
  func stepsLeadFromOneTableToTheOther(
    _ present: [(String, String)], _ wanted: [(String, String)], _ steps: [TableChange]
  ) throws {
    let (present, wanted) = (try Self.table(present), try Self.table(wanted))
    #expect(TableChange.steps(from: present, to: wanted) == steps)
  }

  @Test func aSetUpFileBecomesATableOfWhatItSets() throws {
    var problems: [Failure] = []
    let text = """
      RS=web-rs
      RG=web-rg
      HAS_RS=web-has
      Stop_timeout=600
      Domain_name=web
      Hypervisor=rehearsal
      Failover_mode=HARD
      Definition_file=/etc/web.xml
      """
    let file = SetupFile.parse(Array(text.utf8), name: "f", problems: &problems)
    #expect(problems == [])
    let table = try file.table(definition: Array("<d>\n</d>\n".utf8))
    #expect(
      table.entries.map { "\($0.key)=\($0.value)" } == [
        "Domain_name=web", "Hypervisor=REHEARSAL", "Domain_definition=TABLE", "Stop_timeout=600",
        "definition.lines=2", "definition.000001=<d>\\n", "definition.000002=</d>\\n",
      ])
    #expect(try table.folded("definition") == Array("<d>\n</d>\n".utf8))
  }

  @Test(arguments: [
    "", "plain", "with blanks", " ends ", "#", "a#b", "#b", "'", "it's", "\"", "\\", "a\\b", "$x",
    "`x`",
    "it's \"$x\" `y` \\z", "~", "~/x", "a;b|c&d<e>f(g)h", "tab\there", "gr\u{fc}n", "*?[x]{y}!",
    "a=b", "=", "\\\\",
    "'\\'", "é\u{301}",
  ])
  func aQuotedValueIsReadAsItWas(_ value: String) throws {
    let line = "A=\(try #require(ParameterFile.quoted(value)))\n"
    var problems: [Failure] = []
    let found = ParameterFile.parse(Array(line.utf8), name: "f", problems: &problems)
    #expect(problems == [])
    #expect(found.map { Array($0.value.utf8) } == [Array(value.utf8)])
  }

  @Test(arguments: ["a\nb", "a\rb", "\0", "\u{1B}[0m", "\u{7F}"])
  func whatNoLineCanHoldIsNotWritten(_ value: String) {
    #expect(ParameterFile.quoted(value) == nil)
  }
}
