internal import GenericDataService
internal import Model
internal import Platform

/// `scha_resourcegroup_get`: a property or the state of a resource group.
enum SCHAResourceGroupGet: Applet {
  static let name = "scha_resourcegroup_get"
  static let manual = CommandManual(
    name: name, summary: "print a property or the state of a resource group",
    options: [
      ClusterAnswer.tag,
      .init("G", "group", "NAME", required: true, "the group"),
      .init("Z", "zone", "NAME", "taken and not used"),
    ],
    operands: [.init("ARGUMENT", optional: true, repeats: true, "a node")],
    description: [
      "scha_resourcegroup_get prints a property or the state of a group. On a node of a Pacemaker cluster the cluster answers for "
        + "all nodes within 10 seconds; where it does not, or does not know, the command fails with status 5 and prints nothing. A "
        + "group is there a tag, a group of Pacemaker's, the Resource_group of services, or a guest by its own name. On any other "
        + "machine there is this node, and the state follows from what the engine knows.",
      "What a group has on Solaris Cluster and not here has the value that it would have there by default.",
    ],
    exits: ClusterAnswer.exits,
    examples: [.init("Is it online?", "scha_resourcegroup_get -O RG_STATE -G web-rg")],
    vocabularies: [
      (
        "Tags",
        [
          (
            "RG_STATE",
            "the state of the group on this node; RG_STATE_NODE is the same for a node that is named"
          ),
          ("RESOURCE_LIST", "the resources of the group"),
          ("NODELIST", "the nodes that may have the group, the preferred one first"),
          ("DESIRED_PRIMARIES", "1"), ("MAXIMUM_PRIMARIES", "1"), ("RG_MODE", "Failover"),
          ("PINGPONG_INTERVAL", "3600"), ("GLOBAL_RESOURCES_USED", "*"),
          ("RG_DESCRIPTION", "empty; so are PATHPREFIX and RG_PROJECT_NAME"),
          ("RG_DEPENDENCIES", "empty; so are RG_AFFINITIES and TARGET_NODES"),
          ("IMPL_NET_DEPEND", "TRUE; so is AUTO_START_ON_NEW_CLUSTER"),
          ("FAILBACK", "FALSE; so are RG_SYSTEM, SUSPEND_AUTOMATIC_RECOVERY and RG_IS_FROZEN"),
        ]
      )
    ],
    unverified: ClusterAnswer.unverified, seeAlso: ["scha_resource_get(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let tag = (call["tag"] ?? "").uppercased()
    let sight = ClusterSight()
    return try ClusterAnswer.show { () throws(Refusal) in
      try answer(tag, call["group"] ?? "", call.operands, sight)
    }
  }

  private static func answer(
    _ tag: String, _ name: String, _ operands: [String], _ sight: ClusterSight
  ) throws(Refusal) -> ClusterAnswer {
    let group = try sight.groups()?.group(name)
    guard group != nil || ServiceDirectory.groups.contains(name) else {
      throw Refusal(ClusterAnswer.Exit.group, "no group of this name is known")
    }
    switch tag {
    case "RG_STATE": return try state(name, group, on: sight.own(), sight)
    case "RG_STATE_NODE": return try state(name, group, on: sight.node(operands).name, sight)
    case "NODELIST":
      if let group { return .list(group.nodes) }
      return .list([try sight.own()])
    case "RESOURCE_LIST": return .list(group?.resources ?? ServiceDirectory.resources(of: name))
    case "DESIRED_PRIMARIES", "MAXIMUM_PRIMARIES": return .number(1)
    case "RG_MODE": return .text("Failover")
    case "PINGPONG_INTERVAL": return .number(3600)
    case "GLOBAL_RESOURCES_USED": return .list(["*"])
    case "RG_DESCRIPTION", "PATHPREFIX", "RG_PROJECT_NAME": return .text("")
    case "RG_DEPENDENCIES", "RG_AFFINITIES", "TARGET_NODES": return .list([])
    case "IMPL_NET_DEPEND", "AUTO_START_ON_NEW_CLUSTER": return .flag(true)
    case "FAILBACK", "RG_SYSTEM", "SUSPEND_AUTOMATIC_RECOVERY", "RG_IS_FROZEN": return .flag(false)
    default: throw Refusal(ClusterAnswer.Exit.tag, "no tag \(tag)")
    }
  }

  /// By the cluster where it keeps the group; else only this node can have it, and its engine knows.
  private static func state(
    _ name: String, _ group: ResourceGroups.Group?, on node: String, _ sight: ClusterSight
  ) throws(Refusal) -> ClusterAnswer {
    if let group, let groups = try sight.groups() {
      do throws(Failure) { return .text(try groups.state(of: group, on: node).rawValue) } catch {
        throw Refusal(error)
      }
    }
    guard try node == sight.own() else {
      throw Refusal(
        ClusterAnswer.Exit.silent, "the cluster does not keep the group: ask for it on \(node)")
    }
    return .text(ServiceDirectory.state(of: name).rawValue)
  }
}
