internal import GenericDataService
internal import Model
internal import Platform

/// `scha_cluster_get`: what is known of the cluster, which is this machine.
enum SCHAClusterGet: Applet {
  static let name = "scha_cluster_get"
  static let manual = CommandManual(
    name: name, summary: "print what is known of the cluster: one node, this one",
    options: [
      ClusterAnswer.tag,
      .init("Z", "zone", "NAME", "taken and not used"),
    ],
    operands: [.init("ARGUMENT", optional: true, repeats: true, "a node, or its number")],
    description: [
      "scha_cluster_get prints what is known of the cluster. There is one node, which is up; its name is the "
        + "machine's and its number is 1."
    ],
    exits: ClusterAnswer.exits,
    examples: [.init("The name of this node", "scha_cluster_get -O NODENAME_LOCAL")],
    vocabularies: [
      (
        "Tags",
        [
          ("NODENAME_LOCAL", "the name of this node"), ("NODENAME_NODEID", "the name of node 1"),
          ("NODEID_LOCAL", "1"), ("NODEID_NODENAME", "1"), ("ALL_NODENAMES", "this node"),
          ("ALL_NODEIDS", "1"), ("NODESTATE_LOCAL", "UP"),
          ("NODESTATE_NODE", "UP for this node; a node of another name is an error"),
          ("PRIVATELINK_HOSTNAME_LOCAL", "the name of this node"),
          ("PRIVATELINK_HOSTNAME_NODE", "the name of this node"),
          ("ALL_PRIVATELINK_HOSTNAMES", "the name of this node"),
          ("CLUSTERNAME", "the name of this node"),
          ("ALL_RESOURCEGROUPS", "the groups whose services were started"),
          ("ALL_RESOURCETYPES", "SUNW.gds with its version"),
          ("SYSLOG_FACILITY", "the number of the facility daemon, which is 24"),
        ]
      )
    ],
    unverified: ClusterAnswer.unverified, seeAlso: ["scha_resource_get(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let tag = (call["tag"] ?? "").uppercased()
    if ["NODESTATE_NODE", "NODEID_NODENAME", "PRIVATELINK_HOSTNAME_NODE"].contains(tag),
      let wrong = ClusterAnswer.refusesNode(call.operands)
    {
      return wrong
    }
    if tag == "NODENAME_NODEID", let wrong = ClusterAnswer.refusesNode(call.operands, named: "1") {
      return wrong
    }
    return try ClusterAnswer.show(answer(tag), otherwise: ClusterAnswer.Exit.tag, "no tag \(tag)")
  }

  private static func answer(_ tag: String) -> ClusterAnswer? {
    let node = Environment.nodeName
    switch tag {
    case "NODENAME_LOCAL", "NODENAME_NODEID", "CLUSTERNAME": return .text(node)
    case "ALL_NODENAMES": return .list([node])
    case "NODEID_LOCAL", "NODEID_NODENAME": return .number(1)
    case "ALL_NODEIDS": return .list(["1"])
    case "NODESTATE_LOCAL", "NODESTATE_NODE": return .text("UP")
    case "PRIVATELINK_HOSTNAME_LOCAL", "PRIVATELINK_HOSTNAME_NODE": return .text(node)
    case "ALL_PRIVATELINK_HOSTNAMES": return .list([node])
    case "ALL_RESOURCEGROUPS": return .list(ServiceDirectory.groups)
    case "ALL_RESOURCETYPES":
      return .list([
        "\(ResourceIdentity.genericDataService):\(ResourceIdentity.genericDataServiceVersion)"
      ])
    // LOG_DAEMON: where every line of the engine goes.
    case "SYSLOG_FACILITY": return .number(3 << 3)
    default: return nil
    }
  }
}
