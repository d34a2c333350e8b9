internal import Frameworks
public import Model
internal import Platform

/// What a cluster's resource agent does with a service: its actions, in the methods of the engine.
public struct ServiceActions {
  private let identity: ResourceIdentity
  private let given: [PropertyValues.Given]
  /// Whether the service has a fault monitor.
  private let isMonitored: Bool

  /// The actions for a service with these parameters.
  public init(
    _ identity: ResourceIdentity, _ given: [PropertyValues.Given], isMonitored: Bool = true
  ) {
    (self.identity, self.given, self.isMonitored) = (identity, given, isMonitored)
  }

  /// The service by its parameters; throws the first thing that is wrong with them.
  private func service(_ method: String) throws(Failure) -> Service {
    var problems: [Failure] = []
    let configuration = ServiceConfiguration(identity, given: given, problems: &problems)
    for problem in problems.dropFirst() { Output.complain(problem.description) }
    if let first = problems.first { throw first }
    try Service.enterRoot()
    return Service(configuration, method: method)
  }

  /// A service whose start or stop may take no longer than the action.
  private func timed(_ service: Service, _ row: ExtensionProperty, _ method: String) -> Service {
    guard let text = Pacemaker().value(of: row, for: identity, until: Clock.now),
      let seconds = Int(outside: text)
    else { return service }
    // What is left is for saying so.
    let limit = max(1, seconds * 95 / 100)
    return Service(
      ServiceConfiguration(identity, service.configuration.values.setting(row, to: String(limit))),
      method: method)
  }

  /// Starts the service and its fault monitor.
  public func start() throws(Failure) {
    let service = timed(try service("gds_svc_start"), .startTimeout, "gds_svc_start")
    try service.start()
    if isMonitored { try service.startMonitor() }
  }

  /// Stops both. The properties of the last start count before those of the call: they tell what was started.
  public func stop() throws(Failure) {
    let service: Service
    do throws(Failure) {
      try Service.enterRoot()
      service = Service(try ServiceConfiguration(published: identity), method: "gds_svc_stop")
    } catch {
      do throws(Failure) { service = try self.service("gds_svc_stop") } catch {
        return try stop(without: error)
      }
    }
    try service.stopMonitor()
    try timed(service, .stopTimeout, "gds_svc_stop").stop()
  }

  /// Nothing was published since the machine came up, so nothing was started by a start; what may still run under the
  /// resource's tag is ended.
  private func stop(without failure: Failure) throws(Failure) {
    Output.complain("stopping without properties: \(failure.sentence)")
    for kind in [ProcessTag.Kind.monitor, .service] {
      try ProcessMonitor(ProcessTag(kind, of: identity))
        .end(by: Clock.now + .seconds(20), of: identity.resource)
    }
  }

  /// Whether the engine has given the service up; one that lost its fault monitor gets another.
  ///
  /// - Parameter isFirst: whether it is the first look at a node, and not one that recurs.
  public func monitor(isFirst: Bool) throws(Failure) -> AgentAnswer {
    let file = ServiceStateFile(identity)
    let monitor = ProcessMonitor(ProcessTag(.service, of: identity))
    let sight = ServiceVerdict.Sight(
      file.known, hasProcesses: monitor.state.map { $0.state != .dead } ?? monitor.isOnRecord,
      isWatched: file.watcher != nil)
    if isFirst { return ServiceVerdict.first(sight) }
    if sight.lacksWatch, isMonitored {
      try Service(try ServiceConfiguration(published: identity), method: "gds_monitor_start")
        .startMonitor()
    }
    return ServiceVerdict.recurring(sight)
  }

  /// Lets changed parameters take effect. As with a guest, a reload that failed would have Pacemaker stop the service: what is wrong
  /// is said, and it goes on as it was started.
  public func reload() {
    do throws(Failure) {
      let service = try service("gds_update")
      guard service.validate(command: false).show(), ServiceStateFile(identity).known != nil
      else { return }
      try PublishedProperties(identity).write(service.configuration)
      isMonitored ? try service.watchAgain() : try service.stopMonitor()
    } catch {
      Output.complain(error.description)
    }
  }

  /// Checks the parameters.
  ///
  /// - Parameter command: whether Validate_command is run, too.
  public func validate(command: Bool) throws(Failure) -> AgentAnswer {
    let findings = try service("gds_validate").validate(command: command)
    _ = findings.show()
    return findings.problems.first.map { AgentAnswer($0) } ?? .success
  }
}
