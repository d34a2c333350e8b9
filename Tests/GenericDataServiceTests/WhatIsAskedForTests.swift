import Model
import Platform
import TestSupport
import Testing

@testable import GenericDataService

/// The engine does what it was asked for and says what it did, or that it cannot.
@Suite(.timeLimit(.minutes(2))) struct WhatIsAskedForTests {
  @Test(arguments: [(["-c"], 1), ([], 0)])
  func onlyARestartThatAFailureAskedForIsCounted(_ words: [String], _ count: Int) throws {
    let stage = try Stage()
    #expect(try stage.gds("start").succeeded)
    let before = try #require(stage.process)
    let result = try stage.call("gds", ["restart"] + words)
    #expect(result.succeeded, "\(result.errorText)")
    #expect(result.text.contains("  stopping\n") && result.text.contains("  started: probe"))
    #expect(stage.process != before)
    #expect(stage.state.restarts.count == count)
    #expect(try stage.gds("stop").succeeded)
  }

  @Test func whatIsConfiguredNowCounts() throws {
    let stage = try Stage()
    let published = { (row: ExtensionProperty) throws -> String in
      try ServiceConfiguration(published: stage.identity, locations: stage.sandbox.locations)[row]
    }
    let both = ["Child_mon_level=0", "Retry_count=5"]
    let start = ["Start_command=/bin/sleep 600"]
    #expect(try stage.gds("start", start + both).succeeded)
    // Some of it needs a start, and that is said.
    let run = try Run(stage, start)
    #expect(stage.sees(.adopted))
    #expect(Sandbox.eventually(.seconds(20)) { (try? published(.retryCount)) == "2" })
    #expect(
      Sandbox.eventually(.seconds(20)) {
        run.text.contains("in effect from the next start on: Child_mon_level=-1")
      })
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
    // A single property is set over what is published.
    #expect(try stage.call("gds", ["start", "-p", "Retry_count=7"]).succeeded)
    #expect(try published(.retryCount) == "7")
    #expect(try published(.startCommand) == "/bin/sleep 600")
    #expect(try stage.call("gds", ["stop"]).succeeded)
  }

  @Test(arguments: [
    ("/bin/true", "Start_command ended with 0 and left no process"),
    ("/bin/sh -c 'exit 3'", "exit status 3"),
    ("/bin/sh -c 'kill -KILL $$'", "exit status 137"),
  ])
  func aStartThatLeavesNoProcessSaysHowItEnded(_ command: String, _ words: String) throws {
    let stage = try Stage()
    let result = try stage.gds("start", ["Start_command=\(command)", "First_probe_percent=20"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains(words), "\(result.errorText)")
  }

  /// The fault monitor that `gds run` is cannot be ended without it.
  @Test(arguments: ["gds_monitor_stop", "gds_update"])
  func aFaultMonitorThatIsNotReachedIsNamed(_ name: String) throws {
    let stage = try Stage()
    let run = try Run(stage)
    #expect(stage.sees(.started))
    let refused = try stage.call(name)
    #expect(refused.ending == .exited(1))
    #expect(refused.errorText.contains("[\(Failure.Code.watchedElsewhere.number)]"))
    #expect(refused.errorText.contains("process \(run.pid)"), "\(refused.errorText)")
    #expect(try stage.call("gds_monitor_start").succeeded, "it is watched")
    #expect(!stage.monitorTag.isWatched, "and by one alone")
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
    #expect(try stage.call(name).succeeded)
  }

  @Test(arguments: ["status", "stop", "restart", "clear", "monitor"])
  func aResourceThatIsNotThereIsNotOff(_ action: String) throws {
    let stage = try Stage()
    #expect(try stage.gds("start").succeeded)
    let result = try stage.sandbox.run("gds", [action, "-R", "wbe", "-G", "rg"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("[\(Failure.Code.noSuchService.number)]"))
    #expect(result.errorText.contains("did you mean web?"), "\(result.errorText)")
    let other = try stage.sandbox.run("gds", [action, "-R", "web", "-G", "gr"])
    #expect(other.errorText.contains("it is in the group rg"), "\(other.errorText)")
    #expect(Files.information("\(stage.sandbox.locations.services)/rg/wbe") == nil)
    #expect(try stage.gds("stop").succeeded)
  }

  /// `clresource show -v` lists what the cluster itself keeps with a resource, and the list is given as it is.
  @Test func aWholeStoredListIsTaken() throws {
    let stage = try Stage()
    let stored = ["Load_balancing_policy=LB_WEIGHTED", "Type_version=6", "Update_timeout=300"]
    let result = try stage.gds("validate", stored)
    #expect(result.succeeded, "\(result.errorText)")
    #expect(result.errorText.contains("note: Load_balancing_policy"))
    let refused = try stage.gds("validate", ["Stop_timeuot=5"])
    #expect(refused.ending == .exited(1))
    #expect(refused.errorText.contains("did you mean Stop_timeout?"))
  }
}

extension Stage {
  /// The process monitor of the fault monitor.
  fileprivate var monitorTag: ProcessMonitor {
    ProcessMonitor(ProcessTag(.monitor, of: identity), locations: sandbox.locations)
  }
}
