import Model
import Platform
import TestSupport
import Testing

@testable import GenericDataService

/// How a stop spends Stop_timeout, and what Failover_mode makes of one that failed.
@Suite(.ownThreads) struct StopStepTests {
  private static func at(_ milliseconds: Int64) -> Instant { Instant(.milliseconds(milliseconds)) }

  /// 80 percent for the command or the signal, and 15 for SIGKILL (Contract, Stop): no more, and no less.
  @Test(arguments: [
    (
      300, true,
      [StopStep.release(by: at(121_000)), .command(by: at(241_000)), .kill(by: at(286_000))]
    ),
    (
      300, false,
      [.release(by: at(121_000)), .signal(15, by: at(241_000)), .kill(by: at(286_000))]
    ),
    (1, true, [.release(by: at(1_400)), .command(by: at(1_800)), .kill(by: at(1_950))]),
  ])
  func aStopHasItsShares(_ timeout: Int, _ hasCommand: Bool, _ steps: [StopStep]) {
    let budget = Budget(start: StopStepTests.at(1_000), total: .seconds(timeout))
    #expect(StopStep.plan(of: budget, hasCommand: hasCommand, signal: 15) == steps)
  }

  @Test(arguments: [
    (FailoverMode.hard, Failure.Code.serviceNotStopped, true, Fencing.reboot),
    (.hard, .serviceNotStopped, false, .noCommand), (.hard, .mayLiveOn, true, .unproven),
    (.hard, .mayLiveOn, false, .unproven), (.hard, .busy, true, .none),
    (.hard, .unreadable, true, .none), (.soft, .serviceNotStopped, true, .none),
    (.none, .serviceNotStopped, true, .none), (.restartOnly, .serviceNotStopped, true, .none),
    (.logOnly, .mayLiveOn, true, .none),
  ])
  func onlyAStopThatIsKnownToHaveFailedReboots(
    _ mode: FailoverMode, _ code: Failure.Code, _ hasCommand: Bool, _ what: Fencing
  ) {
    #expect(Fencing(mode: mode, after: code, hasCommand: hasCommand) == what)
  }

  #if DEBUG
    /// A monitor that is stuck takes no more of a method's time than that has.
    @Test(arguments: [1, 4, 60]) func aMonitorIsAskedNoLongerThanItsCallerHas(_ seconds: Int) throws
    {
      let stage = try Stage()
      try expectSuccess(stage.gds("start"))
      let watcher = try #require(try stage.monitor.record()).watcher
      Processes.signal(watcher, 19)
      let time = VirtualTime()
      let deadline = time.now + .seconds(seconds)
      Clock.$rehearsed.withValue(time) {
        let failure = #expect(throws: Failure.self) {
          try stage.monitor.end(by: deadline, of: "web")
        }
        #expect(failure?.code == .mayLiveOn, "nobody was seen to live on")
      }
      #expect(time.now <= deadline)
      Processes.signal(watcher, 18)
      try expectSuccess(stage.gds("stop"))
    }
  #endif
}
