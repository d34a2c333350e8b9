internal import Model
internal import Platform
internal import Render

/// The command that somebody who has just registered a guest types next.
struct NextCommand {
  private let words: [String]
  /// Whether it starts the guest, which nobody else does.
  let isStart: Bool

  init(_ request: SetupRequest, _ framework: Registrar, _ call: Call) {
    let setup = request.setup
    let files = ServiceFiles(setup.resource)
    if call.has("local") || framework != .standalone && call.has("disabled") {
      (words, isStart) = ([XVMRegister.name, "-f", request.name], false)
    } else if framework != .standalone || files.isOnline(in: setup.group) {
      (words, isStart) = (["xvm_status", setup.resource], false)
    } else if files.hasUnit {
      (words, isStart) = (["systemctl", "enable", "--now", "ha-xvm@\(setup.resource)"], true)
    } else {
      let parameters = ["-R", setup.resource, "-G", setup.group, "-P", files.properties.path]
      (words, isStart) = (["gds", "run"] + parameters, true)
    }
  }

  /// `next: xvm_status web-rs`
  var line: String { "next: " + ShellQuoting.line(words) }
}
