internal import Frameworks
internal import Hypervisors
public import Model
internal import Platform

/// Monitor: a probe in the words of a cluster's resource agents, and the care for the guard that goes with it.
public struct MonitorGuest {
  private let context: MethodContext

  /// The monitor of one resource's guest.
  public init(_ context: MethodContext) {
    self.context = context
  }

  // MARK: A monitor that recurs

  /// The answer to a monitor that recurs. A guest that runs with no guard gets one; on the healthy path nothing else is done
  /// than by a probe.
  ///
  /// - Parameter leaveGuard: starts the guard.
  public func recur(leaveGuard: (ResourceIdentity, Instant) throws(Failure) -> Void) -> AgentAnswer
  {
    let look = ProbeGuest(context).look()
    if look.observation.state == .running, look.status == .healthy {
      adopt(look.observation, leaveGuard)
      return .success
    }
    var sight = sight(look.observation, look.below.first)
    (sight.status, sight.reason) = (look.status, look.reason)
    if case .partial(let weight) = look.status {
      sight.sum = context.store.partialSum(
        adding: weight, within: context.configuration.values.seconds(.retryInterval), now: Clock.now
      )
    }
    if look.observation.state.isActive == true { adopt(look.observation, leaveGuard) }
    if sight.hasDeparted { sight.goneFor = noteDeparture(sight.reason) }
    let answer = MonitorDecision.recurring(sight, configuration: context.configuration)
    if answer.status != .success { context.store.endPartials() }
    return answer
  }

  /// Sees to it that somebody watches a guest that runs, and that a stop would know of it: whoever started the guest may have
  /// been somebody else, and a guard may have been killed.
  private func adopt(
    _ seen: Observation, _ leaveGuard: (ResourceIdentity, Instant) throws(Failure) -> Void
  ) {
    guard GuardRoll(context.store).keepers.isEmpty else { return }
    do throws(Failure) {
      // Whoever holds the lock is about to start or to stop it.
      try context.store.locked("monitor", until: Clock.now) { () throws(Failure) in
        let record = try context.store.load()
        guard record == nil || record?.phase == .running else { return }
        try Namesake(context).refuse(seen, record)
        if record == nil { try StartGuest(context).settle(nil) }
        try leaveGuard(context.identity, context.deadline(.seconds(10)))
        context.log.write(.notice, "guest \(context.guest.name) had no guard and has one now")
      }
    } catch {
      if error.code != .busy { context.log.write(.warning, error.description) }
    }
  }

  /// For how long the guest has been away; what a guard would have noted and told is noted and told here if there is none.
  private func noteDeparture(_ reason: String) -> Duration {
    guard let record = try? context.store.load() else { return .zero }
    if record.phase == .departed { return Clock.now - record.began }
    var gone = record.entering(.departed)
    gone.guest.identity.pid = 0
    try? context.store.save(gone)
    context.log.write(.warning, "guest \(record.guest.name) has left this node: \(reason)")
    _ = context.framework.withdraw(
      context.identity, "moved: guest \(record.guest.name) has gone to another node")
    return .zero
  }

  // MARK: The first look

  /// The answer to the first look at a node. It changes nothing; a tool that is silent is given time, because on a node that
  /// comes up it may be on its way.
  public func probe() -> AgentAnswer {
    var sight: MonitorDecision.Sight
    var observation: Observation
    repeat {
      observation = context.driver.observe(
        context.guest, until: context.deadline(before: patienceEnds))
      let below =
        observation.state.isActive == true ? nil : ProbeGuest(context).secondWitness(observation)
      sight = self.sight(observation, below, isPassing: false)
      guard case .unknown = sight.state, below?.life != .running, !sight.isProvenOff else { break }
      if !context.driver.isInstalled {
        return AgentAnswer(Failure(.noToolstack, context.driver.name))
      }
      Clock.sleep(until: min(patienceEnds, Clock.now + .milliseconds(500)))
    } while Clock.now < patienceEnds
    context.log.debug(2, "first look: \(sight.reason)")
    if sight.isProvenOff, sight.phase == nil { context.noteReboot(state: sight.state) }
    let answer = MonitorDecision.probe(sight, configuration: context.configuration)
    // What runs under its name counts as it only where nothing tells that it is another one.
    if answer.status == .success {
      do throws(Failure) {
        try Namesake(context).refuse(observation, try? context.store.load())
      } catch { return AgentAnswer(error) }
    }
    return answer
  }

  private var patienceEnds: Instant { context.budget.mark(percent: 60) }

  /// - Parameter isPassing: whether silence is counted from the first of these looks on.
  private func sight(_ observation: Observation, _ below: Observation?, isPassing: Bool = true)
    -> MonitorDecision.Sight
  {
    let record = observation.state.isActive == true ? nil : (try? context.store.load())
    let reason = [observation.reason, below?.reason ?? ""].filter { !$0.isEmpty }
      .joined(separator: "; ")
    var sight = MonitorDecision.Sight(
      state: observation.state, below: below?.life,
      isNamesake: below.map { $0.life != $0.state } ?? false,
      reason: reason, phase: record?.phase)
    if let record, record.guest.name == context.guest.name {
      sight.knowsRun = record.guest.identity.pid > 0 || !record.guest.identity.uuid.isEmpty
    }
    // A move whose author is dead is nobody's work any more.
    if record?.phase == .moving, FileLock.holder(of: context.store.lockPath) == nil {
      sight.phase = .running
    }
    if case .unknown = observation.state, isPassing {
      sight.silentFor = context.store.transitionLasts("silent", now: Clock.now)
    }
    return sight
  }
}
