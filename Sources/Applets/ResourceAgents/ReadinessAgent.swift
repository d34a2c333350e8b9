internal import Agent
internal import Frameworks
internal import Model
internal import Platform

/// `ocf:ohac:xvm-ready`: has each node look whether it could run the guests that it does not have.
enum ReadinessAgent: ResourceAgent {
  static var manual: AgentManual {
    AgentManual(
      type: Readiness.agent, summary: "have nodes look whether they could run the guests",
      description: [
        "ocf:ohac:xvm-ready runs as a clone on every node of a Pacemaker cluster and has the node look, every "
          + "Readiness_interval seconds, whether it could run each guest of ocf:ohac:xvm that it does not have: by its definition, disks, "
          + "networks, bridges, firmware and TPM state, memory, secrets, and by the log-ins to the other nodes. xvm_register(8) makes the "
          + "clone with the first guest, and xvm_remove(8) takes it away with the last. Nothing is started, and nothing of a guest is changed.",
        "A guest is looked at that has a location rule on the attribute ha-xvm-ready-RESOURCE, as xvm_register makes one. The agent "
          + "answers at once: a look is a process of its own, the guests are looked at one after the other, and a look that storage holds up "
          + "for more than 15 seconds keeps no other from being made.",
        "What was found is in two attributes of the node. ha-xvm-ready-RESOURCE is 1 for a node that is ready, 0 for one that is not, "
          + "and missing for one that does not say; ha-xvm-unready-RESOURCE says why. They are written when they change; a start and a "
          + "migrate_from of the guest set 1. xvm_status(8) and xvm_why(8) show them. Without the clone, or after it has failed on a node, the "
          + "attributes are what was said last, and go when the node leaves the cluster.",
        "A recurring operation of the role Stopped, which Pacemaker has for such looks, is not used: Pacemaker 2.1.5 begins one on a "
          + "node that is being shut down, waits for its answer for two minutes in which it recovers nothing, and then takes the guest for active "
          + "on that node too (seen).",
      ],
      parameters: [.readinessInterval], reference: "ha-xvm_setup(5)",
      actions: [
        .init("start", timeout: 60, "have this node look from now on"),
        .init("stop", timeout: 60, "have this node look no more"),
        .init(
          "monitor", timeout: 60, interval: Readiness.pause,
          "say whether this node looks, and have it look at the guests that are due"),
        .init("status", timeout: 60, interval: Readiness.pause, "the same as monitor"),
        .init("reload-agent", timeout: 20, "let a changed parameter count from the next round on"),
        .init("validate-all", timeout: 20, "check the parameter"),
        .init("meta-data", timeout: 5, "print the description of the agent as XML"),
      ],
      exits: [
        (.success, "done; for monitor: this node looks"),
        (.failed, "it failed, as the message says"),
        (.badCall, "it was called with no action, or with more than one"),
        (.unimplemented, "it has no such action"),
        (.notConfigured, "the parameter is wrong"),
        (.notRunning, "this node does not look"),
      ],
      examples: [
        (
          "Have each node look every five minutes",
          [
            "crm configure primitive \(Readiness.resource) ocf:ohac:\(Readiness.agent) \\",
            "    params Readiness_interval=300 \\",
            "    op start timeout=60s op stop timeout=60s on-fail=ignore \\",
            "    op monitor interval=30s timeout=60s on-fail=ignore",
            "crm configure clone \(Readiness.clone) \(Readiness.resource) meta interleave=true",
          ]
        )
      ],
      seeAlso: [
        "ha-xvm_setup(5)", "ocf_ohac_xvm(7)", "guard_xvm(8)", "ha-xvm(8)", "xvm_register(8)",
        "xvm_status(8)", "xvm_why(8)",
      ])
  }

  static func perform(_ call: AgentCall) throws(Failure) -> AgentAnswer {
    let round = ReadinessRound(call.identity)
    switch call.action {
    case "start": try round.turnOn()
    case "stop":
      try round.turnOff()
      return .success
    case "reload-agent", "validate-all":
      _ = try interval()
      return .success
    default:
      guard round.isOn else { return AgentAnswer(.notRunning) }
      if call.interval == 0 { round.forget() }
    }
    let interval = try interval()
    if interval > 0 { try round.begin(every: interval) }
    return .success
  }

  /// The seconds between two looks at a guest; 0 for none.
  private static func interval() throws(Failure) -> Int {
    var problems: [Failure] = []
    let values = PropertyValues(
      Pacemaker.given(in: Environment.all), of: [.readinessInterval], problems: &problems)
    if let first = problems.first { throw first }
    return values.integer(.readinessInterval)
  }
}
