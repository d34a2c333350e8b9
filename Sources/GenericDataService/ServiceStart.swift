internal import Frameworks
public import Model
internal import Platform

extension Service {
  /// Starts the service and returns when a probe has said 0: Contract, Start.
  ///
  /// It is the start method alone; what follows a failure is the resource manager's (`online`).
  public func start() throws(Failure) {
    let budget = Budget(start: Clock.now, total: values.seconds(.startTimeout))
    try exclusively("start", until: budget.end) { () throws(Failure) in
      try startLocked(budget)
    }
  }

  func startLocked(_ budget: Budget) throws(Failure) {
    let name = configuration.identity.resource
    let before = try stateFile.look()?.state ?? .offline
    if before == .stopFailed { throw Failure(.stopFailed, name) }
    if before == .online, isInHand {
      log.messages.write(.notice, "it is online already; there is nothing to start")
      return try adopt()
    }
    try PublishedProperties(configuration.identity, locations: locations).write(configuration)
    // A fault monitor that reads something else would take the service for one that somebody has stopped.
    try stateFile.set { state in
      (state.state, state.isGivenUp) = (.starting, false)
    }
    _ = withdrawal.take()
    do throws(Failure) {
      let findings = validate(command: isValidatedAgain, before: budget.end)
      if let problem = findings.problems.first {
        throw problem
      }
      let line = try line(.startCommand)
      // What a start that failed, or a monitor that was killed, has left would run beside the new processes.
      try monitor.end(by: budget.end, of: name)
      log.event(.starting, "starting: \(line)")
      let probes = try bringUp(line, budget)
      let span = (Clock.now - budget.start).readable
      try stateFile.set { state in
        (state.state, state.status) = (.online, .healthy)
        state.message = "Service is online."
      }
      log.information(.start, "Start succeeded. [\(line)]")
      log.event(.started, "started: probe \(probes) said 0, \(span) after the start began")
    } catch {
      stateFile.update { state in
        (state.state, state.status) = (.startFailed, .faulted)
        state.message = error.sentence
      }
      log.error(.start, error)
      log.event(.startFailed, "start failed: \(error.sentence)")
      throw error
    }
  }

  /// Takes over a service that runs: what is configured now counts from now on, but for what a start alone brings about.
  public func adopt() throws(Failure) {
    let before = try? ServiceConfiguration(published: configuration.identity, locations: locations)
    try PublishedProperties(configuration.identity, locations: locations).write(configuration)
    let late = [ExtensionProperty.startCommand, .childMonLevel, .commandOutput].filter { row in
      before.map { $0[row] != configuration[row] } ?? false
    }
    guard !late.isEmpty else { return }
    let names = late.map { "\($0.name)=\(configuration[$0])" }.joined(separator: ", ")
    log.messages.write(.warning, "in effect from the next start on: \(names)")
    Output.complain("in effect from the next start on: \(names)")
  }

  /// Whether the processes are watched, or were let go on purpose (`pmfadm -s`).
  private var isInHand: Bool {
    monitor.state.map { !$0.isLost && !$0.state.isDeath } ?? false
  }

  /// Starts the processes and probes until 0; the number of the probe that said it.
  private func bringUp(_ line: String, _ budget: Budget) throws(Failure) -> Int {
    let name = configuration.identity.resource
    let patience = budget.total * values.integer(.firstProbePercent) / 100
    var watch = try launch(line, by: budget.end)
    var deaths: [Instant] = []
    var next = Clock.now + patience
    var (probes, last) = (0, "")
    while true {
      switch wait(for: watch, until: min(next, budget.end)) {
      case .interrupted:
        throw Failure(.interrupted, name)
      case .tree(.dead):
        let now = Clock.now
        deaths = deaths.filter { $0 > now - values.seconds(.retryInterval) } + [now]
        let account = deathAccount
        log.event(.died, "while it was starting, \(account) (\(deaths.count) so far)")
        if deaths.count >= max(1, values.integer(.retryCount)) {
          let times = deaths.count == 1 ? "" : ", \(deaths.count) times"
          throw Failure(.serviceNotStarted, name, cause: account + times)
        }
        // With some levels watched alone, deeper processes have outlived that death.
        try monitor.end(by: budget.end, of: name)
        watch = try launch(line, by: budget.end)
        next = Clock.now + patience
        continue
      case .tree(.lost):
        log.error(.start, Failure(.monitorLost, name))
        watch = nil
        continue
      case .tree(.ended):
        // The start command itself stopped the monitoring (pmfadm -s): only the probe counts.
        watch = nil
        continue
      case .time:
        break
      }
      guard Clock.now < budget.end else {
        let seen = last.isEmpty ? "" : "; the last probe said \(last)"
        throw Failure(
          .serviceNotStarted, name,
          cause: "no probe said 0 within Start_timeout=\(configuration[.startTimeout])\(seen)")
      }
      probes += 1
      let interruptions = [interruption, watch?.handle].compactMap { $0 }
      let result = probe(before: budget.end, interruptions: interruptions)
      if result.status == 0 {
        // A probe that does not look at the processes must not hide that they have just died.
        if watch?.outcome(by: Clock.now) == .dead { next = Clock.now } else { return probes }
      }
      // One that the end of the time has cut short says less than the one before it.
      if last.isEmpty || Clock.now < budget.end {
        last = [String(result.status), result.note].filter { !$0.isEmpty }.joined(separator: ", ")
      }
      next = max(next, Clock.now + values.seconds(.startProbePause))
    }
  }

  /// What is known of the end of the processes: a command that has done its work and left nothing is another thing than one
  /// that was killed.
  private var deathAccount: String {
    if monitor.state?.state == .orphaned {
      return "the processes died that Child_mon_level=\(configuration[.childMonLevel]) watches; "
        + "deeper ones lived on"
    }
    return switch monitor.commandEnding {
    case Completion.Ending.exited(0).words?: "Start_command ended with 0 and left no process"
    case let words?: "its processes died; the last of Start_command was: \(words)"
    case nil: "its processes died"
    }
  }

  private func launch(_ line: String, by deadline: Instant) throws(Failure) -> TreeWait? {
    let isOurs = log.prepare()
    var order = ProcessOrder(
      monitor.tag, "/bin/sh", ["-c", line], environment: environment)
    order.level = values.integer(.childMonLevel)
    // Where others could turn it elsewhere, the application's output is not kept.
    if isOurs, values.choice(.commandOutput) == CommandOutput.keep {
      Files.empty(log.outputFile, over: 0)
      order.output = log.outputFile
    }
    try monitor.start(order, by: deadline)
    return monitor.watch(by: deadline)
  }

  /// What ended a wait.
  enum Waited: Equatable {
    case time
    case interrupted
    case tree(TreeWait.Outcome)
  }

  /// Waits for the end of the processes, for being asked to end, or for a point in time.
  func wait(for watch: TreeWait?, until deadline: Instant) -> Waited {
    let interests = [interruption, watch?.handle].compactMap { $0 }.map {
      Poll.Interest.readable($0)
    }
    guard let ready = Poll.wait(interests, until: deadline) else { return .time }
    if let interruption, ready.contains(interruption) { return .interrupted }
    return .tree(watch?.outcome(by: Clock.now) ?? .lost)
  }
}
