public import Model

/// What Solaris Cluster says of a switch of the group, for a stop that is a move.
extension SolarisCluster {
  /// `Target_nodes`, which a stopping method may ask: Contract, Where a stop goes. Empty when no switch is going on; a group
  /// that has one master has one target. A refusal is complained of too: the guest is stopped then that would have been moved.
  public func target(of identity: ResourceIdentity, until deadline: Instant) -> String? {
    let arguments = ["-O", "Target_nodes", "-G", identity.group]
    do throws(Failure) {
      if let nodes = try attempt("scha_resourcegroup_get", arguments, until: deadline) {
        return nodes.first
      }
      throw Failure(.clusterSilent, "scha_resourcegroup_get", cause: "it refuses Target_nodes")
    } catch {
      complain(error)
      return nil
    }
  }

  /// The private host name of a node: as the cluster has it, else its default `clusternode<ID>-priv` (Contract, Where a stop
  /// goes). UNVERIFIED: both tags.
  public func privateName(of node: String, until deadline: Instant) -> String? {
    let tag = "PRIVATELINK_HOSTNAME_NODE"
    if let name = ask("scha_cluster_get", ["-O", tag, node], until: deadline)?.first {
      return name
    }
    return ask("scha_cluster_get", ["-O", "NODEID_NODENAME", node], until: deadline)?.first
      .map { "clusternode\($0)-priv" }
  }

  /// The group's Nodelist without this node; none when either is not told.
  public func neighbours(of identity: ResourceIdentity, until deadline: Instant) -> [String] {
    guard let own = ask("scha_cluster_get", ["-O", "NODENAME_LOCAL"], until: deadline)?.first,
      let nodes = ask(
        "scha_resourcegroup_get", ["-O", "NODELIST", "-G", identity.group], until: deadline)
    else { return [] }
    return nodes.filter { $0 != own && $0 != "*" }
  }
}
