import Model
import Render
import Testing

@Suite struct HelpTextTests {
  @Test(arguments: [
    ("", 10, []), ("one", 10, ["one"]), ("one two three", 7, ["one two", "three"]),
    ("one two three", 13, ["one two three"]), ("one two", 6, ["one", "two"]),
    ("averylongword x", 5, ["averylongword", "x"]), ("  a   b ", 10, ["a b"]),
  ])
  func textIsBrokenAtBlanks(_ text: String, _ width: Int, _ lines: [String]) {
    #expect(HelpText.wrap(text, width: width) == lines)
  }

  @Test func columnsLineUpAndKeepTheirWidth() {
    let meaning =
      "what it means, in more words than one line of the page has room for, so they wrap"
    let lines = HelpText.columns([("a", meaning), ("longer", "short"), ("empty", "")], width: 50)
    #expect(lines.allSatisfy { $0.count <= 50 })
    #expect(lines.first?.hasPrefix("  a       what it means") == true)
    #expect(lines.contains("  longer  short"))
    #expect(lines.dropFirst().first?.hasPrefix("          ") == true)
    #expect(HelpText.columns([]) == [])
  }

  @Test func aNameThatIsTooWideStandsAbove() {
    let name = String(repeating: "n", count: 40)
    let blanks = String(repeating: " ", count: 34)
    #expect(HelpText.columns([(name, "meaning")]) == ["  \(name)", blanks + "meaning"])
  }

  @Test func aManualBecomesItsHelp() {
    let manual = CommandManual(
      name: "tool", summary: "a tool",
      options: [
        .init("R", "resource", "NAME", required: true, "the resource"),
        .init(nil, "long", nil, repeats: true, "no letter"),
      ],
      operands: [.init("FILE", optional: true, repeats: true, "files")], description: ["More."],
      exits: [.init("0", "done")], examples: [.init("use it", "tool -R x")])
    let text = HelpText.render(manual)
    #expect(text.hasPrefix("Usage: tool -R NAME [--long]... [FILE...]\ntool - a tool\n"))
    for part in [
      "-R, --resource NAME  the resource", "    --long ", "--help", "FILE", "0 ", "  tool -R x",
    ] {
      #expect(text.contains(part), "\(part) in \(text)")
    }
  }
}
