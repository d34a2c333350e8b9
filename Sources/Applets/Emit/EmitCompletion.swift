internal import Model
internal import Render

extension EmitKind {
  /// `xvm_emit completion SHELL`: what a shell needs to complete our names and options.
  static let completion = EmitKind(
    "completion", "SHELL", "completion of every name and option for bash, zsh or ksh"
  ) { request throws(Failure) in
    let shells = ShellCompletion.Shell.allCases.map(\.rawValue)
    guard request.arguments.count == 1,
      let shell = ShellCompletion.Shell(rawValue: request.arguments[0])
    else {
      throw request.misunderstood("completion takes one of \(shells.joined(separator: ", "))")
    }
    return .text(
      ShellCompletion.render(
        shell, program: Overview.manual.name, manuals: Registry.applets.map { $0.manual }))
  }
}
