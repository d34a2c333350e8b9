internal import Agent
internal import Frameworks
internal import Model
internal import Platform

/// `xvm_drain`: empties a node of a Pacemaker cluster without an outage, and takes it back.
enum XVMDrain: Applet {
  static let name = "xvm_drain"
  static var manual: CommandManual {
    CommandManual(
      name: name, summary: "empty a node of its guests while they run, and bring them home",
      options: [
        .init(
          "n", "dry-run", nil, "say how each guest would go, and for how long; move nothing"),
        .init("b", "back", nil, "end the standby, and bring home what has left the node"),
        .init(
          nil, "each", "COMMAND",
          "drain each node in turn, run COMMAND with its name, and take it back"),
        .init("p", "parallel", "COUNT", "how many guests go at a time; 1, as they share the link"),
        .init(
          nil, "restart", nil,
          "stop and start elsewhere those that cannot go while they run, instead of doing nothing"),
        .init(
          "w", "wait", "SECONDS",
          "with --each, how long a node may take to be a member again; 1800"),
        .init(
          nil, "json", nil, "write the plan, and each thing that happens, as JSON, one value a line"
        ),
      ],
      operands: [.init("NODE", optional: true, "which node")],
      description: DrainManual.description,
      exits: [
        .init(
          "0",
          "the node is empty and in standby; with --back, what had left it is home; with --dry-run, all could go"
        ),
        .init("1", "a guest stayed where it was, or something failed; the message says what"),
        GuestOptions.wrongCommandLine,
        .init("3", "a guest cannot go while it runs; nothing was done"),
      ],
      examples: [
        .init("How would each guest go, and for how long?", "xvm_drain -n node1"),
        .init("Empty a node for work on it", "xvm_drain node1"),
        .init("Take it back", "xvm_drain --back node1"),
        .init("Restart every node in turn", "xvm_drain --each /root/restart-node"),
      ],
      environment: ExplainOptions.environment, files: GuestOptions.files,
      seeAlso: ["xvm_move(8)", "xvm_cluster(8)", "xvm_status(8)", "xvm_why(8)", "ha-xvm(8)"],
      forms: [
        "xvm_drain [-n] [-p COUNT] [--restart] [--json] NODE",
        "xvm_drain -b [-p COUNT] [--restart] [--json] NODE",
        "xvm_drain --each COMMAND [-n] [-p COUNT] [-w SECONDS] [--restart] [--json]",
      ])
  }

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let node = call.operands.first
    guard (node == nil) == call.has("each") else {
      throw Failure(.usage, name, cause: "it takes a NODE, or --each COMMAND")
    }
    guard !call.has("back") || !call.has("each") && !call.has("dry-run") else {
      throw Failure(.usage, name, cause: "--back conflicts with --each and --dry-run")
    }
    guard call.has("each") || !call.has("wait") else {
      throw Failure(.usage, name, cause: "--wait requires --each")
    }
    var manner = DrainNode.Manner()
    manner.parallel = try call.integer("parallel", in: 1...1_000) ?? 1
    manner.restarts = call.has("restart")
    let wait = try call.integer("wait", in: 1...86_400) ?? 1_800
    guard PacemakerTools.isPresent(), call.has("dry-run") || !PacemakerTools.isOnFile else {
      throw Failure(.needsPacemaker, name)
    }
    let cluster = DrainingCluster()
    let command = DrainCommand(
      cluster: cluster, own: (try? cluster.ownNode()) ?? Environment.nodeName, manner: manner,
      inquiries: try Inquiries(call, lines: 0), display: DrainDisplay(isJSON: call.has("json")),
      interrupts: call.has("dry-run") ? nil : try Interrupts())
    if let each = call["each"] {
      let round = try DrainRound(command, each, wait: .seconds(wait))
      return try call.has("dry-run") ? round.plan() : round.run()
    }
    guard let node else { return 2 }
    if call.has("dry-run") { return try command.plan(node) }
    return try command.alone(node) { () throws(Failure) in
      try call.has("back") ? command.bringBack(node) : command.empty(node)
    }
  }
}
