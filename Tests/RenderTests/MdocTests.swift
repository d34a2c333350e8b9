import TestSupport
import Testing

@testable import Render

@Suite struct MdocTests {
  @Test(arguments: [
    ("plain words", "plain words"), ("a\\n b", "a\\en b"), ("it's `x`", "it\\(aqs \\(gax\\(ga"),
    ("~ ^ \"q\"", "\\(ti \\(ha \\(dqq\\(dq"), ("well-known", "well-known"), ("-1", "\\-1"),
    ("a -- b", "a \\-\\- b"), ("x-", "x\\-"), ("gr\u{fc}n", "gr\\[u00FC]n"),
    ("\u{1F600}", "\\[u1F600]"), ("a\tb\u{7}", "a b "), (".Sh", "\\&.Sh"), ("'x", "\\(aqx"),
    ("", ""),
  ])
  func textMeansItself(_ text: String, _ source: String) {
    #expect(Mdoc.text(text).source == source)
  }

  @Test func hyphensOfALiteralAreMinusSigns() {
    #expect(Mdoc.literal(".x well-known").source == "\\&.x well\\-known")
    #expect(Mdoc.line("Fl", .literal("-no-such")).source == ".Fl \\&\\-no\\-such")
  }

  @Test(arguments: [
    (Mdoc.Word.data("No"), "\\&No"), (.data("No default"), "\"\\&No default\""),
    (.data("\"q\" x"), "\"\\&\\(dqq\\(dq x\""), (.data(""), "\\&"), (.data("."), "\\&."),
    (.name("gds"), "gds"), (.name("At"), "\\&At"), (.name("%A"), "\\&%A"), (.name("SEE"), "SEE"),
    (.name("ha-xvm"), "ha-xvm"), (.call("Ta"), "Ta"), (.delimiter(","), ","),
  ])
  func wordsOfAMacroLine(_ word: Mdoc.Word, _ source: String) {
    #expect(word.source == source)
  }

  /// Every name of a macro that is a word of English, or an abbreviation that might stand in a table.
  @Test(arguments: [
    "No default", "At creation", "In use", "Do not set", "Em dash", "Any time", "Null", "An Ex Op",
    "Sh", "It", "El", "Ta Ta", "Pa", "Up", "Xr", "Ns", "Pf a b", "$x `id` \\fB \\& \\\\", "...",
    ".Sh NAME", "'tis", "\"", "a, b.", "( x )", "-1", "--", "%T title", "1..99", "a|b",
  ])
  func dataOfEveryKindComesThrough(_ data: String) throws {
    let row = ManualPage.Term([.name(.literal, data)], [.columns([["Default", data]])])
    let page = ManualPage(
      names: ["trap"], section: 7, summary: "what comes through",
      sections: [
        .init(
          "DESCRIPTION",
          [.paragraph([.text("See: \(data)")]), .definitions([row], .loose), .literal([data])])
      ])
    let lines = try Formatter.text(MdocPage.render(page)).split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    let shown = data.split(separator: " ").joined(separator: " ")
    #expect(
      lines.dropFirst(2).dropLast().dropFirst(2) == [
        "See: \(shown)", shown, "Default \(shown)", shown,
      ])
  }
}
