internal import Model

/// What a stop does next about what it sees, and what counts as proof; functions from values to values.
enum StopDecision: Equatable {
  /// It is off, with proof.
  case done
  /// Ask it to shut down, when the time for a request has come.
  case ask
  /// It is paused and cannot shut down before it goes on.
  case resume
  /// Nothing can be asked now; look again.
  case look
  /// It cannot shut down in order.
  case force

  /// The next step of an ordered shutdown.
  ///
  /// - Parameter hasStalled: whether it is arriving and nothing of it comes any more: nobody there could shut down.
  static func next(_ observation: Observation, isProven: Bool, hasStalled: Bool = false)
    -> StopDecision
  {
    if isProven { return .done }
    switch observation.state {
    case .running, .booting, .shuttingDown: return .ask
    case .paused(.ioError), .paused(.crashed), .paused(.postcopyFailed), .crashed: return .force
    case .movingIn where hasStalled: return .force
    case .paused(.transition), .movingIn, .movingOut: return .look
    case .paused: return .resume
    case .off, .absent, .unknown: return .look
    }
  }

  /// Whether the guest is off for certain.
  ///
  /// - Parameters:
  ///   - first: what the management tool says.
  ///   - second: what lies below it says; nil where there is no second witness.
  ///   - knowsRun: whether the second witness knew which run to look for; else its "no" proves nothing by itself.
  static func isProven(first: GuestState, second: GuestState?, knowsRun: Bool) -> Bool {
    switch (first.isActive, second?.isActive) {
    case (true, _), (_, true): false
    case (false, _): true
    case (nil, false): knowsRun
    case (nil, nil): false
    }
  }
}
