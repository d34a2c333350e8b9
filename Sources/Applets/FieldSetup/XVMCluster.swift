internal import Agent
internal import Frameworks
internal import Model
internal import Platform

/// `xvm_cluster`: what holds for the whole cluster and not for one guest.
enum XVMCluster: Applet {
  static let name = "xvm_cluster"
  static let manual = CommandManual(
    name: name, summary: "show or set what holds for all guests of a cluster",
    options: [
      .init(
        "f", "force", nil, "give a promise that the cluster could not keep as it is now")
    ],
    operands: [
      .init("NAME=VALUE", optional: true, repeats: true, "what is set; shows what is set if none")
    ],
    description: [
      "xvm_cluster sets what is no property of one guest, for all nodes of a Pacemaker cluster. It stands in the cluster's own "
        + "configuration. Without an operand it shows what is set, as it would be typed.",
      "Failures_to_tolerate is a promise: when as many nodes are lost at once, 0, 1 or 2, every guest that runs has a place. With 1 or "
        + "2, what would break that is refused, with the loss that could not be borne: a registration by xvm_register, a move by "
        + "xvm_move, and a start by start_xvm that a person calls; each has an option --force. What could not be borne anyway is no "
        + "reason. A drain, which somebody wants for a while, is not refused: its plan says which other loss could not be borne "
        + "meanwhile. Guests that give way to what goes first break nothing, see xvm_why(8). What the cluster does by itself when a node fails is never refused.",
      "A promise that the cluster could not keep as it is now is refused too, with the first loss that it could not bear. 0, which "
        + "holds when nothing is set, promises nothing, and then nothing is looked at either.",
      "Each registration and move takes longer with a promise, as every loss is simulated: measured where 16 nodes have 100 guests, on "
        + "one core, 15 seconds with 1 and 2 minutes with 2.",
    ],
    exits: [
      .init("0", "shown, or set"),
      .init("1", "not set; the reason is on standard error"),
      .init("2", "the command line is wrong; nothing was done"),
    ],
    examples: [
      .init("Promise that any node may die", "xvm_cluster Failures_to_tolerate=1"),
      .init("See which losses could not be borne", "xvm_why --lose any"),
    ],
    seeAlso: ["xvm_why(8)", "xvm_status(8)", "xvm_register(8)", "xvm_move(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let count = try asked(call)
    guard PacemakerTools.isPresent() else {
      throw Failure(
        Failure.Code.noFramework.advising("Call it on a node of the cluster."), "Pacemaker")
    }
    let whole = try PacemakerTools.wholeBase(until: Clock.now + .seconds(60))
    let base = try InformationBase(parsing: whole)
    guard let count else {
      try Output.answer("\(ClusterPromise.key)=\(base.failuresToTolerate)\n")
      return 0
    }
    if count > 0, !call.has("force"),
      let objection = try PromiseCheck.objection(
        toPromising: count, of: whole, until: Clock.now + .seconds(20))
    {
      throw objection
    }
    try set(count, base)
    Output.line("\(ClusterPromise.key)=\(count)")
    return 0
  }

  /// The value that the command line gives; nil when it asks.
  private static func asked(_ call: Call) throws(Failure) -> Int? {
    guard let word = call.operands.first else { return nil }
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard call.operands.count == 1, parts.count == 2,
      parts[0].lowercased() == ClusterPromise.key.lowercased()
    else {
      throw Failure(
        .usage, call.name,
        cause: "'\(call.operands.joined(separator: " "))' is not \(ClusterPromise.key)=NUMBER")
    }
    guard let count = Int(outside: parts[1], in: ClusterPromise.range) else {
      throw Failure(
        .usage, call.name,
        cause: "\(ClusterPromise.key) '\(parts[1])' is not a whole number from 0 to 2")
    }
    return count
  }

  private static func set(_ count: Int, _ base: InformationBase) throws(Failure) {
    let isSet = base.property(ClusterPromise.property) != nil
    if count == 0, !isSet { return }
    let place =
      isSet ? [] : ["--set-name", ClusterPromise.set, "--attr-id", ClusterPromise.property]
    try PacemakerTools.ask(
      "crm_attribute",
      ["--type", "crm_config", "--name", ClusterPromise.property] + place
        + (count == 0 ? ["--delete"] : ["--update", "\(count)"]),
      until: Clock.now + .seconds(60))
  }
}
