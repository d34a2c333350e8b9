extension Failure.Code {
  public static let moveRefused = Failure.Code(
    200_301, "the guest cannot be moved to that node",
    explanation:
      "What a move needs was looked at before anything was sent, and something is missing. The guest runs on as before.",
    remedy: "Remove what the cause names; xvm_move -n RESOURCE NODE looks again."
  )
  public static let moveFailed = Failure.Code(
    200_302, "the move of the guest did not succeed",
    explanation: "The hypervisor gave the move up, or it was called off when its time was over.",
    remedy:
      "Remove what the cause names; xvm_move -n RESOURCE NODE looks whether it would work now.")
  /// The same of one that was called off when its time was over.
  public static let moveTooLong = moveFailed.advising(
    "A guest that writes faster than the interconnect carries arrives only throttled, or never, which xvm_move -n RESOURCE NODE says. Raise Stop_timeout or "
      + "Migration_share for one that is only large.")
  public static let moveUnsettled = Failure.Code(
    200_303, "nothing proves where the guest is after its move",
    explanation: "The two nodes could not both be asked, or they contradict each other.",
    remedy: "Look at the guest on both nodes; when one of them has it, call the command again.")
  public static let runsElsewhere = Failure.Code(
    200_304, "the guest runs on another node",
    explanation: "Started here as well it would run twice and destroy its disks.",
    remedy: "Switch the resource to that node, or stop the guest there first.")
  public static let neighbourSilent = Failure.Code(
    200_305, "another node could not be asked whether it runs the guest",
    explanation:
      "Start_guard is STRICT, which takes a node that gives no answer for one that may run it.",
    remedy:
      "Bring that node's daemon back, or set Start_guard to LENIENT when it is known to be off.")
  public static let unknownNode = Failure.Code(
    200_306, "no such node is known",
    explanation: "Neither the framework nor Migration_nodes knows how this node is reached.",
    remedy: "Add it to Migration_nodes as node:address, or correct its name.")
  public static let neverConverges = Failure.Code(
    200_307, "the guest writes its memory faster than it can be sent",
    explanation:
      "Each pass of a live migration sends what was written during the one before it, and what the properties allow for such a "
      + "guest is not enough: its stand-still, its throttle, post-copy.",
    remedy:
      "Let it be throttled (Migration_throttle) or stand still for longer (Migration_downtime); move it when it is less busy or over "
      + "a faster interconnect; or set Migration_type to NORMAL.")
  public static let cannotMove = Failure.Code(
    200_308, "guests of this hypervisor cannot be moved while they run",
    explanation: "Its driver has no live migration, or is connected to another machine.",
    remedy: "Set Migration_type to NORMAL: the guest is stopped here and started there.")
  public static let notArrived = Failure.Code(
    200_309, "the guest has not arrived",
    explanation:
      "The cluster's agent on the other node said that the guest was sent here, and this node has not got it. It is not "
      + "started: the cluster stops what it finds on either node and starts the guest once.",
    remedy:
      "See the logs of both nodes; when the cluster has recovered it: crm_resource --refresh --resource RESOURCE."
  )
  public static let moveQueued = Failure.Code(
    200_310, "the guest waits for another migration of this machine",
    explanation:
      "A machine with logical domains migrates one at a time, and takes no order for another domain meanwhile.",
    remedy:
      "Call it again when the migration that the message names is over, and switch groups with such guests one after "
      + "the other.")
  public static let noCertificates = Failure.Code(
    200_311, "a certificate for encrypted moves is missing",
    explanation:
      "Migration_tls has the guest's moves encrypted, which the daemons of both nodes do by certificates of their own. Without them a "
      + "move from this node or to it fails; the guest runs on where it is, or is stopped and started there.",
    remedy:
      "Put ca-cert.pem, server-cert.pem and server-key.pem there on each node; the server's certificate has to name the address of "
      + "its node in Migration_nodes.")
  public static let guestBusy = Failure.Code(
    200_312, "the guest is busy and cannot be moved now",
    explanation:
      "The hypervisor has a job on it, such as a backup, a snapshot or a copy of a disk, and moves no guest meanwhile. A move waits "
      + "for it, for half of the time that the move has.",
    remedy:
      "Call it again when the job is over, which virsh domjobinfo GUEST tells, and virsh blockjob for each of its disks; or give the move more time: "
      + "raise Stop_timeout or Migration_share.")
}

extension Catalogue {
  static let moves: [Failure.Code] = [
    .moveRefused, .moveFailed, .moveUnsettled, .runsElsewhere, .neighbourSilent, .unknownNode,
    .neverConverges, .cannotMove, .notArrived, .moveQueued, .noCertificates, .guestBusy,
  ]
}
