internal import Hypervisors
internal import Model
internal import Platform

/// How a guest that is arriving on this node gets on: a sender that lost its link, or its node, says no word of it.
struct ArrivalPace {
  private let context: MethodContext
  private var last: (bytes: Int64, since: Instant)?

  init(_ context: MethodContext) { self.context = context }

  /// For how long nothing may come; a move that is alive stands still for a fraction of that, however short the time of the
  /// method is.
  private var patience: Duration { max(.seconds(5), min(.seconds(20), context.budget.total / 5)) }

  /// Asks how much has come of a guest that is arriving; whether nothing has for too long. Where that cannot be told it has not.
  mutating func measure(_ guest: Guest, _ state: GuestState) -> Bool {
    guard state == .movingIn,
      let bytes = context.driver.mover?.received(of: guest, until: context.deadline())
    else {
      last = nil
      return false
    }
    guard let last, last.bytes == bytes else {
      self.last = (bytes, Clock.now)
      return false
    }
    return Clock.now - last.since >= patience
  }
}
