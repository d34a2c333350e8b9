/// The time that one method may take, as an absolute deadline from which every call gets its share.
///
/// No outside call is made without one (house rule 6). The percentages are of the whole budget and count from its start,
/// so that a phase that ends early leaves its rest to the ones after it.
public struct Budget: Equatable, Sendable {
  public let start: Instant
  /// The whole time allowed, as the framework counts it.
  public let total: Duration

  public init(start: Instant, total: Duration) {
    self.start = start
    self.total = total
  }

  /// The point at which `percent` of the budget is used up.
  ///
  /// It is reckoned in milliseconds: the operators of `Duration` are generic, and slow where they are used once.
  public func mark(percent: Int) -> Instant {
    let (whole, rest) = total.inMilliseconds.quotientAndRemainder(dividingBy: 100)
    return start + .milliseconds(whole * Int64(percent) + rest * Int64(percent) / 100)
  }

  /// The point at which the method has to have ended: 2 % before the framework counts it as hung.
  public var end: Instant { mark(percent: 98) }

  /// What is left until `end`; zero when it has passed.
  public func remaining(at now: Instant) -> Duration { max(.zero, end - now) }

  /// A deadline for one call made at `now`: at most `limit` away, and never after `mark`.
  public func deadline(at now: Instant, limit: Duration, before mark: Instant? = nil) -> Instant {
    min(now + limit, mark ?? end)
  }
}
