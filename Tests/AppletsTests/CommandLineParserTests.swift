import Model
import Testing

@testable import Applets

@Suite struct CommandLineParserTests {
  private static let manual = CommandManual(
    name: "tool", summary: "a tool",
    options: [
      .init("R", "resource", "NAME", required: true, "the resource"),
      .init("p", "property", "KEY=VALUE", repeats: true, "a property"),
      .init("n", "dry-run", nil, "do nothing"),
      .init("v", "verbose", nil, repeats: true, "say more"),
      .init(nil, "long", "WORD", "no letter"),
    ],
    operands: [.init("FILE", "a file"), .init("MORE", optional: true, "another")],
    description: [], exits: [], examples: [])

  /// A call in one line: options by name with their arguments, then the operands.
  private static func show(_ call: Call) -> String {
    let options = Dictionary(grouping: call.options, by: \.word).sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value.map(\.argument))" }
    return (options + call.operands.map { "<\($0)>" }).joined(separator: " ")
  }

  @Test(arguments: [
    (["-R", "web", "f"], "resource=[\"web\"] <f>"), (["-Rweb", "f"], "resource=[\"web\"] <f>"),
    (["--resource", "web", "f"], "resource=[\"web\"] <f>"),
    (["--resource=web", "f"], "resource=[\"web\"] <f>"),
    (["--resource=", "f"], "resource=[\"\"] <f>"), (["-R", "", "f"], "resource=[\"\"] <f>"),
    (["--resource=a=b", "f"], "resource=[\"a=b\"] <f>"),
    (["f", "-R", "web", "g"], "resource=[\"web\"] <f> <g>"),
    (["-nR", "web", "f"], "dry-run=[\"\"] resource=[\"web\"] <f>"),
    (["-nRweb", "f"], "dry-run=[\"\"] resource=[\"web\"] <f>"),
    (["-vvn", "-v", "-Rx", "f"], "dry-run=[\"\"] resource=[\"x\"] verbose=[\"\", \"\", \"\"] <f>"),
    (["-p", "a=1", "-pb=2", "-Rx", "f"], "property=[\"a=1\", \"b=2\"] resource=[\"x\"] <f>"),
    (["-R", "-n", "f"], "resource=[\"-n\"] <f>"), (["-R", "--", "f"], "resource=[\"--\"] <f>"),
    (["-Rx", "--", "-n", "--help"], "resource=[\"x\"] <-n> <--help>"),
    (["-Rx", "-"], "resource=[\"x\"] <->"), (["-Rx", ""], "resource=[\"x\"] <>"),
    (["--long", "w", "-Rx", "f"], "long=[\"w\"] resource=[\"x\"] <f>"),
    (["--help"], "help=[\"\"]"), (["-?"], "help=[\"\"]"),
    (["f", "g", "--help", "--no"], "help=[\"\"]"),
  ])
  func aCommandLineIsACall(_ words: [String], _ expected: String) throws {
    #expect(Self.show(try CommandLineParser.parse(words, by: Self.manual)) == expected)
  }

  @Test(arguments: [
    ([], "-R NAME is missing"), (["f"], "-R NAME is missing"), (["-Rx"], "FILE is missing"),
    (["-R"], "needs its argument NAME"), (["-Rx", "f", "g", "h"], "'h' is one word too many"),
    (["-Rx", "-Ry", "f"], "-R is given twice"), (["-Rx", "--resource=y", "f"], "is given twice"),
    (["-x", "-Rx", "f"], "unknown option -x"), (["-nx", "-Rx", "f"], "unknown option -x"),
    (["--resourc=x", "f"], "did you mean --resource?"), (["--hepl"], "did you mean --help?"),
    (["--zzzzzz"], "unknown option --zzzzzz"), (["--dry-run=1", "-Rx", "f"], "takes no argument"),
    (["--=x"], "unknown option --"), (["-l", "w", "-Rx", "f"], "unknown option -l"),
    (["-n=1", "-Rx", "f"], "unknown option -="),
  ])
  func aWrongOneIsRefusedWithTheReason(_ words: [String], _ cause: String) {
    let failure = #expect(throws: Failure.self) {
      try CommandLineParser.parse(words, by: Self.manual)
    }
    #expect(failure?.code == .usage)
    #expect(failure?.subject == "tool")
    #expect(failure?.cause.contains(cause) == true, "\(failure?.cause ?? "")")
  }

  @Test(arguments: [
    ("5", 5), ("1", 1), ("10", 10), ("0", nil), ("11", nil), ("", nil), ("x", nil), ("5 ", nil),
    ("99999999999999999999", nil),
  ])
  func aNumberHasItsRange(_ text: String, _ number: Int?) throws {
    let call = Call(name: "tool", options: [.init("count", text)])
    if let number {
      #expect(try call.integer("count", in: 1...10) == number)
    } else {
      #expect(
        #expect(throws: Failure.self) { try call.integer("count", in: 1...10) }?.code == .usage)
    }
    #expect(try call.integer("other", in: 1...10) == nil)
  }

  @Test func theResourceIsNamedByItsOptions() throws {
    let call = Call(name: "tool", options: [.init("resource", "web"), .init("group", "rg")])
    #expect(try call.resource() == ResourceIdentity(resource: "web", group: "rg"))
    let typed = Call(
      name: "tool",
      options: [.init("resource", "web"), .init("group", "rg"), .init("type", "OHAC.xvm:1")])
    #expect(try typed.resource().type == "OHAC.xvm:1")
    let none = #expect(throws: Failure.self) { try Call(name: "tool").resource() }
    #expect(none?.code == .illegalName)
  }
}
