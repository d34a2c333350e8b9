internal import Model

/// What is made of a guest that should have arrived; a function from values to values.
enum ReceiveDecision: Equatable {
  /// It is here.
  case accept
  /// It is on its way, or nobody says.
  case wait
  /// It is not here.
  case missing

  /// The next step for `state`.
  static func next(_ state: GuestState) -> ReceiveDecision {
    switch state {
    case .running, .booting, .shuttingDown: .accept
    case .paused(.transition), .paused(.postcopy), .movingIn, .movingOut, .unknown: .wait
    // It stands here and nowhere else, and the monitor knows the policy for why it does.
    case .paused, .crashed: .accept
    case .off, .absent: .missing
    }
  }
}
