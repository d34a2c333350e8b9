internal import GenericDataService
internal import Model
internal import Platform

/// `scha_cluster_get`: what is known of the cluster, which is this machine.
enum SCHAClusterGet: Applet {
  static let name = "scha_cluster_get"
  static let manual = CommandManual(
    name: name, summary: "print what is known of the cluster",
    options: [
      ClusterAnswer.tag,
      .init("Z", "zone", "NAME", "taken and not used"),
    ],
    operands: [.init("ARGUMENT", optional: true, repeats: true, "a node, or its number")],
    description: [
      "scha_cluster_get prints what is known of the cluster. On a node of a Pacemaker cluster that is what the cluster itself says "
        + "of all nodes within 10 seconds; where it says nothing, or this node is without quorum, the command fails with status 5 and "
        + "prints nothing. On any other machine there is one node, which is up; its name is the machine's and its number is 1."
    ],
    exits: ClusterAnswer.exits,
    examples: [.init("The name of this node", "scha_cluster_get -O NODENAME_LOCAL")],
    vocabularies: [
      (
        "Tags",
        [
          ("NODENAME_LOCAL", "the name of this node"),
          ("NODENAME_NODEID", "the name of the node of a number"),
          ("NODEID_LOCAL", "the number of this node"),
          ("NODEID_NODENAME", "the number of a node"), ("ALL_NODENAMES", "every node"),
          ("ALL_NODEIDS", "the number of every node"),
          ("NODESTATE_LOCAL", "UP or DOWN for this node"),
          (
            "NODESTATE_NODE",
            "UP for a node that is a member of the cluster, else DOWN; an unknown name is an error"
          ),
          ("PRIVATELINK_HOSTNAME_LOCAL", "the name of this node"),
          ("PRIVATELINK_HOSTNAME_NODE", "the name of the node"),
          ("ALL_PRIVATELINK_HOSTNAMES", "the names of the nodes"),
          ("CLUSTERNAME", "the name of the cluster; without one that of this node"),
          (
            "ALL_RESOURCEGROUPS",
            "the groups of the cluster, and those whose services were started here"
          ),
          ("ALL_RESOURCETYPES", "SUNW.gds with its version"),
          ("SYSLOG_FACILITY", "the number of the facility daemon, which is 24"),
        ]
      )
    ],
    unverified: ClusterAnswer.unverified, seeAlso: ["scha_resource_get(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let tag = (call["tag"] ?? "").uppercased()
    let sight = ClusterSight()
    return try ClusterAnswer.show { () throws(Refusal) in try answer(tag, call.operands, sight) }
  }

  private static func answer(_ tag: String, _ operands: [String], _ sight: ClusterSight)
    throws(Refusal) -> ClusterAnswer
  {
    switch tag {
    case "NODENAME_LOCAL", "PRIVATELINK_HOSTNAME_LOCAL": return .text(try sight.own())
    case "NODENAME_NODEID": return .text(try sight.node(operands, byNumber: true).name)
    case "NODEID_LOCAL": return number(try sight.node([try sight.own()]))
    case "NODEID_NODENAME": return number(try sight.node(operands))
    case "NODESTATE_LOCAL": return state(try sight.node([try sight.own()]))
    case "NODESTATE_NODE": return state(try sight.node(operands))
    // The link has no name of its own.
    case "PRIVATELINK_HOSTNAME_NODE": return .text(try sight.node(operands).name)
    case "ALL_NODENAMES", "ALL_PRIVATELINK_HOSTNAMES": return .list(try sight.nodes().map(\.name))
    case "ALL_NODEIDS": return .list(try sight.nodes().map(\.id))
    case "CLUSTERNAME":
      if let name = try sight.groups()?.name { return .text(name) }
      return .text(try sight.own())
    case "ALL_RESOURCEGROUPS": return .list(try sight.groupNames())
    case "ALL_RESOURCETYPES":
      return .list(try sight.types().map(\.withVersion))
    // LOG_DAEMON: where every line of the engine goes.
    case "SYSLOG_FACILITY": return .number(3 << 3)
    default: throw Refusal(ClusterAnswer.Exit.tag, "no tag \(tag)")
    }
  }

  private static func number(_ node: ResourceGroups.Node) -> ClusterAnswer { .text(node.id) }

  private static func state(_ node: ResourceGroups.Node) -> ClusterAnswer {
    .text(node.isUp ? "UP" : "DOWN")
  }
}
