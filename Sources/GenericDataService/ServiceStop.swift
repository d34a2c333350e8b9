public import Model
internal import Platform

extension Service {
  /// Stops the service: 80 percent of Stop_timeout for Stop_command or Stop_signal, 15 for SIGKILL to whatever is left, 5 in
  /// reserve (Contract, Stop). Nothing to stop is success.
  ///
  /// After a success no process of the service's tree is left, whatever Child_mon_level says: that is whose death counts. A
  /// process that has left the tree, as the placeholder's owner of a legacy agent does, is Stop_command's business.
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
    do throws(Failure) {
      let plan = StopStep.plan(
        of: budget, hasCommand: !configuration[.stopCommand].isEmpty,
        signal: Int32(values.integer(.stopSignal)))
      let hasFailed = try carryOut(plan)
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

  /// Goes through the steps; whether Stop_command failed.
  private func carryOut(_ plan: [StopStep]) throws(Failure) -> Bool {
    var hasFailed = false
    for step in plan {
      switch step {
      case .release(let deadline): try? monitor.release(by: deadline)
      case .command(let deadline): hasFailed = !runStopCommand(until: deadline)
      case .signal(let number, let deadline):
        let watch = monitor.watch(by: deadline)
        try? monitor.signal(number, by: deadline)
        _ = watch?.outcome(by: deadline)
      case .kill(let deadline): try monitor.end(by: deadline, of: configuration.identity.resource)
      }
    }
    return hasFailed
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

/// One step of a stop, with the point at which the next one follows.
enum StopStep: Equatable {
  /// From now on the end of the processes is no failure.
  case release(by: Instant)
  /// Stop_command runs.
  case command(by: Instant)
  /// Stop_signal is sent to the whole tree, and its end waited for.
  case signal(Int32, by: Instant)
  /// SIGKILL is sent to whatever is left, again and again.
  case kill(by: Instant)

  /// The steps of a stop within a budget that is Stop_timeout as a whole: Contract, Stop.
  ///
  /// A monitor that gives no answer gets a part of the first share, so that something of it is left for the command.
  static func plan(of budget: Budget, hasCommand: Bool, signal: Int32) -> [StopStep] {
    let ordered = budget.mark(percent: 80)
    return [
      .release(by: budget.mark(percent: 40)),
      hasCommand ? .command(by: ordered) : .signal(signal, by: ordered),
      .kill(by: budget.mark(percent: 95)),
    ]
  }
}
