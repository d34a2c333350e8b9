internal import Model

/// What the guard makes of a guest whose process has ended, or that it has looked at; a function from values to values.
enum GuardDecision: Equatable {
  case watch
  /// It is off, and that is as it should be: go on holding the tree together.
  case hold
  /// It has left this node by a migration: write that down and go on holding.
  case depart
  /// It is dead, with proof: end, so that the tree empties.
  case die
  /// Nobody is watching it any more on purpose: end.
  case leave
  /// Nothing is proven: look again.
  case lookAgain

  /// The verdict.
  ///
  /// - Parameters:
  ///   - sighting: with the run record as it is now; none, or one that is being stopped, means that the guest's death is intended.
  ///   - silence: for how long the management tool has said nothing.
  ///   - departed: whether the tool has told by itself that the guest left this node.
  static func next(
    _ sighting: Sighting, silence: Duration, departed: Bool = false
  ) -> GuardDecision {
    guard let record = sighting.record, record.phase != .stopping else { return .leave }
    let configuration = GuestConfiguration(record.values)
    let presence = sighting.presence
    switch sighting.first.state {
    case .crashed, .paused(.crashed):
      // The hypervisor itself says that the guest is dead and only its remains are kept: nothing will bring it back, and a
      // start clears them away. Where they are to be left, or another node is wanted, the probe says so.
      return configuration.crashPolicy == .restart ? .die : .watch
    case .running, .booting, .paused, .shuttingDown, .movingIn, .movingOut:
      return .watch
    // The method that moves it is at work and records the outcome.
    case .off where record.phase == .moving, .absent where record.phase == .moving:
      return .hold
    case .off(.migrated):
      return .depart
    case .off(.shutdown) where configuration.honoursGuestShutdown:
      return .hold
    case .off, .absent:
      if record.phase == .departed { return .hold }
      if departed { return .depart }
      // The tool may have forgotten a guest that lives; then nothing is proven.
      return presence == .disputed ? .lookAgain : .die
    case .unknown where record.phase == .departed || record.phase == .moving:
      return .hold
    // Whether it ended as intended only the tool can say.
    case .unknown where configuration.honoursGuestShutdown:
      return .lookAgain
    case .unknown:
      // A move ends the process here as a death does, and only the tool can tell which it was; it gets its time.
      let isGone = presence == .gone || presence == .unseen
      return isGone && silence >= patience ? .die : .lookAgain
    }
  }

  /// How long the tool may have a guest run whose process has ended before the probe is told not to believe it; a tool that is
  /// merely late says so within a second.
  static let credit = Duration.seconds(5)

  /// How long the tool may say nothing about a guest whose process is gone before that counts as proof of its death.
  static let patience = Duration.seconds(30)
}
