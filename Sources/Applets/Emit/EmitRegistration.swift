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
    let framework = try Framework.choose(
      Call(name: request.call.name, options: word.map { [Call.Option("framework", $0)] } ?? []),
      onPaper: true)
    do throws(Problems) {
      let setup = try SetupRequest(file)
      return .text(try script(setup, framework))
    } catch {
      // All but the last are shown here; the last one becomes the exit status.
      Problems(Array(error.failures.dropLast())).show()
      throw error.failures.last ?? Failure(.unreadable, file)
    }
  }

  private static func script(_ request: SetupRequest, _ framework: Framework) throws(Problems)
    -> String
  {
    let setup = request.setup
    let present = StandaloneRegistration.Present.self
    let files = ServiceFiles(setup.resource)
    let table = try Problems.only { () throws(Failure) in try request.table(unseen: true) }
    let objections: [Failure]
    let plan: RegistrationPlan
    switch framework {
    case .pacemaker(let tool):
      objections = PacemakerRegistration.objections(setup, definition: request.definition)
      plan = PacemakerRegistration(setup, definition: request.definition).unseenPlan(by: tool)
    case .standalone:
      objections = StandaloneRegistration.objections(setup)
      plan =
        StandaloneRegistration(
          setup, program: request.program, table: table,
          properties: present.init(path: files.properties.path, content: nil),
          unit: present.init(path: files.unit.path, content: nil)
        ).plan
    case .cluster(let release):
      objections = ClusterRegistration.objections(setup, release: release)
      plan =
        ClusterRegistration(setup, release: release, program: request.program, table: table)
        .unseenPlan()
    }
    guard objections.isEmpty else { throw Problems(objections.map(request.placed)) }
    return RegistrationScript.render(
      plan,
      title: [
        "Registers \(setup.resource) in \(setup.group), on \(framework.title).",
        "Written by xvm_emit registration; xvm_remove undoes it.",
      ],
      release: framework.release)
  }
}
