public import Model

/// What a fault monitor concludes from probes and deaths: scds_fm_action(3HA) as a value with the caller's clock.
///
/// In short: failures are numbers that add up over `Retry_interval`. At 100 the service is restarted and the sum
/// begins at 0. After `Retry_count` restarts within `Retry_interval` the next 100 moves the service away. 201 moves it at
/// once. (Contract, The fault monitor.)
public struct FaultTally: Equatable, Sendable {
  /// The properties that the conclusion depends on.
  public struct Rules: Equatable, Sendable {
    public var retryCount = 2
    public var retryInterval = Duration.seconds(370)
    public var failoverEnabled = true
    public var failoverMode = FailoverMode.soft
    public var retriesExhausted = LastResort.stopRetrying
    public var suppressedFailover = SuppressedFailover.ignore

    /// The rules of SUNW.gds's defaults.
    public init() {}

    /// The rules of one service.
    public init(_ configuration: ServiceConfiguration) {
      let values = configuration.values
      retryCount = values.integer(.retryCount)
      retryInterval = values.seconds(.retryInterval)
      failoverEnabled = values.flag(.failoverEnabled)
      failoverMode = values.failoverMode
      retriesExhausted = values.choice(.retriesExhausted) ?? retriesExhausted
      suppressedFailover = values.choice(.suppressedFailover) ?? suppressedFailover
    }
  }

  /// What is to be done.
  public enum Decision: Equatable, Sendable {
    /// The sum is below 100.
    case nothing
    /// STOP and START; it is the nth within the interval.
    case restart(Int)
    /// The group should move to another node.
    case giveOver
    /// It has failed, and policy allows no more than to say so.
    case report
  }

  /// The status of a probe that asks for another node at once.
  public static let immediateFailover = 201
  /// A complete failure.
  public static let completeFailure = 100

  /// The properties in effect.
  public var rules: Rules
  /// When the service was restarted; the caller may have them on record, as others restart it too.
  public var restarts: [Instant] = []
  private var failures: [(at: Instant, weight: Int)] = []

  /// A monitor that has seen nothing yet.
  public init(_ rules: Rules) {
    self.rules = rules
  }

  /// Weighs the result of a probe, or a death of the processes as 100, that was seen at `now`.
  public mutating func weigh(_ status: Int, at now: Instant) -> Decision {
    forget(before: now - rules.retryInterval)
    var weight = status
    if status == FaultTally.immediateFailover {
      if mayMove { return .giveOver }
      weight = rules.suppressedFailover == .failed ? FaultTally.completeFailure : 0
    }
    if weight > 0 { failures.append((now, weight)) }
    guard sum >= FaultTally.completeFailure else { return .nothing }
    if rules.failoverMode == .logOnly { return .report }
    if restarts.count < rules.retryCount { return .restart(restarts.count + 1) }
    if mayMove { return .giveOver }
    if !rules.failoverEnabled, rules.failoverMode != .restartOnly,
      rules.retriesExhausted == .restart
    {
      return .restart(restarts.count + 1)
    }
    return .report
  }

  /// Takes note of a restart that succeeded: the failures before it no longer count.
  public mutating func restarted(at now: Instant) {
    restarts.append(now)
    failures = []
  }

  /// Takes note of a move that was refused and of the restart instead of it: all counts begin at 0 again.
  public mutating func startedAnew() {
    restarts = []
    failures = []
  }

  /// The sum of the failures that count.
  public var sum: Int { failures.reduce(0) { $0 + $1.weight } }

  private var mayMove: Bool {
    rules.failoverEnabled && rules.failoverMode.allowsMoves
  }

  private mutating func forget(before begin: Instant) {
    failures.removeAll { $0.at <= begin }
    restarts.removeAll { $0 <= begin }
  }

  /// Whether two monitors know the same.
  public static func == (left: FaultTally, right: FaultTally) -> Bool {
    left.rules == right.rules && left.restarts == right.restarts
      && left.failures.elementsEqual(right.failures) { $0 == $1 }
  }
}
