internal import Model

/// What a monitor of a cluster's resource agent answers about what was seen; functions from values to values.
///
/// On a whiteboard: 0 is "here, leave it alone", 7 is "off, with proof", 1 is "to be recovered, or nobody knows", and 5 is
/// "to be recovered on another node". A partial failure is 0, because a resource that is degraded cannot migrate.
enum MonitorDecision {
  /// What is known of the guest.
  struct Sight: Equatable {
    /// What both witnesses say, and what is on record about the guest.
    var seen: Sighting
    var status = ProbeStatus.healthy
    var reason = ""
    /// For how long the guest has been on record as departed.
    var goneFor = Duration.zero
    /// For how long nobody has said anything.
    var silentFor = Duration.zero
    /// The sum of the partial failures that count, the present one among them.
    var sum = 0
  }

  /// The answer to a monitor that recurs: the resource is thought to run here.
  static func recurring(_ sight: Sight, configuration: GuestConfiguration) -> AgentAnswer {
    let grace = configuration.values.seconds(.transitionGrace)
    // The method that moves it is at work and records the outcome.
    if sight.seen.record?.phase == .moving { return .success }
    if sight.seen.hasDeparted {
      return sight.goneFor <= grace
        ? .success : AgentAnswer(.notRunning, "it has left this node: \(sight.reason)")
    }
    if case .unknown = sight.seen.first.state {
      if [.hereBelow, .perhaps].contains(sight.seen.presence) { return .success }
      // Whether it ended as intended only the tool can say.
      if sight.seen.isProvenOff, !configuration.honoursGuestShutdown {
        return AgentAnswer(.notRunning, sight.reason)
      }
      return sight.silentFor <= grace
        ? .success : AgentAnswer(.failed, "nobody can say what it is: \(sight.reason)")
    }
    switch sight.status {
    case .healthy:
      return .success
    case .partial:
      return sight.sum < 100
        ? .success
        : AgentAnswer(.failed, "partial failures have added up to \(sight.sum): \(sight.reason)")
    case .failed:
      return AgentAnswer(sight.seen.isProvenOff ? .notRunning : .failed, sight.reason)
    case .failOver:
      return AgentAnswer(.notInstalled, "another node is asked for: \(sight.reason)")
    }
  }

  /// The answer to the first look at a node: is it here?
  static func probe(_ sight: Sight, configuration: GuestConfiguration) -> AgentAnswer {
    switch sight.seen.first.state {
    case .crashed, .paused(.crashed):
      return configuration.crashPolicy == .honour
        ? .success : AgentAnswer(.failed, sight.reason)
    // It runs where it comes from until it has arrived. Called active here as well, it would be stopped on both nodes.
    case .movingIn:
      return AgentAnswer(.notRunning)
    case .running, .booting, .paused, .shuttingDown, .movingOut:
      return .success
    case .off(.shutdown)
    where configuration.honoursGuestShutdown && sight.seen.record?.phase == .running:
      return .success
    case .off, .absent, .unknown:
      // Called active here for what may be a stranger's process, the guest would be stopped where it runs.
      if sight.seen.below?.state == .running { return .success }
      return sight.seen.isProvenOff
        ? AgentAnswer(.notRunning)
        : AgentAnswer(.failed, "nobody can say whether it runs here: \(sight.reason)")
    }
  }
}
