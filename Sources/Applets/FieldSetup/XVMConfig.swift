internal import Model
internal import Platform

/// `xvm_config`: the file that is filled in, for a guest of a name.
enum XVMConfig: Applet {
  static let name = "xvm_config"
  static var manual: CommandManual {
    CommandManual(
      name: name, summary: "write the configuration of a guest, to be filled in",
      operands: [.init("NAME", "name of the guest, from which every other name is derived")],
      description: [
        "xvm_config writes a file in which every key stands with what it is for, its values and the one that it has "
          + "when nobody sets it. The names are those that people give: the resource NAME-rs, the group NAME-rg, "
          + "storage NAME-has and the address NAME-lh, the last two behind a '#'.",
        "For a guest that every node knows already the file is complete as it is. xvm_emit config NAME writes the same.",
      ],
      exits: [
        .init("0", "written"), .init("1", "not written; the reason is on standard error"),
        .init("2", "the command line is wrong"),
      ],
      examples: [
        .init("Set up the guest web", "xvm_config web > web.conf && xvm_register -n -f web.conf")
      ],
      seeAlso: ["ha-xvm_setup(5)", "xvm_register(8)", "xvm_emit(8)", "ha-xvm(8)"])
  }

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try Output.answer(try EmitKind.configuration(call.operands[0]))
    return 0
  }
}
