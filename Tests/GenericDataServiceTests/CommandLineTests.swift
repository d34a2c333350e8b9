import Model
import Testing

@testable import GenericDataService

@Suite struct CommandLineTests {
  private static let variables = [
    "RS_NAME": "web-rs", "RG_NODELIST": "node1,node2,node3", "RS_STOP_TIMEOUT": "300",
    "EVIL": "x; rm -rf /", "EMPTY": "",
  ]

  @Test(arguments: [
    ("/bin/x -t %RS_STOP_TIMEOUT -n %RG_NODELIST", "/bin/x -t 300 -n node1,node2,node3"),
    ("/bin/x", "/bin/x"),
    ("%RS_NAME", "web-rs"),
    ("%RS_NAME%RS_NAME", "web-rsweb-rs"),
    ("x=%EMPTY;", "x=;"),
    // Only whole names count, and what nobody knows stays as it is.
    ("%RS_NAMES %NOBODY date +%H 100%", "%RS_NAMES %NOBODY date +%H 100%"),
  ])
  func substitutes(_ command: String, _ expected: String) throws {
    #expect(try CommandLine.substitute(command, variables: Self.variables) == expected)
  }

  @Test func refusesAnUnknownNameWhenAskedTo() {
    #expect(throws: Failure.self) {
      try CommandLine.substitute("/x %RS_NOBODY", variables: [:], refusingUnknown: true)
    }
    #expect(
      (try? CommandLine.substitute("date +%H", variables: [:], refusingUnknown: true))
        == "date +%H")
  }

  @Test(arguments: [
    "x; y", "a b", "$(id)", "`id`", "a&b", "a|b", "a>b", "a<b", "*", "?", "[a]", "{a,b}", "~", "#a",
    "a'b", "a\"b", "a\\b", "a\nb", "a\tb", "(a)", "!x", "A=b", "ä",
  ])
  func refusesAValueThatAShellCouldRead(_ value: String) {
    do throws(Failure) {
      _ = try CommandLine.substitute("/x %V", variables: ["V": value])
      Issue.record("it was taken")
    } catch {
      #expect(error.code == .unsafeValue)
    }
  }

  @Test(arguments: [
    ("/bin/x -y", "/bin/x"), ("'/opt/a b/x' y", "/opt/a b/x"), ("  /x;y", "/x"),
    ("\"/q r\"", "/q r"),
  ])
  func findsTheProgramOfALine(_ line: String, _ expected: String) {
    #expect(Service.firstWord(of: line) == expected)
  }
}
