public import Model

/// The properties of SUNW.gds, with its names and defaults: Contract, Properties of SUNW.gds.
///
/// The command line, validation and every text about a property are derived from this table (house rule 3).
public enum ServiceProperties {
  /// The properties that SUNW.gds defines.
  public static let standard: [ExtensionProperty] = [
    .startCommand, .stopCommand, .probeCommand, .validateCommand, .startTimeout, .stopTimeout,
    .validateTimeout, .probeTimeout, .thoroughProbeInterval, .retryCount, .retryInterval,
    .childMonLevel, .failoverEnabled, .failoverMode, .stopSignal, .logLevel, .networkAware,
    .portList, .networkResourcesUsed, .resourceDependencies, .monitorRetryCount,
    .monitorRetryInterval, .timeoutThreshold, .scalable,
  ]

  /// The engine's own, for what the documents leave open or contradict each other about.
  public static let settings: [ExtensionProperty] = [
    .probeTimeoutWeight, .foreignStatusWeight, .retriesExhausted, .giveoverRefused,
    .suppressedFailover, .validateAgain, .checkCommands, .firstProbePercent, .startProbePause,
    .rebootCommand, .stopExitOnError,
    .unknownVariables, .probeAddresses, .commandOutput,
  ]

  /// What a cluster keeps with each resource, and lists with it, and what means nothing on one machine: r_properties(5). A
  /// stored list can be given as it is.
  private static let keptByCluster: Set<String> = [
    "affinity_timeout", "boot_timeout", "cheap_probe_interval", "conn_threshold", "fini_timeout",
    "generic_affinity", "global_zone_override", "group", "init_timeout", "load_balancing_policy",
    "load_balancing_weights", "monitor_check_timeout", "monitor_start_timeout",
    "monitor_stop_timeout", "monitored_switch", "on_off_switch", "postnet_stop_timeout",
    "pre_evict", "prenet_start_timeout", "r_description", "resource_dependencies_offline_restart",
    "resource_dependencies_restart", "resource_dependencies_weak", "resource_name",
    "resource_project_name", "resource_state", "round_robin", "status", "status_msg",
    "timeout_delay", "type", "type_version", "udp_affinity", "update_timeout", "weak_affinity",
  ]

  /// Whether a property is one that only a cluster uses.
  static func isKeptByCluster(_ name: String) -> Bool { keptByCluster.contains(name.lowercased()) }

  /// All of them.
  public static let all = standard + settings
}

extension ExtensionProperty {
  public static let startCommand = ExtensionProperty(
    "Start_command", .string(maximumLength: 16_384), .required, initial: nil,
    tunable: .whenDisabled, summary: "shell line that starts the application",
    detail: "Its processes are watched; what it exits with does not count.")
  public static let stopCommand = ExtensionProperty(
    "Stop_command", .string(maximumLength: 16_384), tunable: .whenDisabled,
    summary: "shell line that stops the application and returns when it has stopped",
    detail: "It gets 80 percent of Stop_timeout; what is left of the processes is killed then. "
      + "Without one Stop_signal is sent.", unverified: "When it may be changed.")
  public static let probeCommand = ExtensionProperty(
    "Probe_command", .string(maximumLength: 16_384), tunable: .whenDisabled,
    summary: "shell line whose exit status says how the application is",
    detail: "0 well; 1 to 99 partial failures that add up; 100 failed; 201 move it at once.",
    unverified: "When it may be changed.")
  public static let validateCommand = ExtensionProperty(
    "Validate_command", .string(maximumLength: 16_384), tunable: .whenDisabled,
    summary: "command that checks the application's configuration",
    detail: "One that does not begin with an absolute path is not run: SUNW.gds does no validation "
      + "then. The engine warns.", unverified: "When it may be changed.")
  public static let stopSignal = ExtensionProperty(
    "Stop_signal", .integer(1...64), initial: "15", tunable: .whenDisabled,
    summary: "number of the signal that stops the application without a Stop_command",
    unverified: "The range.")
  public static let networkAware = ExtensionProperty(
    "Network_aware", .boolean, initial: "TRUE", tunable: .atCreation,
    summary: "the application listens on the ports of Port_list",
    detail: "Without a Probe_command these ports are connected to.", unverified: "The default.")
  public static let portList = ExtensionProperty(
    "Port_list", .list, origin: .standard,
    summary: "ports that the application listens on, as 80/tcp or 80/tcp6",
    detail: "It has to be set when Network_aware is TRUE and there is no Probe_command.")
  public static let networkResourcesUsed = ExtensionProperty(
    "Network_resources_used", .list, origin: .standard,
    summary: "resources of network addresses; kept and not interpreted on one machine")
  public static let monitorRetryCount = ExtensionProperty(
    "Monitor_retry_count", .integer(-1...2_147_483_647), initial: "4",
    summary: "how often a fault monitor that died is started again; -1 without limit")
  public static let monitorRetryInterval = ExtensionProperty(
    "Monitor_retry_interval", .integer(-1...2_147_483_647), initial: "2",
    summary: "minutes in which Monitor_retry_count counts; -1 for ever")
  public static let timeoutThreshold = ExtensionProperty(
    "Timeout_threshold", .integer(0...100), initial: "0",
    summary: "percent of Probe_timeout after which a probe's time is noted in the log; 0 never",
    unverified: "The default and the range.")
  public static let scalable = ExtensionProperty(
    "Scalable", .boolean, initial: "FALSE", tunable: .atCreation, origin: .standard,
    summary: "the service runs on several nodes at once; the engine has one",
    unverified: "The default.")
}
