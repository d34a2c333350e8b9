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
/// become shorter the guest arrives only by what the manner of the move allows: a longer stand-still, a throttle that is raised after
/// every second such pass, or post-copy; without them never.
public struct MoveForecast: Equatable, Sendable {
  /// The whole of it; nil when it would never end.
  public private(set) var duration: Duration?
  /// How long the guest stands still at its end.
  public private(set) var standstill = Duration.zero
  /// How many passes over the memory.
  public private(set) var passes = 1
  /// By how many percent the guest has to be throttled.
  public private(set) var throttle = 0
  /// Whether it arrives only by post-copy.
  public private(set) var needsPostcopy = false

  /// What the other node takes to start an emulator and to let it go on, in seconds; measured on the test bed.
  static let overhead = 1.0

  public init(_ pace: MovePace, by manner: MoveManner = MoveManner()) {
    let most = manner.bandwidth > 0 ? Int64(manner.bandwidth) << 20 : pace.speed
    let speed = Double(max(min(pace.speed, most), 1))
    var limit = min(manner.standstill, MoveManner.usualStandstill).inSeconds
    var seconds = MoveForecast.overhead
    var rest = Double(pace.memory)
    var stalled = 0
    while rest / speed > limit {
      let pass = rest / speed
      seconds += pass
      let next = written(pace, during: pass)
      if passes > 1 && next >= rest * 0.95 || passes == 1 && next / speed > pass {
        stalled += 1
        limit = max(limit, manner.standstill.inSeconds)
        let isHopeless = throttle == 99 || manner.throttle == 0
        if isHopeless, next / speed > limit {
          if manner.allowsPostcopy {
            (duration, needsPostcopy) = (.seconds(seconds + next / speed), true)
          }
          return
        }
        if stalled % 2 == 0 { throttle = min(99, throttle + manner.throttle) }
      }
      rest = next
      passes += 1
    }
    (duration, standstill) = (.seconds(seconds + rest / speed), .seconds(rest / speed))
  }

  /// How much is written during a pass: in proportion to its length, and never more than there is to write.
  ///
  /// A guest that writes the same pages again and again has written nearly as much after one second as after three. How often
  /// it does within one second nobody says, so one that does very often is forecast too well.
  private func written(_ pace: MovePace, during seconds: Double) -> Double {
    let (one, three) = (Double(pace.written.second), Double(pace.written.threeSeconds))
    let isSameAgain = three < one * 1.7
    let slowed = seconds * Double(100 - throttle) / 100
    let written = isSameAgain ? min(one * slowed, max(one, three)) : max(one, three / 3) * slowed
    return min(Double(pace.memory), written)
  }
}
