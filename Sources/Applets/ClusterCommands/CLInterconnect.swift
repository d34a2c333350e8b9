internal import Frameworks
internal import Model
internal import Platform
internal import Render

/// `clinterconnect`, short `clintr`: the links between the nodes.
enum CLInterconnect: Applet {
  static let name = "clinterconnect"
  static let manual = CommandManual(
    name: name, summary: "report the links from this node of a Pacemaker cluster to the others",
    options: [.init("v", "verbose", nil, "taken and not used")],
    operands: [.init("SUBCOMMAND", words: ["status"], "what is asked")],
    description: [
      "clinterconnect, short clintr, prints what the command of that name prints on a Solaris Cluster, for scripts that read it: a row for each link between this node and "
        + "another, and whether it is connected. Links between two other nodes are not known here. It asks corosync-cfgtool.",
      ClusterCommand.note,
    ],
    exits: ClusterCommand.exits,
    examples: [.init("The links that are down", "clintr status | grep faulted")],
    unverified: ClusterCommand.unverified + ["every line of its answer"],
    seeAlso: ["clnode(8)", "clquorum(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try ClusterCommand.answer(call) { command throws(Refusal) in
      let answer: [UInt8]
      do throws(Failure) {
        answer = try PacemakerTools.ask(
          "corosync-cfgtool", ["-s"], until: Clock.now + .seconds(10))
      } catch { throw Refusal(error) }
      let text = String(decoding: answer, as: UTF8.self)
      return command.tables.links(InterconnectLink.all(in: text), from: try command.sight.own())
    }
  }
}
