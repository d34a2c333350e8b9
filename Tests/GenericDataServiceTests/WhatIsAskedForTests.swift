import Model
import Platform
import TestSupport
import Testing

@testable import GenericDataService

/// The engine does what it was asked for and says what it did, or that it cannot.
@Suite(.ownThreads) struct WhatIsAskedForTests {
  @Test(arguments: [(["-c"], 1), ([], 0)])
  func onlyARestartThatAFailureAskedForIsCounted(_ words: [String], _ count: Int) throws {
    let stage = try Stage()
    try expectSuccess(stage.gds("start"))
    let before = try #require(stage.process)
    let result = try stage.call("gds", ["restart"] + words)
    #expect(result.succeeded, "\(result.errorText)")
    #expect(result.text.contains("  stopping\n") && result.text.contains("  started: probe"))
    #expect(stage.process != before)
    #expect(stage.state.restarts.count == count)
    try expectSuccess(stage.gds("stop"))
  }

  @Test func whatIsConfiguredNowCounts() throws {
    let stage = try Stage()
    let published = { (row: ExtensionProperty) throws -> String in
      try ServiceConfiguration(published: stage.identity, locations: stage.sandbox.locations)[row]
    }
    let both = ["Child_mon_level=0", "Retry_count=5"]
    let start = ["Start_command=/bin/sleep 600"]
    try expectSuccess(stage.gds("start", start + both))
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
    try expectSuccess(stage.call("gds", ["start", "-p", "Retry_count=7"]))
    #expect(try published(.retryCount) == "7")
    #expect(try published(.startCommand) == "/bin/sleep 600")
    try expectSuccess(stage.call("gds", ["stop"]))
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
    try expectSuccess(stage.call(name))
  }

  /// What somebody else has broken is no stop on request, after which nobody would bring the service up again.
  @Test func aRestartByAnotherThatFailedEndsTheRunWithAFailure() throws {
    let stage = try Stage()
    let broken = stage.sandbox.root + "/broken"
    let start = "Start_command=/bin/sh -c 'test ! -e \(broken) && exec \(stage.daemon)'"
    let run = try Run(stage, [start])
    #expect(stage.sees(.started))
    try stage.sandbox.write("broken", "")
    #expect(try stage.call("gds", ["restart"]).ending == .exited(1))
    #expect(run.ending() == .exited(3))
    #expect(run.text.contains("a call of somebody else failed"), "\(run.text)")
  }

  /// Such as on a descriptor table that is full, or a file that others may write.
  @Test func aStateThatCannotBeReadIsNoProofThatTheServiceIsOff() throws {
    let stage = try Stage()
    let run = try Run(stage)
    #expect(stage.sees(.started))
    let file = ServiceStateFile(stage.identity, locations: stage.sandbox.locations)
    let change = { (mode: String) throws in
      _ = try ChildProcess.run(
        Command("/bin/chmod", [mode, file.path]), until: Clock.now + .seconds(20))
    }
    try change("666")
    #expect(file.known?.state == .startFailed)
    #expect(file.known?.message.contains("others may write to it") == true)
    #expect(run.ending(within: .seconds(3)) == nil, "the watch goes on")
    #expect(
      try stage.call("gds", ["start"]).errorText.contains("[\(Failure.Code.unreadable.number)]"))
    try change("644")
    try stage.killApplication()
    #expect(stage.sees(.restarted))
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
  }

  @Test func aRestartThatWasNotDoneIsNotSaidToBeDone() throws {
    let stage = try Stage()
    try expectSuccess(stage.gds("start", ["Start_timeout=3", "Stop_timeout=1"]))
    let path = Files.parent(
      of: ServiceStateFile(stage.identity, locations: stage.sandbox.locations).path)
    let lock = try FileLock("\(path)/lock", owner: "somebody", until: Clock.now)
    let result = try stage.call("scha_control", ["-O", "RESOURCE_RESTART"])
    #expect(!result.succeeded && result.ending != .timedOut)
    lock.release()
    try expectSuccess(stage.gds("stop"))
  }

  /// What the built-in probe says of processes that it cannot ask over the network.
  @Test(arguments: [
    ("exec sleep 600", "", 0), ("exit 0", "", 100), ("exec sleep 600", "damage", 50),
  ])
  func theBuiltInProbeLooksAtTheProcesses(_ command: String, _ record: String, _ status: Int)
    throws
  {
    let stage = try Stage()
    try expectSuccess(
      stage.sandbox.run("pmfadm", ["-c", "rg,web,0.svc", "/bin/sh", "-c", command]))
    if status == 100 { #expect(Sandbox.eventually { stage.monitor.state?.state == .dead }) }
    let file = try #require(
      Files.list(stage.sandbox.locations.processMonitors).first { $0.hasSuffix(".tag") })
    let path = "run/ha-xvm/pmf/\(file)"
    let before = try stage.sandbox.text(path)
    if !record.isEmpty { try stage.sandbox.write(path, record) }
    var problems: [Failure] = []
    let configuration = ServiceConfiguration(
      stage.identity, words: ["Start_command=/x", "Port_list=53/udp"], over: false,
      problems: &problems)
    let service = Service(configuration, method: "test", locations: stage.sandbox.locations)
    #expect(service.probe().status == status)
    if !record.isEmpty {
      #expect(throws: Failure.self) {
        try stage.monitor.end(by: Clock.now + .seconds(20), of: "web")
      }
      try stage.sandbox.write(path, before)
    }
    #expect(throws: Never.self) { try stage.monitor.end(by: Clock.now + .seconds(20), of: "web") }
  }

  @Test(arguments: ["status", "stop", "restart", "clear", "monitor"])
  func aResourceThatIsNotThereIsNotOff(_ action: String) throws {
    let stage = try Stage()
    try expectSuccess(stage.gds("start"))
    let result = try stage.sandbox.run("gds", [action, "-R", "wbe", "-G", "rg"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("[\(Failure.Code.noSuchService.number)]"))
    #expect(result.errorText.contains("did you mean web?"), "\(result.errorText)")
    let other = try stage.sandbox.run("gds", [action, "-R", "web", "-G", "gr"])
    #expect(other.errorText.contains("it is in the group rg"), "\(other.errorText)")
    #expect(Files.information("\(stage.sandbox.locations.services)/rg/wbe") == nil)
    try expectSuccess(stage.gds("stop"))
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
