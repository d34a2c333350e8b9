public import Model

/// A Pacemaker cluster at one moment: its whole information base, with the status that the scheduler decides by, and what it is doing.
public struct ClusterMoment: Sendable {
  /// The element `<cib>`.
  public let whole: XMLElement
  public let base: InformationBase
  public let state: ClusterState

  /// A moment of these answers of `cibadmin --query` and `crm_mon`.
  public init(base bytes: [UInt8], state answer: [UInt8]) throws(Failure) {
    base = try InformationBase(parsing: bytes)
    do throws(Failure) { whole = try XMLElement(parsing: bytes) } catch {
      throw Failure(.clusterSilent, "cibadmin", cause: error.cause)
    }
    state = try ClusterState(parsing: answer)
  }

  /// A node; nil when there is none of that name.
  public func node(_ name: String) -> ClusterState.Node? { state.nodes.first { $0.name == name } }

  /// Whether a resource may be put on a node as it is.
  public func isAtWork(_ name: String) -> Bool {
    node(name).map { $0.isOnline && !$0.isStandby && !$0.isInMaintenance && !$0.isUnclean } ?? false
  }

  /// The guests of ours that are active on a node.
  public func guests(on node: String) -> [String] {
    base.guests.map(\.id).filter { state.resources[$0]?.nodes.contains(node) ?? false }
  }

  /// Whether an action on a resource is under way: its history has one whose outcome is not known yet, which Pacemaker writes down
  /// before it is executed.
  public func isUnderWay(_ resource: String) -> Bool {
    (whole.first("status")?.everywhere("lrm_resource") ?? []).contains { history in
      history.id == resource && history.all("lrm_rsc_op").contains { $0["op-status"] == "-1" }
    }
  }

  /// Why a live migration of a resource failed, which is on record until it is cleaned up; nil where none is.
  public func failedMove(of resource: String) -> String? {
    let failed = state.failures.filter { $0.resource == resource }
    guard !failed.contains(where: { $0.task == "stop" }) else { return nil }
    return failed.first { ["migrate_to", "migrate_from"].contains($0.task) }.map {
      $0.reason.isEmpty ? "\($0.task) on \($0.node): \($0.status)" : $0.reason
    }
  }
}
