/// What Pacemaker's scheduler makes of a cluster, as crm_simulate(8) writes it in XML: how everything stands when all that it asks for
/// is done.
public struct ScheduleForecast: Equatable, Sendable {
  /// The nodes afterwards.
  public let nodes: [ClusterState.Node]
  /// The resources afterwards.
  public let resources: [String: ClusterState.Resource]
  /// Whether there was nothing to be done.
  public let isAtRest: Bool
  /// Whether there was nothing that can be done: what is left waits for something that does not come.
  public let isBlocked: Bool

  /// What has to be asked for all of it to be in the answer; where the outcome goes is said beside it.
  public static let arguments = ["--simulate", "--output-as=xml"]

  /// Reads the answer. A transition in which something stays blocked has an outcome too, though the tool calls it an error.
  ///
  /// - Throws: `.clusterSilent` when it is none.
  public init(parsing bytes: [UInt8]) throws(Failure) {
    let root: XMLElement
    do throws(Failure) { root = try XMLElement(parsing: bytes) } catch {
      throw Failure(.clusterSilent, "crm_simulate", cause: "\(error.subject): \(error.cause)")
    }
    guard let after = root.first("revised_cluster_status") else {
      let errors = root.everywhere("status").compactMap { $0["message"] }
      throw Failure(
        .clusterSilent, "crm_simulate", cause: errors.first ?? "no outcome in its answer")
    }
    (nodes, resources) = (ClusterState.nodes(in: after), ClusterState.resources(in: after))
    let actions = root.first("actions")?.children ?? []
    isAtRest = actions.isEmpty
    isBlocked = actions.allSatisfy { $0["blocked"] == "true" }
  }

  /// The nodes on which a resource runs and somebody sees it: one that is lost and not fenced is none of them.
  public func places(of resource: String) -> [String] {
    (resources[resource]?.nodes ?? []).filter { name in
      nodes.contains { $0.name == name && $0.isOnline && !$0.isUnclean }
    }
  }

  /// Whether two forecasts have everything at the same places.
  public func agrees(with other: ScheduleForecast) -> Bool {
    (nodes, resources) == (other.nodes, other.resources)
  }
}
