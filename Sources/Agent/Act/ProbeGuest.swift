internal import Frameworks
internal import Hypervisors
public import Model
internal import Platform

extension GuestMethod {
  /// Says how well the guest is. A configuration that cannot be read is not the guest's death: the record of its start counts then,
  /// and without one nothing is known to run.
  ///
  /// - Parameter complain: is told what is wrong with the configuration where there is no record.
  /// - Throws: when there is a record that cannot be read: nothing is known then.
  public func probe(complain: (Failure) -> Void) throws(Failure) -> ProbeStatus {
    let configuration: GuestConfiguration
    switch try known("probing") {
    case .success(let found): configuration = found
    case .failure(let failure):
      complain(failure)
      return .failed
    }
    var status = ProbeStatus.healthy
    try logged(context(configuration)) { context in
      status = ProbeGuest(context).run()
      if status == .healthy { return status.exitStatus }
      // The guest in charge is the one that was started; which one that is costs a healthy probe nothing.
      let kept = inCharge(configuration)
      if !kept.isOfSameGuest(as: configuration) { status = ProbeGuest(self.context(kept)).run() }
      return status.exitStatus
    }
    return status
  }
}

/// Probe: one look at the guest, and a number.
struct ProbeGuest {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// What a probe saw, and what it made of it.
  struct Look {
    let sighting: Sighting
    let status: ProbeStatus
    let reason: String
  }

  /// The verdict; on the healthy path nothing is written and only the management tool is asked.
  func run() -> ProbeStatus { look().status }

  /// One look, with all that follows from it.
  func look() -> Look {
    let note = context.store.memory.note
    let sighting = context.look(
      until: context.budget.mark(percent: 60), isDoubted: note == GuestMemory.doubted)
    let decision = ProbeDecision.judge(
      sighting, configuration: context.configuration, lasting: noteTime(in: sighting.first.state))
    context.log.debug(2, "probe: \(decision.reason)")
    let (status, reason) = carryOut(decision, sighting)
    if status != .healthy {
      context.log.write(.warning, "probe status \(status.exitStatus): \(reason)")
    }
    // The tool has it run against all evidence: so will the next probe find it, unless it asks both.
    let state: GuestState? =
      switch sighting.presence {
      case .doubted: nil
      // What is not believed is not put on record as what the guest is, either.
      case .disputed: .unknown(decision.reason)
      default: sighting.first.state
      }
    remember(status, state, reason, after: note)
    return Look(sighting: sighting, status: status, reason: reason)
  }

  /// Puts on the flight recorder what differs from the last probe; that all is well as before is written nowhere.
  ///
  /// - Parameters:
  ///   - state: what the guest is; nil when the tool has it run against all evidence, as the guard has noted already.
  ///   - before: the note that was there before the guest was judged.
  private func remember(
    _ status: ProbeStatus, _ state: GuestState?, _ reason: String, after before: String?
  ) {
    guard let state else { return }
    let memory = context.store.memory
    let isWell = status == .healthy && state == .running
    let note = "\(status.exitStatus) \(state.word)"
    guard isWell ? before != nil : before != note else { return }
    context.log.note(
      // What a start that is at work has not brought up yet has not failed.
      status == .healthy || context.store.isLocked(by: "start") ? .seen : .fault, state: state.word,
      lasted: Clock.now - context.budget.start, status: status.exitStatus, reason)
    memory.leave(note: isWell ? nil : note)
    if before == GuestMemory.started { judgeStopTimeout(memory) }
  }

  /// Warns once a run when the guest's last stops did not fit into Stop_timeout.
  private func judgeStopTimeout(_ memory: GuestMemory) {
    let framework = context.framework
    let time = MethodTime(
      .stop, option: nil, framework: framework.timesOnlyTheCall ? Standalone() : framework,
      identity: context.identity,
      values: context.configuration.values, until: context.deadline(.seconds(5)))
    guard let seconds = time.sources.first?.seconds,
      let failure = memory.learnt(of: context.guest.name).objection(toTimeout: seconds)
    else { return }
    context.log.write(.warning, failure.description)
    context.log.note(.fault, failure.sentence)
  }

  /// Notes since when the guest is in a state that should pass; for how long it has been, zero for every other state.
  private func noteTime(in state: GuestState) -> Duration {
    switch state {
    case .paused(.transition), .paused(.postcopy), .booting, .shuttingDown, .movingIn, .movingOut:
      return context.store.memory.noteTransition("\(state)", now: Clock.now)
    case .unknown:
      // What was not seen has not ended.
      return .zero
    default:
      context.store.memory.endTransition()
      return .zero
    }
  }

  private func carryOut(_ decision: ProbeDecision, _ sighting: Sighting) -> (ProbeStatus, String) {
    switch decision.action {
    case .none:
      return (decision.status, decision.reason)
    case .resume:
      do {
        try context.resume(context.guest, until: context.budget.mark(percent: 90))
        context.log.write(.notice, "guest \(context.guest.name) was let go on: \(decision.reason)")
      } catch {
        context.log.write(.warning, error.description)
      }
      return (decision.status, decision.reason)
    case .askPlugin:
      let (status, reason) = asked(decision.reason)
      if status != .healthy,
        context.driver.mover?.isMoving(context.guest, until: context.deadline(.seconds(5))) ?? false
      {
        context.log.write(
          .notice,
          "probe status \(status.exitStatus) is not counted, as the guest is moving: \(reason)")
        return (.healthy, decision.reason)
      }
      return (status, reason)
    }
  }

  /// What the site's own checks of a guest that runs come to: the plug-in's verdict and the weights of the others add up.
  private func asked(_ running: String) -> (ProbeStatus, String) {
    let configuration = context.configuration
    let line = configuration.values.text(.pluginProbe)
    var (status, reasons): (ProbeStatus, [String]) = (.healthy, [])
    if !line.isEmpty {
      status = PluginProbe(context, line).run()
      if status != .healthy { reasons.append("plug-in probe") }
    }
    // Parsed only where there are some.
    if !configuration.values.text(.guestCheck).isEmpty {
      let verdict = GuestChecks(context).judge(since: (try? context.store.load())?.began)
      status = status.adding(verdict.status)
      if verdict.status != .healthy { reasons.append(verdict.reason) }
    }
    return (status, ([running] + reasons).joined(separator: "; "))
  }
}
