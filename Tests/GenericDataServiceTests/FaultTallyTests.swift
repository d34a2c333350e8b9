import Model
import Testing

@testable import GenericDataService

/// The decisions of scds_fm_action(3HA), by rows: probes at times, and what each of them leads to.
@Suite struct FaultTallyTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var change: @Sendable (inout FaultTally.Rules) -> Void = { _ in }
    /// Seconds, status and the expected decision.
    let steps: [(Int, Int, FaultTally.Decision)]

    init(
      _ name: String, _ steps: [(Int, Int, FaultTally.Decision)],
      _ change: @escaping @Sendable (inout FaultTally.Rules) -> Void = { _ in }
    ) {
      (testDescription, self.steps, self.change) = (name, steps, change)
    }
  }

  static let rows: [Row] = [
    Row(
      "the example of Contract, The fault monitor",
      [
        (60, 50, .nothing), (120, 50, .restart(1)), (180, 100, .restart(2)), (240, 100, .giveOver),
      ]),
    Row("all is well", [(60, 0, .nothing), (120, 0, .nothing)]),
    Row("99 is not 100", [(60, 99, .nothing)]),
    Row("small failures add up", [(1, 34, .nothing), (2, 34, .nothing), (3, 34, .restart(1))]),
    Row(
      "a good probe in between forgives nothing",
      [(1, 50, .nothing), (2, 0, .nothing), (3, 50, .restart(1))]),
    Row(
      "failures older than Retry_interval are dropped", [(0, 50, .nothing), (370, 50, .nothing)]),
    Row("a moment younger they count", [(0, 50, .nothing), (369, 50, .restart(1))]),
    Row("the sum begins at 0 after a restart", [(60, 100, .restart(1)), (61, 99, .nothing)]),
    Row(
      "restarts older than Retry_interval count no more",
      [(0, 100, .restart(1)), (1, 100, .restart(2)), (370, 100, .restart(2))]),
    Row("201 moves at once", [(60, 201, .giveOver)]),
    Row("201 does nothing where moves are off", [(60, 201, .nothing)]) {
      $0.failoverEnabled = false
    },
    Row("nor with RESTART_ONLY", [(60, 201, .nothing)]) { $0.failoverMode = .restartOnly },
    Row("nor with LOG_ONLY", [(60, 201, .nothing)]) { $0.failoverMode = .logOnly },
    Row("201 may be set to count 100 there", [(60, 201, .restart(1))]) {
      $0.failoverEnabled = false
      $0.suppressedFailover = .failed
    },
    Row("LOG_ONLY says so and does nothing", [(60, 100, .report), (120, 100, .report)]) {
      $0.failoverMode = .logOnly
    },
    Row(
      "RESTART_ONLY restarts and never moves",
      [(1, 100, .restart(1)), (2, 100, .restart(2)), (3, 100, .report)]
    ) { $0.failoverMode = .restartOnly },
    Row(
      "Failover_enabled=FALSE stops retrying by default",
      [(1, 100, .restart(1)), (2, 100, .restart(2)), (3, 100, .report)]
    ) { $0.failoverEnabled = false },
    Row(
      "it may be set to restart on and on",
      [(1, 100, .restart(1)), (2, 100, .restart(2)), (3, 100, .restart(3))]
    ) {
      $0.failoverEnabled = false
      $0.retriesExhausted = .restart
    },
    Row("but not against RESTART_ONLY", [(1, 100, .restart(1)), (2, 100, .report)]) {
      ($0.failoverEnabled, $0.retryCount) = (false, 1)
      ($0.retriesExhausted, $0.failoverMode) = (.restart, .restartOnly)
    },
    Row("no restarts at all", [(1, 100, .giveOver)]) { $0.retryCount = 0 },
  ]

  @Test(arguments: rows) func decides(_ row: Row) {
    var rules = FaultTally.Rules()
    row.change(&rules)
    var monitor = FaultTally(rules)
    for (seconds, status, expected) in row.steps {
      let now = Instant(.seconds(1_000 + seconds))
      let decision = monitor.weigh(status, at: now)
      #expect(decision == expected, "at \(seconds) s")
      if case .restart = decision { monitor.restarted(at: now) }
    }
  }

  @Test func aRefusedMoveCountsAnew() {
    var monitor = FaultTally(FaultTally.Rules())
    for second in 1...2 {
      _ = monitor.weigh(100, at: Instant(.seconds(second)))
      monitor.restarted(at: Instant(.seconds(second)))
    }
    #expect(monitor.weigh(100, at: Instant(.seconds(3))) == .giveOver)
    monitor.startedAnew()
    #expect(monitor.sum == 0)
    #expect(monitor.weigh(100, at: Instant(.seconds(4))) == .restart(1))
  }
}
