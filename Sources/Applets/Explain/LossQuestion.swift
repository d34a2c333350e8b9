internal import Agent
internal import Frameworks
internal import Model
internal import Platform
internal import Render

/// `xvm_why --lose`: where each guest would be without some nodes of the cluster.
struct LossQuestion {
  /// What is asked: `node1,node2`, `any` or `any-two`.
  private let losing: String
  /// The information base that is asked about; nil for the cluster of this machine.
  private let file: String?
  private let isJSON: Bool

  static let options: [CommandManual.Option] = [
    .init(
      nil, "lose", "NODES",
      "say where each guest of a Pacemaker cluster would be without these nodes: their names with commas between them, any for "
        + "each one in turn, any-two for each two"),
    .init(
      "x", "xml-file", "FILE",
      "with --lose, ask about the cluster of this file, which cibadmin --query has written, and not about that of this machine"
    ),
  ]

  static let description = [
    "--lose has Pacemaker's own scheduler simulate that nodes lose their power (crm_simulate --node-fail), and what follows from it, "
      + "until the cluster is at rest; nothing is touched. The nodes are fenced, where the cluster can do that, before their guests "
      + "start elsewhere. Whether the others have quorum is found by the votes of corosync; of a file, and where corosync cannot be "
      + "asked, each node counts as one vote, and of two nodes one is enough. What is on record of nodes that are not ready for a "
      + "guest counts as it does for the cluster.",
    "A guest stays, starts on another node, moves, gives way, or has no place. It gives way where what has its place goes first: a "
      + "guest of a higher rank that takes the room (Priority, Favoured_over with Load_factors), or one that it may not be with and "
      + "yields to (Affinity=--, Favoured_over). A guest that would start on a node which is not ready for it counts as one that has no "
      + "place. Only guests that run are looked at: our agent's, and those of VirtualDomain. With any and any-two the losses that hurt "
      + "somebody are shown, after a line about all.",
    "Each loss is one simulation or more. Measured where 16 nodes have 100 guests, on one core: any takes 15 seconds, any-two 2 "
      + "minutes.",
    "--json with --lose writes an object with the keys nodes, failures_to_tolerate, votes_assumed and losses; each loss has nodes, "
      + "quorum, borne, guests and full. A guest has name, now, then, fate (stays, restarts, moves, gives-way or no-place), ready "
      + "(null where the node does not say), gives_way_to and reasons; what is full has node, kind, used and capacity.",
  ]

  /// What the exit status says, for monitoring.
  enum Verdict: Int32 {
    case borne = 0
    case hurts = 1
    case unknown = 3
    case yields = 4
  }

  static let exits: [CommandManual.Exit] = [
    .init("3", "with --lose: it could not be found out"),
    .init(
      "4",
      "with --lose: no guest would be without a place, but for those that give way to what goes first"
    ),
  ]

  init(_ losing: String, _ call: Call) throws(Failure) {
    guard call.operands.isEmpty else {
      throw Failure(.usage, call.name, cause: "--lose is about all guests and takes no RESOURCE")
    }
    (self.losing, file, isJSON) = (losing, call["xml-file"], call.has("json"))
  }

  func run() throws(Failure) -> Int32 {
    do throws(Failure) {
      return try answer().rawValue
    } catch {
      if error.code == .usage { throw error }
      Output.complain(error.description)
      return Verdict.unknown.rawValue
    }
  }

  private func answer() throws(Failure) -> Verdict {
    let base: [UInt8]
    if let file {
      base = try Files.load(file, limit: PullParser.maximumSize)
    } else {
      guard PacemakerTools.isPresent() else {
        throw Failure(
          Failure.Code.noFramework.advising(
            "Call it on a node of the cluster, or name a file that cibadmin --query has written: xvm_why --lose any --xml-file FILE."
          ),
          "Pacemaker")
      }
      base = try PacemakerTools.wholeBase(until: Clock.now + .seconds(60))
    }
    let votes = file == nil ? PacemakerTools.votes(until: Clock.now + .seconds(20)) : nil
    return try WhatIf.of(base, votes: votes) { whatIf throws(Failure) -> Verdict in
      var reports: [LossReport] = []
      for nodes in try losses(whatIf) { reports.append(try whatIf.lose(nodes)) }
      let text =
        isJSON
        ? LossText.json(reports, of: whatIf).indented
        : LossText.text(reports, isSurvey: isSurvey, of: whatIf)
      try Output.answer(text + "\n")
      if reports.contains(where: { !$0.hurt.isEmpty }) { return .hurts }
      return reports.contains { !$0.yielding.isEmpty } ? .yields : .borne
    }
  }

  /// Whether every loss of a kind is looked at.
  private var isSurvey: Bool { losing == "any" || losing == "any-two" }

  /// The sets of nodes that are lost, each at once.
  private func losses(_ whatIf: WhatIf) throws(Failure) -> [[String]] {
    if losing == "any" { return whatIf.nodes.map { [$0] } }
    if losing == "any-two" { return ClusterPromise.pairs(among: whatIf.nodes) }
    let known = whatIf.base.members.map(\.name)
    let names = losing.split(separator: ",").map(String.init)
    for name in names {
      if whatIf.nodes.contains(name) { continue }
      if known.contains(name) {
        throw Failure(.usage, XVMWhy.name, cause: "--lose: \(name) is lost already, or offline")
      }
      throw Failure(
        .usage, XVMWhy.name,
        cause: "--lose: '\(name)' is none of \(known.joined(separator: ", "))"
          + Spelling.hint(for: name, among: known + ["any", "any-two"]))
    }
    guard !names.isEmpty else { throw Failure(.usage, XVMWhy.name, cause: "--lose names no node") }
    return [names]
  }
}
