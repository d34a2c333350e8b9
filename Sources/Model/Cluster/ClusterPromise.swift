/// How many nodes a cluster may lose at once so that every guest still has a place: a promise that somebody has given.
///
/// It stands in the cluster's own configuration, as a property that Pacemaker does not know and keeps for every node.
public enum ClusterPromise {
  /// What people call it.
  public static let key = "Failures_to_tolerate"
  /// The property that holds it; no name of a shared fact has one dot only.
  public static let property = "ha-xvm.failures-to-tolerate"
  /// The set that it is written to; where else it stands it is found as well.
  public static let set = "ha-xvm.promise"
  /// What it can be. More would be looked at for minutes: each set of nodes is one simulation.
  public static let range = 0...2

  /// Every set of up to that many nodes, the smaller ones first.
  public static func losses(of count: Int, among nodes: [String]) -> [[String]] {
    guard count > 0 else { return [] }
    let singles = nodes.map { [$0] }
    guard count > 1 else { return singles }
    return singles + pairs(among: nodes)
  }

  /// Every two of the nodes.
  public static func pairs(among nodes: [String]) -> [[String]] {
    nodes.indices.flatMap { first in
      nodes[(first + 1)...].map { [nodes[first], $0] }
    }
  }
}

extension InformationBase {
  /// How many nodes the cluster has promised to do without; 0 where nothing is promised.
  public var failuresToTolerate: Int {
    Int(outside: property(ClusterPromise.property) ?? "", in: ClusterPromise.range) ?? 0
  }

  /// The members of the cluster, without remote and guest nodes: the name of each, and its number in corosync.
  public var members: [(name: String, number: Int)] {
    (configuration.first("nodes")?.all("node") ?? []).compactMap { node in
      guard let name = node["uname"], ["member", "normal", nil].contains(node["type"]),
        let number = Int(outside: node.id)
      else { return nil }
      return (name, number)
    }
  }

  /// The virtual machines that the cluster keeps, by our agent or by that of resource-agents.
  public var virtualMachines: [String] {
    primitives.filter { $0.isGuest || $0["type"] == "VirtualDomain" }.map(\.id)
  }
}
