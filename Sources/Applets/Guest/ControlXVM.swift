internal import Model
internal import Platform

/// `control_xvm`: the four methods under one name, for callers of the legacy form (StockAgents, The form of the Korn-shell
/// agents).
enum ControlXVM: Applet {
  static let methods: [(name: String, applet: any Applet.Type)] = [
    ("start", StartXVM.self), ("stop", StopXVM.self), ("probe", ProbeXVM.self),
    ("validate", ValidateXVM.self),
  ]

  static let name = "control_xvm"
  static var manual: CommandManual {
    CommandManual(
      name: name, summary: "start, stop, probe or validate, by the last word",
      options: GuestOptions.all,
      operands: [.init("METHOD", "what to do: start, stop, probe or validate")],
      description: [
        "control_xvm does what start_xvm, stop_xvm, probe_xvm and validate_xvm do with the same options. The last "
          + "generation of Korn-shell agents was called in this form."
      ],
      exits: [
        .init("0..201", "as the command of that method"),
        .init("2", "the command line is wrong, also for probe; see probe_xvm(8)"),
      ],
      examples: [
        .init("Start the guest of a resource", "control_xvm -R web-rs -G web-rg start")
      ],
      environment: GuestOptions.environment, files: GuestOptions.files,
      seeAlso: methods.map { "\($0.name)_xvm(8)" } + GuestOptions.seeAlso)
  }

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let word = call.operands.first ?? ""
    guard let method = methods.first(where: { $0.name == word }) else {
      let near = Spelling.nearest(to: word, among: methods.map(\.name))
      throw Failure(
        .usage, call.name,
        cause: "'\(word)' is no method" + (near.map { "; did you mean \($0)?" } ?? "")
          + "; there are \(methods.map(\.name).joined(separator: ", "))")
    }
    return try method.applet.run(
      Call(name: method.applet.name, options: call.options, operands: []))
  }
}
