internal import GenericDataService
internal import Model
internal import Platform

/// What a scha command prints, and how: one form for each type of result (Contract, Answers of the commands).
enum ClusterAnswer: Equatable {
  case text(String)
  case number(Int)
  case flag(Bool)
  case list([String])
  case status(String, String)
  /// An extension property: the line of its type, then its value.
  indirect case typed(String, ClusterAnswer)

  var lines: [String] {
    switch self {
    case .text(let text): [text]
    case .number(let number): [String(number)]
    case .flag(let flag): [flag ? "TRUE" : "FALSE"]
    case .list(let list): list
    case .status(let word, let message): [word, message]
    case .typed(let type, let value): [type] + value.lines
    }
  }

  init(_ row: ExtensionProperty, of configuration: ServiceConfiguration) {
    switch row.kind {
    case .integer: self = .number(configuration.values.integer(row))
    case .boolean: self = .flag(configuration.values.flag(row))
    case .list: self = .list(configuration.values.list(row))
    case .string, .uri, .choice: self = .text(configuration[row])
    }
  }

  /// The first line of an extension property.
  static func type(of row: ExtensionProperty) -> String {
    switch row.kind {
    case .integer: "INT"
    case .boolean: "BOOLEAN"
    case .choice: "ENUM"
    case .list: "STRINGARRAY"
    case .string, .uri: "STRING"
    }
  }

  /// UNVERIFIED: Contract, Exit statuses of the commands.
  enum Exit {
    static let invalid: Int32 = 3
    static let tag: Int32 = 4
    static let silent: Int32 = 5
    static let state: Int32 = 9
    static let method: Int32 = 10
    static let node: Int32 = 11
    static let group: Int32 = 12
    static let resource: Int32 = 14
    static let property: Int32 = 15
    static let checks: Int32 = 16
  }

  /// The option that all of them take.
  static let tag = CommandManual.Option(
    "O", "tag", "TAG", required: true,
    "what is asked for, one of the tags below in any case of letters")

  static let exits: [CommandManual.Exit] = [
    .init("0", "answered, or done"),
    .init("1", "it failed; the reason is on standard error"),
    .init("2", "the command line is wrong"),
    .init("3", "the operation is not for such a resource, or an argument is missing"),
    .init("4", "no such tag"),
    .init("5", "the cluster gives no answer, or does not know; nothing is printed"),
    .init("9", "the resource is not online"), .init("10", "a method failed"),
    .init("11", "no such node"), .init("12", "no such group"), .init("14", "no such resource"),
    .init("15", "no such property"), .init("16", "the properties or the lack of nodes forbid it"),
  ]

  /// What of the statuses is not verified.
  static let unverified = ["the exit statuses other than 0"]

  /// Prints what is found, or says why nothing is.
  static func show(_ find: () throws(Refusal) -> ClusterAnswer) throws(Failure) -> Int32 {
    let answer: ClusterAnswer
    do throws(Refusal) { answer = try find() } catch { return error.show() }
    for line in answer.lines { try Output.answer(line + "\n") }
    return 0
  }
}
