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
          ("GIVEOVER", "refused: there is no other node"),
          ("CHECK_GIVEOVER", "refused: there is no other node"),
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
    guard let identity = try call.service() else {
      Output.complain("no resource of this name is known")
      return ClusterAnswer.Exit.resource
    }
    let word = (call["tag"] ?? "").uppercased()
    let configuration = try ServiceConfiguration(published: identity)
    guard ServiceStateFile(identity).read().state == .online else {
      Output.complain("the resource is not online")
      return ClusterAnswer.Exit.state
    }
    guard let tag = Tag(rawValue: word) else {
      Output.complain("no tag \(word)")
      return ClusterAnswer.Exit.tag
    }
    switch tag {
    case .giveOver, .checkGiveOver:
      return refuse("there is no other node")
    case .online, .offline:
      Output.complain("\(word) is for proxy resources, which the engine does not have")
      return ClusterAnswer.Exit.invalid
    default: break
    }
    let mode = configuration.values.failoverMode
    let isGroups = tag == .restart || tag == .checkRestart
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
    default: break
    }
    return 0
  }

  private static func refuse(_ reason: String) -> Int32 {
    Output.complain("refused: \(reason)")
    return ClusterAnswer.Exit.checks
  }
}
