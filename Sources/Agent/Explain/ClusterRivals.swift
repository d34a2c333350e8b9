internal import Model

/// Whom a guest gives way to where there is no place for both.
extension ClusterRules {
  /// The resources on a node that one may not be with, and yields to: the targets of its strong negative affinities.
  static func targets(
    _ resource: String, _ base: InformationBase, _ state: ClusterState, on node: String
  ) -> [String] {
    base.constraints.filter {
      $0.name == "rsc_colocation" && $0["score"] == "-INFINITY"
        && members($0["rsc"], base).contains(resource)
    }.flatMap { members($0["with-rsc"], base) }.filter {
      $0 != resource && state.resources[$0]?.nodes.contains(node) == true
        && base.primitive($0)?.isAnchor != true
    }
  }

  /// The resources of a higher rank on a node that take the room which one would need, the highest first; none when it would lack
  /// room without them too.
  static func betters(
    _ resource: String, _ base: InformationBase, _ state: ClusterState, on node: String
  ) -> [String] {
    guard let load = shortage(resource, base, state, node), let capacity = load.capacity else {
      return []
    }
    let rank = base.rank(of: resource)
    let rivals = base.primitives.map(\.id).filter {
      $0 != resource && state.resources[$0]?.nodes.contains(node) == true
        && base.rank(of: $0) > rank
        && base.demand(of: $0, load.kind) > 0
    }.sorted { (base.rank(of: $1), $0) < (base.rank(of: $0), $1) }
    let freed = rivals.reduce(0) { $0 + base.demand(of: $1, load.kind) }
    let isEnough = capacity - load.used + freed >= base.demand(of: resource, load.kind)
    return isEnough ? rivals : []
  }
}
