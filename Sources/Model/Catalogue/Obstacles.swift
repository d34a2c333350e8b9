/// What stands in the way of a guest, besides what methods fail with; `xvm_why` says it.
extension Failure.Code {
  public static let unknownResource = Failure.Code(
    210_001, "no resource of this name is known on this node",
    explanation: "It has neither run record nor configuration table, and the engine never ran it.",
    remedy: "Call xvm_status alone to see the resources, or name its parameter file with -P.")
  public static let notStarted = Failure.Code(
    210_101, "the resource is not started",
    explanation: "The guest does not run, and nobody has asked for it since the machine booted.",
    remedy:
      "Start it: systemctl start ha-xvm@RESOURCE, or gds start -R RESOURCE -G GROUP -P /etc/ha-xvm/RESOURCE.properties, "
      + "or clresource enable RESOURCE on a cluster.")
  public static let down = Failure.Code(
    210_102, "the guest does not run although it was started",
    explanation: "Its end has been seen and not been answered by a restart yet.",
    remedy: "Wait for the next probe; if none comes, see whether the resource is monitored.")
  public static let shutDownInside = Failure.Code(
    210_103, "the guest was shut down from inside, and policy says to leave it so",
    explanation: "On_guest_shutdown is HONOUR, so that the resource is online with its guest off.",
    remedy: "Restart the resource when the guest is wanted, or set On_guest_shutdown=RESTART.")
  public static let crashKept = Failure.Code(
    210_104, "the guest has crashed and is kept",
    explanation: "The hypervisor keeps the crashed guest; On_crash says what the next probe does.",
    remedy: "With On_crash=HONOUR look at it, then restart the resource; else wait for the probe.")
  public static let passing = Failure.Code(
    210_105, "the guest is in a state that the next probe deals with",
    explanation: "It is paused, arriving, leaving or shutting down, and policy says what follows.",
    remedy: "Wait; a state that lasts longer than Transition_grace is a complete failure.")
  public static let unclaimed = Failure.Code(
    210_106, "the guest runs, and no start has taken charge of it",
    explanation: "There is no run record, so that nobody watches the guest and a stop has less to "
      + "go by.",
    remedy:
      "Start the resource; a start takes over a guest that runs: start_xvm -R RESOURCE -G GROUP.")
  public static let otherGuest = Failure.Code(
    210_107, "the configuration names another guest than the one that was started",
    explanation: "A stop ends the guest that was started; a start of the new one waits for that.",
    remedy: "Stop the resource and start it again, or put the configuration back.")
  public static let disagreement = Failure.Code(
    210_108, "the management tool says that the guest is not there, and its process lives",
    explanation: "Neither is believed: the probe counts Unreachable_weight and nothing is started.",
    remedy: "Restart the management daemon, which then looks for its guests again.")
  public static let otherDisk = Failure.Code(
    210_109, "its definition has another disk than the guest",
    explanation:
      "A snapshot, a commit or a copy has put what the guest writes to another place while it runs, as backup software does for as "
      + "long as it copies; or the definition has been changed since. Disk_policy says what a start does about it.",
    remedy:
      "When a backup goes on, wait for its end: it merges the layer back. One that it has left is merged by virsh blockcommit GUEST "
      + "TARGET --active --pivot --wait; when the disk is to stay, put it into the definition.",
    subject: "GUEST")
  public static let unguarded = Failure.Code(
    210_201, "no guard watches the guest",
    explanation: "guard_xvm is not there, so that a death is noticed by the next probe only.",
    remedy:
      "Leave one: start_xvm -R RESOURCE -G GROUP, with the options that the resource has.")
  public static let unmonitored = Failure.Code(
    210_202, "the resource is not monitored",
    explanation: "No fault monitor probes it, so that a failure is not answered by a restart.",
    remedy:
      "Start one: gds_monitor_start -R RESOURCE -G GROUP, or systemctl start ha-xvm@RESOURCE.")
  public static let startFailed = Failure.Code(
    210_203, "its last start failed",
    explanation: "The resource is in the state START_FAILED, or went offline after such a start.",
    remedy: "Remove the cause that is given, then start it again.")
}

extension Catalogue {
  static let obstacles: [Failure.Code] = [
    .unknownResource, .notStarted, .down, .shutDownInside, .crashKept, .passing, .unclaimed,
    .otherGuest,
    .disagreement, .otherDisk, .unguarded, .unmonitored, .startFailed,
  ]
}
