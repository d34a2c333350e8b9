import Model
import TestSupport
import Testing

@testable import Render

@Suite struct PropertyListTests {
  private static let rows = [
    ExtensionProperty(
      "Guest_name", .string(maximumLength: 255), .required, initial: nil, tunable: .atCreation,
      summary: "name of the guest", detail: "Do not set it twice."),
    ExtensionProperty(
      "Ways", .list, .conditional("In use"), tunable: .whenDisabled, summary: "ways",
      unverified: "The default."),
    ExtensionProperty("File", .string(maximumLength: 9), summary: "a file"),
    ExtensionProperty(
      "At", .choice(["No", "In use", "Do not set"]), initial: "No", summary: "how"),
    ExtensionProperty("Limit", .integer(-1...3_600), initial: "300", summary: "a limit"),
    ExtensionProperty("Flag", .boolean, initial: "FALSE", summary: "whether"),
  ]

  /// The words of the SUNW.* pages, which are also macros, are what a person sees.
  @Test func propertiesAsAPersonSeesThem() throws {
    let page = ManualPage(
      names: ["X"], section: 7, summary: "a type",
      sections: [.init("DESCRIPTION", [PropertyList.block(Self.rows, Prose())])])
    let lines = try Formatter.text(MdocPage.render(page))
      .split(separator: "\n", omittingEmptySubsequences: false).dropFirst(6).dropLast(2)
    #expect(
      lines.joined(separator: "\n") == """
             At (enum)
                     How.

                     Category    Optional
                     Values      No, In use, Do not set
                     Default     No
                     Tunable     Any time

             File (string)
                     A file.

                     Category    Optional
                     Default     Null
                     Maximum     9 bytes
                     Tunable     Any time

             Flag (boolean)
                     Whether.

                     Category    Optional
                     Default     FALSE
                     Tunable     Any time

             Guest_name (string)
                     Name of the guest.  Do not set it twice.

                     Category    Required
                     Default     No default
                     Maximum     255 bytes
                     Tunable     At creation

             Limit (integer)
                     A limit.

                     Category    Optional
                     Default     300
                     Minimum     -1
                     Maximum     3600
                     Tunable     Any time

             Ways (string array)
                     Ways.

                     Not verified: the default.

                     Category    Conditional: In use
                     Default     The empty list
                     Tunable     When disabled

        """)
  }
}
