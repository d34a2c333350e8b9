internal import Model
internal import Platform
internal import Render

extension EmitKind {
  /// `xvm_emit registration [FRAMEWORK]`: what xvm_register would run where nothing of the guest is registered.
  static let registration = EmitKind(
    "registration", "[FRAMEWORK]", mode: 0o700,
    "the script that registers the guest of -f FILE: solaris, solaris-3.1 and so on, pacemaker, crm, pcs or standalone"
  ) { request throws(Failure) in
    guard let file = request.call["file"] else { throw request.misunderstood("-f FILE is missing") }
    guard request.arguments.count <= 1 else {
      throw request.misunderstood("'\(request.arguments[1])' is one word too many")
    }
    let word = request.arguments.first
    let framework = try Registrar.choose(
      Call(name: request.call.name, options: word.map { [Call.Option("framework", $0)] } ?? []),
      onPaper: true)
    do throws(Problems) {
      return .text(try script(try SetupRequest.checked(file), framework))
    } catch { throw error.last }
  }

  private static func script(_ request: SetupRequest, _ framework: Registrar) throws(Problems)
    -> String
  {
    let plan = try UnseenRegistration(request: request, framework: framework).plan()
    return RegistrationScript.render(
      plan,
      title: [
        "Registers \(request.setup.resource) in \(request.setup.group), on \(framework.title).",
        "Written by xvm_emit registration; xvm_remove undoes it.",
      ],
      release: framework.release)
  }
}
