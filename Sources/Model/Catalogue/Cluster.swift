/// What stands in the way of a guest that a Pacemaker cluster keeps; `xvm_why` says it.
extension Failure.Code {
  public static let noQuorum = Failure.Code(
    210_301, "this part of the cluster has no quorum",
    explanation:
      "Fewer than half of the nodes are here, so another part may run everything; no-quorum-policy says "
      + "what this one does.",
    remedy:
      "Bring the other nodes or the network between them back. Only if they are certainly off: see "
      + "quorum.expected_votes and two_node in corosync.conf.")
  public static let noFencing = Failure.Code(
    210_302, "the cluster starts nothing, because it is to fence nodes and has no device for it",
    explanation:
      "stonith-enabled is true, which is the default, and no fence device is configured.",
    remedy:
      "Configure a fence device. Without one a guest can come to run twice.")
  public static let leftAlone = Failure.Code(
    210_303, "the cluster leaves the guest alone",
    explanation:
      "It is not managed: nobody restarts, moves or stops it.",
    remedy:
      "End the maintenance: crm_attribute --name maintenance-mode --delete, crm_resource --resource RESOURCE "
      + "--meta --delete-parameter is-managed, or the same of the node.", subject: "RESOURCE")
  public static let disabled = Failure.Code(
    210_304, "the resource is disabled",
    explanation:
      "Its target role is Stopped.",
    remedy:
      "Let it start: crm_resource --resource RESOURCE --meta --delete-parameter target-role.",
    subject: "RESOURCE")
  public static let stopBlocked = Failure.Code(
    210_305, "a stop failed, and the cluster does nothing more about the guest",
    explanation:
      "It is not known whether the guest still runs, so it is started nowhere else.",
    remedy:
      "Verify by hand that the guest is off on that node, then: crm_resource --refresh --resource RESOURCE.",
    subject: "RESOURCE")
  public static let heldAfterMove = Failure.Code(
    210_317, "a live migration failed, and the cluster leaves the guest where it is",
    explanation:
      "The guest runs on. The cluster does nothing about it before its failure is forgotten, except that its guard has the cluster "
      + "look again when the guest dies.",
    remedy:
      "Remove the cause, then have it tried again: crm_resource --refresh --force --resource RESOURCE. Where the guest is to stay, take back what "
      + "sent it away first: crm_resource --clear --resource RESOURCE, or the node's standby.",
    subject: "RESOURCE")
  public static let unclean = Failure.Code(
    210_306, "a node has to be fenced before the guest can go on elsewhere",
    explanation:
      "The node is lost, and it is not certain that it runs nothing any more.",
    remedy:
      "See what the fence device says (stonith_admin --history '*'). Only if the node is certainly off: "
      + "stonith_admin --confirm NODE.")
  public static let nodeAway = Failure.Code(
    210_307, "nodes that may run it are not available",
    explanation:
      "They are offline, in standby or in maintenance.",
    remedy:
      "Bring them back: start Pacemaker there, or crm_standby --node NODE --delete.")
  public static let banned = Failure.Code(
    210_308, "constraints keep it off nodes",
    explanation:
      "A rule, a ban or what a move has left behind; a name with cli- in front was made by crm_resource or "
      + "its like.",
    remedy:
      "Remove what is no longer meant: crm_resource --clear --resource RESOURCE, or the constraint by its name.",
    subject: "RESOURCE")
  public static let failedTooOften = Failure.Code(
    210_309, "it has failed too often on nodes",
    explanation:
      "The cluster does not try again there before failure-timeout has passed since the last failure.",
    remedy:
      "Remove the cause, see /var/log/pacemaker/pacemaker.log and the guest's log, then: "
      + "crm_resource --refresh --resource RESOURCE.", subject: "RESOURCE")
  public static let keptApart = Failure.Code(
    210_310, "it may not be where others run",
    explanation:
      "An affinity keeps it off the node of a guest that goes first.",
    remedy:
      "Let one of them move to another node, bring a node back, or change Affinity or Favoured_over and "
      + "register again.")
  public static let standsBeside = Failure.Code(
    210_311, "it runs only where another one runs",
    explanation:
      "Its affinity is to a resource that does not run, or only where this guest may not be.",
    remedy:
      "Start the other one first; xvm_why says what stands in its way if it is a guest of ours.")
  public static let waitsForOther = Failure.Code(
    210_312, "it waits for another resource",
    explanation:
      "A mandatory order says that the other one starts first, and it does not run.",
    remedy:
      "Start the other one, or see why it does not run.")
  public static let noRoom = Failure.Code(
    210_313, "nodes do not have what it takes",
    explanation:
      "placement-strategy looks at capacities, and others use them, or the node has none of the kind.",
    remedy:
      "Stop or move something less important, raise Priority, or correct what the node has: crm_attribute "
      + "--node NODE --utilization --name KIND --update AMOUNT.")
  public static let boundByMove = Failure.Code(
    210_314, "a move has left a constraint that binds it to a node",
    explanation:
      "While it stands, the guest goes back to that node whenever it can.",
    remedy:
      "crm_resource --clear --resource RESOURCE; xvm_move does that by itself.", subject: "RESOURCE"
  )
  public static let actionFailed = Failure.Code(
    210_315, "an action on it failed",
    explanation:
      "The cluster keeps the failure on record until it expires or is cleaned up.",
    remedy:
      "Read the reason, and the guest's log; afterwards: crm_resource --refresh --resource RESOURCE.",
    subject: "RESOURCE")
  public static let notPlaced = Failure.Code(
    210_316, "the cluster has not started it",
    explanation:
      "No reason could be found in its constraints, failures and capacities; it may just be about to.",
    remedy:
      "Wait a moment and ask again; then see what the scheduler says: crm_simulate --live-check "
      + "--show-scores.")
  public static let promiseBroken = Failure.Code(
    210_318, "the promise to do without nodes would be broken",
    explanation:
      "The cluster has promised by Failures_to_tolerate that every guest has a place when as many nodes are lost at once. By the "
      + "scheduler one would have none, and would have one without what was asked for.",
    remedy:
      "See where each guest would go: xvm_why --lose NODE. Give the cluster more room, or this guest more nodes (NODELIST). To do it "
      + "all the same, add --force. To promise less: xvm_cluster Failures_to_tolerate=0.")
  public static let notReady = Failure.Code(
    210_320, "the node could not run the guest now",
    explanation:
      "It looked whether it has what the guest needs, and lacks something. Where the guest runs it goes on; a cluster chooses the node "
      + "last, and tries it all the same where there is no other.",
    remedy:
      "Give the node what the cause names. It looks again within Readiness_interval, and at once by crm_resource --refresh --resource ha-xvm-readiness "
      + "--node NODE; where no cluster keeps the guest, xvm_status --nodes RESOURCE looks.")
  public static let runsPast = Failure.Code(
    210_321, "the guest runs on the node, and the cluster does not have it there",
    explanation:
      "A look at the node found it running, twice. Somebody started it or moved it there past the cluster. If the cluster has it on "
      + "another node too, two copies may write to the same disks.",
    remedy:
      "If the cluster has it on another node, end the copy on NODE by its toolstack, as by virsh destroy. If the cluster has it "
      + "on no node, tell the cluster of it: crm_resource --refresh --resource RESOURCE --node NODE."
  )
}

extension Catalogue {
  static let cluster: [Failure.Code] = [
    .noQuorum, .noFencing, .leftAlone, .disabled, .stopBlocked, .heldAfterMove, .unclean, .nodeAway,
    .banned,
    .failedTooOften, .keptApart, .standsBeside, .waitsForOther, .noRoom, .boundByMove,
    .actionFailed, .notPlaced, .promiseBroken, .notReady, .runsPast,
  ]
}
