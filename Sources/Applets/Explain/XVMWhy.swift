internal import Agent
internal import Model
internal import Platform
internal import Render

/// `xvm_why`: what stands in the way of a guest, and what would if nodes were lost.
enum XVMWhy: Applet {
  static let name = "xvm_why"
  static let manual = CommandManual(
    name: name,
    summary: "say why a guest does not run, or where it would without some nodes",
    options: [
      .init(nil, "json", nil, "write the answer as one JSON value"),
      ExplainOptions.nodes(
        "without a Pacemaker cluster, ask the nodes of Migration_nodes whether they could run it"),
    ] + LossQuestion.options + ExplainOptions.all,
    operands: [.init("RESOURCE", optional: true, "which resource; none with --lose")],
    description: [
      "xvm_why looks at everything that has to do with one guest, as xvm_status does, and writes a sentence for each "
        + "thing that stands in the way of its running, or of its being kept running, with the number of the message "
        + "and what to do about it. Nothing is changed.",
      "On a node of a Pacemaker cluster the whole cluster is looked at, by cibadmin and crm_mon: quorum, fencing, maintenance, "
        + "the target role, a failed stop, and, for a guest that runs nowhere, what keeps it off each node: standby, "
        + "bans and rules by their names, failures, affinities, capacity, and what it waits for.",
      "A guest that writes to another disk than its definition has, as while backup software copies the one below, is named with "
        + "both: what a start would do about it is Disk_policy's to say.",
      "A guest that is left off or paused because policy says so is an obstacle too: it does not run.",
      "A node that could not run the guest now is named too, with what it lacks, see xvm_status(8). That is in nobody's way as long as the guest "
        + "runs elsewhere, and does not change the exit status.",
      "--json writes an object with the keys resource, state, obstacles and not_ready; each obstacle and each node that is not ready has code, sentence "
        + "and remedy.",
    ] + LossQuestion.description,
    exits: [
      .init("0", "nothing stands in the way; with --lose, every guest has a place"),
      .init("1", "something does, and is written; with --lose, some guest would have no place"),
      .init("2", "the command line is wrong"),
    ] + LossQuestion.exits,
    examples: [
      .init("Why does this guest not run?", "xvm_why web-rs"),
      .init("Where would each guest be if this node died?", "xvm_why --lose node1"),
      .init("Could any node be lost? As a check of a monitoring system", "xvm_why --lose any"),
      .init(
        "What a cluster would do that is elsewhere",
        "cibadmin --query >cib.xml; xvm_why --lose any-two --xml-file cib.xml"),
    ],
    environment: ExplainOptions.environment, files: GuestOptions.files,
    seeAlso: ["xvm_status(8)", "xvm_cluster(8)", "validate_xvm(8)", "gds(8)"],
    forms: [
      "xvm_why [--json] [-N] [-G GROUP] [-P FILE] [-C DIRECTORY] [-t SECONDS] RESOURCE",
      "xvm_why --lose NODES [-x FILE] [--json]",
    ])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    if let losing = call["lose"] { return try LossQuestion(losing, call).run() }
    guard let name = call.operands.first, !call.has("xml-file") else {
      throw Failure(
        .usage, call.name,
        cause: call.has("xml-file")
          ? "--xml-file goes with --lose" : "RESOURCE or --lose is missing")
    }
    let inquiries = try Inquiries(call, lines: 0)
    let facts: GuestFacts
    do throws(Failure) {
      facts = try inquiries.facts(try ExplainOptions.entry(name, call, inquiries))
    } catch {
      // That nobody knows the resource is the first thing in its way, and an answer like any other.
      guard error.code == .unknownResource else { throw error }
      try write([error], nil, name, call)
      return 1
    }
    let subject = StatusSubject(facts)
    try write(subject.obstacles, facts, name, call)
    return subject.obstacles.isEmpty ? 0 : 1
  }

  private static func write(
    _ obstacles: [Failure], _ facts: GuestFacts?, _ name: String, _ call: Call
  ) throws(Failure) {
    let unready = (facts?.places ?? []).compactMap { $0.obstacle(to: name) }
    if call.has("json") {
      let value = JSON.members([
        ("resource", .text(name)), ("state", .known(facts?.observation?.state.word)),
        ("obstacles", .list(obstacles.map(JSON.obstacle))),
        ("not_ready", .list(unready.map(JSON.obstacle))),
      ])
      try Output.answer(value.indented + "\n")
      return
    }
    if obstacles.isEmpty {
      try Output.answer(
        "\(name): nothing stands in the way"
          + (facts.map { $0.observation == nil ? "" : words($0) } ?? "") + "\n")
    }
    for obstacle in obstacles + unready {
      try Output.answer(Escapes.terminal(obstacle.description) + "\n")
    }
  }

  /// `; it is running`, or where it runs.
  private static func words(_ facts: GuestFacts) -> String {
    let state = Escapes.terminal(StatusText.state(facts))
    return state.hasPrefix("runs on ") ? "; it \(state)" : "; it is \(state)"
  }
}
