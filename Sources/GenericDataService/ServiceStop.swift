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
    stateFile.update { $0.state = .stopping }
    log.event(.stopping, "stopping")
    // First of all the end of the processes must no longer look like a failure.
    if monitor.isWatched { try? monitor.release() }
    if configuration[.stopCommand].isEmpty {
      let watch = monitor.watch()
      try? monitor.signal(Int32(values.integer(.stopSignal)))
      _ = watch?.outcome(by: budget.mark(percent: 80))
    } else {
      runStopCommand(until: budget.mark(percent: 80))
    }
    guard killTree(until: budget.mark(percent: 95)) else {
      let failure = Failure(.serviceNotStopped, configuration.identity.resource)
      stateFile.update { state in
        (state.state, state.status) = (.stopFailed, .faulted)
        state.message = failure.sentence
      }
      log.error(.stop, failure)
      log.event(.stopFailed, failure.sentence)
      throw failure
    }
    stateFile.update { state in
      (state.state, state.status, state.message) = (.offline, .offline, "")
    }
    log.information(.stop, "Successfully stopped the application")
    log.event(.stopped, "stopped in \((Clock.now - budget.start).readable)")
  }

  private func runStopCommand(until deadline: Instant) {
    let name = configuration.identity.resource
    do throws(Failure) {
      let completion = try run(try line(.stopCommand), until: deadline)
      if !completion.succeeded {
        log.error(.stop, Failure(.stopCommandFailed, name, cause: completion.account))
      }
    } catch {
      log.error(.stop, Failure(.stopCommandFailed, name, cause: error.sentence))
    }
  }

  /// Kills whatever is left of the processes, whether their monitor lives or was killed itself; whether nothing is left.
  func killTree(until deadline: Instant) -> Bool {
    if monitor.isWatched { try? monitor.release() }
    if let watch = monitor.watch() {
      try? monitor.signal(Signal.kill)
      guard watch.outcome(by: deadline) != nil else { return false }
    }
    while true {
      let strays = monitor.strays
      if strays.isEmpty { break }
      if Clock.now >= deadline { return false }
      for process in strays { Processes.signal(process, Signal.kill) }
      Clock.sleep(until: Clock.now + .milliseconds(20))
    }
    monitor.forget()
    return true
  }
}
