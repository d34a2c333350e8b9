internal import GenericDataService
internal import Model
internal import Platform

/// `scha_control`: what a monitor asks of the resource group manager (Contract, scha_control).
enum SCHAControl: Applet {
  static let name = "scha_control"
  static let manual = CommandManual(
    name: name, summary: "ask for a restart or a move of a resource or its group",
    options: [
      ClusterAnswer.tag,
      .init("R", "resource", "NAME", required: true, "the resource"),
      .init("G", "group", "NAME", required: true, "its group"),
      .init("Z", "zone", "NAME", "taken and not used"),
    ],
    description: [
      "scha_control asks the engine for what a monitor asks a resource group manager for. A restart returns when it "
        + "is done, and it is done even if the command is killed meanwhile.",
      "A GIVEOVER is the engine's own: the cluster hears of a failure of the service here, as when its restarts are used up. It is "
        + "refused where no cluster keeps the service, where no other node is up that may have it and on which it has not failed too "
        + "often, and where the cluster would start it here again, because migration-threshold allows that.",
      "With Failover_mode RESTART_ONLY only RESOURCE_RESTART is allowed, with LOG_ONLY nothing.",
    ],
    exits: ClusterAnswer.exits,
    examples: [.init("Restart a service", "scha_control -O RESOURCE_RESTART -R web-rs -G web-rg")],
    vocabularies: [
      (
        "Tags",
        [
          ("RESOURCE_RESTART", "stop and start the service, and count a restart"),
          ("RESTART", "the same for the group, which has one service here"),
          ("RESOURCE_IS_RESTARTED", "count a restart that the caller has done itself"),
          ("CHECK_RESTART", "ask whether a restart would be allowed"),
          ("IGNORE_FAILED_START", "taken, and nothing is done"),
          (
            "GIVEOVER",
            "have the Pacemaker cluster that keeps the service move it to another node, and wait until it runs there"
          ),
          (
            "CHECK_GIVEOVER",
            "ask whether a GIVEOVER would be allowed, and another node could take the service"
          ),
        ]
      )
    ],
    unverified: ClusterAnswer.unverified + ["what LOG_ONLY forbids"], seeAlso: ["gds(8)"])

  /// What may be asked for.
  private enum Tag: String {
    case restart = "RESTART"
    case checkRestart = "CHECK_RESTART"
    case resourceRestart = "RESOURCE_RESTART"
    case resourceIsRestarted = "RESOURCE_IS_RESTARTED"
    case ignoreFailedStart = "IGNORE_FAILED_START"
    case giveOver = "GIVEOVER"
    case checkGiveOver = "CHECK_GIVEOVER"
    case online = "CHANGE_STATE_ONLINE"
    case offline = "CHANGE_STATE_OFFLINE"
  }

  static func run(_ call: Call) throws(Failure) -> Int32 {
    guard let identity = try call.service() else { return absent(call["resource"] ?? "") }
    let word = (call["tag"] ?? "").uppercased()
    let configuration = try ServiceConfiguration(published: identity)
    guard ServiceStateFile(identity).read().state == .online else {
      Output.complain("the resource is not online on this node")
      return ClusterAnswer.Exit.state
    }
    guard let tag = Tag(rawValue: word) else {
      Output.complain("no tag \(word)")
      return ClusterAnswer.Exit.tag
    }
    if tag == .online || tag == .offline {
      Output.complain("\(word) is for proxy resources, which the engine does not have")
      return ClusterAnswer.Exit.invalid
    }
    let mode = configuration.values.failoverMode
    let isGroups = [.restart, .checkRestart, .giveOver, .checkGiveOver].contains(tag)
    if mode == .logOnly || (mode == .restartOnly && isGroups) {
      return refuse("Failover_mode is \(mode.rawValue)")
    }
    switch tag {
    case .restart, .resourceRestart:
      try Service.enterRoot()
      return try Service(configuration, method: call.name).restartApart()
        ? 0 : ClusterAnswer.Exit.method
    case .resourceIsRestarted:
      Service(configuration, method: call.name).countRestart(at: Clock.now)
    case .giveOver, .checkGiveOver:
      do throws(Refusal) {
        let giveover = Giveover(configuration, call.name)
        let nodes = try giveover.check()
        if tag == .giveOver { try giveover.perform(to: nodes) }
      } catch { return error.show() }
    default: break
    }
    return 0
  }

  /// What is said of a resource that was never started on this node.
  private static func absent(_ resource: String) -> Int32 {
    do throws(Refusal) {
      guard try ClusterSight().groups()?.resource(resource) != nil else {
        throw Refusal(ClusterAnswer.Exit.resource, "no resource of this name is known")
      }
      throw Refusal(ClusterAnswer.Exit.state, "the resource is not online on this node")
    } catch { return error.show() }
  }

  private static func refuse(_ reason: String) -> Int32 {
    Output.complain("refused: \(reason)")
    return ClusterAnswer.Exit.checks
  }
}
