internal import Frameworks
internal import Model
internal import Platform

/// The sub-commands that work on one key.
///
/// What -f gives is shown again byte for byte: what is no whole line of text is folded below its key (`key.000001` and so on).
/// Of a property, which is a line of text, the line's end is no part of the value.
extension TableCommand {
  static let addkey = TableCommand(
    "addkey", "add a key that the table does not have", options: [key(true)] + values
  ) { call throws(Failure) in
    try change(call) { table, key throws(Failure) in
      if try holds(table, key) { throw Failure(.keyExists, key) }
      try set(&table, key, call)
      try table.refusePasswords()
    }
  }

  static let changekey = TableCommand(
    "changekey", "give a key of the table another value", options: [key(true)] + values
  ) { call throws(Failure) in
    try change(call) { table, key throws(Failure) in
      guard try holds(table, key) else { throw Failure(.noKey, key) }
      try set(&table, key, call)
      try table.refusePasswords()
    }
  }

  static let delkey = TableCommand(
    "delkey", "remove a key; also as 'delkey KEY TABLE'", options: [key(false)],
    operands: [
      .init("KEY", optional: true, "the key, when -k does not give it"),
      .init("TABLE", optional: true, "name of the table, or its file"),
    ]
  ) { call throws(Failure) in
    guard call.call.operands.count == (call.call.has("key") ? 1 : 2) else {
      throw call.misunderstood("give -k KEY and TABLE, or KEY and TABLE")
    }
    return try change(call) { table, key throws(Failure) in
      guard try holds(table, key) else { throw Failure(.noKey, key) }
      table.remove(key)
      table.removeFolded(key)
    }
  }

  static let showkey = TableCommand(
    "showkey", "write the value of a key", options: [key(true)]
  ) { call throws(Failure) in
    let (store, name) = try call.table()
    let key = call.call["key"] ?? ""
    let reading = try store.inspect(name)
    call.warn(reading.problems)
    if let value = try reading.table.withoutPasswords()[key] {
      try Output.answer(value + "\n")
    } else if let bytes = try reading.table.folded(key) {
      try Output.answer(bytes)
    } else {
      throw Failure(.noKey, "\(store.path(name)): \(key)").naming(["TABLE": name])
    }
    return reading.problems.isEmpty ? 0 : 1
  }

  private static func key(_ required: Bool) -> CommandManual.Option {
    .init("k", "key", "KEY", required: required, "the key")
  }

  /// `-v` is the shipped tool's; `-s` and `-f` stood in a draft of its page that people still have.
  private static let values: [CommandManual.Option] = [
    .init("v", "value", "VALUE", "the value; seen by everybody who lists processes"),
    .init("s", "string", "VALUE", "the same, as in a draft of ccradm's page"),
    .init("f", "file", "FILE", "take the value from a file; its bytes come back as they were"),
  ]

  private static func change(
    _ call: TableCall, _ body: (inout ConfigurationTable, String) throws(Failure) -> Void
  ) throws(Failure) -> Int32 {
    let (store, name) = try call.table()
    let key = call.call["key"] ?? call.call.operands[0]
    try store.update(name, until: call.deadline) { table throws(Failure) in
      do throws(Failure) { try body(&table, key) } catch {
        // Which table it was about.
        throw error.placed("\(store.path(name)): \(error.subject)").naming(["TABLE": name])
      }
    }
    return 0
  }

  private static func holds(_ table: ConfigurationTable, _ key: String) throws(Failure) -> Bool {
    if table[key] != nil { return true }
    return try table.folded(key) != nil
  }

  private static func set(
    _ table: inout ConfigurationTable, _ key: String, _ call: TableCall
  ) throws(Failure) {
    let given = ["value", "string", "file"].filter { call.call.has($0) }
    guard given.count == 1 else { throw call.misunderstood("give one of -v, -s and -f") }
    guard let file = call.call["file"] else {
      let text = call.call[given[0]] ?? ""
      // What a command line holds beside UTF-8 has been replaced by then.
      if text.unicodeScalars.contains("\u{FFFD}") {
        throw Failure(.badValue, key, cause: "it is not UTF-8; give it in a file with -f")
      }
      table.removeFolded(key)
      return try table.set(key, text)
    }
    let bytes = try Files.load(file, limit: ConfigurationTable.maximumSize)
    let isWhole = bytes.last == UInt8(ascii: "\n")
    let line = isWhole ? bytes.dropLast() : bytes[...]
    let isLine = !line.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 }
    let isProperty = ExtensionProperties.all.contains { $0.isNamed(key) }
    if isLine, isWhole || isProperty, key != ConfigurationTable.definitionPrefix,
      let text = String(validating: line, as: UTF8.self)
    {
      table.removeFolded(key)
      try table.set(key, text)
    } else {
      table.remove(key)
      try table.setFolded(key, bytes)
    }
  }
}
