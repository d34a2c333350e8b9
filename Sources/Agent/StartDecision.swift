internal import Model

/// What start does next about what it sees; a function from values to values.
enum StartDecision: Equatable {
  /// The guest runs: success.
  case accept
  /// It is off: start it.
  case boot
  /// It is not known here: define it, then look again.
  case define
  /// It is paused and is to go on.
  case resume
  /// It is in the way (crashed, or paused and to be restarted): destroy it, then look again.
  case clear
  /// It is in a state that passes: look again in a moment.
  case wait(String)
  /// It is not to be started.
  case refuse(Failure)

  /// The next step for `state`.
  ///
  /// - Parameter record: the run record of this resource, if there is one: a guest that has left while it was in our
  ///   charge is not started again, because it may run elsewhere (house rule 8).
  static func next(
    _ observation: Observation, configuration: GuestConfiguration, record: RunRecord?
  ) -> StartDecision {
    let name = configuration.domainName
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
    case .off(.migrated) where record?.phase == .running, _ where hasDeparted(observation, record):
      return .refuse(Failure(.departed, name, cause: observation.reason))
    case .off:
      return .boot
    case .absent:
      return configuration.domainDefinition.isEmpty
        ? .refuse(Failure(.noSuchGuest, name, cause: observation.reason)) : .define
    case .booting:
      return .wait("starting, or at its firmware with no operating system")
    case .shuttingDown:
      return .wait("still shutting down")
    case .movingIn, .movingOut:
      return .wait("being moved")
    case .unknown(let cause):
      return .wait(cause)
    }
  }

  private static func hasDeparted(_ observation: Observation, _ record: RunRecord?) -> Bool {
    record?.phase == .departed && observation.state.isActive == false
  }
}
