/// What is done about a live migration that does not come to its end by itself.
public enum MoveStep: Equatable, Sendable {
  /// The guest may stand still for so long at the end.
  case standstill(Duration)
  /// It is throttled, by this percentage of its processor time at first.
  case throttled(Int)
  /// It goes on at the other node, and the rest of its memory follows.
  case postcopy
}

extension MoveStep: CustomStringConvertible {
  /// As a line about the guest says it: `it is throttled by 30 % of its processor time, ...`.
  public var description: String {
    switch self {
    case .standstill(let limit): "it may stand still for up to \(limit.readable) at the end"
    case .throttled(let percent):
      "it is throttled by \(percent) % of its processor time, as it writes faster than it is sent"
    case .postcopy:
      "it goes on there while the rest of its memory follows (post-copy), and nothing calls that off"
    }
  }
}

/// The next step for a live migration; a function from values to values, beside what was done already.
///
/// On a whiteboard: each pass over the memory sends what was written during the one before, so it comes to its end as long as each is
/// clearly shorter than the last. Where it is not, the guest is first allowed to stand still for longer; the toolstack throttles it
/// meanwhile, a step for every two passes; and where that does not help, or not in time, it goes on there and fetches the rest.
public struct MoveConvergence: Sendable {
  private let manner: MoveManner
  private let given: Duration
  private var standstill = MoveManner.usualStandstill
  private var isThrottled = false
  private var isPostcopy = false
  /// In which pass something was done last.
  private var pass = 0

  /// A written share of what is sent with which passes do not become clearly shorter.
  private static let stalling = 0.75
  /// A throttle that leaves so little that more of it makes no difference.
  private static let mostThrottle = 90

  /// A move in a manner, which may take so long.
  public init(_ manner: MoveManner, within given: Duration) {
    (self.manner, self.given) = (manner, given)
  }

  /// What is to be done now; nil for nothing.
  ///
  /// - Parameter left: the time until the move is called off.
  public func step(after progress: MoveProgress, left: Duration) -> MoveStep? {
    // Before the first pass disks are copied, and the other node prepares.
    if isPostcopy || progress.pass < 1 { return nil }
    let stalls =
      progress.pass > 1
      && Double(progress.dirtied) > Double(progress.speed) * MoveConvergence.stalling
    let isLate = left < given * 0.25
    if manner.standstill < standstill || manner.standstill > standstill && (stalls || isLate) {
      return .standstill(manner.standstill)
    }
    if progress.throttle > 0, !isThrottled { return .throttled(progress.throttle) }
    return goesOnThere(progress, stalls: stalls, isLate: isLate, left: left) ? .postcopy : nil
  }

  /// Whether it is time for the last means, and time enough: what is left of the memory has to be there before the move's time is over.
  private func goesOnThere(
    _ progress: MoveProgress, stalls: Bool, isLate: Bool, left: Duration
  ) -> Bool {
    guard manner.allowsPostcopy, progress.pass > 1, progress.speed > 0 else { return false }
    let rest = Duration.seconds(Double(progress.remaining) / Double(progress.speed))
    guard rest * 1.5 + .seconds(2) < left else { return false }
    if isLate || stalls && left < given * 0.5 { return true }
    let isExhausted = manner.throttle == 0 || progress.throttle >= MoveConvergence.mostThrottle
    return stalls && isExhausted && progress.pass > pass + 1
  }

  /// Takes note of a step that was taken.
  public mutating func took(_ step: MoveStep, at progress: MoveProgress) {
    pass = progress.pass
    switch step {
    case .standstill(let limit): standstill = limit
    case .throttled: isThrottled = true
    case .postcopy: isPostcopy = true
    }
  }
}
