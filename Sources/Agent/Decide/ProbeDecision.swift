internal import Model

/// What a probe says about what it sees; a function from values to values.
struct ProbeDecision: Equatable {
  /// What the probe does besides answering.
  enum Action: Equatable {
    case none
    case resume
    /// Asks the site's own check, which then decides.
    case askPlugin
  }

  let status: ProbeStatus
  let reason: String
  var action = Action.none

  /// Each failed attempt to resume after an I/O error counts this much: the third in Retry_interval makes it 100.
  static let ioErrorWeight = 34

  /// The verdict on what was seen.
  ///
  /// - Parameter lasting: for how long the guest has been in this state, if it is one that should pass by itself.
  static func judge(_ sighting: Sighting, configuration: GuestConfiguration, lasting: Duration)
    -> ProbeDecision
  {
    let grace = configuration.values.seconds(.transitionGrace)
    let reason = sighting.first.reason
    switch sighting.first.state {
    case .running:
      if sighting.presence == .doubted { return contradiction(sighting, configuration) }
      return ProbeDecision(status: .healthy, reason: reason, action: .askPlugin)
    case .paused(let cause):
      return judge(pausedBy: cause, configuration.policy(for: cause), reason, lasting > grace)
    case .booting, .shuttingDown, .movingOut, .movingIn:
      // A guest that is on its way is neither well nor dead; the plug-in is not asked.
      return ProbeDecision(status: lasting > grace ? .failed : .healthy, reason: reason)
    case .crashed:
      return ProbeDecision(status: status(of: configuration.crashPolicy), reason: reason)
    case .off, .absent:
      if sighting.presence == .disputed { return contradiction(sighting, configuration) }
      if sighting.hasDeparted { return departed(reason) }
      if sighting.first.state == .off(.shutdown), configuration.honoursGuestShutdown {
        return ProbeDecision(status: .healthy, reason: reason + "; honoured as intended")
      }
      return ProbeDecision(status: .failed, reason: reason)
    case .unknown:
      return judge(withoutTool: sighting, configuration)
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
    _ sighting: Sighting, _ configuration: GuestConfiguration
  ) -> ProbeDecision {
    ProbeDecision(
      status: ProbeStatus(weight: max(1, configuration.values.integer(.unreachableWeight))),
      reason: "the witnesses disagree: \(sighting.reason)")
  }

  /// The tool says nothing: only the second witness's "no" is a death.
  private static func judge(
    withoutTool sighting: Sighting, _ configuration: GuestConfiguration
  ) -> ProbeDecision {
    let reason = sighting.reason
    if sighting.presence == .gone || sighting.presence == .unseen {
      if sighting.hasDeparted { return departed(reason) }
      // Whether it ended as intended only the tool can say.
      if !configuration.honoursGuestShutdown {
        return ProbeDecision(status: .failed, reason: reason)
      }
    }
    return ProbeDecision(
      status: ProbeStatus(weight: configuration.values.integer(.unreachableWeight)), reason: reason)
  }
}
