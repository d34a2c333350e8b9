import Model
import Platform
import TestSupport
import Testing

/// Whether the commands refuse what others could have written, and take nothing from their caller's surroundings.
@Suite(.ownThreads) struct TrustedFilesTests {
  private func shell(_ stage: CommandStage, _ script: String) throws {
    let made = try ChildProcess.run(
      Command("/bin/sh", ["-ec", "umask 022; cd '\(stage.sandbox.root)'; \(script)"]),
      until: Clock.now + .seconds(60))
    try #require(made.succeeded, "\(made.errorText)")
  }

  /// What is done to the files below the sandbox, and what the start says then.
  @Test(arguments: [
    (
      "chmod 666 parameters",
      "parameters: could have been changed by others than root: others may write"
    ),
    ("chmod 666 web.xml", "web.xml: could have been changed by others than root: others may write"),
    ("mkdir -p run/ha-xvm; chmod 777 run/ha-xvm", "run/ha-xvm: others may write to it"),
    ("mkdir -p run/ha-xvm/records; chmod 775 run/ha-xvm/records", "others may write to it"),
    ("mkdir -p run/ha-xvm/locks; chmod 1777 run/ha-xvm/locks", "others may write to it"),
    (
      "mkdir -p run/ha-xvm elsewhere; chmod 1777 run/ha-xvm; ln -s ../../elsewhere run/ha-xvm/locks",
      "locks is a symbolic link where others can write"
    ),
  ])
  func aStartRefusesWhatOthersCouldHaveWritten(script: String, words: String) throws {
    let stage = try CommandStage()
    try shell(stage, script)
    let result = try stage.call("start", ["-t", "10"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains(words), "\(result.errorText)")
    #expect(stage.guest == nil)
    #expect((try? Files.list("\(stage.sandbox.root)/elsewhere")) ?? [] == [])
  }

  /// A log or a history that others could turn elsewhere is not written, and holds nobody up.
  @Test(arguments: ["var/cluster", "var/lib"])
  func whatOnlyTellsIsLeftOutInstead(place: String) throws {
    let stage = try CommandStage()
    try shell(stage, "mkdir -p \(place) elsewhere; chmod 777 \(place)")
    #expect(try stage.status("start") == 0)
    #expect(try stage.status("stop") == 0)
    let left = (try? Files.list("\(stage.sandbox.root)/\(place)/ha-xvm/history")) ?? []
    let logs = (try? Files.list("\(stage.sandbox.root)/\(place)/logs/DS/web-rg/web-rs")) ?? []
    #expect(left.isEmpty && logs.isEmpty, "\(left) \(logs)")
  }

  @Test func validateNamesWhatOthersCouldChange() throws {
    let stage = try CommandStage([], ["Plugin_probe=/bin/true"])
    #expect(try stage.status("validate") == 0)
    try shell(stage, "mkdir loose; chmod 777 loose; mv web.xml loose/")
    try shell(stage, "sed -i 's,/web.xml,/loose/web.xml,' parameters; cp /bin/true loose/check")
    try shell(stage, "sed -i \"s,^Plugin_probe=.*,Plugin_probe='$PWD/loose/check',\" parameters")
    let result = try stage.call("validate")
    #expect(result.ending == .exited(1))
    for file in ["loose/web.xml", "loose/check"] {
      #expect(
        result.errorText.contains("\(file): could have been changed by others"),
        "\(result.errorText)")
    }
  }

  @Test func aFileOfAnotherUserIsRefused() throws {
    if !Environment.isRoot { return }
    let stage = try CommandStage()
    try shell(stage, "chown 4711 parameters")
    let result = try stage.call("start", ["-t", "10"])
    #expect(result.errorText.contains("user 4711 owns it, and not root"), "\(result.errorText)")
    #expect(result.ending == .exited(1))
  }

  /// The engine runs shell lines out of this file.
  @Test func theEngineRefusesPropertiesThatOthersCouldHaveWritten() throws {
    let sandbox = try Sandbox()
    let path = try sandbox.write(
      "service", "Start_command='touch \(sandbox.root)/was-run; sleep 60'\n", mode: 0o666)
    let result = try sandbox.run("gds", ["-R", "a", "-G", "b", "-P", path, "start"])
    #expect(!result.succeeded)
    #expect(result.errorText.contains("others may write to it"), "\(result.errorText)")
    #expect(Files.information("\(sandbox.root)/was-run") == nil)
  }

  /// A caller may have set any variable; the programs that we start get none of them.
  @Test func nothingOfTheCallersEnvironmentReachesWhatWeStart() throws {
    let stage = try CommandStage()
    let root = stage.sandbox.root
    let told = "\(root)/told"
    let check = try stage.sandbox.write(
      "check", "#!/bin/sh\n/usr/bin/env >'\(told)'\nprintf 'ifs=[%s]\\n' \"$IFS\" >>'\(told)'\n",
      mode: 0o755)
    try shell(stage, "echo \"Plugin_probe='\(check)'\" >>parameters")
    try stage.sandbox.write("evil/env", "#!/bin/sh\ntouch '\(root)/evil-was-run'\n", mode: 0o755)
    try stage.sandbox.write("evil/rc", "touch '\(root)/evil-was-run'\n")
    let hostile = [
      "PATH": "\(root)/evil:.", "IFS": "x", "LD_PRELOAD": "\(root)/evil/none.so",
      "LD_LIBRARY_PATH": "\(root)/evil", "ENV": "\(root)/evil/rc", "BASH_ENV": "\(root)/evil/rc",
      "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr", "CDPATH": root,
      "PYTHONPATH": "\(root)/evil", "LIBVIRT_DEFAULT_URI": "test:///default",
      "VIRSH_DEFAULT_CONNECT_URI": "test:///default", "TMPDIR": "\(root)/evil", "NEWS": "x",
    ]
    for method in ["start", "probe"] {
      let result = try stage.sandbox.run("\(method)_xvm", stage.flags, adding: hostile)
      #expect(result.ending == .exited(0), "\(method): \(result.errorText)")
    }
    let lines = try stage.sandbox.text("told").split(separator: "\n")
    for name in hostile.keys where !["PATH", "LC_ALL", "LANG", "IFS"].contains(name) {
      #expect(!lines.contains { $0.hasPrefix("\(name)=") }, "\(name)")
    }
    #expect(lines.contains("PATH=/usr/bin:/usr/sbin:/bin:/sbin"))
    #expect(lines.contains("LC_ALL=C"))
    #expect(lines.contains("ifs=[ \t"))
    for process in stage.guards + [try #require(stage.guest)] {
      let bytes = try Files.read("/proc/\(process.pid)/environ")
      let names = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      #expect(!names.contains { $0.hasPrefix("LD_") || $0.hasPrefix("IFS=") }, "\(names)")
    }
    #expect(Files.information("\(root)/evil-was-run") == nil)
    #expect(try stage.status("stop") == 0)
  }

  /// The words of a tool, a plug-in or a caller are shown on a terminal and in logs, and control neither.
  @Test func nobodysWordsSteerATerminal() throws {
    let stage = try CommandStage()
    let check = try stage.sandbox.write(
      "check", "#!/bin/sh\nprintf 'one\\033[2J\\007'\nexit 5\n", mode: 0o755)
    try shell(stage, "echo \"Plugin_probe='\(check)'\" >>parameters")
    #expect(try stage.status("start") == 0)
    #expect(try stage.status("probe") == 5)
    let log = try stage.sandbox.text("var/cluster/logs/DS/web-rg/web-rs/message_log.txt")
    #expect(log.contains(#"plug-in probe says 5: one\u{1B}[2J\u{7}"#), "\(log)")
    let refusal = try stage.sandbox.run("probe_xvm", ["-R", "\u{1B}[2J", "-G", "web-rg"])
    #expect(refusal.errorText.contains(#"\u{1B}[2J"#), "\(refusal.errorText)")
    for text in [log, refusal.errorText] { #expect(!text.unicodeScalars.contains("\u{1B}")) }
    #expect(try stage.status("stop") == 0)
  }

  /// A guard stays for months: the working directory of its caller must not be held by it.
  @Test func aGuardHoldsNoDirectoryOfItsCaller() throws {
    let stage = try CommandStage()
    let call = try ChildProcess.run(
      Command(
        "/bin/sh",
        ["-c", "cd '\(stage.sandbox.root)' && exec \"$@\"", "sh", "/usr/bin/env", "-"]
          + stage.sandbox.environment.map { "\($0)=\($1)" }
          + [Sandbox.program, "start_xvm"] + stage.flags),
      until: Clock.now + .seconds(60))
    #expect(call.succeeded, "\(call.errorText)")
    #expect(!stage.guards.isEmpty)
    for keeper in stage.guards {
      #expect(try Files.target(of: "/proc/\(keeper.pid)/cwd") == "/")
    }
  }

  /// A write beyond the limit is one that fails, as on a full disk, and no signal that ends the method.
  @Test func noLimitOfTheCallersEndsAMethod() throws {
    let stage = try CommandStage()
    func limited(_ method: String) throws -> Completion.Ending {
      try ChildProcess.run(
        Command(
          "/bin/sh",
          ["-c", "ulimit -f 0; exec \"$@\"", "sh", Sandbox.program, "\(method)_xvm"] + stage.flags,
          environment: stage.sandbox.environment),
        until: Clock.now + .seconds(60)
      ).ending
    }
    #expect(try stage.status("start") == 0)
    #expect(try limited("probe") == .exited(0))
    #expect(try limited("stop") == .exited(0))
    #expect(stage.guest == nil)
  }

  /// Every place where a program is started says what its environment is, or leaves it at the clean one.
  @Test func onlyACallersOwnCommandGetsTheWholeEnvironment() throws {
    let places = try SourceTree.files(below: "Sources").filter {
      $0.text.contains("environment: nil") || $0.text.contains("environment: Environment.all")
    }.map(\.path)
    #expect(
      places == [
        "Sources/Applets/Guest/DrainRound.swift", "Sources/Applets/ServiceEngine/HATimeRun.swift",
      ])
  }

  @Test(arguments: [
    ("qemu+ssh://root:secret@host/system", true), ("qemu+ssh://root@host/system", false),
    ("qemu:///system", false), ("qemu+tls://host:16514/system", false),
  ])
  func aPasswordInAURIIsRefused(uri: String, isRefused: Bool) throws {
    let sandbox = try Sandbox()
    let path = try sandbox.write("parameters", "Domain_name=web\nConnect_uri='\(uri)'\n")
    let result = try sandbox.run(
      "validate_xvm", ["-R", "web-rs", "-G", "web-rg", "-P", path, "-t", "5"])
    #expect(result.errorText.contains("it holds a password") == isRefused, "\(result.errorText)")
    if isRefused {
      #expect(!result.errorText.contains("secret"))
      #expect(result.errorText.contains("[100302]. Take the password out of the URI"))
    }
  }

  /// A URI with a password, by each way in which it can come in: it is refused, and not repeated.
  ///
  /// `%` is the sandbox; `file`, `table`, `list` and `show` are a set-up file, the resource's table, lines for one, and a saved
  /// listing, each with the URI.
  @Test(
    arguments: [
      (["validate_xvm", "-R", "web-rs", "-G", "web-rg", "-P", "%/parameters"], Int32(1)),
      (["start_xvm", "-R", "web-rs", "-G", "web-rg"], 1),
      (["probe_xvm", "-R", "web-rs", "-G", "web-rg"], 100),
      (["validate_xvm", "-R", "web-rs", "-G", "web-rg"], 1),
      (["xvm_register", "-n", "-F", "standalone", "-f", "%/web.conf"], 1),
      (["xvm_register", "-n", "-F", "pacemaker", "-f", "%/web.conf"], 1),
      (["xvm_register", "-n", "-F", "solaris", "-f", "%/web.conf"], 1),
      (["xvm_register", "-F", "standalone", "-f", "%/web.conf"], 1),
      (["xvm_emit", "ccr", "-f", "%/web.conf"], 1),
      (["xvm_emit", "registration", "crm", "-f", "%/web.conf"], 1),
      (["xvm_port", "-f", "%/old"], 3), (["xvm_port", "-s", "%/show"], 3),
      (
        [
          "xvm_ccr", "addkey", "-k", "connect_uri", "-v", "qemu+tcp://root:secret@host/system",
          "other",
        ], 1
      ),
      (
        [
          "xvm_ccr", "changekey", "-k", "Connect_uri", "-v", "qemu+tcp://root:secret@host/system",
          "other2",
        ], 1
      ),
      (["xvm_ccr", "replace", "-i", "%/list", "other"], 1),
      (["xvm_ccr", "show", "web-rs"], 0),
      (["xvm_ccr", "showkey", "-k", "Connect_uri", "web-rs"], 0),
      (["xvm_why", "web-rs"], 1), (["xvm_why", "--json", "web-rs"], 1),
      (["xvm_status", "web-rs"], 0),
      (["xvm_status"], 0), (["xvm_status", "--json"], 0),
      (
        [
          "gds", "validate", "-R", "web-rs", "-G", "web-rg", "-p",
          "qemu+tcp://root:secret@host/system",
        ], 1
      ),
      (
        [
          "gds", "validate", "-R", "web-rs", "-G", "web-rg", "-p",
          "Connect_uri=qemu+tcp://root:secret@host/system",
        ], 1
      ),
      (["ocf:ohac:xvm", "validate-all"], 6), (["ocf:ohac:xvm", "monitor"], 6),
      (["ocf:ohac:xvm", "start"], 6),
    ] as [([String], Int32)])
  func aPasswordInAURIComesInByNoWay(words: [String], status: Int32) throws {
    let sandbox = try Sandbox()
    let uri = "qemu+tcp://root:secret@host/system"
    try sandbox.write("parameters", "Domain_name=web\nConnect_uri=\(uri)\n")
    try sandbox.write("web.conf", "RS=web-rs\nRG=web-rg\nDomain_name=web\nConnect_uri=\(uri)\n")
    try sandbox.write("old", "Domain_name=web\nRS=web-rs\nRG=web-rg\nConnect_uri='\(uri)'\n")
    try sandbox.write(
      "show",
      "Resource: web-rs\n  Type: OHAC.xvm\n  Group: web-rg\n  Domain_name: web\n  Connect_uri: \(uri)\n"
    )
    try sandbox.write("list", "Domain_name\tweb\nConnect_uri\t\(uri)\n")
    var table = ConfigurationTable()
    try table.set("Domain_name", "web")
    let tables = "etc/ha-xvm/ccr/global"
    try sandbox.write("\(tables)/other", String(decoding: table.serialized(), as: UTF8.self))
    try table.set("Connect_uri", "qemu:///system")
    try sandbox.write("\(tables)/other2", String(decoding: table.serialized(), as: UTF8.self))
    try table.set("Connect_uri", uri)
    try sandbox.write("\(tables)/web-rs", String(decoding: table.serialized(), as: UTF8.self))
    var more: [String: String] = [:]
    if words[0].hasPrefix("ocf:") {
      more = [
        "OCF_RESOURCE_INSTANCE": "web-rs", "OCF_RESKEY_Domain_name": "web",
        "OCF_RESKEY_Connect_uri": uri,
      ]
    }
    let result = try sandbox.run(
      words[0], words.dropFirst().map { $0.replacing("%", with: sandbox.root) }, adding: more)
    #expect(result.ending == .exited(status), "\(result.text)\(result.errorText)")
    let said = result.text + result.errorText
    #expect(!said.contains("secret"), "\(said)")
    // Nothing of it is on disk but what the test wrote.
    let logs = try ChildProcess.run(
      Command("/bin/grep", ["-rl", "root:secret@", sandbox.root]), until: Clock.now + .seconds(60))
    let names = Set(
      logs.text.split(separator: "\n").map { String($0.dropFirst(sandbox.root.count + 1)) })
    #expect(names == ["parameters", "web.conf", "old", "show", "list", "\(tables)/web-rs"])
  }
}
