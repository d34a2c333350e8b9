internal import Model
internal import Platform
internal import Render

/// `cluster`: the cluster as a whole.
enum Cluster: Applet {
  static let name = "cluster"
  static let manual = CommandManual(
    name: name, summary: "name a Pacemaker cluster, and report all of it",
    options: [.init("v", "verbose", nil, "taken and not used"), ClusterCommand.zone],
    operands: [
      .init("SUBCOMMAND", words: ["list", "shutdown", "status"], "what is asked"),
      .init("CLUSTER", optional: true, "the name of the cluster; taken and not used"),
    ],
    description: [
      "cluster prints what the command of that name prints on a Solaris Cluster, for scripts that read it: 'list' the name of the cluster, 'status' nodes, votes, groups "
        + "and resources. 'shutdown' is refused: 'clresourcegroup offline +' takes every group offline, and 'pcs cluster stop --all' or 'crm cluster stop --all' "
        + "ends the cluster.",
      ClusterCommand.note,
    ],
    exits: ClusterCommand.exits,
    examples: [.init("Everything", "cluster status")],
    unverified: ClusterCommand.unverified,
    seeAlso: ["clnode(8)", "clquorum(8)", "clresource(8)", "clresourcegroup(8)", "scstat(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try ClusterCommand.answer(call) { command throws(Refusal) in
      switch call.operands.first {
      case "list": return [command.groups.name ?? "cluster"]
      case "shutdown":
        throw Refusal(
          ClusterCommand.Exit.invalid,
          "shutdown is not done here: 'clresourcegroup offline +' takes every group offline, and 'pcs cluster stop --all' or 'crm cluster stop --all' ends the cluster"
        )
      default:
        let votes = try command.votes()
        return try command.table { () throws(Failure) in
          let (tables, groups) = (command.tables, command.groups)
          return tables.nodeStatus(groups.nodes) + tables.quorum(votes)
            + (try tables.groupStatus(groups.groups, on: nil))
            + (try tables.resourceStatus(groups.resources, on: nil, in: nil))
        }
      }
    }
  }
}
