internal import Model
internal import Platform
internal import Render

/// `clnode`: the nodes of the cluster.
enum CLNode: Applet {
  static let name = "clnode"
  static let manual = CommandManual(
    name: name, summary: "list the nodes of a Pacemaker cluster, and report which are up",
    options: [
      .init("v", "verbose", nil, "taken and not used"), ClusterCommand.zone,
    ],
    operands: [
      .init("SUBCOMMAND", words: ["list", "status"], "what is asked"),
      .init("NODE", optional: true, repeats: true, "a node, or + for all; without one all"),
    ],
    description: [
      "clnode prints what the command of that name prints on a Solaris Cluster, for scripts that read it: 'list' a name a line, "
        + "'status' whether each node is a member of the cluster now.",
      ClusterCommand.note,
    ],
    exits: ClusterCommand.exits,
    examples: [.init("Every node", "clnode list")],
    unverified: ClusterCommand.unverified,
    seeAlso: ["clresource(8)", "clresourcegroup(8)", "scha_cluster_get(8)", "scstat(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try ClusterCommand.answer(call) { command throws(Refusal) in
      let nodes = try command.named("node", command.groups.nodes) { $0.name }
      return call.operands.first == "list" ? nodes.map(\.name) : command.tables.nodeStatus(nodes)
    }
  }
}
