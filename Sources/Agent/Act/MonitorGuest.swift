internal import Frameworks
internal import Hypervisors
public import Model
internal import Platform

extension GuestMethod {
  /// Answers a monitor of a cluster's resource agent, by what the start put on record where the parameters are wrong: they are not the
  /// guest's death.
  ///
  /// - Parameter isFirst: whether it is the first look at a node, and not one that recurs.
  public func monitor(isFirst: Bool) throws(Failure) -> AgentAnswer {
    let known: Result<GuestConfiguration, Failure>
    do throws(Failure) { known = try self.known("monitoring") } catch {
      log.write(error)
      return AgentAnswer(.failed, error.sentence)
    }
    let monitor = MonitorGuest(context(try known.get()))
    return isFirst ? monitor.probe() : monitor.recur(leaveGuard: GuardKeeper.leave)
  }
}

/// Monitor: a probe in the words of a cluster's resource agents, and the care for the guard that goes with it.
struct MonitorGuest {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  // MARK: A monitor that recurs

  /// The answer to a monitor that recurs. A guest that runs with no guard gets one; on the healthy path nothing else is done
  /// than by a probe.
  ///
  /// - Parameter leaveGuard: starts the guard.
  func recur(leaveGuard: (ResourceIdentity, Instant) throws(Failure) -> Void) -> AgentAnswer {
    let look = ProbeGuest(context).look()
    if look.sighting.first.state == .running, look.status == .healthy {
      adopt(look.sighting.first, leaveGuard)
      return .success
    }
    var sight = MonitorDecision.Sight(
      seen: settled(look.sighting), status: look.status, reason: look.reason)
    if case .unknown = look.sighting.first.state {
      sight.silentFor = context.store.memory.noteTransition("silent", now: Clock.now)
    }
    if case .partial(let weight) = look.status {
      sight.sum = context.store.memory.notePartial(
        weight, within: context.configuration.values.seconds(.retryInterval), now: Clock.now)
    }
    if look.sighting.first.state.isActive == true { adopt(look.sighting.first, leaveGuard) }
    if sight.seen.hasDeparted { sight.goneFor = noteDeparture(sight.reason) }
    let answer = MonitorDecision.recurring(sight, configuration: context.configuration)
    if answer.status != .success { context.store.memory.endPartials() }
    return answer
  }

  /// Ensures that a guard watches a guest that runs, and that a stop would know of it: the process that started it may have
  /// been another one, and a guard may have been killed.
  private func adopt(
    _ seen: Observation, _ leaveGuard: (ResourceIdentity, Instant) throws(Failure) -> Void
  ) {
    guard GuardRoll(context.store).keepers.isEmpty else { return }
    do throws(Failure) {
      // The holder of the lock is about to start or to stop it.
      try context.store.locked("monitor", until: Clock.now) { () throws(Failure) in
        let record = try context.store.load()
        guard record == nil || record?.phase == .running else { return }
        try Namesake(context).refuse(seen, record)
        if record == nil { try StartGuest(context).settle(nil) }
        context.departures.settle("it runs here", until: context.deadline(.seconds(10)))
        try leaveGuard(context.identity, context.deadline(.seconds(10)))
        context.tellReady()
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
    do throws(Failure) {
      // A method that is at work has more to say.
      let isSame =
        try context.charge.ifStill(record, by: "monitor") { now throws(Failure) in
          try context.departures.note(now, until: context.deadline(.seconds(10)))
          return try context.charge.depart(now)
        } != nil
      guard isSame else { return .zero }
    } catch {
      if error.code == .busy { return .zero }
      context.log.write(error, as: .warning)
      if error.code == .clusterSilent { return .zero }
    }
    context.log.write(.warning, "guest \(record.guest.name) has left this node: \(reason)")
    _ = context.framework.withdraw(
      context.identity, "moved: guest \(record.guest.name) has gone to another node")
    return .zero
  }

  // MARK: The first look

  /// The answer to the first look at a node. It changes nothing; a tool that is silent is given time, because on a node that
  /// comes up it may be on its way.
  func probe() -> AgentAnswer {
    var seen: Sighting
    repeat {
      seen = settled(context.look(until: context.deadline(before: patienceEnds)))
      guard seen.presence == .unknown || seen.presence == .unseen else { break }
      do throws(Failure) { try context.requireToolstack() } catch { return AgentAnswer(error) }
      Clock.sleep(until: min(patienceEnds, Clock.now + .milliseconds(500)))
    } while Clock.now < patienceEnds
    context.log.debug(2, "first look: \(seen.reason)")
    if seen.isProvenOff, seen.record == nil { context.noteReboot(state: seen.first.state) }
    let answer = MonitorDecision.probe(
      MonitorDecision.Sight(seen: seen, reason: seen.reason), configuration: context.configuration)
    // What runs under its name counts as it only where nothing tells that it is another one.
    if answer.status == .success {
      let record = try? context.store.load()
      let namesake = Namesake(context)
      do throws(Failure) { try namesake.refuse(seen.first, record) } catch {
        // A stop of what may write to the guest's disks fails, and the node is fenced; one that cannot is no reason for that.
        return record == nil && namesake.isHarmless(until: context.deadline(before: patienceEnds))
          ? AgentAnswer(.notInstalled, error.sentence) : AgentAnswer(error)
      }
    }
    return answer
  }

  private var patienceEnds: Instant { context.budget.mark(percent: 60) }

  private func settled(_ sighting: Sighting) -> Sighting {
    var sighting = sighting
    sighting.record = sighting.record.map(context.store.asItStands)
    return sighting
  }
}
