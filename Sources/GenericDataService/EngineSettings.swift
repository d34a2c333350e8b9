public import Model

/// Retries_exhausted and Giveover_refused: what follows where the service can go nowhere.
public enum LastResort: String, Choice {
  case stopRetrying = "STOP_RETRYING"
  case restart = "RESTART"
}

/// Suppressed_failover: what the status 201 is where moves are switched off.
public enum SuppressedFailover: String, Choice {
  case ignore = "IGNORE"
  case failed = "FAILED"
}

/// Unknown_variables: what happens to a %NAME that is no property variable.
enum UnknownVariables: String, Choice {
  case keep = "KEEP"
  case refuse = "REFUSE"
}

/// Command_output: what happens to what the application writes.
enum CommandOutput: String, Choice {
  case keep = "KEEP"
  case discard = "DISCARD"
}

/// The engine's own settings, one for each point that the documents of SUNW.gds leave open.
extension ExtensionProperty {
  public static let probeTimeoutWeight = ExtensionProperty(
    "Probe_timeout_weight", .integer(0...100), initial: "50",
    summary: "what a probe counts that takes longer than Probe_timeout",
    detail: "50 makes two of them within Retry_interval a complete failure.",
    unverified: "What SUNW.gds counts.")
  public static let foreignStatusWeight = ExtensionProperty(
    "Foreign_status_weight", .integer(0...100), initial: "100",
    summary: "what a probe counts that exits 101 to 200 or 202 to 255, or that a signal ends",
    unverified: "What SUNW.gds counts.")
  public static let retriesExhausted = ExtensionProperty(
    "Retries_exhausted", LastResort.stopRetrying,
    summary: "what follows on too many restarts while Failover_enabled is FALSE",
    detail: "The documents disagree: the Developer's Guide says that the application is neither "
      + "restarted nor moved (STOP_RETRYING), HA for WebSphere MQ that it is restarted.")
  public static let giveoverRefused = ExtensionProperty(
    "Giveover_refused", LastResort.restart, among: [.restart, .stopRetrying],
    summary: "what follows when the group should move and there is no other node",
    detail: "RESTART restarts the service and counts its restarts from 0 again, as "
      + "scds_fm_sleep(3HA) does; STOP_RETRYING leaves it as it is.")
  public static let suppressedFailover = ExtensionProperty(
    "Suppressed_failover", SuppressedFailover.ignore,
    summary: "what the status 201 is where moves are switched off",
    detail: "IGNORE counts nothing, as the documents of Failover_enabled say; FAILED counts 100.",
    unverified: "Whether RESTART_ONLY counts such a status.")
  public static let validateAgain = ExtensionProperty(
    "Validate_again", .boolean, initial: "TRUE",
    summary: "run Validate_command also at each start and monitor_check",
    unverified: "Whether SUNW.gds does; the start that Agent Builder generates validates first.")
  public static let checkCommands = ExtensionProperty(
    "Check_commands", .boolean, initial: "TRUE",
    summary: "refuse commands that do not begin with the path of an executable file",
    unverified: "Whether SUNW.gds checks it; the code that Agent Builder generates does.")
  public static let firstProbePercent = ExtensionProperty(
    "First_probe_percent", .integer(0...100), initial: "3",
    summary: "percent of Start_timeout before a start's first probe", unverified: "The number.")
  public static let startProbePause = ExtensionProperty(
    "Start_probe_pause", .integer(1...3_600), initial: "5",
    summary: "seconds between the probes of a start",
    detail: "The intended use that scds_svc_wait(3HA) shows.")
  public static let stopExitOnError = ExtensionProperty(
    "Stop_exit_on_error", .boolean, initial: "FALSE",
    summary: "let a stop fail when Stop_command fails, whatever is left of the processes",
    detail: "FALSE is what the Developer's Guides say, and what the code does that Agent Builder "
      + "generates: only processes that survive SIGKILL make a stop fail. TRUE is right for a command that knows of more than its processes, as "
      + "stop_xvm does of its guest: without its proof the service is STOP_FAILED.",
    unverified: "SUNW.gds's own code, and that ORCL.gds has a property of this name.")
  public static let rebootCommand = ExtensionProperty(
    "Reboot_command", .string(maximumLength: 4_096),
    summary: "shell line that is run when a stop failed and Failover_mode is HARD",
    detail: "A cluster would reboot the node. The engine never does by itself: without a command "
      + "it is only reported. It is not run after a stop that failed because nobody could see "
      + "whether processes are left.")
  public static let unknownVariables = ExtensionProperty(
    "Unknown_variables", UnknownVariables.keep,
    summary: "what happens to a %NAME in a command that is no property variable",
    unverified: "Whether SUNW.gds keeps or refuses it.")
  public static let probeAddresses = ExtensionProperty(
    "Probe_addresses", .list,
    summary: "numeric addresses that the built-in probe connects to; 127.0.0.1 and ::1 if empty",
    detail: "On a cluster they come from the resources of network addresses.")
  public static let commandOutput = ExtensionProperty(
    "Command_output", CommandOutput.keep,
    summary: "keep what the application writes in start_output.txt beside the logs",
    detail: "The file is emptied when it is longer than a megabyte.",
    unverified: "SUNW.gds seems to keep none of it.")
}
