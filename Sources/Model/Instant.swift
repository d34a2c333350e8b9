/// A point on the machine's monotonic clock, which is never stepped and goes on while the wall clock is set.
///
/// Values come from `Clock.now` (Platform) or, in tests, from a count of seconds; they mean nothing on another machine or
/// after a reboot.
public struct Instant: Comparable, Hashable, Sendable {
  /// Time since an arbitrary start, the boot of the machine on Linux.
  public let sinceBoot: Duration

  public init(_ sinceBoot: Duration) {
    self.sinceBoot = sinceBoot
  }

  /// Whether `left` comes before `right`.
  public static func < (left: Instant, right: Instant) -> Bool { left.sinceBoot < right.sinceBoot }

  /// The point that lies `span` after this one.
  public static func + (point: Instant, span: Duration) -> Instant {
    Instant(point.sinceBoot + span)
  }

  /// The point that lies `span` before this one.
  public static func - (point: Instant, span: Duration) -> Instant {
    Instant(point.sinceBoot - span)
  }

  /// The time from `earlier` to `later`; negative when they are the other way round.
  public static func - (later: Instant, earlier: Instant) -> Duration {
    later.sinceBoot - earlier.sinceBoot
  }
}

extension Duration {
  /// This span in seconds with a fraction, for arithmetic of shares and for display.
  public var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }

  /// This span in whole milliseconds, rounded towards zero.
  public var inMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    // No clock goes this far; a wait without end may be written so.
    let limit = Int64.max / 1_000 - 1
    return max(-limit, min(limit, seconds)) * 1_000 + attoseconds / 1_000_000_000_000_000
  }

  /// This span as a person reads it: `0.042 s`, `3.1 s`, `62 s`.
  public var readable: String {
    let milliseconds = max(0, inMilliseconds)
    let (seconds, rest) = (milliseconds / 1_000, milliseconds % 1_000)
    if seconds == 0 {
      let digits = String(rest)
      return "0." + String(repeating: "0", count: 3 - digits.count) + digits + " s"
    }
    return seconds < 10 ? "\(seconds).\(rest / 100) s" : "\(seconds) s"
  }
}
