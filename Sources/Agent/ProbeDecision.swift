internal import Model

/// What a probe says about what it sees; a function from values to values.
struct ProbeDecision: Equatable {
  /// What the probe does besides answering.
  enum Action: Equatable {
    case none
    /// Lets a paused guest go on.
    case resume
    /// Asks the site's own check, which then decides.
    case askPlugin
  }

  /// The verdict, before a plug-in has been asked.
  let status: ProbeStatus
  /// Why, in words.
  let reason: String
  /// What else is done.
  var action = Action.none

  /// Each failed attempt to resume after an I/O error counts this much: the third in Retry_interval makes it 100.
  static let ioErrorWeight = 34

  /// The verdict on `observation`.
  ///
  /// - Parameters:
  ///   - below: asks the second witness, which is done only when the first does not say that the guest is active, or is doubted.
  ///   - lasting: for how long the guest has been in this state, if it is one that should pass by itself.
  ///   - isDoubted: the guard has seen the guest's process end, and the tool had it run.
  ///   - hasDeparted: asks whether it is on record that the guest has left this node by a migration.
  static func judge(
    _ observation: Observation, below: @autoclosure () -> Observation?,
    configuration: GuestConfiguration, lasting: Duration, isDoubted: Bool = false,
    hasDeparted: @autoclosure () -> Bool = false
  ) -> ProbeDecision {
    let grace = configuration.values.seconds(.transitionGrace)
    let reason = observation.reason
    switch observation.state {
    case .running:
      if isDoubted, let below = below(), below.state == .absent {
        return contradiction(observation, below, configuration)
      }
      return ProbeDecision(status: .healthy, reason: reason, action: .askPlugin)
    case .paused(let cause):
      return judge(pausedBy: cause, configuration.policy(for: cause), reason, lasting > grace)
    case .booting, .shuttingDown, .movingOut, .movingIn:
      // A guest that is on its way is neither well nor dead; the plug-in is not asked.
      return ProbeDecision(status: lasting > grace ? .failed : .healthy, reason: reason)
    case .crashed:
      return ProbeDecision(status: status(of: configuration.crashPolicy), reason: reason)
    case .off(let cause):
      let below = below()
      if below?.showsLife == true { return contradiction(observation, below, configuration) }
      switch cause {
      case _ where hasDeparted(): return departed(reason)
      case .shutdown where configuration.honoursGuestShutdown:
        return ProbeDecision(status: .healthy, reason: reason + "; honoured as intended")
      case .migrated: return departed(reason)
      default:
        return ProbeDecision(status: .failed, reason: reason)
      }
    case .absent:
      let below = below()
      if below?.showsLife == true { return contradiction(observation, below, configuration) }
      return hasDeparted() ? departed(reason) : ProbeDecision(status: .failed, reason: reason)
    case .unknown:
      return judge(withoutTool: observation, below(), configuration, hasDeparted())
    }
  }

  /// A departure is no death (house rule 8).
  private static func departed(_ reason: String) -> ProbeDecision {
    ProbeDecision(status: .healthy, reason: reason + "; it has left this node")
  }

  private static func judge(
    pausedBy cause: PauseCause, _ policy: Policy?, _ reason: String, _ tooLong: Bool
  ) -> ProbeDecision {
    switch policy {
    case nil: ProbeDecision(status: tooLong ? .failed : .healthy, reason: reason)
    case .resume:
      ProbeDecision(
        status: cause == .ioError ? .partial(ioErrorWeight) : .healthy, reason: reason,
        action: .resume)
    case .some(let other): ProbeDecision(status: status(of: other), reason: reason)
    }
  }

  private static func status(of policy: Policy) -> ProbeStatus {
    switch policy {
    case .honour, .resume: .healthy
    case .restart: .failed
    case .failOver: .failOver
    }
  }

  /// The tool says that there is no guest, and its process lives, or the other way round: neither is believed.
  private static func contradiction(
    _ observation: Observation, _ below: Observation?, _ configuration: GuestConfiguration
  ) -> ProbeDecision {
    ProbeDecision(
      status: ProbeStatus(weight: max(1, configuration.values.integer(.unreachableWeight))),
      reason: "the witnesses disagree: \(observation.reason); \(below?.reason ?? "")")
  }

  /// The tool says nothing: only the second witness's "no" is a death.
  private static func judge(
    withoutTool observation: Observation, _ below: Observation?,
    _ configuration: GuestConfiguration, _ hasDeparted: Bool
  ) -> ProbeDecision {
    let reason = [observation.reason, below?.reason ?? ""].filter { !$0.isEmpty }
      .joined(separator: "; ")
    if below?.state == .absent {
      if hasDeparted { return departed(reason) }
      // Whether it ended as intended only the tool can say.
      if !configuration.honoursGuestShutdown {
        return ProbeDecision(status: .failed, reason: reason)
      }
    }
    return ProbeDecision(
      status: ProbeStatus(weight: configuration.values.integer(.unreachableWeight)), reason: reason)
  }
}
