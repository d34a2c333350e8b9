internal import Model

/// What start does next about what it sees; a function from values to values.
enum StartDecision: Equatable {
  case accept
  case boot
  /// It is not known here: define it, then look again.
  case define
  /// It is paused and is to go on.
  case resume
  /// It is in the way (crashed, or paused and to be restarted): destroy it, then look again.
  case clear
  /// It is in a state that passes: look again in a moment.
  case wait(String)
  case refuse(Failure)

  /// What is decided, for the flight recorder; nil when nothing is done.
  var word: String? {
    switch self {
    case .accept, .wait, .refuse: nil
    case .boot: "boot it"
    case .define: "define it"
    case .resume: "let it go on"
    case .clear: "clear it away"
    }
  }

  /// Whether it leads to a boot.
  var wouldBoot: Bool { self == .boot || self == .define }

  /// Whether it is that the guest has left this node.
  var isDeparture: Bool {
    if case .refuse(let failure) = self { return failure.code == .departed }
    return false
  }

  /// The next step.
  ///
  /// - Parameters:
  ///   - sighting: with the second witness's word where the tool has the guest off. A guest that has left while it was in our charge
  ///     is not started again, because it may run elsewhere (house rule 8).
  ///   - hasStalled: whether it is arriving and nothing of it comes any more: then it is what is left of a move.
  ///   - isContradicted: whether the two witnesses have contradicted each other for long. They are not asked at the same moment:
  ///     a guest that ends, or that somebody else starts, is looked at again.
  static func next(
    _ sighting: Sighting, configuration: GuestConfiguration, hasStalled: Bool = false,
    isContradicted: Bool = false
  ) -> StartDecision {
    let name = configuration.domainName
    let observation = sighting.first
    switch observation.state {
    case .running:
      return .accept
    case .paused(let cause):
      switch configuration.policy(for: cause) {
      case nil: return .wait("paused, \(cause.rawValue)")
      case .resume: return .resume
      case .restart: return .clear
      case .honour where cause == .suspendedByGuest: return .resume
      case .honour, .failOver: return .refuse(Failure(.paused, name, cause: cause.rawValue))
      }
    case .crashed:
      return .clear
    case .off(.migrated) where isInCharge(sighting.record), _ where isAway(sighting):
      return .refuse(Failure(.departed, name, cause: observation.reason))
    case .off, .absent:
      if let obstacle = obstacle(sighting, name, isContradicted) { return obstacle }
      if case .off = observation.state { return .boot }
      return configuration.domainDefinition.isEmpty
        ? .refuse(Failure(.noSuchGuest, name, cause: observation.reason)) : .define
    case .booting:
      return .wait("starting, or at its firmware with no operating system")
    case .shuttingDown:
      return .wait("still shutting down")
    case .movingIn where hasStalled:
      return .clear
    case .movingIn, .movingOut:
      return .wait("being moved")
    case .unknown(let cause):
      return .wait(cause)
    }
  }

  /// What the second witness has against a boot: a toolstack that has forgotten a guest which runs would boot a second copy.
  private static func obstacle(
    _ sighting: Sighting, _ name: String, _ isContradicted: Bool
  ) -> StartDecision? {
    guard let below = sighting.below, below.state.isActive != false else { return nil }
    let reason = sighting.reason
    if !below.showsLife { return .refuse(Failure(.blindWitness, name, cause: reason)) }
    let code = below.state.isActive == true ? Failure.Code.secondCopy : .namesake
    return isContradicted ? .refuse(Failure(code, name, cause: reason)) : .wait(reason)
  }

  /// Whether the guest ran here in our charge before it left: a stop that was cut short leaves its phase behind, too. A start
  /// that was cut short proves nothing, as its record is older than the guest's run.
  private static func isInCharge(_ record: RunRecord?) -> Bool {
    record?.phase == .running || record?.phase == .stopping
  }

  private static func isAway(_ sighting: Sighting) -> Bool {
    sighting.record?.phase == .departed && sighting.first.state.isActive == false
  }
}
