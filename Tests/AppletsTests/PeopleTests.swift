import Agent
import Hypervisors
import Model
import Platform
import Render
import TestSupport
import Testing

@testable import Applets

/// What `xvm_status` writes, from values to text.
@Suite struct StatusTextTests {
  private func subject(_ change: (inout GuestFacts) -> Void = { _ in }) throws -> StatusSubject {
    var facts = GuestFacts(resource: "web-rs", group: "web-rg")
    var problems: [Failure] = []
    facts.configuration = GuestConfiguration(
      PropertyValues(
        [.init("Domain_name", "web", place: "test")], of: ExtensionProperties.all,
        problems: &problems))
    facts.guest = Guest(name: "web\u{1B}[31m")
    facts.observation = Observation(
      .running, evidence: [Evidence("tool", "running", at: Instant(.seconds(98)))])
    facts.service = GuestFacts.Service(state: "ONLINE", status: "OK", monitor: "somebody")
    change(&facts)
    return StatusSubject(facts, now: Instant(.seconds(100)), secondsSince1970: 1_000)
  }

  @Test func keysAreUniqueAndGoodForShells() {
    let keys = StatusField.all.map(\.key)
    #expect(Set(keys).count == keys.count)
    for key in keys { #expect(key.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil) }
    #expect(StatusField.all.allSatisfy { !$0.meaning.isEmpty })
  }

  @Test func theKeysThatScriptsKnowStay() {
    // Rows may be added at will; one that is renamed or removed breaks somebody's script.
    let promised = [
      "resource", "group", "kind", "domain", "hypervisor", "uri", "running", "state", "cause",
      "first_witness", "first_answer", "first_time", "second_witness", "second_answer",
      "second_time", "phase", "phase_time", "uuid", "pid", "guard", "service_state",
      "service_time", "service_status", "service_message", "service_processes", "restarts",
      "retry_count", "monitor", "at_work", "configuration", "obstacles", "log",
    ]
    #expect(Set(promised).isSubset(of: StatusField.all.map(\.key)))
  }

  @Test func timesAreOfTheWallClock() throws {
    let line = StatusText.json([try subject()], node: "n", at: 1_000).line
    #expect(line.hasPrefix(#"{"node": "n", "time": 1000, "resources": [{"resource": "web-rs""#))
    #expect(line.contains(#""first_time": 998"#))
    #expect(line.contains(#""second_time": null"#))
  }

  @Test func onlyWhatMattersIsAChange() throws {
    let first = try subject()
    let later = try subject {
      $0.observation = Observation(
        .running, evidence: [Evidence("tool", "running", at: Instant(.seconds(99)))])
    }
    let other = try subject { $0.keeper = ProcessIdentity(pid: 7, startTime: 1) }
    #expect(StatusText.essence([first]) == StatusText.essence([later]))
    #expect(StatusText.essence([first]) != StatusText.essence([other]))
  }

  @Test func coloursAreOfTheStateAndOnlyOnRequest() throws {
    let bad = try subject {
      $0.observation = Observation(.off(.crashed), evidence: [])
    }
    for (subject, colour) in [(bad, "31"), (try subject(), "33")] {
      for text in [
        StatusText.overview([subject], isColoured: true),
        StatusText.detail(subject, isColoured: true),
      ] {
        #expect(text.contains("\u{1B}[\(colour)m"))
        #expect(!text.contains("\u{1B}[31m,"), "a guest's name cannot paint")
      }
      #expect(!StatusText.overview([subject], isColoured: false).contains("\u{1B}"))
      #expect(!StatusText.detail(subject, isColoured: false).contains("\u{1B}"))
    }
  }

  @Test(arguments: [
    ("/opt/ohac/bin/start_xvm -R web-rs -G web-rg -P '/etc/a b.conf'", true, "/etc/a b.conf"),
    ("/opt/ohac/bin/start_xvm -P/x -R web-rs", true, "/x"),
    ("/opt/ohac/bin/start_xvm --parameters=/x", true, "/x"),
    ("/usr/local/bin/ha-xvm start_xvm -R web-rs -G web-rg", true, nil),
    ("/opt/SUNWscvm/bin/control_vm -R a -G b -P /x start", false, "/x"),
    ("/usr/sbin/httpd -k start | logger", false, nil), ("", false, nil),
    ("/opt/ohac/bin/start_xvm -P", true, nil),
  ])
  func whatAStoredCommandTells(_ line: String, _ isOurs: Bool, _ file: String?) {
    let command = StoredCommand(line)
    #expect(command.isOurs == isOurs)
    #expect(command.parameters == file)
  }

  /// What the command `start_xvm` is.
  @Test(arguments: [
    ("ln -s \(Sandbox.program) start_xvm", true),
    ("ln -s /no/such/ha-xvm start_xvm", true),
    ("cp \(Sandbox.program) ha-xvm; ln -s ha-xvm start_xvm", true),
    ("printf '#!/bin/ksh\n' >start_xvm; chmod 755 start_xvm", false),
  ])
  func aScriptOfTheNameIsNoCommandOfOurs(_ make: String, _ isOurs: Bool) throws {
    let sandbox = try Sandbox()
    let made = try ChildProcess.run(
      Command("/bin/sh", ["-c", "cd '\(sandbox.root)'; \(make)"]),
      until: Clock.now + .seconds(60))
    try #require(made.succeeded, "\(made.errorText)")
    let path = "\(sandbox.root)/start_xvm"
    #expect(StoredCommand("\(path) -R old-rs -G old-rg -P /etc/passwd").isOurs == isOurs)
    // A file behind -P makes no guest of somebody else's service.
    try sandbox.write(
      "etc/ha-xvm/old-rs.properties",
      "Start_command='\(path) -R old-rs -G old-rg -P /etc/passwd'\n")
    let status = try sandbox.run("xvm_status", ["--shell", "old-rs"])
    #expect(
      status.text.contains(isOurs ? "XVM_KIND='guest'" : "XVM_KIND='service'"), "\(status.text)")
  }

  /// A service is left with a lock alone when a fault monitor looks at it once more after its removal.
  @Test func aLockAloneIsNoResource() throws {
    let sandbox = try Sandbox()
    try sandbox.write("run/ha-xvm/gds/web-rg/web-rs/lock", "")
    let directory = ResourceDirectory(sandbox.locations, tables: sandbox.root + "/none")
    #expect(directory.entries.isEmpty)
    try sandbox.write("run/ha-xvm/gds/web-rg/web-rs/status", "state\tOFFLINE\n")
    #expect(directory.entries.map(\.resource) == ["web-rs"])
  }

  /// A loop of links stands for a directory of root's: what lies there is not known.
  @Test func aDirectoryThatCannotBeReadIsNoEmptyOne() throws {
    let sandbox = try Sandbox()
    let tables = sandbox.locations.tables
    let made = try ChildProcess.run(
      Command(
        "/bin/sh",
        ["-c", "mkdir -p '\(Files.parent(of: tables))'; ln -s '\(tables)' '\(tables)'"]),
      until: Clock.now + .seconds(60))
    try #require(made.succeeded, "\(made.errorText)")
    for (name, words) in [("xvm_status", []), ("xvm_status", ["web-rs"])] {
      let result = try sandbox.run(name, words)
      #expect(result.ending == .exited(1))
      #expect(result.text == "", "nothing says that there is no resource")
      #expect(
        result.errorText.contains("[\(Failure.Code.unreadable.number)]"), "\(result.errorText)")
    }
  }
}

/// `xvm_status` and `xvm_why` at a prompt, with a guest of the rehearsal hypervisor.
@Suite(.ownThreads) struct PeopleTests {
  static let name = "we'b $(touch x) `id` \"é 東\" \\n"

  /// A resource with a table, and its guest with a daemon.
  private func bed() throws -> (Sandbox, stop: () -> Void) {
    let sandbox = try Sandbox()
    let escaped = Self.name.replacing("\"", with: "&quot;")
    let file = try sandbox.write(
      "web.xml",
      "<domain type='rehearsal'><name>\(escaped)</name>"
        + "<rehearsal><line>boot 0s</line></rehearsal></domain>")
    var table = ConfigurationTable()
    for (key, value) in [
      ("Domain_name", Self.name), ("Hypervisor", "REHEARSAL"), ("Domain_definition", file),
    ] { try table.set(key, value) }
    try Files.makeDirectory(sandbox.locations.tables)
    try Files.replace(sandbox.locations.tables + "/web-rs", with: table.serialized())
    try expectSuccess(sandbox.run("xvm_rehearsal", ["daemon", "--background"]))
    return (
      sandbox,
      {
        _ = try? sandbox.run("stop_xvm", ["-R", "web-rs", "-G", "web-rg"])
        _ = try? sandbox.run("xvm_rehearsal", ["stop-daemon", "--destroy"])
      }
    )
  }

  private func why(_ sandbox: Sandbox, _ more: String...) throws -> (Completion.Ending, String) {
    let result = try sandbox.run("xvm_why", more + ["web-rs"])
    return (result.ending, result.text)
  }

  @Test func aGuestFromNothingToWellAndHung() throws {
    let (sandbox, stop) = try bed()
    defer { stop() }
    #expect(try why(sandbox).0 == .exited(1))
    #expect(try why(sandbox).1.contains("[210101]"), "not started")
    try expectSuccess(sandbox.run("start_xvm", ["-R", "web-rs", "-G", "web-rg"]))
    #expect(try why(sandbox).1 == "web-rs: nothing stands in the way; it is running\n")
    #expect(try why(sandbox).0 == .exited(0))
    try expectSuccess(sandbox.run("xvm_rehearsal", ["pause", Self.name]))
    #expect(try why(sandbox).1.contains("[200105]"))
    try expectSuccess(sandbox.run("xvm_rehearsal", ["resume", Self.name]))
    // A tool that is hung holds nobody up, and the guest is not taken for dead.
    try expectSuccess(sandbox.run("xvm_rehearsal", ["tool", "hang"]))
    let (ending, text) = try why(sandbox, "-t", "1")
    #expect(ending == .exited(1))
    #expect(text.contains("[200101]") && text.contains("the guest lives"))
    try expectSuccess(sandbox.run("xvm_rehearsal", ["tool", "answer"]))
    // Nothing was written or left by looking.
    #expect(try Files.list(sandbox.locations.tables) == ["web-rs"])
  }

  @Test(arguments: ["/usr/bin/ksh93", "/bin/dash", "/bin/bash"])
  func aShellEvaluatesTheStatusOfAHostileName(_ shell: String) throws {
    try #require(Files.isExecutable(shell), "the tests need \(shell)")
    let (sandbox, stop) = try bed()
    defer { stop() }
    try expectSuccess(sandbox.run("start_xvm", ["-R", "web-rs", "-G", "web-rg"]))
    let script =
      "cd \(sandbox.root) || exit 9; eval \"$(exec \"$0\" xvm_status --shell web-rs)\"; "
      + "printf '%s|%s|%s' \"$XVM_DOMAIN\" \"$XVM_STATE\" \"$XVM_RUNNING\"; kill -0 \"$XVM_PID\""
    let result = try ChildProcess.run(
      Command(shell, ["-c", script, Sandbox.program], environment: sandbox.environment),
      until: Clock.now + .seconds(60))
    #expect(result.errorText == "")
    #expect(result.ending == .exited(0), "the process of the guest lives")
    #expect(result.text == "\(Self.name)|running|true")
    #expect(Files.information(sandbox.root + "/x") == nil)
  }

  @Test func aWatchWritesChangesAndEndsOnRequest() throws {
    let (sandbox, stop) = try bed()
    defer { stop() }
    let output = sandbox.root + "/output"
    let file = try Descriptor(appendingTo: output)
    let child = try Child(
      Command(
        Sandbox.program, ["--watch", "--json", "--interval", "1"], name: "xvm_status",
        environment: sandbox.environment),
      streams: Streams(output: file.number))
    let text = {
      (try? Files.read(output)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    #expect(Sandbox.eventually { text().contains(#""state": "absent""#) })
    try expectSuccess(sandbox.run("start_xvm", ["-R", "web-rs", "-G", "web-rg"]))
    #expect(Sandbox.eventually { text().contains(#""state": "running""#) })
    child.signal(Signal.interrupt)
    #expect(child.wait(until: Clock.now + .seconds(60)) == .exited(0))
    let lines = text().split(separator: "\n")
    #expect(lines.count < 8, "a line a change, and not a line a look")
    for line in lines { #expect(line.first == "{" && line.last == "}") }
  }

  @Test(arguments: [([], true), (["NO_COLOR=1"], false), (["NO_COLOR="], true)])
  func aTerminalGetsColours(_ variables: [String], _ isColoured: Bool) throws {
    let (sandbox, stop) = try bed()
    defer { stop() }
    var environment = sandbox.environment
    for pair in variables {
      environment[String(pair.prefix { $0 != "=" })] = String(pair.drop { $0 != "=" }.dropFirst())
    }
    let result = try ChildProcess.run(
      Command(
        "/usr/bin/script", ["-qec", "exec \(Sandbox.program) xvm_status", "/dev/null"],
        environment: environment),
      until: Clock.now + .seconds(60))
    #expect(result.text.contains("absent"))
    #expect(result.text.contains("\u{1B}[") == isColoured)
    #expect(try !sandbox.run("xvm_status").text.contains("\u{1B}"), "a pipe gets none")
  }

  @Test func aHungToolIsWaitedForOnceAndNotByEachOfItsGuests() throws {
    let (sandbox, stop) = try bed()
    defer { stop() }
    for name in ["a-rs", "b-rs", "c-rs"] {
      let table = try Files.read(sandbox.locations.tables + "/web-rs")
      try Files.replace(sandbox.locations.tables + "/" + name, with: table)
    }
    try expectSuccess(sandbox.run("xvm_rehearsal", ["tool", "hang"]))
    // 15 s and 3 times 1 s; by each of them it would be a minute, for which nobody waits here.
    let result = try sandbox.run("xvm_status", ["-t", "15"], limit: .seconds(50))
    try expectSuccess(sandbox.run("xvm_rehearsal", ["tool", "answer"]))
    #expect(result.ending != .timedOut)
    #expect(result.text.split(separator: "unknown").count == 5, "all four are shown")
  }

  @Test func aServiceThatIsOnlyRegisteredIsKnown() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      "etc/ha-xvm/web-rs.properties",
      "Start_command='/opt/ohac/bin/start_xvm -R web-rs -G web-rg -P /no/such.conf'\n")
    try sandbox.write("etc/ha-xvm/other.properties", "Start_command='/usr/sbin/httpd'\n")
    let text = try sandbox.run("xvm_status", ["--json"]).text
    #expect(text.contains(#""group": "web-rg""#))
    #expect(text.contains(#""configuration": "/no/such.conf""#))
    #expect(text.contains(#""kind": "service""#))
    #expect(try sandbox.run("xvm_why", ["web-rs"]).text.contains("[100201]"))
  }

  @Test func whatIsNotKnownIsSaid() throws {
    let (sandbox, stop) = try bed()
    defer { stop() }
    let status = try sandbox.run("xvm_status", ["--shell", "web-r"])
    #expect(status.ending == .exited(1))
    #expect(status.text == "", "nothing for eval")
    #expect(status.errorText.contains("did you mean web-rs?"))
    let why = try sandbox.run("xvm_why", ["no-rs"])
    #expect(why.ending == .exited(1))
    #expect(why.text.contains("[210001]"))
    #expect(try sandbox.run("xvm_status", ["--shell", "web-rs", "--json"]).ending == .exited(2))
    #expect(try sandbox.run("xvm_why", ["-G", "a b", "web-rs"]).ending == .exited(2))
  }
}
