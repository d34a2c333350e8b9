internal import Model
internal import Platform
internal import Render

/// `xvm_ccr`: configuration tables, in the shape of ccradm(1M).
enum XVMCCR: Applet {
  static let name = "xvm_ccr"
  static var manual: CommandManual {
    CommandManual(
      name: name, summary: "work on configuration tables, in the shape of ccradm",
      options: [
        .init("i", "input", "FILE", "the oldest form, with -o: accept this table after an edit"),
        .init("o", "override", nil, "goes with -i"),
      ],
      operands: [
        .init("SUBCOMMAND", optional: true, "one of the sub-commands below"),
        .init("ARGUMENT", optional: true, repeats: true, "what it takes"),
      ],
      endsAtOperand: true,
      description: [
        "A table is a file of keys and values, one a line, behind two lines that hold its generation and its checksum. The "
          + "configuration of each resource is one. A reader of a table sees it before a change or after it, never in "
          + "between, even when the writer is killed; writers wait for each other for at most a minute.",
        "A table that does not fit its checksum was edited or damaged. Nothing is kept by it: the methods of its resource "
          + "fail and say so. show and showkey write what can be read of it, warn, and exit 1; recover accepts it.",
        "TABLE is a name below the directory of tables, or the path of a file. Every sub-command takes -Z NAME for the "
          + "tables of a zone cluster and -C DIRECTORY for tables elsewhere. The forms of the shipped ccradm and of the "
          + "draft of its page are both taken: addkey with -v, -s or -f, delkey with -k or without.",
        "What of the format is not known of a real cluster and was chosen here: "
          + ConfigurationTable.unverified.joined(separator: "; ")
          + ". A table from elsewhere with another checksum is read with a warning and can be accepted with recover. The "
          + "meaning of recover -f and the exit statuses of ccradm are not known either.",
      ],
      exits: [
        .init("0", "done"),
        .init("1", "not done, or a table is not sound; the reason is on standard error"),
        .init("2", "the command line is wrong"),
      ],
      examples: [
        .init("See what a guest is kept by", "xvm_ccr show web-rs"),
        .init(
          "Give its shutdown more time", "xvm_ccr changekey -v 600 -k Stop_timeout web-rs"),
        .init(
          "Keep its definition in the table",
          "xvm_ccr addkey -f /etc/libvirt/qemu/web.xml -k definition web-rs"),
        .init("Accept a table after an edit by hand", "xvm_ccr recover -o web-rs"),
      ],
      vocabularies: [
        ("Sub-commands", TableCommand.all.map { ($0.synopsis, $0.manual.summary) })
      ],
      environment: [("HA_XVM_ROOT", "a directory below which all files of the program lie")],
      files: [
        ("/etc/ha-xvm/ccr/global/TABLE", "the tables"),
        ("/etc/ha-xvm/ccr/global/.lock", "held while a table is changed"),
      ],
      seeAlso: ["xvm_emit(8)", "xvm_register(8)", "ha-xvm_ccr(5)", "ha-xvm(8)"],
      forms: ["xvm_ccr SUBCOMMAND [ARGUMENT...]", "xvm_ccr -i FILE -o"])
  }

  static func run(_ call: Call) throws(Failure) -> Int32 {
    if let file = call["input"] { return try oldest(call, file) }
    guard let word = call.operands.first, !call.has("override") else {
      throw Failure(
        .usage, call.name, cause: "a sub-command is missing; there are \(TableCommand.names)")
    }
    guard let command = TableCommand.all.first(where: { $0.manual.name == word }) else {
      let near = Spelling.nearest(to: word, among: TableCommand.all.map(\.manual.name))
      throw Failure(
        .usage, call.name,
        cause: "'\(word)' is no sub-command" + (near.map { "; did you mean \($0)?" } ?? "")
          + "; there are \(TableCommand.names)")
    }
    let inner = try CommandLineParser.parse(Array(call.operands.dropFirst()), by: command.manual)
    if inner.has("help") {
      Output.page(HelpText.render(command.manual))
      return 0
    }
    return try command.run(TableCall(inner))
  }

  /// `-i FILE -o`: before 3.2u3 the only form, for a table that was edited where it lies.
  private static func oldest(_ call: Call, _ file: String) throws(Failure) -> Int32 {
    guard call.has("override"), call.operands.isEmpty else {
      throw Failure(.usage, call.name, cause: "-i FILE goes with -o alone: -i FILE -o")
    }
    return try TableCommand.recover(
      TableCall(Call(name: call.name, operands: [file])), force: false)
  }
}
