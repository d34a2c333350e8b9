internal import Agent
internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// What validate_xvm has to say of a guest before it is a resource, so that nothing is registered that its first start refuses.
struct RegistrationChecks {
  /// What this node can tell about where the guest will run.
  enum Scope: Equatable {
    /// Nothing: the guest will run on other machines.
    case elsewhere
    /// Everything: no other node can have it.
    case here
    /// That it cannot run on this node, of this name; another one can be better off.
    case amongOthers(String)
  }

  private let request: SetupRequest
  private let scope: Scope

  init(_ request: SetupRequest, _ scope: Scope) {
    (self.request, self.scope) = (request, scope)
  }

  /// What is wrong, each with the line of the file that it is about; what only this node lacks is no error where others can run
  /// the guest.
  func findings() throws(Failure) -> [Finding] {
    let validate = ValidateGuest(try context())
    var times: [Method: MethodTime] = [:]
    for method in Method.allCases {
      let row = method.timeoutProperty
      times[method] = MethodTime([
        .init(name: row.name, seconds: request.setup.guest.integer(row))
      ])
    }
    switch scope {
    case .elsewhere:
      return validate.everywhere(times: times).map { placed($0) }
    case .here:
      // Nobody mounts here later what is not mounted now.
      return validate.run(times: times).map {
        placed($0.isOfThisNode ? .error($0.failure, ofThisNode: true) : $0)
      }
    case .amongOthers(let node):
      return validate.run(times: times).map { finding in
        guard finding.isOfThisNode else { return placed(finding) }
        let failure = finding.failure
        let cause = ["on \(node)", failure.cause].filter { !$0.isEmpty }.joined(separator: ": ")
        return placed(
          .warning(failure.placed(failure.subject, cause: cause), ofThisNode: true))
      }
    }
  }

  private func placed(_ finding: Finding) -> Finding {
    let failure = request.placed(finding.failure)
    return finding.isError
      ? .error(failure, ofThisNode: finding.isOfThisNode)
      : .warning(failure, ofThisNode: finding.isOfThisNode)
  }

  private func context() throws(Failure) -> MethodContext {
    let configuration = GuestConfiguration(
      request.setup.guest, storedDefinition: request.definition)
    let identity = try request.setup.identity()
    let limit = Duration.seconds(configuration.values.integer(.validateTimeout))
    return MethodContext(
      identity, .validate, Budget(start: Clock.now, total: limit), configuration,
      as: XVMRegister.name, framework: Unregistered(), tables: TableStore())
  }
}

extension SetupRequest {
  /// A file that is good wherever its guest will run; its warnings are shown.
  static func checked(_ path: String) throws(Problems) -> SetupRequest {
    let request = try SetupRequest(path)
    let errors = try Problems.only { () throws(Failure) in
      try RegistrationChecks(request, .elsewhere).findings()
    }.showWarnings()
    guard errors.isEmpty else { throw Problems(errors) }
    return request
  }
}

extension Registrar {
  /// What this node can tell about a guest that is registered with this framework.
  func scope(for setup: SetupFile) -> RegistrationChecks.Scope {
    if self == .standalone { return .here }
    guard isPresent, !isPacemaker || !PacemakerTools.isOnFile else { return .elsewhere }
    let node = Environment.nodeName
    return setup.nodes == [node] ? .here : .amongOthers(node)
  }
}

extension [Finding] {
  /// Shows the warnings, and returns the errors.
  func showWarnings() -> [Failure] {
    for finding in self where !finding.isError {
      Output.complain("warning: " + finding.failure.description)
    }
    return filter(\.isError).map(\.failure)
  }
}
