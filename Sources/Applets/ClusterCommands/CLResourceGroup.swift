internal import Model
internal import Platform
internal import Render

/// `clresourcegroup`, short `clrg`: what there is of resource groups, and how they are.
enum CLResourceGroup: Applet {
  static let name = "clresourcegroup"
  static let manual = CommandManual(
    name: name, summary: "list, show and report resource groups of a Pacemaker cluster",
    options: [
      ClusterCommand.nodes,
      .init("v", "verbose", nil, "with show, the resources of each group too"),
      ClusterCommand.zone,
    ],
    operands: [
      .init("SUBCOMMAND", words: ["list", "show", "status"], "what is asked"),
      .init("GROUP", optional: true, repeats: true, "a group, or + for all; without one all"),
    ],
    description: [
      "clresourcegroup, short clrg, prints what the command of that name prints on a Solaris Cluster, for scripts that read it: 'list' a "
        + "name a line, 'status' the state of each group on each node, 'show' its properties.",
      ClusterCommand.note,
    ],
    exits: ClusterCommand.exits,
    examples: [
      .init(
        "The node on which web-rg is online",
        "clrg status web-rg | awk '$NF == \"Online\" { print $(NF - 2) }'")
    ],
    unverified: ClusterCommand.unverified,
    seeAlso: ["clnode(8)", "clresource(8)", "scha_resourcegroup_get(8)", "scstat(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try ClusterCommand.answer(call) { command throws(Refusal) in
      let groups = try command.named("resource group", command.groups.groups) { $0.name }
      let nodes = try command.nodes()
      switch call.operands.first {
      case "list":
        return groups.filter { group in
          nodes.map { !$0.filter(group.nodes.contains).isEmpty } ?? true
        }
        .map(\.name)
      case "show": return command.tables.groupDetails(groups, withResources: call.has("verbose"))
      default:
        return try command.table { () throws(Failure) in
          try command.tables.groupStatus(groups, on: nodes)
        }
      }
    }
  }
}
