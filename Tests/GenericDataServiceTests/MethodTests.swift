import Glibc
import Model
import Platform
import TestSupport
import Testing

@testable import GenericDataService

/// The methods by their own names, and what a legacy agent asks.
@Suite(.ownThreads) struct MethodTests {
  private func publish(_ stage: Stage, _ more: [String] = []) throws -> Completion {
    let words = ["-c"] + stage.words().dropFirst(4).map { $0 == "-p" ? "-x" : $0 } + more
    return try stage.call("gds_validate", ["-T", "SUNW.gds"] + words)
  }

  @Test func theMethodsInTheOrderOfAResourceGroupManager() throws {
    let stage = try Stage()
    #expect(try stage.call("gds_svc_start").ending == .exited(1), "nothing is published")
    try expectSuccess(publish(stage, ["-r", "R_description=x", "-g", "Nodelist=n"]))
    try expectSuccess(stage.call("gds_monitor_check"))
    try expectSuccess(stage.call("gds_svc_start", ["-T", "SUNW.gds"]))
    try expectSuccess(stage.call("gds_monitor_start"))
    let process = try #require(stage.process)
    let tag = ProcessMonitor(
      ProcessTag(.monitor, of: stage.identity), locations: stage.sandbox.locations)
    #expect(tag.isWatched)
    try expectSuccess(stage.call("gds_update"))
    #expect(tag.isWatched)
    // What can be changed now can be, and what cannot is refused.
    try expectSuccess(stage.call("gds_validate", ["-u", "-r", "Retry_count=5"]))
    let refused = try stage.call("gds_validate", ["-u", "-x", "Stop_signal=9"])
    #expect(refused.errorText.contains("[\(Failure.Code.notTunable.number)]"))
    #expect(try stage.call("scha_resource_get", ["-O", "RETRY_COUNT"]).text == "5\n")
    try expectSuccess(stage.call("gds_monitor_stop"))
    #expect(!tag.isWatched)
    #expect(Processes.isAlive(process), "the service runs on")
    try expectSuccess(stage.call("gds_svc_stop"))
    #expect(!Processes.isAlive(process))
    #expect(try stage.call("gds_monitor_stop").succeeded, "nothing to stop is success")
  }

  @Test func aFaultMonitorThatIsKilledComesBackAndTheServiceItRestartedLives() throws {
    let stage = try Stage()
    try expectSuccess(publish(stage))
    try expectSuccess(stage.call("gds_svc_start"))
    try expectSuccess(stage.call("gds_monitor_start"))
    // The restart makes the service's process monitor a descendant of the fault monitor's.
    try stage.killApplication()
    #expect(stage.sees(.restarted))
    let process = try #require(stage.process)
    let tag = ProcessMonitor(
      ProcessTag(.monitor, of: stage.identity), locations: stage.sandbox.locations)
    let pids = { (try? tag.query().first { $0.name == "pids" }?.value) ?? "" }
    let before = pids()
    let pid = try #require(Int32(before.split(separator: " ").first ?? ""))
    Signal.send(Signal.kill, to: pid)
    #expect(Sandbox.eventually { pids() != before && !pids().isEmpty })
    #expect(Processes.isAlive(process))
    // It works: the next death is noticed.
    try stage.killApplication()
    #expect(stage.sees(.restarted, times: 2))
    try expectSuccess(stage.call("gds_monitor_stop"))
    #expect(Processes.isAlive(try #require(stage.process)), "its tree ends before the service's")
    try expectSuccess(stage.call("gds_svc_stop"))
  }

  @Test func aFaultMonitorWhoseProcessMonitorWasKilledIsStoppedToo() throws {
    let stage = try Stage()
    try expectSuccess(publish(stage))
    try expectSuccess(stage.call("gds_svc_start"))
    try expectSuccess(stage.call("gds_monitor_start"))
    let record = try #require(
      ProcessRecord.all(stage.sandbox.locations).first { $0.tag.description.hasSuffix(".mon") })
    let probe = try #require(Processes.descendants(of: record.watcher.pid).first).identity
    Processes.signal(record.watcher, Signal.kill)
    #expect(Sandbox.eventually { !Processes.isAlive(record.watcher) })
    #expect(Processes.isAlive(probe))
    try expectSuccess(stage.call("gds_monitor_stop"))
    #expect(!Processes.isAlive(probe))
    #expect(Processes.isAlive(try #require(stage.process)))
    try expectSuccess(stage.call("gds_svc_stop"))
  }

  /// A process monitor that died before the fault monitor was connected to it is missed even so, and once.
  @Test func aProcessMonitorThatIsGoneAlreadyIsMissed() throws {
    let stage = try Stage()
    try expectSuccess(publish(stage))
    try expectSuccess(stage.call("gds_svc_start"))
    let process = try #require(stage.process)
    let record = try #require(ProcessRecord.all(stage.sandbox.locations).first)
    Processes.signal(record.watcher, Signal.kill)
    #expect(Sandbox.eventually { !Processes.isAlive(record.watcher) })
    try expectSuccess(stage.call("gds_monitor_start"))
    #expect(stage.sees(.monitorLost))
    #expect(Processes.isAlive(process))
    try expectSuccess(stage.call("gds_monitor_stop"))
    #expect(stage.events.count { $0 == "monitorLost" } == 1)
    try expectSuccess(stage.call("gds_svc_stop"))
    #expect(!Processes.isAlive(process))
  }

  @Test func whatALegacyAgentAsksIsAnsweredInTheDocumentedForms() throws {
    let stage = try Stage()
    #expect(try stage.call("scha_resource_get", ["-O", "STATUS"]).ending == .exited(14))
    try expectSuccess(stage.gds("start", ["Retry_count=7"]))
    let node = Environment.nodeName
    func state() throws -> String {
      try stage.call("scha_resource_get", ["-O", "resource_state"]).text
    }
    #expect(try state() == "ONLINE_NOT_MONITORED\n")
    try expectSuccess(stage.call("gds_monitor_start"))
    for (name, words, expected) in [
      ("scha_resource_get", ["-O", "extension", "Probe_timeout"], "INT\n30\n"),
      ("scha_resource_get", ["-O", "EXTENSION", "Log_level"], "ENUM\nINFO\n"),
      ("scha_resource_get", ["-O", "EXTENSION", "network_aware"], "BOOLEAN\nFALSE\n"),
      ("scha_resource_get", ["-O", "RESOURCE_STATE"], "ONLINE\n"),
      ("scha_resource_get", ["-O", "STATUS"], "OK\nService is online.\n"),
      ("scha_resource_get", ["-O", "RETRY_COUNT"], "7\n"),
      ("scha_resource_get", ["-O", "TYPE"], "SUNW.gds:6\n"),
      ("scha_resource_get", ["-O", "type_version"], "6\n"),
      ("scha_resource_get", ["-O", "on_off_switch"], "ENABLED\n"),
      ("scha_resource_get", ["-O", "RESOURCE_STATE_NODE", node], "ONLINE\n"),
    ] {
      let result = try stage.call(name, words)
      #expect(result.text == expected, "\(name) \(words)")
      expectSuccess(result)
    }
    let group = ["-G", "rg", "-O"]
    #expect(
      try stage.sandbox.run("scha_resourcegroup_get", group + ["RG_STATE"]).text == "ONLINE\n")
    #expect(
      try stage.sandbox.run("scha_resourcegroup_get", group + ["RESOURCE_LIST"]).text == "web\n")
    #expect(
      try stage.sandbox.run("scha_resourcegroup_get", group + ["NODELIST"]).text == "\(node)\n")
    #expect(
      try stage.sandbox.run("scha_resourcegroup_get", group + ["rg_mode"]).text == "Failover\n")
    #expect(
      try stage.sandbox.run("scha_cluster_get", ["-O", "NODENAME_LOCAL"]).text == "\(node)\n")
    #expect(
      try stage.sandbox.run("scha_cluster_get", ["-O", "NODESTATE_NODE", node]).text == "UP\n")
    // Of a node that is not known nothing is known.
    for (name, words) in [
      ("scha_cluster_get", ["-O", "NODESTATE_NODE", "no-such-node"]),
      ("scha_cluster_get", ["-O", "NODESTATE_NODE"]),
      ("scha_cluster_get", ["-O", "NODENAME_NODEID", "2"]),
      ("scha_resourcegroup_get", group + ["RG_STATE_NODE", "no-such-node"]),
      ("scha_resource_get", ["-O", "STATUS_NODE", "-R", "web", "-G", "rg", "no-such-node"]),
    ] {
      let answer = try stage.sandbox.run(name, words)
      #expect(!answer.succeeded && answer.output.isEmpty, "\(name) \(words)")
      #expect(answer.errorText.contains("there is") || words.count == 2, "\(answer.errorText)")
    }
    try expectSuccess(stage.call("gds_monitor_stop"))
    #expect(try state() == "ONLINE_NOT_MONITORED\n")
    #expect(try stage.call("scha_resource_get", ["-O", "EXTENSION", "No"]).ending == .exited(15))
    #expect(try stage.call("scha_resource_get", ["-O", "NO_TAG"]).ending == .exited(4))
    try expectSuccess(stage.call("scha_resource_setstatus", ["-s", "DEGRADED", "-m", "so so"]))
    #expect(try stage.call("scha_resource_get", ["-O", "STATUS"]).text == "DEGRADED\nso so\n")
    #expect(try stage.call("scha_control", ["-O", "GIVEOVER"]).ending == .exited(16))
    let process = try #require(stage.process)
    try expectSuccess(stage.call("scha_control", ["-O", "RESOURCE_RESTART"]))
    #expect(!Processes.isAlive(process))
    #expect(stage.process != nil)
    #expect(try stage.call("scha_resource_get", ["-O", "NUM_RESOURCE_RESTARTS"]).text == "1\n")
    try expectSuccess(stage.gds("stop"))
    #expect(
      try stage.sandbox.run("scha_resourcegroup_get", group + ["RG_STATE"]).text == "OFFLINE\n")
    #expect(try stage.call("scha_resource_get", ["-O", "ON_OFF_SWITCH"]).text == "ENABLED\n")
  }

  @Test func clusterCommandsAreLinkedOnRequestOnly() throws {
    let sandbox = try Sandbox()
    let directory = sandbox.root + "/usr/cluster"
    #expect(try sandbox.run("ha-xvm", ["--install-cluster-commands"]).ending == .exited(2))
    try expectSuccess(sandbox.run("ha-xvm", ["--install-cluster-commands", directory]))
    #expect(try Files.target(of: directory + "/bin/pmfadm") == Sandbox.program)
    #expect(try Files.target(of: directory + "/lib/sc/scds_syslog") == Sandbox.program)
    let again = try sandbox.run("ha-xvm", ["--install-cluster-commands", directory])
    #expect(again.text.contains("0 links made"))
  }

  @Test(arguments: [(true, 0), (false, 100)])
  func theBuiltInProbeConnectsToThePorts(_ isListenedAt: Bool, _ status: Int) throws {
    let stage = try Stage()
    let port = try LoopbackPort(isListenedAt: isListenedAt)
    var problems: [Failure] = []
    let configuration = ServiceConfiguration(
      stage.identity,
      words: [
        "Start_command=\(stage.daemon)", "Port_list=\(port.number)/tcp,9/udp", "Probe_timeout=60",
      ],
      over: false, problems: &problems)
    #expect(problems == [])
    let service = Service(configuration, method: "test", locations: stage.sandbox.locations)
    withExtendedLifetime(port) { #expect(service.probe().status == status) }
  }

  @Test(arguments: [
    (Completion.Ending.exited(0), 0), (.exited(1), 1), (.exited(99), 99), (.exited(100), 100),
    (.exited(201), 201), (.exited(101), 100), (.exited(200), 100), (.exited(255), 100),
    (.signalled(9), 100), (.timedOut, 50),
  ])
  func anEndingOfAProbeHasAWeight(_ ending: Completion.Ending, _ weight: Int) throws {
    let stage = try Stage()
    var problems: [Failure] = []
    let values = PropertyValues([], of: ServiceProperties.all, complete: false, problems: &problems)
    let configuration = ServiceConfiguration(stage.identity, values)
    let service = Service(configuration, method: "test", locations: stage.sandbox.locations)
    #expect(service.weight(of: ending) == weight)
  }
}
