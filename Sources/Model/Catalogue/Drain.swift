/// What an xvm_drain says that could not empty a node, or take it back.
extension Failure.Code {
  public static let needsPacemaker = Failure.Code(
    210_401, "there is no Pacemaker cluster that could be drained",
    explanation:
      "A node is emptied by its cluster, guest by guest; this machine is no node of a Pacemaker cluster, or works on a file.",
    remedy:
      "With the service engine of one machine move each guest that xvm_status lists by xvm_move RESOURCE NODE. On a Solaris Cluster "
      + "clnode evacuate NODE switches all groups, whose stops move their guests.")
  public static let drainUnderWay = Failure.Code(
    210_402, "somebody drains a node of this cluster already",
    explanation:
      "Two at a time would send guests to each other. The cause names the node and the process, which cannot be looked at from another "
      + "node.",
    remedy:
      "Wait for its end. Where it has ended without having said so, as by kill -9, any xvm_drain that is called on NODE clears that up."
  )
  public static let cannotDrain = Failure.Code(
    210_403, "the node cannot be drained now",
    explanation: "Its guests cannot be moved, or brought back, while it is not at work.",
    remedy:
      "Bring it back: start Pacemaker there, end its maintenance or its standby (crm_standby --node NODE --delete), then call it again.",
    subject: "NODE")
  public static let guestsInTheWay = Failure.Code(
    210_404, "guests on the node cannot all leave it while they run",
    explanation:
      "Nothing was moved. Each guest that cannot be moved while it runs is named with the reason.",
    remedy:
      "Remove what the cause names, or have those that can be started elsewhere stopped for that: xvm_drain --restart NODE.",
    subject: "NODE")
  public static let notDrained = Failure.Code(
    210_405, "guests have stayed on the node, and it is not in standby",
    explanation:
      "In standby they would be stopped. They run on where they are, and are kept there; those that have left it run where they were "
      + "moved to.",
    remedy:
      "Remove what the cause names and call xvm_drain NODE again; xvm_drain --back NODE brings home what has left.",
    subject: "NODE")
  public static let notBack = Failure.Code(
    210_406, "guests have not come back to the node",
    explanation: "They run on where they are, and are still on record as having left the node.",
    remedy: "Remove what the cause names and call xvm_drain --back NODE again.", subject: "NODE")
  public static let drainEnded = Failure.Code(
    210_407, "ended before all was done, because somebody asked for that",
    explanation:
      "The moves that were under way were seen to their end. What was drained is on record in the cluster.",
    remedy: "xvm_drain NODE goes on; xvm_drain --back NODE brings home what has left.",
    subject: "NODE")
  public static let roundStopped = Failure.Code(
    210_408, "the round of all nodes was stopped",
    explanation:
      "The command of --each failed, or the node did not come back. The node is in standby, and what has left it is on record.",
    remedy: "See to the node, then xvm_drain --back NODE, and call it again for the others.",
    subject: "NODE")
}

extension Catalogue {
  static let drain: [Failure.Code] = [
    .needsPacemaker, .drainUnderWay, .cannotDrain, .guestsInTheWay, .notDrained, .notBack,
    .drainEnded, .roundStopped,
  ]
}
