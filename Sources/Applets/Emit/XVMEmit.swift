internal import Model
internal import Platform

/// `xvm_emit`: writes what is derived from the tables: manual pages, configuration tables, registration files and more.
enum XVMEmit: Applet {
  static let name = "xvm_emit"
  static var manual: CommandManual {
    CommandManual(
      name: name, summary: "write what is derived from the tables of ha-xvm",
      options: [
        .init(
          "f", "file", "FILE", "the configuration, a file of key=value lines, see ha-xvm_setup(5)"),
        .init("o", "output", "FILE", "replace this file, at once; else standard output"),
        .init(nil, "commands", nil, "with ccr: the calls of ccradm instead of the table"),
        .init(
          nil, "present", "FILE", "with ccr: what the cluster's table holds; else there is none yet"
        ),
        .init(
          nil, "keys", nil, "with ccr: a call for each key that differs, where values are short"),
        .init("d", "directory", "DIRECTORY", "write several files, each by its name, in here"),
      ],
      operands: [
        .init("KIND", "one of the kinds below"),
        .init("ARGUMENT", optional: true, repeats: true, "what the kind takes"),
      ],
      description: [
        "xvm_emit writes a file of the kind that it is asked for. Everything comes from the one table of extension "
          + "properties, the catalogue of messages and the descriptions of the commands; nothing is written twice.",
        "A file is replaced in one step: a reader sees the old one or the new one.",
      ],
      exits: [
        .init("0", "written"), .init("1", "not written; the reason is on standard error"),
        .init("2", "the command line is wrong"),
      ],
      examples: [
        .init("Read the page of the resource type", "xvm_emit man OHAC.xvm.7 | man -l -"),
        .init("Write all manual pages again", "xvm_emit man -d man"),
      ],
      vocabularies: [
        ("Kinds", EmitKind.all.map { ($0.synopsis, $0.summary) })
      ],
      seeAlso: ["ha-xvm_ccr(5)", "ha-xvm_setup(5)", "OHAC.xvm(7)", "ha-xvm(8)"])
  }

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let word = call.operands[0]
    guard let kind = EmitKind.all.first(where: { $0.name == word }) else {
      let near = Spelling.nearest(to: word, among: EmitKind.all.map(\.name))
      throw Failure(
        .usage, call.name,
        cause: "'\(word)' is no kind" + (near.map { "; did you mean \($0)?" } ?? "")
          + "; there are \(EmitKind.all.map(\.name).joined(separator: ", "))")
    }
    switch try kind.emit(EmitRequest(arguments: Array(call.operands.dropFirst()), call: call)) {
    case .text(let text): try deliver(Array(text.utf8), kind, call)
    case .bytes(let bytes): try deliver(bytes, kind, call)
    case .files(let files): try deliver(files, kind, call)
    }
    return 0
  }

  private static func deliver(_ bytes: [UInt8], _ kind: EmitKind, _ call: Call) throws(Failure) {
    if call.has("directory") {
      throw Failure(.usage, call.name, cause: "this kind is one file: use -o FILE, not -d")
    }
    guard let path = call["output"] else {
      try Output.answer(bytes)
      return
    }
    try Files.store(path, bytes, mode: kind.mode)
  }

  private static func deliver(_ files: [EmittedFile], _ kind: EmitKind, _ call: Call)
    throws(Failure)
  {
    guard let directory = call["directory"], !call.has("output") else {
      throw Failure(.usage, call.name, cause: "several files need -d DIRECTORY, and not -o")
    }
    do throws(SystemError) {
      try Files.makeDirectory(directory)
    } catch {
      throw Failure(.unwritable, directory, of: error)
    }
    for file in files {
      try Files.store("\(directory)/\(file.name)", Array(file.text.utf8), mode: kind.mode)
    }
  }
}
