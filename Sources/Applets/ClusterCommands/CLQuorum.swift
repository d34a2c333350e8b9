internal import Frameworks
internal import Model
internal import Platform
internal import Render

/// `clquorum`, short `clq`: the votes of the cluster.
enum CLQuorum: Applet {
  static let name = "clquorum"
  static let manual = CommandManual(
    name: name, summary: "report the votes of a Pacemaker cluster",
    options: [.init("v", "verbose", nil, "taken and not used")],
    operands: [.init("SUBCOMMAND", words: ["list", "status"], "what is asked")],
    description: [
      "clquorum, short clq, prints what the command of that name prints on a Solaris Cluster, for scripts that read it: 'list' a name a line of what has a "
        + "vote, 'status' how many votes there are, are needed and are there, and whose they are. It asks corosync-quorumtool.",
      ClusterCommand.note,
    ],
    exits: ClusterCommand.exits,
    examples: [.init("The votes", "clq status")],
    unverified: ClusterCommand.unverified + ["every line of its answer"],
    seeAlso: ["clnode(8)", "scstat(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try ClusterCommand.answer(call) { command throws(Refusal) in
      let votes = try command.votes()
      return call.operands.first == "list"
        ? command.groups.nodes.map(\.name) : command.tables.quorum(votes)
    }
  }
}

extension ClusterCommand {
  /// Who has how many votes.
  func votes() throws(Refusal) -> QuorumVotes {
    guard let votes = PacemakerTools.votes(until: Clock.now + .seconds(10)) else {
      throw Refusal(Exit.silent, "corosync-quorumtool -s: nobody says who has how many votes")
    }
    return votes
  }
}
