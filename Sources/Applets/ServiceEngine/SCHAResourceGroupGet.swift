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
      "scha_resourcegroup_get prints a property or the state of a group. The state follows from the group's "
        + "resources. What a group has on a cluster and not on one machine has the value that it would have there by "
        + "default."
    ],
    exits: ClusterAnswer.exits,
    examples: [.init("Is it online?", "scha_resourcegroup_get -O RG_STATE -G web-rg")],
    vocabularies: [
      (
        "Tags",
        [
          ("RG_STATE", "the state of the group; RG_STATE_NODE is the same for a node"),
          ("RESOURCE_LIST", "the resources of the group"), ("NODELIST", "this node"),
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
    let group = call["group"] ?? ""
    guard ServiceDirectory.groups.contains(group) else {
      Output.complain("no group of this name is known")
      return ClusterAnswer.Exit.group
    }
    let tag = (call["tag"] ?? "").uppercased()
    if tag == "RG_STATE_NODE", let wrong = ClusterAnswer.refusesNode(call.operands) { return wrong }
    return try ClusterAnswer.show(
      answer(tag, group), otherwise: ClusterAnswer.Exit.tag, "no tag \(tag)")
  }

  private static func answer(_ tag: String, _ group: String) -> ClusterAnswer? {
    switch tag {
    case "RG_STATE", "RG_STATE_NODE": return .text(ServiceDirectory.state(of: group))
    case "NODELIST": return .list([Environment.nodeName])
    case "RESOURCE_LIST": return .list(ServiceDirectory.resources(of: group))
    case "DESIRED_PRIMARIES", "MAXIMUM_PRIMARIES": return .number(1)
    case "RG_MODE": return .text("Failover")
    case "PINGPONG_INTERVAL": return .number(3600)
    case "GLOBAL_RESOURCES_USED": return .list(["*"])
    case "RG_DESCRIPTION", "PATHPREFIX", "RG_PROJECT_NAME": return .text("")
    case "RG_DEPENDENCIES", "RG_AFFINITIES", "TARGET_NODES": return .list([])
    case "IMPL_NET_DEPEND", "AUTO_START_ON_NEW_CLUSTER": return .flag(true)
    case "FAILBACK", "RG_SYSTEM", "SUSPEND_AUTOMATIC_RECOVERY", "RG_IS_FROZEN": return .flag(false)
    default: return nil
    }
  }
}
