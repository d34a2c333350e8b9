internal import Model

/// Who is right after a move, and what is done to the rest; a function from values to values.
///
/// On a whiteboard: a copy that runs is the guest. One that stands still while the other runs is what is left of the move
/// and is cleared. Where neither runs, the one that was never let go on gives way. Where both run, one too many does:
/// the node that was to give the guest up gives it up. One that has crashed, and is the only one, is where it is: let go on it
/// would be said to run and do nothing, and its death would never be counted. One in its post-copy phase is one guest on two nodes, and
/// neither half is touched.
enum MoveDecision: Equatable {
  /// The guest runs on the other node and nothing of it is here.
  case moved
  /// It is here, as before, and nothing of it is there.
  case stayed
  /// It is off here, and the other node does not say what it has.
  case left
  /// It is off on both nodes: it ended on the way.
  case ended
  /// Something still goes on: look again.
  case wait
  case clearHere
  case clearThere
  case resumeHere
  case resumeThere
  /// This node does not say what it has.
  case unsettled

  /// The next step.
  ///
  /// - Parameters:
  ///   - isMoving: whether the toolstack says that the move goes on.
  ///   - isLasting: whether this has been seen for long enough not to pass by itself.
  ///   - isSaid: whether the toolstack says that the guest arrived, where the other node cannot be asked: it had no failure to
  ///     tell, and would still know a guest that ended here.
  ///   - canGoOn: whether the toolstack can let a copy in such a state go on; one that cannot is a leftover.
  static func next(
    here: GuestState, there: GuestState, isMoving: Bool, isLasting: Bool, isSaid: Bool = false,
    canGoOn: (GuestState) -> Bool = { _ in true }
  ) -> MoveDecision {
    if isMoving, !isLasting { return .wait }
    let isHalf = here == .paused(.postcopyFailed) && there == .movingIn
    if here == .paused(.postcopy) || isHalf { return isLasting ? .unsettled : .wait }
    switch (Presence(here), Presence(there)) {
    case (.off, .runs): return .moved
    case (.off, .stands) where there == .crashed: return isLasting ? .moved : .wait
    case (.off, .unknown) where isSaid && here == .absent: return .moved
    case (.off, .unknown): return isLasting ? .left : .wait
    case (.off, .off): return isLasting ? .ended : .wait
    case (.off, .stands):
      return isLasting ? (canGoOn(there) ? .resumeThere : .clearThere) : .wait
    case (.runs, .off): return .stayed
    case (.runs, .unknown): return isLasting ? .stayed : .wait
    case (.runs, .stands): return isLasting ? .clearThere : .wait
    case (.runs, .runs): return isLasting ? .clearHere : .wait
    case (.stands, .runs): return isLasting ? .clearHere : .wait
    case (.stands, .off) where here == .crashed: return isLasting ? .stayed : .wait
    case (.stands, .off): return isLasting ? (canGoOn(here) ? .resumeHere : .clearHere) : .wait
    case (.stands, .stands):
      return isLasting ? (canGoOn(there) && !canGoOn(here) ? .clearHere : .clearThere) : .wait
    // It may run there already: here it is neither let go on nor ended.
    case (.stands, .unknown), (.unknown, _): return isLasting ? .unsettled : .wait
    }
  }

  /// What a node has of the guest, as far as a move is concerned.
  private enum Presence {
    case runs, stands, off, unknown

    init(_ state: GuestState) {
      switch state {
      case .running, .booting, .shuttingDown: self = .runs
      case .paused, .movingIn, .movingOut, .crashed: self = .stands
      case .off, .absent: self = .off
      case .unknown: self = .unknown
      }
    }
  }
}
