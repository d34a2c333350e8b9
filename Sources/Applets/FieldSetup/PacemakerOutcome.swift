internal import Frameworks
internal import Model
internal import Platform

/// What has come of a registration in a Pacemaker cluster, as the cluster itself says it.
enum PacemakerOutcome {
  /// What crm_resource --wait ends with when the cluster has not come to rest: Pacemaker's CRM_EX_TIMEOUT.
  static let waitedTooLong: Int32 = 124

  /// See that a resource was found where it ran, if it ran anywhere.
  ///
  /// - Throws: `.stepFailed` when it was not, or when the agent refuses its parameters: then the cluster must not act on that.
  static func expect(_ resource: String, on nodes: [String], _ line: String) throws(Failure) {
    if PacemakerTools.isOnFile { return }
    let state = try state()
    let found = state.resources[resource]?.nodes ?? []
    let failures = state.failures.filter { failure in
      failure.resource == resource
        && (nodes.contains(failure.node) || failure.status == "not configured")
    }
    if let failure = failures.first {
      throw Failure(.stepFailed, line, cause: words(failure))
    }
    guard nodes.isEmpty || Set(found) == Set(nodes) else {
      let places = found.isEmpty ? "nowhere" : "on " + found.joined(separator: ", ")
      throw Failure(
        .stepFailed, line,
        cause: "it ran on \(nodes.joined(separator: ", ")), and the new agent finds it \(places)")
    }
  }

  /// See that a guest that was registered runs, once the cluster has come to rest, and that the cluster is content.
  ///
  /// - Throws: `.notRunningYet` with what is in the way.
  static func verify(_ resource: String, within limit: Duration) throws(Failure) {
    if PacemakerTools.isOnFile { return }
    // One that does not come to rest because of others is looked at as it is.
    _ = try? ChildProcess.run(
      PacemakerTools.command(
        "crm_resource", ["--wait", "--timeout=\(limit.components.seconds)s"]),
      until: Clock.now + limit + .seconds(30))
    let state = try state()
    guard let guest = state.resources[resource] else {
      throw Failure(.notRunningYet, resource, cause: "the cluster does not know it")
    }
    if let obstacle = obstacle(guest, resource, state) {
      throw Failure(.notRunningYet, resource, cause: obstacle)
    }
    let check = try? ChildProcess.run(
      PacemakerTools.command("crm_verify", ["--live-check", "--verbose"]),
      until: Clock.now + .seconds(60))
    guard let check, !check.succeeded else { return }
    throw Failure(
      .notRunningYet, resource,
      cause: "crm_verify says: "
        + PacemakerRehearsal.complaints(check).joined(separator: "; "))
  }

  /// Why it does not run; nil when it does, or when nobody wants that.
  private static func obstacle(
    _ guest: ClusterState.Resource, _ resource: String, _ state: ClusterState
  ) -> String? {
    if !guest.isManaged || state.isInMaintenance || guest.targetRole == "Stopped" { return nil }
    if guest.role == "Started", !guest.nodes.isEmpty, !guest.isBlocked, !guest.hasFailed {
      return nil
    }
    let failure = state.failures.last { $0.resource == resource }
    return failure.map(words) ?? "the cluster has it \(guest.role.lowercased())"
  }

  private static func words(_ failure: ClusterState.Action) -> String {
    let reason = failure.reason.isEmpty ? "" : ": \(failure.reason)"
    return "\(failure.task) on \(failure.node) ended with '\(failure.status)'\(reason)"
  }

  /// What the cluster is doing.
  static func state() throws(Failure) -> ClusterState {
    try ClusterState(
      parsing: PacemakerTools.ask(
        "crm_mon", ClusterState.arguments, until: Clock.now + .seconds(30)))
  }
}
