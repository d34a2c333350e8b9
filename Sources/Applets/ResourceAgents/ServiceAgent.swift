internal import Frameworks
internal import GenericDataService
internal import Model
internal import Platform

/// `ocf:ohac:gds-service`: the contract of SUNW.gds under Pacemaker.
enum ServiceAgent: ResourceAgent {
  /// What a resource group of Solaris Cluster is to the service's commands.
  private static let groupProperty = ExtensionProperty(
    "Resource_group", .string(maximumLength: 255), initial: AgentCall.group, tunable: .whenDisabled,
    summary: "group that the commands of the service name with -G",
    detail: "The engine's state and logs, and the answers of scha_resource_get, are filed under it."
  )

  /// Whether the engine's fault monitor watches the service.
  private static let monitoredSwitch = ExtensionProperty(
    KeptProperties.monitored, .boolean, initial: "TRUE",
    summary: "whether the engine watches the service and probes it",
    detail: "With FALSE nothing is done about a service that dies; 'clresource unmonitor' sets it.")

  static var manual: AgentManual {
    let initial: (ExtensionProperty) -> Int = { Int(outside: $0.initial ?? "") ?? 60 }
    let probe = initial(.probeTimeout)
    return AgentManual(
      type: "gds-service", summary: "keep a service by the contract of SUNW.gds under Pacemaker",
      description: [
        "ocf:ohac:gds-service keeps any application by the properties of SUNW.gds: Start_command, Stop_command, "
          + "Probe_command, Validate_command and the rest. A data service that was written for SUNW.gds, a legacy agent of "
          + "Korn-shell scripts among them, runs under Pacemaker unchanged.",
        "The engine of gds(8) does the work on the node: it watches the processes, probes every Thorough_probe_interval "
          + "seconds, adds up what probes and deaths count, and restarts the service up to Retry_count times within "
          + "Retry_interval. While it is at work the cluster hears that all is well.",
        "When the engine would move the service, because the restarts are used up or a probe has said 201, it tells the "
          + "cluster of a failure at once, and leaves the rest to it. Register the resource with "
          + "migration-threshold=1, so that one failure moves it, and with a failure-timeout.",
        "With Failover_enabled=FALSE, or a Failover_mode of RESTART_ONLY or LOG_ONLY, the service is to stay where it is "
          + "when the restarts are used up: give the monitor operation on-fail=block.",
        "A reload-agent that finds a parameter wrong says so and answers 0, and the service goes on as it was started: Pacemaker "
          + "takes one that fails for a start that failed, and stops the service.",
        "A start and a stop take at most the time-out that the cluster has for them; Start_timeout and Stop_timeout count for the "
          + "restarts of the engine. A stop works with the properties of the last start when the present ones are wrong. "
          + "Set Stop_exit_on_error=TRUE for a Stop_command whose success is proof.",
        "A legacy agent asks for its properties by the commands of Solaris Cluster; "
          + "'ha-xvm --install-cluster-commands /usr/cluster' makes them known by their paths. The name of the resource has to "
          + "be the one that the commands name with -R, and Resource_group the one behind -G.",
      ],
      parameters: [groupProperty, monitoredSwitch] + ServiceProperties.all, reference: "gds(7)",
      actions: [
        .init(
          "start", timeout: initial(.startTimeout),
          "start the service and its fault monitor, when a probe says 0"
        ),
        .init("stop", timeout: initial(.stopTimeout), "stop the fault monitor and the service"),
        .init(
          "monitor", timeout: probe, interval: 10,
          "say whether the engine has given the service up; it asks nobody else"),
        .init("status", timeout: probe, interval: 10, "the same as monitor"),
        .init(
          "reload-agent", timeout: probe,
          "let changed parameters take effect while the service runs"),
        .init(
          "validate-all", timeout: initial(.validateTimeout),
          "check the parameters and, with OCF_CHECK_LEVEL=10, run Validate_command"),
        .init("meta-data", timeout: 5, "print the description of the agent as XML"),
      ],
      exits: exits,
      examples: [
        (
          "Keep a web server",
          [
            "crm configure primitive httpd-rs ocf:ohac:gds-service \\",
            "    params Start_command='/usr/sbin/httpd -f /etc/web.conf' \\",
            "        Stop_command='/usr/sbin/httpd -f /etc/web.conf -k stop' \\",
            "        Port_list=80/tcp Retry_count=3 \\",
            "    op start timeout=300s op stop timeout=300s \\",
            "    op monitor interval=10s timeout=30s \\",
            "    meta migration-threshold=1 failure-timeout=600s",
          ]
        )
      ],
      seeAlso: [
        "gds(7)", "ha-xvm_messages(7)", "ocf_ohac_xvm(7)", "gds(8)", "gds_probe(8)", "ha-xvm(8)",
        "pmfadm(8)", "scha_resource_get(8)",
      ])
  }

  /// What it answers.
  private static let exits: [(status: OCFStatus, meaning: String)] = [
    (.success, "done; for monitor: the service is online, or the engine is at work on it"),
    (.failed, "it failed; for monitor: the engine has given the service up on this node"),
    (.badCall, "it was called with no action, or with more than one"),
    (.unimplemented, "it has no such action"),
    (.notInstalled, "a command is not on this node, or Validate_command refuses the node"),
    (.notConfigured, "a parameter is wrong"),
    (.notRunning, "the service is off"),
  ]

  static func perform(_ call: AgentCall) throws(Failure) -> AgentAnswer {
    let given = Pacemaker.given(in: Environment.all)
    let group = given.first { $0.isOf(groupProperty) }?.value
    var problems: [Failure] = []
    let isMonitored = PropertyValues(
      given.filter { $0.isOf(monitoredSwitch) }, of: [monitoredSwitch], problems: &problems
    ).flag(monitoredSwitch)
    if let problem = problems.first { Output.complain(problem.description) }
    let actions = ServiceActions(
      try ResourceIdentity(
        resource: call.identity.resource, group: group ?? AgentCall.group, type: call.identity.type),
      given.filter { !$0.isOf(groupProperty) && !$0.isOf(monitoredSwitch) },
      isMonitored: isMonitored)
    switch call.action {
    case "start": try actions.start()
    case "stop": try actions.stop()
    case "reload-agent": actions.reload()
    case "validate-all": return try actions.validate(command: call.checkLevel >= 10)
    default: return try actions.monitor(isFirst: call.interval == 0)
    }
    return .success
  }
}
