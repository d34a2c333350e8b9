import Hypervisors
import Model
import Platform
import Render
import TestSupport
import Testing

@testable import Agent
@testable import Applets

/// Whether what a message advises is there, is called rightly, and helps.
@Suite(.ownThreads) struct RemedyTests {
  /// Programs of others that remedies name.
  private static let outside: Set = [
    "virsh", "xl", "xm", "ldm", "svcs", "svcadm", "systemctl", "crm_resource", "crm_attribute",
    "crm_standby", "crm_simulate", "stonith_admin", "clresource", "clnode", "chown", "chmod",
    "mkdir",
    "mount",
    "lsattr", "ausearch", "crm", "pcs", "cibadmin", "df", "ps", "free", "ulimit", "ls", "taskset",
  ]

  /// What a remedy advises to be typed: from the name of a program that options or words follow, to the end of the phrase.
  static func commands(in remedy: String) -> [[String]] {
    let names = Set(Registry.applets.map { $0.name }).union(outside).union(["ha-xvm"])
    var found: [[String]] = []
    var current: [String]?
    func end() {
      if let words = current,
        words.count > 1 || words[0].contains("_xvm") || words[0].hasPrefix("xvm_")
      {
        found.append(words)
      }
      current = nil
    }
    for part in remedy.split(separator: " ") {
      var word = String(part)
      if word.first == "(" || word.first == "'" {
        end()
        word.removeFirst()
      }
      let closes = word.last.map { ",;.:)'".contains($0) } ?? false
      while let last = word.last, ",;.:)'".contains(last) { word.removeLast() }
      if names.contains(word) {
        end()
        current = [word]
      } else if current != nil {
        // Prose goes on after the command: its words are neither options nor capitals nor names.
        let isPart =
          word.hasPrefix("-")
          || word.contains { $0.isUppercase || $0.isNumber || "@/=*'".contains($0) }
          || (current?.count == 1 && Self.verbs.contains(word))
          || current?.last?.hasPrefix("-") == true
        if isPart { current?.append(word) } else { end() }
      }
      if closes { end() }
    }
    end()
    return found
  }

  /// Words of a command that are no option.
  private static let verbs: Set = [
    "show", "recover", "addtab", "remtab", "addkey", "changekey", "clear", "start", "stop",
    "restart",
    "daemon",
    "tool", "list", "script", "stop-daemon", "status", "run", "info", "resume", "unpause",
    "autostart", "enable", "unbind-domain", "list-domain", "monitor", "root", "proc",
  ]

  @Test func commandsAreFoundInProse() {
    let text =
      "Stop it (pmfadm -k TAG KILL), or gds clear -R RESOURCE -G GROUP; see xvm_status alone."
    #expect(
      Self.commands(in: text) == [
        ["pmfadm", "-k", "TAG", "KILL"], ["gds", "clear", "-R", "RESOURCE", "-G", "GROUP"],
        ["xvm_status"],
      ])
  }

  /// A word in a remedy that looks like a program is one: ours, or one of the list.
  @Test(arguments: Catalogue.all)
  func whatARemedyNamesIsThere(row: Failure.Code) {
    for word in row.remedy.split(whereSeparator: { " ,;.()':".contains($0) }).map(String.init) {
      let looksLikeOne =
        word.contains(#/^[a-z]+_[a-z_]+$/#) || word.contains(#/^(?:xvm|gds|crm|scha|pmf|vir)/#)
      let known =
        Registry.applets.contains { $0.name == word } || Self.outside.contains(word)
        || Self.plainWords.contains(word)
      #expect(!looksLikeOne || known, "\(row.number): \(word)")
    }
  }

  /// Words with an underscore that are no programs.
  private static let plainWords: Set = ["expected_votes", "two_node", "virtqemud"]

  /// The options of one of our own commands are ones that it takes.
  @Test(arguments: Catalogue.all)
  func whatARemedyAdvisesIsTaken(row: Failure.Code) {
    for words in Self.commands(in: row.remedy) {
      // Where there is a Solaris Cluster they are its own.
      guard let applet = Registry.applets.first(where: { $0.name == words[0] }),
        !Installation.clusterCommands.contains(words[0])
      else { continue }
      for word in words.dropFirst() where word.hasPrefix("-") && word != "--help" {
        let isTaken = applet.manual.options.contains { option in
          word == "--\(option.word)" || option.letter.map { word == "-\($0)" } == true
        }
        #expect(isTaken, "\(row.number): \(words)")
      }
      if words[0] == "xvm_ccr", words.count > 1 {
        #expect(TableCommand.all.contains { $0.manual.name == words[1] }, "\(words)")
      }
    }
  }

  /// What is known is filled in, and only what a shell takes as it stands.
  @Test func namesAreFilledIn() {
    let stopped = Failure(.stopFailed, "web-rs")
    #expect(stopped.remedy.hasSuffix("gds clear -R RESOURCE -G GROUP."))
    let named = stopped.naming(["RESOURCE": "web-rs", "GROUP": "web-rg"])
    #expect(named.description.hasSuffix("gds clear -R web-rs -G web-rg."))
    #expect(named == stopped)
    #expect(Failure(.tagInUse, "a,b,0.svc").remedy.contains("pmfadm -k a,b,0.svc KILL"))
    #expect(Failure(.paused, "two words").remedy.contains("virsh resume GUEST"))
    #expect(Failure(.paused, "web; reboot").remedy.contains("virsh resume GUEST"))
    #expect(Failure(.paused, "web").remedy.contains("virsh resume web, or xl unpause web"))
  }

  /// What is empty or would be read as syntax is not filled in.
  @Test(arguments: ["", "two words", "web;reboot", "$(id)", "<none>"])
  func aNameThatAShellDoesNotTakeIsLeftOut(_ name: String) {
    let failure = Failure(.stopFailed, "web-rs").naming(["RESOURCE": name, "GROUP": name])
    #expect(failure.remedy == Failure.Code.stopFailed.remedy)
  }

  /// Words in capitals that are replaced where their value is known.
  private static let placeholders: Set = [
    "RESOURCE", "GROUP", "GUEST", "NODE", "TAG", "FILE", "KIND", "AMOUNT", "PROCESS", "PID",
    "TABLE",
    "LINE", "TARGET",
  ]

  /// Words in capitals that stay as they are.
  private static let capitals: Set = [
    "URI", "SSH", "STOP_FAILED", "HONOUR", "RESTART", "NORMAL", "LENIENT", "KEEP", "KILL", "AVC",
    "CIB", "NAME", "FOLLOW", "DEFINITION", "NODELIST",
  ]

  /// With every name known nothing is left to be filled in by hand, and no word is empty.
  @Test(arguments: Catalogue.all)
  func aRemedyIsWholeWhenItsNamesAreKnown(row: Failure.Code) {
    let capitals = row.remedy.matches(of: #/[A-Z][A-Z_]{2,}/#).map { String($0.0) }
    for word in capitals where !word.hasSuffix("_") {
      let isKnown = Self.placeholders.contains(word) || Self.capitals.contains(word)
      #expect(isKnown || row.remedy.contains("\(word)="), "\(row.number): \(word)")
    }
    if let subject = row.subject { #expect(capitals.contains(subject), "\(row.number)") }
    let names = Dictionary(
      uniqueKeysWithValues: Self.placeholders.map { ($0, "x-" + $0.lowercased()) })
    for failure in [
      Failure(row), Failure(row, "web-rs"), Failure(row).naming(names),
      Failure(row, "", cause: "why").naming(names.mapValues { _ in "" }),
    ] {
      let remedy = failure.remedy
      #expect(
        !remedy.contains("  ") && !remedy.contains("''") && !remedy.contains(" ."), "\(remedy)")
    }
    let remedy = Failure(row).naming(names).remedy
    let words = Set(remedy.split { !$0.isLetter && $0 != "_" }.map(String.init))
    #expect(
      words.isDisjoint(with: Self.placeholders.subtracting(["LINE"])), "\(row.number): \(remedy)")
  }

  /// Each hypervisor's people are sent to their own daemon.
  @Test func aSilentToolIsLookedForWhereItIs() {
    let libvirt = Drivers.driver(hypervisor: .libvirt, uri: "").silence
    #expect(libvirt.remedy.contains("systemctl status libvirtd"))
    for (hypervisor, word) in [
      (Hypervisor.xen, "xl info"), (.logicalDomains, "ldmd"), (.rehearsal, "xvm_rehearsal"),
    ] {
      let silence = Drivers.driver(hypervisor: hypervisor, uri: "").silence
      #expect(silence == .toolstackUnreachable)
      #expect(silence.number == 200_101)
      #expect(silence.remedy.contains(word) && !silence.remedy.contains("libvirtd"))
    }
  }

  // MARK: Carried out

  /// A directory with a link for every name, so that a remedy is typed as it stands.
  private func shell(_ sandbox: Sandbox, _ line: String) throws -> Completion {
    _ = try sandbox.run("ha-xvm", ["--install", "\(sandbox.root)/bin"])
    var environment = sandbox.environment
    environment["PATH"] = "\(sandbox.root)/bin:/usr/bin:/bin"
    return try ChildProcess.run(
      Command("/bin/sh", ["-c", line], environment: environment), until: Clock.now + .seconds(60))
  }

  /// The command of ours that a message advises and that begins with `begin`.
  private func advised(_ message: String, _ begin: String) throws -> String {
    let remedy = message.split(separator: "]. ").dropFirst().joined(separator: "]. ")
    let lines = Self.commands(in: remedy.split(separator: "\n").joined(separator: " "))
      .map { $0.joined(separator: " ") }
    return try #require(lines.first { $0.hasPrefix(begin) }, "\(lines) in \(message)")
  }

  @Test func aDamagedTableIsAccepted() throws {
    let sandbox = try Sandbox()
    try expectSuccess(sandbox.run("xvm_ccr", ["addtab", "web"]))
    try expectSuccess(sandbox.run("xvm_ccr", ["addkey", "-k", "a", "-v", "b", "web"]))
    let text = try sandbox.text("etc/ha-xvm/ccr/global/web")
    try sandbox.write(
      "etc/ha-xvm/ccr/global/web", text.replacing("a\tb", with: "a\tc"), mode: 0o600)
    let said = try sandbox.run("validate_xvm", ["-R", "web", "-G", "rg"]).errorText
    #expect(try shell(sandbox, try advised(said, "xvm_ccr show")).text.contains("a\tc"))
    try expectSuccess(shell(sandbox, try advised(said, "xvm_ccr recover")))
    try expectSuccess(sandbox.run("xvm_ccr", ["verify", "web"]))
  }

  @Test func aTableThatIsNotThereIsFoundOrMade() throws {
    let sandbox = try Sandbox()
    let said = try sandbox.run("xvm_ccr", ["show", "web"]).errorText
    #expect(said.contains("[100501]"))
    try expectSuccess(shell(sandbox, try advised(said, "xvm_ccr show")))
    try expectSuccess(shell(sandbox, "xvm_ccr addtab web"))
    try expectSuccess(sandbox.run("xvm_ccr", ["show", "web"]))
  }

  /// A guest that left the node is started here again only when somebody says so, by the command that the message has.
  @Test func aDepartureIsForgotten() throws {
    let stage = try CommandStage()
    #expect(try stage.status("start") == 0)
    for process in stage.guards { Processes.signal(process, Signal.kill) }
    let identity = try ResourceIdentity(resource: "web-rs", group: "web-rg")
    let store = RecordStore(identity, locations: stage.sandbox.locations)
    let record = try #require(try store.load())
    try stage.tool("destroy", "web")
    #expect(Sandbox.eventually { stage.guards.isEmpty })
    try store.save(record.entering(.departed))
    let start = try stage.call("start", ["-t", "10"])
    #expect(start.ending == .exited(1))
    #expect(start.errorText.contains("[200110]"), "\(start.errorText)")
    #expect(try advised(start.errorText, "xvm_move") == "xvm_move --clear web-rs")
    try expectSuccess(
      shell(stage.sandbox, "xvm_move --clear -P '\(stage.flags[5])' -G web-rg web-rs")
    )
    #expect(try stage.status("start", ["-t", "30"]) == 0)
    #expect(try stage.status("stop") == 0)
  }

  /// A copy of NVRAM that is lost for good is missed until somebody says so, by the command that the message has.
  @Test func aLostCopyIsForgotten() throws {
    guard Environment.isRoot else { return }
    let copies = try Sandbox()
    let stage = try CommandStage(["nvram"], ["State_directory=\(copies.root)"])
    #expect(try stage.status("start") == 0)
    #expect(try stage.status("stop") == 0)
    try Files.remove("\(copies.root)/web-rs.state")
    let start = try stage.call("start", ["-t", "30"])
    #expect(start.ending == .exited(1))
    #expect(start.errorText.contains("[200125]"), "\(start.errorText)")
    #expect(try advised(start.errorText, "xvm_move") == "xvm_move --forget-copies web-rs")
    let place = "-P '\(stage.flags[5])' -G web-rg web-rs"
    #expect(try !shell(stage.sandbox, "xvm_move --clear --forget-copies \(place)").succeeded)
    try expectSuccess(shell(stage.sandbox, "xvm_move --forget-copies \(place)"))
    #expect(try stage.status("start", ["-t", "30"]) == 0)
    #expect(try stage.status("stop") == 0)
    #expect(Files.information("\(copies.root)/web-rs.state") != nil)
  }

  @Test func aTagInUseIsFreed() throws {
    let sandbox = try Sandbox()
    try expectSuccess(sandbox.run("pmfadm", ["-c", "web", "/bin/sleep", "600"]))
    let said = try sandbox.run("pmfadm", ["-c", "web", "/bin/sleep", "600"]).errorText
    try expectSuccess(shell(sandbox, try advised(said, "pmfadm -k")))
    #expect(
      Sandbox.eventually(.seconds(20)) {
        (try? sandbox.run("pmfadm", ["-q", "web"]).succeeded) == false
      })
    let none = try sandbox.run("pmfadm", ["-k", "web"]).errorText
    try expectSuccess(shell(sandbox, try advised(none, "pmfadm -L")))
    sandbox.endProcesses()
  }

  @Test func aServiceWhoseStopFailedIsCleared() throws {
    let sandbox = try Sandbox()
    let words = [
      "-R", "web", "-G", "rg", "-p", "Start_command=/bin/sleep 600", "-p", "Network_aware=FALSE",
      "-p", "Stop_command=/bin/false", "-p", "Stop_exit_on_error=TRUE", "-p", "Stop_timeout=5",
    ]
    try expectSuccess(sandbox.run("gds", ["start"] + words, limit: .seconds(60)))
    let failed = try sandbox.run("gds", ["stop"] + words, limit: .seconds(60))
    #expect(!failed.succeeded)
    let command = try advised(failed.errorText, "gds clear")
    #expect(command == "gds clear -R web -G rg")
    sandbox.endProcesses()
    try expectSuccess(shell(sandbox, command))
    sandbox.endProcesses()
  }

  @Test func aGuestWithoutAGuardGetsOne() throws {
    let stage = try CommandStage()
    #expect(try stage.status("start") == 0)
    while !stage.guards.isEmpty {
      for process in stage.guards { Processes.signal(process, Signal.kill) }
    }
    let why = try stage.sandbox.run("xvm_why", ["-P", stage.flags[5], "-G", "web-rg", "web-rs"])
      .text
    #expect(why.contains("[210201]"), "\(why)")
    let command = try advised(
      why.split(separator: "\n").first { $0.contains("[210201]") }.map(String.init) ?? "",
      "start_xvm")
    #expect(command == "start_xvm -R web-rs -G web-rg")
    try expectSuccess(shell(stage.sandbox, "\(command) -P '\(stage.flags[5])'"))
    #expect(!stage.guards.isEmpty)
    #expect(try stage.status("stop") == 0)
  }

  /// A disk that is full, a directory that is missing and a user without the right are told different things.
  @Test func whatCannotBeWrittenSaysWhatToDo() throws {
    let sandbox = try Sandbox()
    let missing = try sandbox.run("xvm_emit", ["rtr", "-o", "\(sandbox.root)/none/file"])
    #expect(missing.errorText.contains("[100207]"), "\(missing.errorText)")
    #expect(!missing.errorText.contains("Free space"))
    try Files.makeDirectory("\(sandbox.root)/none")
    try expectSuccess(sandbox.run("xvm_emit", ["rtr", "-o", "\(sandbox.root)/none/file"]))
  }

  /// A registration whose first step changes nothing is not half done.
  @Test func aFirstStepThatFailsHasDoneNothing() throws {
    let sandbox = try Sandbox()
    _ = try ChildProcess.run(
      Command("/bin/chmod", ["777", sandbox.root]), until: Clock.now + .seconds(20))
    let step = RegistrationStep(
      "write it", .replace(path: "\(sandbox.root)/file", content: Array("x".utf8)))
    let plan = RegistrationPlan([step, step])
    #expect(RegistrationRun(limit: .seconds(5)).perform(plan, undoing: true) == .nothingDone)
    #expect(Files.information("\(sandbox.root)/file") == nil)
  }

  /// Who is not root is told that, and not to free space.
  @Test func whoMayNotWriteIsToldSo() throws {
    if !Environment.isRoot { return }
    let sandbox = try Sandbox()
    try expectSuccess(sandbox.run("xvm_ccr", ["addtab", "other"]))
    let line =
      "chmod 755 '\(sandbox.root)'; exec setpriv --reuid=4711 --regid=4711 --clear-groups "
      + "'\(Sandbox.program)' xvm_ccr addtab web"
    let result = try ChildProcess.run(
      Command("/bin/sh", ["-c", line], environment: sandbox.environment),
      until: Clock.now + .seconds(30))
    #expect(result.ending == .exited(1), "\(result.text)\(result.errorText)")
    #expect(result.errorText.contains("[100206]"), "\(result.errorText)")
  }
}
