public import Model
internal import Platform

extension Service {
  /// Stops the service: 80 percent of Stop_timeout for Stop_command or Stop_signal, 15 for SIGKILL to whatever is left, 5 in
  /// reserve (gds-contract, section 2.7). Nothing to stop is success.
  ///
  /// It is the stop method alone; what follows a failure is the resource manager's (`offline`).
  public func stop() throws(Failure) {
    let budget = Budget(start: Clock.now, total: values.seconds(.stopTimeout))
    try exclusively("stop", until: budget.mark(percent: 20)) { () throws(Failure) in
      try stopLocked(budget)
    }
  }

  func stopLocked(_ budget: Budget) throws(Failure) {
    let name = configuration.identity.resource
    stateFile.update { $0.state = .stopping }
    log.event(.stopping, "stopping")
    // First of all the end of the processes must no longer look like a failure.
    if monitor.isWatched { try? monitor.release() }
    var hasFailed = false
    if configuration[.stopCommand].isEmpty {
      let watch = monitor.watch()
      try? monitor.signal(Int32(values.integer(.stopSignal)))
      _ = watch?.outcome(by: budget.mark(percent: 80))
    } else {
      hasFailed = !runStopCommand(until: budget.mark(percent: 80))
    }
    do throws(Failure) {
      try monitor.end(by: budget.mark(percent: 95), of: name)
      if hasFailed, values.flag(.stopExitOnError) {
        throw Failure(.serviceNotStopped, name, cause: "Stop_command failed")
      }
    } catch {
      stateFile.update { state in
        (state.state, state.status) = (.stopFailed, .faulted)
        state.message = error.sentence
      }
      log.error(.stop, error)
      log.event(.stopFailed, error.sentence)
      throw error
    }
    stateFile.update { state in
      (state.state, state.status, state.message) = (.offline, .offline, "")
      state.isGivenUp = false
    }
    log.information(.stop, "Successfully stopped the application")
    log.event(.stopped, "stopped in \((Clock.now - budget.start).readable)")
  }

  /// Runs Stop_command; whether it said that it has stopped the service.
  private func runStopCommand(until deadline: Instant) -> Bool {
    let name = configuration.identity.resource
    do throws(Failure) {
      let completion = try run(try line(.stopCommand), until: deadline)
      if completion.succeeded { return true }
      log.error(.stop, Failure(.stopCommandFailed, name, cause: completion.account))
    } catch {
      log.error(.stop, Failure(.stopCommandFailed, name, cause: error.sentence))
    }
    return false
  }
}
