import Testing

@testable import Render

@Suite struct ProseTests {
  private static var prose: Prose {
    var prose = Prose()
    (prose.properties, prose.commands) = (["Retry_count"], ["gds", "probe_xvm"])
    (prose.arguments, prose.variables) = (["TAG"], ["HA_XVM_ROOT"])
    return prose
  }

  @Test(arguments: [
    ("", []), ("two words", [Span.text("two words")]),
    ("Retry_count", [.name(.property, "Retry_count")]),
    ("see (Retry_count), or", [.text("see ("), .name(.property, "Retry_count"), .text("), or")]),
    ("the gds's way", [.text("the "), .name(.command, "gds"), .text("'s way")]),
    ("gds(8).", [.page(.init("gds", "8")), .text(".")]),
    ("(scha_cmds(1HA))", [.text("("), .page(.init("scha_cmds", "1HA")), .text(")")]),
    ("f() f(x) f(0)", [.text("f() f(x) f(0)")]),
    ("in /etc/x, or /", [.text("in "), .name(.path, "/etc/x"), .text(", or /")]),
    (
      "-R and --help; -1",
      [
        .name(.option, "R"), .text(" and "), .name(.option, "-help"), .text("; -1"),
      ]
    ),
    ("call 'gds clear -R'.", [.text("call "), .name(.quoted, "gds clear -R"), .text(".")]),
    ("it's 'open", [.text("it's 'open")]), ("TAG ends", [.name(.argument, "TAG"), .text(" ends")]),
    ("HA_XVM_ROOT", [.name(.variable, "HA_XVM_ROOT")]),
  ])
  func namesAreFound(_ text: String, _ spans: [Span]) {
    #expect(Self.prose.spans(text) == spans)
  }

  @Test(arguments: [
    ("done", "Done."), ("Done.", "Done."), ("is it?", "Is it?"), ("", ""),
    ("gds is not a word", "gds is not a word."), ("start_xvm runs", "start_xvm runs."),
    ("0 never", "0 never."), ("one, two", "One, two."), ("done; or not", "Done; or not."),
    ("daemon: return", "daemon: return."),
  ])
  func aTextOfTheTablesBecomesASentence(_ text: String, _ sentence: String) {
    #expect(Self.prose.sentence(text) == sentence)
  }

  @Test(arguments: [
    ("The range.", "Not verified: the range."), ("RESTART_ONLY", "Not verified: RESTART_ONLY"),
  ])
  func whatIsNotVerifiedIsSaidSo(_ text: String, _ said: String) {
    #expect(Self.prose.unverified(text) == said)
  }

  @Test(arguments: [
    ("One. Two.", ["One.", "Two."]), ("Wait... more", ["Wait... more"]),
    ("aaaa bbbb cccc", ["aaaa bbbb", "cccc"]), ("(So.) Then", ["(So.)", "Then"]),
    ("see (Retry_count), or", ["see", ".Va ( \\&Retry_count ) ,", "or"]),
    ("a gds's b", ["a", ".Nm gds Ns No \\&\\(aqs", "b"]),
    ("x=Retry_count", ["x=Retry_count"]),
  ])
  func aSentenceBeginsALine(_ text: String, _ lines: [String]) {
    #expect(MdocText.lines(Self.prose.spans(text), width: 12).map(\.source) == lines)
  }
}
