/// Properties that the framework defines for every resource, with the defaults and limits of SUNW.gds.
///
/// Source: Contract, Properties of SUNW.gds; what is UNVERIFIED there is marked here.
extension ExtensionProperty {
  public static let startTimeout = ExtensionProperty(
    "Start_timeout", .integer(1...86_400), initial: "300", origin: .standard,
    summary: "seconds that a start may take",
    detail: "The framework kills a start that takes longer and counts it as failed.")
  public static let stopTimeout = ExtensionProperty(
    "Stop_timeout", .integer(1...86_400), initial: "300", origin: .standard,
    summary: "seconds that a stop may take",
    detail:
      "A guest gets 60 percent of it for its ordered shutdown, which have to cover a clean one, and the next 20 percent "
      + "for the forced one; a Stop_command of another service gets 80 percent. The rest is for the framework."
  )
  public static let validateTimeout = ExtensionProperty(
    "Validate_timeout", .integer(1...86_400), initial: "300", origin: .standard,
    summary: "seconds that a validation may take", unverified: "The default.")
  public static let probeTimeout = ExtensionProperty(
    "Probe_timeout", .integer(2...86_400), initial: "30",
    summary: "seconds that one probe may take",
    detail:
      "An extension property of SUNW.gds. A probe that takes longer is killed and counts as a partial failure."
  )
  public static let thoroughProbeInterval = ExtensionProperty(
    "Thorough_probe_interval", .integer(1...3600), initial: "60", origin: .standard,
    summary: "seconds between two probes",
    detail: "The fault monitor sleeps first and probes afterwards.",
    unverified: "The limits.")
  public static let retryCount = ExtensionProperty(
    "Retry_count", .integer(0...10), initial: "2", origin: .standard,
    summary: "restarts allowed within Retry_interval",
    detail:
      "The next complete failure after that many restarts in the interval makes the group fail over.",
    unverified: "The default, which is that of ORCL.gds.")
  public static let retryInterval = ExtensionProperty(
    "Retry_interval", .integer(1...3600), initial: "370", origin: .standard,
    summary: "seconds over which failures and restarts are counted",
    detail:
      "It has to be at least Retry_count times the sum of Thorough_probe_interval and Probe_timeout, "
      + "or failures never add up to a failover.",
    unverified: "The default, which is that of ORCL.gds.")
  public static let childMonLevel = ExtensionProperty(
    "Child_mon_level", .integer(-1...1_000), initial: "-1", tunable: .whenDisabled,
    summary: "how deep the process monitor looks into the tree of processes",
    detail: "-1 watches every descendant; 0 the command alone, 1 its children too, and so on. "
      + "An extension property of SUNW.gds; guests need -1.")
  public static let failoverEnabled = ExtensionProperty(
    "Failover_enabled", .boolean, initial: "TRUE", tunable: .whenDisabled,
    summary: "let failures move the group to another node",
    detail: "See Retries_exhausted for what FALSE does.")
  public static let failoverMode = ExtensionProperty(
    "Failover_mode", FailoverMode.soft, origin: .standard,
    summary: "what follows when a method fails",
    detail: "SOFT stops a service that did not start; HARD also runs Reboot_command when a stop "
      + "failed; RESTART_ONLY allows restarts and no moves, LOG_ONLY neither.",
    unverified: "RESTART_ONLY and LOG_ONLY treat failing methods like NONE.")
  public static let logLevel = ExtensionProperty(
    "Log_level", LogLevel.none,
    summary: "what goes to start_stop_log.txt and probe_log.txt",
    detail: "NONE nothing, INFO informational messages only, ERR error messages only.")
  public static let resourceDependencies = ExtensionProperty(
    "Resource_dependencies", .list, origin: .standard,
    summary: "resources that have to be online before; kept and not interpreted on one machine")
}
