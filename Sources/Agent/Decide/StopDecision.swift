internal import Model

/// What a stop does next about what it sees; a function from values to values.
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
  static func next(_ sighting: Sighting, hasStalled: Bool = false) -> StopDecision {
    if sighting.isProvenOff { return .done }
    switch sighting.first.state {
    case .running, .booting, .shuttingDown: return .ask
    case .paused(.ioError), .paused(.crashed), .paused(.postcopyFailed), .crashed: return .force
    case .movingIn where hasStalled: return .force
    case .paused(.transition), .paused(.postcopy), .movingIn, .movingOut: return .look
    case .paused: return .resume
    case .off, .absent, .unknown: return .look
    }
  }

  /// Whether the guest is off because it left while it was in our charge, even where nobody has put that on record yet.
  ///
  /// - Parameter isPlaceKnown: whether the cluster knows by itself where its guests are: it calls its own stop on the other node of a
  ///   move whose method was cut short.
  static func hasDeparted(_ sighting: Sighting, isPlaceKnown: Bool) -> Bool {
    guard sighting.isProvenOff else { return false }
    return switch sighting.record?.phase {
    case .departed: true
    case .running: sighting.first.state == .off(.migrated)
    case .moving: !isPlaceKnown
    case .starting, .stopping, nil: false
    }
  }
}
