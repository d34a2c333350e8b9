public import Model
internal import Platform

/// What a cluster's resource group manager does around the methods, as far as one machine can: Contract, Failover_mode.
extension Service {
  /// Brings the service online; when that fails, what Failover_mode says is done before the failure is thrown.
  ///
  /// SOFT and HARD run the stop method and would try the next node; the others leave START_FAILED as it is.
  public func online() throws(Failure) {
    do throws(Failure) {
      try start()
    } catch {
      // Nothing was started by a start that was refused, so nothing is stopped either.
      let refused: Set<Failure.Code> = [.stopFailed, .busy, .unreadable]
      if values.failoverMode.stopsAfterFailedStart, !refused.contains(error.code) {
        try? offline()
        stateFile.update { state in
          if state.state == .offline { state.message = error.sentence }
        }
      }
      throw error
    }
  }

  /// Takes the service offline; a failure leaves STOP_FAILED, and `Fencing` says whether Reboot_command follows.
  public func offline() throws(Failure) {
    do throws(Failure) {
      try stop()
    } catch {
      fence(after: error.code)
      throw error
    }
  }

  /// Stops and starts the service as scds_fm_action(3HA) does. A restart that a failure has made necessary is counted; one that
  /// a person asks for is none.
  public func restart(counted: Bool = true) throws(Failure) {
    let began = Clock.now
    let span = values.seconds(.stopTimeout) + values.seconds(.startTimeout)
    try exclusively("restart", until: began + span) { () throws(Failure) in
      try stopLocked(Budget(start: Clock.now, total: values.seconds(.stopTimeout)))
      if isInterrupted { throw Failure(.interrupted, configuration.identity.resource) }
      try startLocked(Budget(start: Clock.now, total: values.seconds(.startTimeout)))
    }
    if counted { countRestart(at: began) }
  }

  /// Puts a restart on record, and takes off the record what Retry_interval has outlived.
  public func countRestart(at instant: Instant) {
    let window = values.seconds(.retryInterval).inMilliseconds
    stateFile.update { state in
      let now = instant.sinceBoot.inMilliseconds
      state.restarts = state.restarts.filter { $0 > now - window } + [now]
    }
  }

  /// Restarts the service in a process of its own that outlives its caller: a monitor that asks for a restart may well be
  /// killed while it waits for it. Whether the service is online afterwards.
  public func restartApart() throws(Failure) -> Bool {
    let identity = configuration.identity
    let worker = ProcessMonitor(ProcessTag(.other, of: identity), locations: locations)
    try worker.start(
      ProcessOrder(
        worker.tag, Environment.ownPath, name: "gds",
        [
          "restart", "--counted", "-R", identity.resource, "-G", identity.group, "-T",
          identity.type,
        ],
        environment: environment))
    let span = values.seconds(.stopTimeout) + values.seconds(.startTimeout)
    _ = worker.watch()?.outcome(by: Clock.now + span * 2)
    // A restart that was not done, as another call was under way, leaves the service online as well.
    let isDone = worker.commandEnding == Completion.Ending.exited(0).words
    worker.forget()
    return isDone && stateFile.read().state == .online
  }

  /// The restarts that still count.
  var restarts: [Instant] { stateFile.read().restarts.map { Instant(.milliseconds($0)) } }

  /// The last resort after a stop that failed. The engine never reboots by itself: it runs what it was told to run.
  private func fence(after code: Failure.Code) {
    let command = configuration[.rebootCommand]
    switch Fencing(mode: values.failoverMode, after: code, hasCommand: !command.isEmpty) {
    case .none: break
    case .unproven:
      log.messages.write(
        .error,
        "Failover_mode is HARD: Reboot_command is not run, as no process was seen to live on")
    case .noCommand:
      log.messages.write(
        .error, "Failover_mode is HARD and Reboot_command is empty: the machine is not rebooted")
    case .reboot:
      log.messages.write(.error, "Failover_mode is HARD: running Reboot_command")
      _ = try? run(command, until: Clock.now + .seconds(60))
    }
  }
}

/// What Failover_mode makes of a stop that failed.
///
/// Under HARD a cluster reboots the node after any failure of a stop method, to force the group off it before another node
/// starts it (Contract, Failover_mode); what it makes of our exit status is its own business. Here no other node waits, and
/// a reboot ends everything else on the machine. So the engine has Reboot_command run only after a stop that is known to have
/// failed: processes were seen to outlive SIGKILL, or Stop_command said that it has not stopped the service and
/// Stop_exit_on_error gives it that word. A stop that could not see whether anything is left fails too, and reboots nothing.
enum Fencing: Equatable {
  /// Nothing: the mode is another, or the stop was not tried.
  case none
  /// Nothing, as nobody could see whether anything is left.
  case unproven
  /// Nothing, as there is no Reboot_command.
  case noCommand
  /// Reboot_command is run.
  case reboot

  init(mode: FailoverMode, after code: Failure.Code, hasCommand: Bool) {
    switch (mode, code) {
    case (.hard, .serviceNotStopped): self = hasCommand ? .reboot : .noCommand
    case (.hard, .mayLiveOn): self = .unproven
    default: self = .none
    }
  }
}
