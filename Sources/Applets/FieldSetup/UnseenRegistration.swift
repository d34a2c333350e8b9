internal import Frameworks
internal import Model
internal import Render

/// A registration that is written without a look at what it is for: `xvm_emit registration`, and `xvm_register -n` where the
/// framework is not.
struct UnseenRegistration {
  let request: SetupRequest
  let framework: Registrar
  var isWanted = true
  var grouping = PacemakerRegistration.Grouping.usual

  /// What has to be done where nothing of the guest is registered.
  func plan() throws(Problems) -> RegistrationPlan {
    let setup = request.setup
    let objections: [Failure]
    let plan: RegistrationPlan
    switch framework {
    case .pacemaker(let tool):
      objections = PacemakerRegistration.objections(setup, definition: request.definition)
      plan = PacemakerRegistration(
        setup, definition: request.definition, isWanted: isWanted, grouping: grouping
      ).unseenPlan(by: tool)
    case .standalone:
      objections = StandaloneRegistration.objections(setup)
      let (table, files) = (try table(), ServiceFiles(setup.resource))
      plan =
        StandaloneRegistration(
          setup, program: request.program, table: table,
          properties: .init(path: files.properties.path, content: nil),
          unit: .init(path: files.unit.path, content: nil)
        ).plan
    case .cluster(let release):
      objections = ClusterRegistration.objections(setup, release: release)
      plan = ClusterRegistration(
        setup, release: release, program: request.program, table: try table(), isWanted: isWanted
      ).unseenPlan()
    }
    guard objections.isEmpty else { throw Problems(objections.map(request.placed)) }
    return plan
  }

  private func table() throws(Problems) -> ClusterRegistration.TableChange {
    try Problems.only { () throws(Failure) in try request.table(unseen: true) }
  }
}
