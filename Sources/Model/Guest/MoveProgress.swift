/// How far a guest has been moved, as its toolstack tells it.
public struct MoveProgress: Equatable, Sendable {
  /// What is to be sent in all and what is left of it, in bytes; 0 where the toolstack does not say.
  public var total, remaining: Int64
  /// How fast it is sent, in bytes a second.
  public var speed: Int64
  /// How fast the guest writes to its memory, in bytes a second.
  public var dirtied: Int64
  /// Which pass over the memory it is, from 1 on.
  public var pass: Int
  /// By how many percent of its processor time the guest is throttled.
  public var throttle: Int
  /// What has just been done so that it comes to its end; nil for nothing new.
  public var step: MoveStep?

  public init(
    total: Int64 = 0, remaining: Int64 = 0, speed: Int64 = 0, dirtied: Int64 = 0, pass: Int = 0,
    throttle: Int = 0
  ) {
    (self.total, self.remaining, self.speed) = (total, remaining, speed)
    (self.dirtied, self.pass, self.throttle) = (dirtied, pass, throttle)
  }

  /// What has been sent, of a hundred.
  public var percent: Int {
    guard total > 0 else { return 0 }
    // Neither the difference nor a hundred times it may overflow, whatever numbers a tool reports.
    return Int(100 * Double(total - min(max(remaining, 0), total)) / Double(total))
  }
}

extension MoveProgress: CustomStringConvertible {
  /// For the log: `43 % of 96 MiB sent, pass 2, 70 MiB/s against 3 MiB/s written, throttled by 30 %`.
  public var description: String {
    func mebibytes(_ bytes: Int64) -> Int64 { (bytes >> 20) + (bytes >> 19 & 1) }
    var words = total > 0 ? "\(percent) % of \(mebibytes(total)) MiB sent" : "under way"
    if pass > 1 { words += ", pass \(pass)" }
    if speed > 0 {
      words += ", \(mebibytes(speed)) MiB/s against \(mebibytes(dirtied)) MiB/s written"
    }
    if throttle > 0 { words += ", throttled by \(throttle) %" }
    return words
  }
}
