internal import Hypervisors
public import Model
internal import Platform

/// Probe: one look at the guest, and a number.
public struct ProbeGuest {
  private let context: MethodContext

  /// The probe of one resource's guest.
  public init(_ context: MethodContext) {
    self.context = context
  }

  /// The verdict; on the healthy path nothing is written and only the management tool is asked.
  public func run() -> ProbeStatus {
    let observation = context.driver.observe(
      context.guest, until: context.budget.mark(percent: 60))
    var below: Observation?
    if observation.state.isActive != true { below = secondWitness() }
    let lasting = lasting(observation.state)
    let decision = ProbeDecision.judge(
      observation, below: below, configuration: context.configuration, lasting: lasting)
    context.log.debug(2, "probe: \(decision.reason)")
    let status = carryOut(decision)
    if status != .healthy {
      context.log.write(
        .warning, "probe status \(status.exitStatus): \(decision.reason)")
    }
    return status
  }

  /// What the second witness says of the run that the record names.
  private func secondWitness() -> Observation? {
    guard context.driver.capabilities.contains(.secondWitness) else { return nil }
    var guest = context.guest
    if let record = try? context.store.load(), record.guest.name == guest.name {
      guest.identity = record.guest.identity
    }
    return context.driver.observeBelow(guest, until: context.deadline(.seconds(5)))
  }

  /// For how long the guest has been in a state that should pass; zero for every other.
  private func lasting(_ state: GuestState) -> Duration {
    switch state {
    case .paused(.transition), .booting, .shuttingDown, .movingIn, .movingOut:
      return context.store.transitionLasts("\(state)", now: Clock.now)
    default:
      context.store.endTransition()
      return .zero
    }
  }

  private func carryOut(_ decision: ProbeDecision) -> ProbeStatus {
    switch decision.action {
    case .none:
      return decision.status
    case .resume:
      do {
        try context.driver.resume(context.guest, until: context.budget.mark(percent: 90))
        context.log.write(.notice, "guest \(context.guest.name) was let go on: \(decision.reason)")
      } catch {
        context.log.write(.warning, error.description)
      }
      return decision.status
    case .askPlugin:
      guard let plugin = PluginProbe(context) else { return decision.status }
      let status = plugin.run()
      if status != .healthy,
        context.driver.isMoving(context.guest, until: context.deadline(.seconds(5)))
      {
        context.log.write(
          .notice, "plug-in probe status \(status.exitStatus) is not counted: the guest is moving")
        return .healthy
      }
      return status
    }
  }
}
