internal import Frameworks
internal import Model
internal import Platform

/// The sub-commands that work on whole tables.
extension TableCommand {
  static let addtab = TableCommand("addtab", "make an empty table") { call throws(Failure) in
    let (store, name) = try call.table()
    try store.create(name, until: call.deadline)
    return 0
  }

  static let remtab = TableCommand("remtab", "remove a table") { call throws(Failure) in
    let (store, name) = try call.table()
    try store.remove(name, until: call.deadline)
    return 0
  }

  static let replace = TableCommand(
    "replace", "give a table the lines of a file",
    options: [
      .init(
        "i", "input", "FILE", required: true,
        "the lines; the two that begin with ccr_ may be missing, else they have to be right")
    ]
  ) { call throws(Failure) in
    let (store, name) = try call.table()
    let file = call.call["input"] ?? ""
    let content = try ConfigurationTable(
      parsingData: try Files.load(file, limit: ConfigurationTable.maximumSize), name: file)
    guard store.holds(name) else { throw store.missing(name) }
    try content.refusePasswords(in: file)
    try store.replace(name, with: content, until: call.deadline)
    return 0
  }

  static let recover = TableCommand(
    "recover", "accept a table that does not fit its checksum",
    options: [
      .init("f", "force", nil, "leave out the lines that cannot be read; each is reported"),
      .init("o", "override", nil, "as in ccradm: this copy is the right one; here it always is"),
    ]
  ) { call throws(Failure) in try recover(call, force: call.call.has("force")) }

  static let show = TableCommand(
    "show", "write a table as it is stored, or the list of tables",
    operands: [.init("TABLE", optional: true, "name of the table, or its file")]
  ) { call throws(Failure) in
    guard !call.call.operands.isEmpty else {
      return try report(call, TableStore(directory: call.directory).names())
    }
    let (store, name) = try call.table()
    let reading = try store.inspect(name)
    try Output.answer(reading.table.withoutPasswords().serialized())
    call.warn(reading.problems)
    return reading.problems.isEmpty ? 0 : 1
  }

  static let verify = TableCommand(
    "verify", "say of each table whether it is sound",
    operands: [
      .init("TABLE", optional: true, repeats: true, "names of tables, or their files; else all")
    ]
  ) { call throws(Failure) in
    let words = call.call.operands
    let all = try words.isEmpty ? TableStore(directory: call.directory).names() : words
    return try report(call, all)
  }

  /// Accepts what can be read of a table.
  static func recover(_ call: TableCall, force: Bool) throws(Failure) -> Int32 {
    let (store, name) = try call.table()
    let reading = try store.inspect(name)
    if reading.problems.isEmpty {
      Output.line("\(store.path(name)): is sound; nothing to do")
      return 0
    }
    call.warn(reading.problems)
    // A line that is lost is a loss; a header that is wrong is none.
    let losses = reading.problems.filter { $0.code == .malformed && $0.subject != store.path(name) }
    if let loss = losses.first, !force {
      throw Failure(.malformed, loss.subject, cause: "\(loss.cause); -f leaves such lines out")
    }
    try reading.table.refusePasswords(in: store.path(name))
    try store.replace(name, with: reading.table, until: call.deadline)
    let count = reading.table.entries.count
    Output.line(
      "\(store.path(name)): accepted with \(count) keys, \(losses.count) lines left out")
    return 0
  }

  /// One line for each table; 1 when one of them is not sound.
  private static func report(_ call: TableCall, _ words: [String]) throws(Failure) -> Int32 {
    var status: Int32 = 0
    for word in words {
      let (store, name) = try call.table(word)
      let verdict: String
      do throws(Failure) {
        let table = try store.read(name)
        verdict = "sound\tgeneration \(table.generation)\t\(table.entries.count) keys"
      } catch {
        verdict = "damaged"
        Output.complain(error.description)
        status = 1
      }
      try Output.answer("\(Escapes.terminal(word))\t\(verdict)\n")
    }
    return status
  }
}
