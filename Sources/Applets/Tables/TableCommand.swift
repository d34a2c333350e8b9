internal import Frameworks
internal import Model
internal import Platform

/// One sub-command of `xvm_ccr`; the table of them is `TableCommand.all`.
struct TableCommand: Sendable {
  /// How it is called; the name is the sub-command's alone.
  let manual: CommandManual
  let run: @Sendable (TableCall) throws(Failure) -> Int32

  init(
    _ name: String, _ summary: String, options: [CommandManual.Option] = [],
    operands: [CommandManual.Operand] = [.init("TABLE", "name of the table, or its file")],
    run: @escaping @Sendable (TableCall) throws(Failure) -> Int32
  ) {
    manual = CommandManual(
      name: name, summary: summary, options: TableCommand.place + options, operands: operands,
      description: [], exits: [])
    self.run = run
  }

  /// The options that say where the tables are.
  static let place: [CommandManual.Option] = [
    .init("Z", "zone-cluster", "NAME", "the tables of a zone cluster; global for the global ones"),
    GuestOptions.tables,
  ]

  /// Every sub-command: those of ccradm(1M) first, then ours.
  static let all: [TableCommand] = [
    .addkey, .addtab, .changekey, .delkey, .recover, .remtab, .replace, .showkey, .show, .verify,
  ]

  /// The names of all, for a message.
  static var names: String { all.map(\.manual.name).joined(separator: ", ") }

  /// How it is called, without the options that say where the tables are.
  var synopsis: String {
    let words = manual.options.dropFirst(TableCommand.place.count).map { option in
      let text = [option.letter.map { "-\($0)" } ?? "--\(option.word)", option.argument]
        .compactMap { $0 }.joined(separator: " ")
      return option.isRequired ? text : "[\(text)]"
    }
    let operands = manual.operands.map { operand in
      let text = operand.name + (operand.repeats ? "..." : "")
      return operand.isOptional ? "[\(text)]" : text
    }
    return ([manual.name] + words + operands).joined(separator: " ")
  }
}

/// A call of a sub-command.
struct TableCall: Sendable {
  let call: Call
  let directory: String
  let deadline: Instant

  init(_ call: Call) throws(Failure) {
    self.call = call
    deadline = Clock.now + .seconds(60)
    let tables = call["tables"] ?? Locations.current.tables
    if let zone = call["zone-cluster"] {
      _ = try ResourceIdentity(resource: zone, group: zone)
      directory = "\(Files.parent(of: tables))/\(zone)"
    } else {
      directory = tables
    }
  }

  /// The store and the name that the last operand means: a name, or the path of a table's file, as ccradm takes both.
  func table() throws(Failure) -> (store: TableStore, name: String) {
    try table(call.operands.last ?? "")
  }

  /// The store and the name that a word means.
  func table(_ word: String) throws(Failure) -> (store: TableStore, name: String) {
    guard word.contains("/") else { return (TableStore(directory: directory), word) }
    let name = word.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init)
    return (TableStore(directory: Files.parent(of: word)), name ?? "")
  }

  /// Says what is wrong with a table that is shown all the same.
  func warn(_ problems: [Failure]) {
    for problem in problems { Output.complain("warning: \(problem)") }
  }

  /// That the sub-command was called in a way that it does not know.
  func misunderstood(_ cause: String) -> Failure { Failure(.usage, call.name, cause: cause) }
}
