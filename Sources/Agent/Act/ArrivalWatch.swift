internal import Hypervisors
internal import Model
internal import Platform

/// Watches whether a guest that is arriving on this node still gets anything: a sender that lost its link, or its node, says no
/// word of it.
struct ArrivalWatch {
  private let context: MethodContext
  private var last: (bytes: Int64, since: Instant)?

  init(_ context: MethodContext) {
    self.context = context
  }

  /// For how long nothing may come; a move that is alive stands still for a fraction of that, however short the time of the
  /// method is.
  private var patience: Duration { max(.seconds(5), min(.seconds(20), context.budget.total / 5)) }

  /// Whether this guest is arriving and has got nothing for too long; never where that cannot be told.
  mutating func hasStalled(_ guest: Guest, _ state: GuestState) -> Bool {
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
