internal import GenericDataService
internal import Model
internal import Platform

/// What `gds status` shows.
enum ServiceReport {
  /// Shows the state of a service; 0 when it is online and OK, else 5.
  static func show(_ identity: ResourceIdentity) throws(Failure) -> Int32 {
    let state = ServiceStateFile(identity).read()
    let monitor = ProcessMonitor(ProcessTag(.service, of: identity))
    let processes =
      switch monitor.state {
      case nil: monitor.isOnRecord ? "not known: what is on record cannot be read" : "none"
      case (_, true)?: "not watched: the process monitor has gone"
      case (.watched, _)?: "watched"
      case (.released, _)?: "not watched"
      case (.dead, _)?: "dead"
      case (.orphaned, _)?: "dead at the watched levels; deeper ones live"
      }
    var rows = [
      ("Resource", "\(identity.resource) in \(identity.group)"),
      ("State", state.state.rawValue),
      ("Status", state.status.rawValue + (state.message.isEmpty ? "" : " - " + state.message)),
      ("Processes", processes),
    ]
    if state.since > 0 {
      rows.append(("Since", Duration.seconds(Clock.secondsSince1970 - state.since).readable))
    }
    if let configuration = try? ServiceConfiguration(published: identity) {
      let interval = configuration.values.seconds(.retryInterval)
      let begin = (Clock.now - interval).sinceBoot.inMilliseconds
      let count = state.restarts.count { $0 > begin }
      rows.append(
        (
          "Restarts",
          "\(count) of \(configuration[.retryCount]) within \(configuration[.retryInterval]) s"
        ))
    }
    for (name, value) in rows {
      try Output.answer(
        name + ":" + String(repeating: " ", count: max(1, 12 - name.count)) + Escapes.line(value)
          + "\n")
    }
    return state.state == .online && state.status == .healthy ? 0 : 5
  }
}
