import Model
import Platform
import TestSupport
import Testing

/// `gds/examples/plugin.ksh` as the Plugin_probe of a guest.
@Suite(.ownThreads) struct PluginExampleTests {
  private static let plugin = SourceTree.root + "/gds/examples/plugin.ksh"

  /// A sandbox with links, a daemon, and the parameters of a guest whose console the plug-in looks at.
  private func bed(_ script: String...) throws -> (sandbox: Sandbox, parameters: String) {
    let sandbox = try Sandbox()
    try expectSuccess(sandbox.run("ha-xvm", ["--install", sandbox.root + "/bin"]))
    let lines = (["boot 0s", "heartbeat 100ms"] + script).map { "<line>\($0)</line>" }.joined()
    let definition = try sandbox.write(
      "web.xml",
      "<domain type='rehearsal'><name>it's web</name><rehearsal>\(lines)</rehearsal></domain>")
    let console = sandbox.locations.rehearsal + "/guests/it's web/console.log"
    let parameters = try sandbox.write(
      "web.conf",
      """
      Domain_name="it's web"
      Hypervisor=REHEARSAL
      Domain_definition=\(definition)
      Plugin_probe="\(Self.plugin) -b \(sandbox.root)/bin -a 2 -m \(sandbox.root)/work web-rs \\"\(console)\\""

      """)
    try requireSuccess(sandbox.run("xvm_rehearsal", ["daemon", "--background"]))
    return (sandbox, parameters)
  }

  private func end(_ sandbox: Sandbox) {
    _ = try? sandbox.run("xvm_rehearsal", ["stop-daemon", "--destroy"])
  }

  @Test func aGuestThatFallsSilentIsRestarted() throws {
    // It hangs four seconds after each start; the hypervisor goes on calling it running.
    let (sandbox, parameters) = try bed("at 4s hang")
    defer { end(sandbox) }
    let call: (String) -> String = {
      "\(sandbox.root)/bin/\($0)_xvm -R web-rs -G web-rg -P \(parameters)"
    }
    let words = ["start", "stop", "probe", "validate"].map { method in
      "\(method.prefix(1).uppercased())\(method.dropFirst())_command=\(call(method))"
    }
    let properties =
      words + [
        "Network_aware=FALSE", "Start_timeout=60", "Stop_timeout=30", "First_probe_percent=1",
        "Thorough_probe_interval=1", "Retry_interval=60", "Retry_count=9",
      ]
    let child = try Child(
      Command(
        Sandbox.program,
        ["-R", "web-rs", "-G", "web-rg"] + properties.flatMap { ["-p", $0] } + ["run"],
        name: "gds", environment: sandbox.environment))
    let log = { (try? sandbox.text("var/cluster/logs/DS/web-rg/web-rs/message_log.txt")) ?? "" }
    let events = { (try? sandbox.text("run/ha-xvm/gds/web-rg/web-rs/events")) ?? "" }
    #expect(Sandbox.eventually { events().contains("\tstarted\t") })
    #expect(Sandbox.eventually(.seconds(120)) { events().contains("\trestarted\t") })
    #expect(log().contains("plug-in probe says 100: it's web: silent for"))
    let first = events().prefix { $0 != "r" }
    #expect(!first.contains("probe says"), "before it was silent it was well")
    child.signal(Signal.terminate)
    #expect(child.wait(until: Clock.now + .seconds(60)) == .exited(0))
  }

  @Test func eachOfItsAnswers() throws {
    let (sandbox, parameters) = try bed()
    defer { end(sandbox) }
    let file = try sandbox.write("beat", "")
    let judge = { (file: String, age: String) in
      try ChildProcess.run(
        Command(
          Self.plugin,
          ["-b", sandbox.root + "/bin", "-a", age, "-m", sandbox.root + "/work", "web-rs", file],
          environment: sandbox.environment), until: Clock.now + .seconds(60)
      ).ending
    }
    #expect(try judge(file, "60") == .exited(50), "nothing is known of the resource")
    let resource = ["-R", "web-rs", "-G", "web-rg", "-P", parameters]
    try expectSuccess(sandbox.run("start_xvm", resource))
    #expect(try judge(file, "60") == .exited(0))
    #expect(try judge(file + "x", "60") == .exited(50))
    #expect(Sandbox.eventually { (try? judge(file, "1")) == .exited(100) })
    try sandbox.write("work", "")
    #expect(try judge(file, "1") == .exited(0), "somebody works on it")
    try Files.remove(sandbox.root + "/work")
    try expectSuccess(sandbox.run("xvm_rehearsal", ["pause", "it's web"]))
    #expect(try judge(file, "1") == .exited(0), "it does not run and is not judged")
    try expectSuccess(sandbox.run("xvm_rehearsal", ["resume", "it's web"]))
    let status = try sandbox.run("xvm_status", ["--shell", "web-rs"]).text
    let guardNumber = try #require(status.firstMatch(of: #/XVM_GUARD='(\d+)'/#)?.1)
    let pid = try #require(Int32(guardNumber))
    let tree = [pid] + Processes.descendants(of: pid).map(\.identity.pid)
    // The keeper and its watch bring each other back; stopped first, neither can.
    for process in tree { Signal.send(Signal.stop, to: process) }
    for process in tree { Signal.send(Signal.kill, to: process) }
    #expect(Sandbox.eventually { (try? judge(file, "60")) == .exited(1) })
    try expectSuccess(sandbox.run("stop_xvm", resource))
    #expect(try judge(file, "60") == .exited(50), "its record has gone with it")
  }
}
