internal import Model
internal import Platform
internal import Render

/// `clnode`: the nodes of the cluster.
enum CLNode: Applet {
  static let name = "clnode"
  static let manual = CommandManual(
    name: name,
    summary: "list the nodes of a Pacemaker cluster, report which are up, and empty one",
    options: [
      ClusterCommand.verbose, .init("T", "time", "SECONDS", "taken and not used"),
      ClusterCommand.zone,
    ],
    operands: [
      .init("SUBCOMMAND", words: ["evacuate", "list", "status"], "what is asked, or done"),
      .init("NODE", optional: true, repeats: true, "a node, or + for all; without one all"),
    ],
    description: [
      "clnode prints what the command of that name prints on a Solaris Cluster, for scripts that read it: 'list' a name a line, "
        + "'status' whether each node is a member of the cluster now. 'evacuate' has every resource group leave a node; xvm_drain(8) does that for guests, with a "
        + "plan and a word about each.",
      ClusterCommand.note,
    ],
    exits: ClusterCommand.changeExits,
    examples: [.init("Every node", "clnode list")],
    unverified: ClusterCommand.unverified,
    seeAlso: [
      "clresource(8)", "clresourcegroup(8)", "scha_cluster_get(8)", "scstat(8)", "xvm_drain(8)",
    ])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    if call.operands.first == "evacuate" {
      return try ClusterCommand.change(call) { command throws(Refusal) in
        for node in try command.meant("node", command.groups.nodes, { $0.name }) {
          let changes = GroupChanges(command: try command.fresh())
          try changes.evacuate(node.name, try changes.leaving(node.name, among: nil))
        }
      }
    }
    return try ClusterCommand.answer(call) { command throws(Refusal) in
      let nodes = try command.named("node", command.groups.nodes) { $0.name }
      return call.operands.first == "list" ? nodes.map(\.name) : command.tables.nodeStatus(nodes)
    }
  }
}
