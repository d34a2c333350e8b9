extension Failure.Code {
  public static let cannotMonitor = Failure.Code(
    300_101, "the process monitor cannot be started",
    explanation: "The command was not started, because nothing could have watched its processes.",
    remedy: "See the reason; a full or read-only /run is the usual one.")
  public static let tagInUse = Failure.Code(
    300_102, "processes are already monitored under this tag",
    explanation: "A tag names one tree of processes at a time.",
    remedy:
      "Stop it first (pmfadm -k TAG KILL), or use another tag.", subject: "TAG")
  public static let noSuchTag = Failure.Code(
    300_103, "nothing is monitored under this tag",
    explanation:
      "The processes ended, their monitoring was stopped, or nothing was started under the tag.",
    remedy:
      "List the tags with pmfadm -L.")
  public static let notAbsolute = Failure.Code(
    300_201, "has to begin with the absolute path of an executable file",
    explanation: "Commands run in the directory / with a short PATH; nothing looks them up.",
    remedy: "Write the whole path of the program as the first word of the property.")
  public static let unsafeValue = Failure.Code(
    300_202, "the value of a variable holds a character that is special to the shell",
    explanation:
      "The value would be put into a line for /bin/sh, which could take it for a command.",
    remedy: "Change the value, or write it into the command property by hand, quoted.")
  public static let unknownVariable = Failure.Code(
    300_203, "is not a property variable",
    explanation: "Unknown_variables is REFUSE, and the command holds a %NAME that nobody knows.",
    remedy: "Correct the name, or set Unknown_variables=KEEP to leave such words as they are.")
  public static let validationFailed = Failure.Code(
    300_204, "the Validate_command does not accept the configuration",
    explanation: "The command ended with a status other than 0.",
    remedy: "Correct what the command complains about.")
  public static let notTunable = Failure.Code(
    300_205, "cannot be changed now",
    explanation: "Some properties are fixed at creation, others while the resource is enabled.",
    remedy: "Stop the resource, change the property, and start it again.")
  public static let validationCutShort = Failure.Code(
    300_206, "the Validate_command did not come to its end",
    explanation:
      "A signal ended the command, or it took longer than Validate_timeout. That says nothing about the configuration.",
    remedy: "Run the Validate_command by hand; raise Validate_timeout if it is only slow.")
  public static let serviceNotStarted = Failure.Code(
    300_301, "the service did not start",
    explanation:
      "Its processes died again and again, Start_command left no process that could be watched, or no probe returned 0 "
      + "within Start_timeout.",
    remedy:
      "Run Start_command and Probe_command by hand; see the resource's logs. A Start_command has to leave the application "
      + "running as a process of its own.")
  public static let serviceNotStopped = Failure.Code(
    300_302, "the service did not stop",
    explanation:
      "Processes of the service live on after SIGKILL, because the kernel holds them; or "
      + "Stop_command failed and Stop_exit_on_error is TRUE.",
    remedy:
      "Make sure by hand that the service is off (ps -eo pid,wchan,args shows what a process waits for, often storage; "
      + "the log has the words of Stop_command); then gds clear -R RESOURCE -G GROUP.")
  public static let stopFailed = Failure.Code(
    300_303, "the resource is in the state STOP_FAILED",
    explanation: "Its last stop failed; starting it now could run the application twice.",
    remedy:
      "Make sure by hand that the application is dead, then gds clear -R RESOURCE -G GROUP.")
  public static let interrupted = Failure.Code(
    300_304, "the start was interrupted by a signal",
    explanation: "The program was asked to end before the service was up.",
    remedy: "Start it again when you want it.")
  public static let stopCommandFailed = Failure.Code(
    300_305, "the Stop_command failed; the processes were killed",
    explanation: "It ended with a status other than 0 or took more than 80 % of Stop_timeout.",
    remedy: "Run the Stop_command by hand; raise Stop_timeout if it is only slow.")
  public static let mayLiveOn = Failure.Code(
    300_306, "processes of the service may live on",
    explanation:
      "The process monitor that kept them was killed, or what it has put on record cannot be read. What is known of the "
      + "processes was ended, but a process that has lost each mark, the control group, the session and the environment, "
      + "cannot be told from what belongs to others; or it cannot be seen from where the command runs.",
    remedy:
      "See what each process is that is named ('ps -o pid,ppid,user,lstart,args -p PROCESS', or 'ps -ef' when none is) and "
      + "end it if it is the service's; then 'gds clear -R RESOURCE -G GROUP', and start it again.")
  public static let noSuchService = Failure.Code(
    300_307, "there is no such resource here",
    explanation:
      "The engine has neither a state nor properties nor processes of a resource of this name in this group since the "
      + "machine came up. What it would be asked for was never started here.",
    remedy: "See what there is with 'xvm_status', and correct the names after -R and -G.")
  public static let watchedElsewhere = Failure.Code(
    300_308, "its fault monitor is another process and goes on",
    explanation:
      "The fault monitor of the service was not started by gds_monitor_start, but is 'gds run' or 'gds monitor' in the "
      + "process that the message names. It is a part of that process and cannot be ended or made to read the properties "
      + "alone.",
    remedy:
      "End that process: 'systemctl stop ha-xvm@RESOURCE', which stops the service too; or 'kill -KILL PROCESS', after which "
      + "the service runs on and nobody watches it.")
  public static let cannotProbe = Failure.Code(
    300_401, "the probe cannot be run",
    explanation: "The probe's shell could not be started; the probe counts as a complete failure.",
    remedy: "See the reason; the machine may be out of processes or memory.")
  public static let monitorLost = Failure.Code(
    300_402, "the process monitor has gone",
    explanation:
      "Somebody killed it. Its end is no proof that the service died: only the probe counts now.",
    remedy:
      "Restart the service at a convenient time, so that it is watched again: gds restart -R RESOURCE -G GROUP."
  )
  public static let giveoverRefused = Failure.Code(
    300_403, "the service should move to another node, and there is none",
    explanation: "The engine works on one machine. What happens next is set by Giveover_refused.",
    remedy: "Find why the service keeps failing; see its probe log.")
  public static let retriesExhausted = Failure.Code(
    300_404, "the service keeps failing and is not restarted any more",
    explanation: "There were Retry_count restarts within Retry_interval; policy allows no more.",
    remedy:
      "Find why it fails; then gds restart -R RESOURCE -G GROUP.")
  public static let givenOver = Failure.Code(
    300_405, "the service should move to another node, and the cluster is told",
    explanation:
      "A probe has asked for another node, or the restarts within Retry_interval are used up, or one of them failed. The "
      + "engine does no more, and the cluster's agent answers 1 until the service is stopped here.",
    remedy:
      "Find why the service failed on this node, see its probe log; then crm_resource --cleanup --resource RESOURCE "
      + "lets it come back.")
}

extension Catalogue {
  static let service: [Failure.Code] = [
    .cannotMonitor, .tagInUse, .noSuchTag, .notAbsolute, .unsafeValue, .unknownVariable,
    .validationFailed, .notTunable, .validationCutShort, .serviceNotStarted, .serviceNotStopped,
    .stopFailed,
    .interrupted, .stopCommandFailed, .mayLiveOn, .noSuchService,
    .watchedElsewhere, .cannotProbe, .monitorLost, .giveoverRefused,
    .retriesExhausted, .givenOver,
  ]
}
