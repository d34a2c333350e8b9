import Model
import TestSupport
import Testing

@testable import Render

@Suite struct CommandPageTests {
  private static let manual = CommandManual(
    name: "tool", summary: "do a thing",
    options: [
      .init("R", "resource", "NAME", required: true, "the resource"),
      .init("p", "property", "NAME=VALUE", repeats: true, "a property"),
      .init(nil, "long", nil, "no letter"),
    ],
    operands: [
      .init("ACTION", "start or In use"), .init("FILE", optional: true, repeats: true, "files"),
    ],
    description: ["It does ACTION by -R.", "See gds(8)."],
    exits: [.init("0", "done"), .init("1..99", "not done")],
    examples: [.init("Do it", "tool -R web-rs start")],
    vocabularies: [("Words of it", [("lie STATE [CAUSE]", "it lies"), ("No", "it says no")])],
    environment: [("ROOT", "where all is")], files: [("/run/x", "a file")],
    seeAlso: ["zz(8)", "gds(8)", "b(5)", "gds(8)"])

  /// The page as a person sees it.
  @Test func aPageOfACommand() throws {
    let page = CommandPage.page(Self.manual, prose: Prose())
    let text = try Formatter.text(MdocPage.render(page))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2).dropLast(
      2)
    #expect(
      lines.joined(separator: "\n") == """
        NAME
             tool - do a thing

        SYNOPSIS
             tool -R NAME [-p NAME=VALUE]... [--long] ACTION [FILE...]

        DESCRIPTION
             It does ACTION by -R.

             See gds(8).

        OPTIONS
             -R, --resource NAME
                     The resource.

             -p, --property NAME=VALUE
                     A property.  It may be given more than once.

             --long  No letter.

             --help  Print a summary of the command and exit.

        OPERANDS
             ACTION  Start or In use.

             FILE    Files.

           Words of it
             lie STATE [CAUSE]  it lies
             No                 it says no

        ENVIRONMENT
             ROOT    Where all is.

        FILES
             /run/x  A file.

        EXIT STATUS
             0      Done.
             1..99  Not done.

        EXAMPLES
             Do it:

                   tool -R web-rs start

        SEE ALSO
             b(5), ha-xvm_messages(7), gds(8), ha-xvm(8), zz(8)

        """)
  }

  @Test(arguments: [
    ("tool", []), ("tool -R NAME", [SynopsisItem.option("R"), .argument("NAME")]),
    (
      "tool [-v] --install DIRECTORY",
      [
        .optional([.option("v")]), .option("-install"), .argument("DIRECTORY"),
      ]
    ),
    (
      "tool [-p NAME=VALUE]... FILE...",
      [
        .repeated(.optional([.option("p"), .argument("NAME=VALUE")])), .repeated(.argument("FILE")),
      ]
    ),
    (
      "tool [a [b]] -k TAG",
      [
        .optional([.word("a"), .optional([.word("b")])]), .option("k"), .argument("TAG"),
      ]
    ),
    ("tool ] x", []), ("tool [x", [.optional([.word("x")])]),
  ])
  func aSynopsisIsRead(_ text: String, _ items: [SynopsisItem]) {
    #expect(Synopsis.parse(text) == items)
  }

  @Test(arguments: [
    ("short -x", ["short -x"]),
    ("tool aaaaaaaaa -p bbbbbb", ["tool aaaaaaaaa \\", "    -p bbbbbb"]),
    ("tool 'a b c d e f g h' x", ["tool \\", "    'a b c d e f g h' \\", "    x"]),
    ("aaaaaaaaaaaaaaaaaaaaaaaaa", ["aaaaaaaaaaaaaaaaaaaaaaaaa"]), ("", [""]),
  ])
  func aLongCommandIsBrokenWhereAShellAllowsIt(_ line: String, _ lines: [String]) {
    #expect(ShellLine.wrapped(line, width: 20) == lines)
  }
}
