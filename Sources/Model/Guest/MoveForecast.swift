/// What decides how long a live migration takes, as it was measured.
public struct MovePace: Equatable, Sendable {
  /// The memory that has to be sent, in bytes.
  public var memory: Int64
  /// How much of it the guest wrote within one second and within three, in bytes: memory written twice counts once.
  public var written: (second: Int64, threeSeconds: Int64)
  /// What the link to the other node carries, in bytes a second.
  public var speed: Int64

  public init(memory: Int64, written: (second: Int64, threeSeconds: Int64), speed: Int64) {
    (self.memory, self.written, self.speed) = (memory, written, speed)
  }

  /// Whether two are the same.
  public static func == (left: MovePace, right: MovePace) -> Bool {
    (left.memory, left.speed) == (right.memory, right.speed) && left.written == right.written
  }
}

/// How long a live migration would take.
///
/// On a whiteboard: the first pass sends all memory, each later pass what was written during the one before, and the last one,
/// for which the guest is held, what can be sent within the stand-still that QEMU allows, 0.3 s. Where the passes do not
/// become shorter the guest never arrives.
public struct MoveForecast: Equatable, Sendable {
  /// The whole of it; nil when it would never end.
  public let duration: Duration?
  /// How long the guest stands still at its end.
  public let standstill: Duration
  /// How many passes over the memory.
  public let passes: Int

  /// QEMU's downtime-limit, in seconds.
  static let limit = 0.3
  /// What the other node takes to start an emulator and to let it go on, in seconds; measured on the test bed.
  static let overhead = 1.0

  public init(_ pace: MovePace) {
    let speed = Double(max(pace.speed, 1))
    var seconds = MoveForecast.overhead
    var rest = Double(pace.memory)
    var passes = 1
    while rest / speed > MoveForecast.limit {
      let pass = rest / speed
      seconds += pass
      let written = MoveForecast.written(pace, during: pass)
      if passes > 1 && written >= rest * 0.95 || passes == 1 && written / speed > pass {
        (duration, standstill, self.passes) = (nil, .zero, passes)
        return
      }
      rest = written
      passes += 1
    }
    (duration, standstill) = (.seconds(seconds + rest / speed), .seconds(rest / speed))
    self.passes = passes
  }

  /// How much is written during a pass: in proportion to its length, and never more than there is to write.
  ///
  /// A guest that writes the same pages again and again has written nearly as much after one second as after three. How often
  /// it does within one second nobody says, so one that does very often is forecast too well.
  private static func written(_ pace: MovePace, during seconds: Double) -> Double {
    let (one, three) = (Double(pace.written.second), Double(pace.written.threeSeconds))
    let isSameAgain = three < one * 1.7
    let written = isSameAgain ? min(one * seconds, max(one, three)) : max(one, three / 3) * seconds
    return min(Double(pace.memory), written)
  }
}
