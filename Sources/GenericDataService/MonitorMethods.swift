public import Model
internal import Platform

/// The methods around the fault monitor: Contract, The methods around the monitor.
extension Service {
  /// Whether Validate_command is also run before a start or a move.
  public var isValidatedAgain: Bool { values.flag(.validateAgain) }

  /// The tag that the fault monitor runs under.
  public var monitorTag: ProcessMonitor {
    ProcessMonitor(ProcessTag(.monitor, of: configuration.identity), locations: locations)
  }

  /// Starts gds_probe under the process monitor; one that runs is left alone.
  public func startMonitor() throws(Failure) {
    let tag = monitorTag
    if tag.isWatched { return }
    if let watcher = stateFile.watcher {
      log.messages.write(.notice, "it is watched already: \(watcher)")
      return
    }
    let identity = configuration.identity
    var order = ProcessOrder(
      tag.tag, Environment.ownPath, name: "gds_probe",
      ["-R", identity.resource, "-G", identity.group, "-T", identity.type],
      environment: environment)
    order.retries = values.integer(.monitorRetryCount)
    order.period = values.integer(.monitorRetryInterval)
    try tag.start(order)
  }

  /// Kills gds_probe and its probes; the service that it may have restarted is no part of its tree.
  public func stopMonitor() throws(Failure) {
    try monitorTag.end(by: Clock.now + .seconds(60), of: configuration.identity.resource)
  }

  /// Fails while somebody watches the service whom `stopMonitor` does not reach, such as `gds run`.
  public func requireUnwatched() throws(Failure) {
    guard let watcher = stateFile.watcher else { return }
    let process = watcher.split(separator: " ").last.flatMap { Int32(outside: $0) }
    throw Failure(.watchedElsewhere, configuration.identity.resource, cause: watcher)
      .naming(["PROCESS": process.map { String($0) } ?? ""])
  }

  /// Starts the fault monitor again, if one runs, so that it reads its properties.
  public func restartMonitor() throws(Failure) {
    guard monitorTag.isWatched else { return try requireUnwatched() }
    try watchAgain()
  }

  /// Starts the monitor with these properties, whether there was one or not.
  func watchAgain() throws(Failure) {
    try stopMonitor()
    try startMonitor()
  }
}
