internal import GenericDataService
internal import Model
internal import Platform

/// `gds`: the whole engine for people with one machine, and its methods with properties on the command line.
enum GDS: Applet {
  static let name = "gds"
  static let manual = CommandManual(
    name: name,
    summary: "keep a service running under the contract of SUNW.gds, without a cluster",
    options: [
      .init("R", "resource", "NAME", required: true, "the resource"),
      .init("G", "group", "NAME", required: true, "its resource group"),
      .init("T", "type", "NAME", "its resource type; SUNW.gds unless given"),
      .init(
        "p", "property", "NAME=VALUE", repeats: true,
        "set a property; what is not set is as the last start published it, but for a start that sets Start_command, else "
          + "its default"),
      .init(
        "P", "parameters", "FILE",
        "take the properties from a file of NAME=value lines, and not what was published"),
      .init(
        "c", "counted", nil,
        "count a restart within Retry_interval, as one that a probe asks for is"),
    ],
    operands: [
      .init("ACTION", words: Action.allCases.map(\.rawValue), "one of the actions below")
    ],
    description: [
      "gds starts, probes, restarts and stops any application by the four command properties of SUNW.gds; gds(7) "
        + "describes them and all the others.",
      "The action run validates and starts the service, watches it, restarts it by the rules of the fault monitor, "
        + "and stops it on SIGTERM, SIGINT or SIGHUP. A service that already runs under its process monitor is taken "
        + "over. Each event is printed with the time since the beginning.",
      "With one machine a failing service has nowhere to move to. That is reported on standard error, in the logs and "
        + "in the status line, and Giveover_refused says what follows.",
    ],
    exits: [
      .init("0", "done; for run: stopped on request; for status: the service is online and OK"),
      .init(
        "1",
        "it failed; for run: the configuration is not valid, or the resource is in the state STOP_FAILED"
      ),
      .init("2", "the command line is wrong"),
      .init("3", "for run and monitor: the service failed and could not be brought up again"),
      .init("4", "for run: the service could not be stopped"),
      .init("5", "for status: the service is not online, or not OK"),
      .init(
        "6",
        "for run: the service did not start, or something stood in its way that may pass, such as a full /run"
      ),
    ],
    examples: [
      .init(
        "Keep a web server running until Ctrl-C",
        "gds run -R web-rs -G web-rg -p Start_command='/usr/sbin/httpd' -p Port_list=80/tcp"),
      .init("See how it is", "gds status -R web-rs -G web-rg"),
    ],
    vocabularies: [("Actions", Action.allCases.map { ($0.rawValue, $0.help) })],
    environment: [(Locations.rootVariable, "a directory below which all files lie, for tests")],
    files: MethodCall.files,
    seeAlso: ["gds(7)", "gds_probe(8)", "pmfadm(8)", "scha_resource_get(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let identity = try call.resource()
    guard let action = call.operands.first.flatMap(Action.init) else {
      throw Failure(.usage, "gds", cause: "ACTION is missing")
    }
    switch action {
    case .status:
      try ServiceDirectory.require(identity)
      return try ServiceReport.show(identity)
    case .clear:
      try ServiceDirectory.require(identity)
      return try clear(identity)
    case .stop, .restart, .monitor:
      // With values of the call it is known by those.
      if call.all("property").isEmpty, call["parameters"] == nil {
        try ServiceDirectory.require(identity)
      }
    default: break
    }
    if case .run = action {
      return RunStatus.of(identity) { () throws(Failure) in
        let wanted = try Self.configuration(identity, action, call)
        try Service.enterRoot()
        return try ServiceForeground.keep(wanted)
      }
    }
    let configuration = try configuration(identity, action, call)
    try Service.enterRoot()
    let service = Service(
      configuration, method: "gds_\(action.rawValue)", isShown: action == .restart)
    switch action {
    case .validate:
      return service.validate().show() ? 0 : 1
    case .start:
      try service.online()
    case .stop:
      try service.offline()
    case .restart:
      try service.restart(counted: call.has("counted"))
    case .monitor:
      return try ServiceForeground.watch(configuration, persists: false)
    case .run, .status, .clear:
      break
    }
    return 0
  }

  private enum Action: String, CaseIterable {
    case validate, start, stop, monitor, restart, status, clear, run

    /// What it does, for the manual.
    var help: String {
      switch self {
      case .validate: "check the properties and run Validate_command"
      case .start:
        "start the service and return when a probe has said 0; the properties are published"
      case .stop: "stop the service within Stop_timeout"
      case .monitor: "be the fault monitor of a service that was started, in the foreground"
      case .restart:
        "stop and start the service, and say how it goes; it counts as no failure, as a person asks for it"
      case .status: "show the state of the service"
      case .clear:
        "put a resource in the state STOP_FAILED or START_FAILED offline, once somebody has made sure that the application is dead"
      case .run: "all of it: validate, start, watch, and stop on request, in the foreground"
      }
    }
  }

  /// The values of the call over those that are published; every problem is shown.
  private static func configuration(
    _ identity: ResourceIdentity, _ action: Action, _ call: Call
  ) throws(Failure) -> ServiceConfiguration {
    var problems: [Failure] = []
    // Values that say how the service is started are a whole configuration: nothing that an earlier start has published shows
    // through them. A stop needs what it was started with.
    let start = "\(ExtensionProperty.startCommand.name)=".lowercased()
    let words = call.all("property")
    let isWhole =
      [.start, .run, .validate].contains(action)
      && words.contains { $0.lowercased().hasPrefix(start) }
    let configuration = ServiceConfiguration(
      identity, words: words, file: call["parameters"], over: !isWhole, problems: &problems)
    // Of a file that could not be read nothing is known that could be missing.
    if let unread = problems.first(where: { $0.code == .unreadable }) { throw unread }
    for problem in problems.dropLast() { Output.complain(problem.description) }
    if let last = problems.last { throw last }
    for name in configuration.unused {
      Output.complain("note: \(name) is a property that only a cluster uses; it is left out")
    }
    return configuration
  }

  private static func clear(_ identity: ResourceIdentity) throws(Failure) -> Int32 {
    let file = ServiceStateFile(identity)
    guard [.stopFailed, .startFailed].contains(file.read().state) else {
      Output.line(
        "\(identity.resource): the state is \(file.read().state.rawValue); nothing to clear")
      return 0
    }
    let before = file.read().state
    // Somebody has seen to what could not be told apart: it is asked about no more.
    for kind in ProcessTag.Kind.allCases {
      ProcessMonitor(ProcessTag(kind, of: identity)).forget()
    }
    try file.set { state in
      (state.state, state.status, state.message) = (.offline, .offline, "")
    }
    Output.line("\(identity.resource): \(before.rawValue) is cleared; the resource is OFFLINE")
    return 0
  }
}
