internal import Model
internal import Platform

/// Where a resource is after its cluster was asked to move it: a command that was taken is no move.
extension ClusterOrders {
  /// Looks at where the cluster has the resource now.
  ///
  /// - Throws: `.moveFailed` when it is elsewhere or nowhere, `.moveUnsettled` when the cluster does not say.
  func confirm(_ identity: ResourceIdentity, on node: String, until deadline: Instant)
    throws(Failure)
  {
    switch self {
    case .solaris:
      let state = SolarisCluster().ask(
        "scha_resourcegroup_get", ["-O", "RG_STATE_NODE", "-G", identity.group, node],
        until: deadline)?.first
      guard let state else {
        throw Failure(.moveUnsettled, identity.resource, cause: "\(name) does not say")
      }
      if state != "ONLINE" {
        throw Failure(
          .moveFailed, identity.resource,
          cause: "its group \(identity.group) is \(state) on \(node)")
      }
    case .pacemaker:
      let state: ClusterState
      do throws(Failure) {
        state = try ClusterState(
          parsing: PacemakerTools.ask("crm_mon", ClusterState.arguments, until: deadline))
      } catch { throw Failure(.moveUnsettled, identity.resource, cause: error.sentence) }
      if let failure = ClusterOrders.objection(to: state, of: identity.resource, on: node) {
        throw failure
      }
    }
  }

  /// Why a resource is not on a node alone, as Pacemaker has it; nil where it is.
  static func objection(to state: ClusterState, of resource: String, on node: String) -> Failure? {
    let places = state.resources[resource]?.nodes ?? []
    if places == [node] { return nil }
    var causes = [
      places.isEmpty ? "it is active nowhere" : "it is on " + places.joined(separator: ", ")
    ]
    causes += state.bans.filter { $0.resource == resource && $0.node == node }
      .map { "the constraint \($0.id) keeps it off \(node)" }
    causes += state.failures.filter { $0.resource == resource && $0.node == node }
      .map { "its \($0.task) on \(node): \($0.reason.isEmpty ? $0.status : $0.reason)" }
    if let there = state.nodes.first(where: { $0.name == node }), !there.isOnline || there.isStandby
    {
      causes.append("\(node) is \(there.isOnline ? "in standby" : "offline")")
    }
    return Failure(.moveFailed, resource, cause: causes.joined(separator: "; "))
  }
}
