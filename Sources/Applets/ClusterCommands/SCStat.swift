internal import Model
internal import Platform
internal import Render

/// `scstat`: how nodes, groups and resources are, as release 3.1 prints it.
enum SCStat: Applet {
  static let name = "scstat"
  static let manual = CommandManual(
    name: name,
    summary: "report nodes, groups and resources of a Pacemaker cluster as release 3.1 did",
    options: [
      .init("n", "nodes", nil, "the nodes"),
      .init("g", "groups", nil, "the resource groups and their resources"),
      .init("q", "quorum", nil, "the votes"),
      .init("v", "verbose", nil, "taken and not used"),
      .init("h", "node", "NODE", "taken and not used"),
    ],
    description: [
      "scstat prints what the command of that name printed on Sun Cluster 3.1, for scripts that read it: rows that begin with Cluster node, Group and Resource, and the votes. Without an option it prints nodes and groups.",
      ClusterCommand.note,
    ],
    exits: ClusterCommand.exits,
    examples: [
      .init(
        "Where web-rg is online",
        "scstat -g | awk '$1 == \"Group:\" && $2 == \"web-rg\" && $4 == \"Online\" { print $3 }'")
    ],
    unverified: ClusterCommand.unverified,
    seeAlso: ["clnode(8)", "clresource(8)", "clresourcegroup(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try ClusterCommand.answer(call) { command throws(Refusal) in
      let isAll = !call.has("nodes") && !call.has("groups") && !call.has("quorum")
      let votes = call.has("quorum") ? try command.votes() : nil
      return try command.table { () throws(Failure) in
        var lines: [String] = []
        if isAll || call.has("nodes") { lines += command.tables.oldNodes() }
        if isAll || call.has("groups") { lines += try command.tables.oldGroups() }
        if let votes { lines += command.tables.oldQuorum(votes) }
        return lines
      }
    }
  }
}
