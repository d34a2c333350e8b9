/// The verdict of a probe, in the numbers of the Generic Data Service (Contract, The probe's status).
public enum ProbeStatus: Equatable, Sendable {
  /// 0: all is well.
  case healthy
  /// 1 to 99: a partial failure of this weight; weights add up over Retry_interval.
  case partial(Int)
  /// 100: a complete failure, which is answered by a restart.
  case failed
  /// 201: another node is asked for at once, without a restart first.
  case failOver

  /// The exit status that says so.
  public var exitStatus: Int32 {
    switch self {
    case .healthy: 0
    case .partial(let weight): Int32(min(99, max(1, weight)))
    case .failed: 100
    case .failOver: 201
    }
  }

  /// The verdict that the status of a plug-in means: 0, 1 to 100 and 201 as given, anything else a complete failure.
  public init(pluginStatus status: Int32) {
    switch status {
    case 0: self = .healthy
    case 1...99: self = .partial(Int(status))
    case 201: self = .failOver
    default: self = .failed
    }
  }

  /// A partial failure of `weight`, or health where that is 0 and complete failure where it is 100 or more.
  public init(weight: Int) {
    self = weight <= 0 ? .healthy : weight >= 100 ? .failed : .partial(weight)
  }

  /// The two together: weights add up, and what is complete stays so.
  public func adding(_ other: ProbeStatus) -> ProbeStatus {
    switch (self, other) {
    case (.failOver, _), (_, .failOver): .failOver
    case (.failed, _), (_, .failed): .failed
    default: ProbeStatus(weight: Int(exitStatus) + Int(other.exitStatus))
    }
  }

  /// Whether `weight` alone could add up to a complete failure within `interval` when it is probed every `pause`.
  ///
  /// A window of that length holds at most interval / pause + 1 probes.
  public static func addsUp(weight: Int, interval: Int, pause: Int) -> Bool {
    weight * (interval / max(1, pause) + 1) >= 100
  }
}
