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
    let watch = monitor.watch()
    if configuration[.stopCommand].isEmpty {
      try? monitor.signal(Int32(values.integer(.stopSignal)))
    } else {
      runStopCommand(until: budget.mark(percent: 80))
    }
    let patience = configuration[.stopCommand].isEmpty ? budget.mark(percent: 80) : Clock.now
    var isEmpty = watch == nil || watch?.outcome(by: patience) != nil
    if !isEmpty {
      try? monitor.signal(Signal.kill)
      isEmpty = watch?.outcome(by: budget.mark(percent: 95)) != nil
    }
    guard isEmpty, killStrays(until: budget.mark(percent: 95)) else {
      let failure = Failure(.serviceNotStopped, configuration.identity.resource)
      stateFile.update { state in
        (state.state, state.status) = (.stopFailed, .faulted)
        state.message = failure.sentence
      }
      log.error(.stop, failure)
      log.event(.stopFailed, failure.sentence)
      throw failure
    }
    monitor.forget()
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

  /// Kills what a monitor left behind that was killed itself; whether nothing of it is left.
  private func killStrays(until deadline: Instant) -> Bool {
    while true {
      let strays = monitor.strays
      if strays.isEmpty { return true }
      if Clock.now >= deadline { return false }
      for process in strays { Processes.signal(process, Signal.kill) }
      Clock.sleep(until: Clock.now + .milliseconds(20))
    }
  }
}
