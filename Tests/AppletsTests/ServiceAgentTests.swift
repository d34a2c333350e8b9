import GenericDataService
import Model
import Platform
import TestSupport
import Testing

@testable import Applets

/// `ocf:ohac:gds-service`, with real processes and no cluster.
@Suite(.ownThreads) struct ServiceAgentTests {
  private final class Stage {
    let sandbox: Sandbox
    var parameters: [String: String]

    init(_ parameters: [String: String]) throws {
      sandbox = try Sandbox()
      self.parameters = [
        "Start_command": "/bin/sleep 1000000", "Network_aware": "FALSE", "First_probe_percent": "0",
        "Start_probe_pause": "1", "Thorough_probe_interval": "1", "Resource_group": "web-rg",
      ].merging(parameters) { $1 }
    }

    deinit { sandbox.endProcesses() }

    func call(_ action: String, interval: Int = 10_000, _ more: [String: String] = [:]) throws
      -> Completion
    {
      var variables = [
        "OCF_RESOURCE_INSTANCE": "web-rs", "OCF_RESKEY_CRM_meta_timeout": "30000",
        "OCF_RESKEY_CRM_meta_interval": String(interval),
      ]
      for (name, value) in parameters.merging(more, uniquingKeysWith: { $1 }) {
        variables["OCF_RESKEY_\(name)"] = value
      }
      return try sandbox.run("gds-service", [action], adding: variables, limit: .seconds(60))
    }

    func status(_ action: String, interval: Int = 10_000, _ more: [String: String] = [:]) throws
      -> Completion.Ending
    { try call(action, interval: interval, more).ending }
  }

  @Test func aServiceLives() throws {
    let stage = try Stage([:])
    #expect(try stage.status("monitor", interval: 0) == .exited(7))
    #expect(try stage.status("validate-all") == .exited(0))
    #expect(try stage.status("stop") == .exited(0))
    #expect(try stage.status("start") == .exited(0))
    #expect(try stage.status("start") == .exited(0))
    #expect(try stage.status("monitor") == .exited(0))
    #expect(try stage.status("monitor", interval: 0) == .exited(0))
    // It is filed under the group that its commands would name.
    let property = try stage.sandbox.run(
      "scha_resource_get", ["-O", "RETRY_COUNT", "-R", "web-rs", "-G", "web-rg"])
    #expect(property.text == "2\n")
    #expect(try stage.status("stop", ["Start_command": ""]) == .exited(0))
    #expect(try stage.status("monitor") == .exited(7))
    #expect(stage.sandbox.processes("/bin/sleep") == [])
    #expect(try stage.status("stop") == .exited(0))
  }

  @Test(arguments: [
    ("start", ["Start_command": ""], Int32(6), "Start_command"),
    ("start", ["Retry_count": "many"], 6, "Retry_count"),
    ("start", ["Retry_cont": "1"], 6, "Retry_cont"),
    ("validate-all", ["Network_aware": "TRUE"], 6, "Network_aware"),
    ("validate-all", ["Start_command": "/no/such/program"], 5, "Start_command"),
    ("start", ["Start_command": "/no/such/program"], 5, "Start_command"),
    ("start", ["Resource_group": "web rg"], 6, "web rg"),
    ("stop", ["Resource_group": "web rg"], 1, "web rg"),
    ("migrate_to", [:], 3, "migrate_to"),
  ])
  func aBadCallIsAnswered(
    _ action: String, _ parameters: [String: String], _ status: Int32, _ word: String
  ) throws {
    let answer = try Stage(parameters).call(action)
    #expect(answer.ending == .exited(status))
    #expect(answer.errorText.contains(word))
  }

  /// The engine restarts what dies; the cluster hears of it when the restarts are used up.
  @Test func onlyWhatTheEngineGivesUpIsAFailure() throws {
    let stage = try Stage(["Retry_count": "1"])
    #expect(try stage.status("start") == .exited(0))
    func kill() throws -> Int32 {
      let process = try #require(stage.sandbox.processes("/bin/sleep").first)
      Processes.signal(process, Signal.kill)
      return process.pid
    }
    let first = try kill()
    #expect(
      Sandbox.eventually {
        stage.sandbox.processes("/bin/sleep").contains { $0.pid != first }
          && (try? stage.status("monitor")) == .exited(0)
      })
    try expectSuccess(stage.sandbox.run("gds", ["status", "-R", "web-rs", "-G", "web-rg"]))
    _ = try kill()
    #expect(Sandbox.eventually { (try? stage.status("monitor")) == .exited(1) })
    let answer = try stage.call("monitor")
    #expect(answer.errorText.contains("ocf-exit-reason:web-rs: the service should move"))
    #expect(stage.sandbox.processes("/bin/sleep") == [], "the engine does no more")
    #expect(try stage.status("stop") == .exited(0))
    #expect(try stage.status("monitor", interval: 0) == .exited(7))
    #expect(try stage.status("start") == .exited(0))
    #expect(try stage.status("monitor") == .exited(0))
    #expect(try stage.status("stop") == .exited(0))
  }

  @Test func aProbeThatAsksForAnotherNodeIsAFailureAtOnce() throws {
    let stage = try Stage([:])
    let verdict = try stage.sandbox.write("verdict", "0\n")
    let probe = try stage.sandbox.write(
      "probe", "#!/bin/sh\nread status <\(verdict)\nexit $status\n", mode: 0o755)
    stage.parameters["Probe_command"] = probe
    #expect(try stage.status("start") == .exited(0))
    try stage.sandbox.write("verdict", "201\n")
    #expect(Sandbox.eventually { (try? stage.status("monitor")) == .exited(1) })
    #expect(!stage.sandbox.processes("/bin/sleep").isEmpty, "it is the cluster's to stop")
    #expect(try stage.status("stop") == .exited(0))
  }

  /// The cluster's monitor brings back a fault monitor that was killed, and a reload reaches it.
  @Test func aMonitorSeesToTheFaultMonitor() throws {
    let stage = try Stage(["Monitor_retry_count": "0"])
    #expect(try stage.status("start") == .exited(0))
    let identity = try ResourceIdentity(resource: "web-rs", group: "web-rg")
    let file = ServiceStateFile(identity, locations: stage.sandbox.locations)
    #expect(Sandbox.eventually { file.watcher != nil })
    for process in stage.sandbox.processes("gds_probe") { Processes.signal(process, Signal.kill) }
    #expect(Sandbox.eventually { file.watcher == nil })
    #expect(
      Sandbox.eventually {
        (try? stage.status("monitor")) == .exited(0) && file.watcher != nil
      })
    #expect(try stage.status("reload-agent", ["Retry_count": "7"]) == .exited(0))
    let property = try stage.sandbox.run(
      "scha_resource_get", ["-O", "RETRY_COUNT", "-R", "web-rs", "-G", "web-rg"])
    #expect(property.text == "7\n")
    // Pacemaker would stop the service for a reload that fails.
    #expect(try stage.status("reload-agent", ["Retry_count": "many"]) == .exited(0))
    let kept = try stage.sandbox.run(
      "scha_resource_get", ["-O", "RETRY_COUNT", "-R", "web-rs", "-G", "web-rg"])
    #expect(kept.text == "7\n")
    #expect(Sandbox.eventually { file.watcher != nil })
    #expect(try stage.status("stop") == .exited(0))
  }
}
