import Model
import Platform
import TestSupport
import Testing

/// The set-up commands as somebody calls them who mistypes, on one machine: nothing ends well that nobody looked at.
@Suite(.ownThreads) struct StrangerTests {
  /// Lines of a file of the rehearsal, and what is said of them.
  @Test(arguments: [
    (
      "Migration_nodes=node2", Int32(1),
      "Migration_nodes: has a value that it cannot have: 'node2' is not node:address"
    ),
    ("Migration_nodes=node2:a,node3:", 1, "'node3:' is not node:address"),
    ("Migration_nodes=node2:10.0.0.2", 0, ""),
    (
      "Shutdown_modes=acpi,agnet", 1,
      "'agnet' is none of acpi, agent, initctl, signal, paravirt; did you mean agent?"
    ),
    ("Shutdown_modes=", 0, "warning: %:8: Shutdown_modes: "),
    ("Shutdown_modes=initctl,signal", 0, ""),
    ("Plugin_probe=/bin/true\nPlugin_timeout=30", 0, "warning: %:9: Plugin_timeout: "),
    ("Plugin_probe=/bin/true\nPlugin_timeout=29", 0, ""), ("Plugin_timeout=30", 0, ""),
    ("Plugin_probe=/bin/true\nProbe_timeout=10", 0, "warning: %: Plugin_timeout: "),
    ("Resource_type=OHAC.xvm", 1, ":8: Resource_type: cannot be honoured here"),
  ])
  func aValueThatWouldBeLookedOverIsNamed(_ lines: String, _ status: Int32, _ words: String) throws
  {
    let stage = try RegistrationStage(isCluster: false)
    let file = try stage.file(lines)
    let result = try stage.run("xvm_register", ["-f", file])
    #expect(result.ending == .exited(status), "\(result)")
    #expect(result.errorText.contains(words.replacing("%", with: file)), "\(result.errorText)")
    #expect(result.errorText.isEmpty == words.isEmpty, "\(result.errorText)")
    #expect(
      (Files.information("\(stage.sandbox.root)/etc/ha-xvm/web-rs.properties") != nil)
        == (status == 0))
  }

  @Test(arguments: [("htp", true), ("ssh", false), ("libssh2", false)])
  func aTransportThatLibvirtDoesNotHaveIsAWarning(_ word: String, _ isSaid: Bool) throws {
    let stage = try RegistrationStage(isCluster: false)
    let file = try stage.sandbox.write(
      "web.conf", "RS=web-rs\nRG=web-rg\nDomain_name=web\nMigration_transport=\(word)\n")
    let result = try stage.run("xvm_emit", ["ccr", "-f", file])
    #expect(result.ending == .exited(0))
    #expect(result.errorText.hasPrefix("warning: \(file):4: Migration_transport: ") == isSaid)
  }

  /// What is mistyped is named, with what may have been meant, before what else is missing; and nothing else is said.
  @Test(arguments: [
    ("gds", ["rnu"], "'rnu' is none of validate, start, ", "; did you mean run? [100101]"),
    ("gds", ["run"], "-R NAME is missing", ""),
    (
      "xvm_emit", ["registration", "pacemakr", "-f", "%"],
      "the framework 'pacemakr' is none of solaris, pacemaker, crm, pcs, standalone and ",
      "; did you mean pacemaker? [100101]"
    ),
    (
      "xvm_register", ["-F", "standalon", "-f", "%"],
      "the framework 'standalon' is none of solaris, pacemaker, standalone and ",
      "; did you mean standalone? [100101]"
    ),
    ("gds", ["run", "-R", "a", "-G", "b", "-P", "/nowhere/a"], "/nowhere/a: cannot be read", ""),
  ])
  func whatIsMistypedIsNamed(_ name: String, _ words: [String], _ begin: String, _ end: String)
    throws
  {
    let stage = try RegistrationStage(isCluster: false)
    let file = try stage.file()
    let result = try stage.run(name, words.map { $0 == "%" ? file : $0 })
    #expect(!result.succeeded)
    #expect(result.errorText.contains(begin) && result.errorText.contains(end), "\(result)")
    #expect(result.errorText.split(separator: "\n").count == 1, "\(result.errorText)")
  }

  /// A file whose -f was forgotten is no resource that is gone already.
  @Test func aFileIsNoResource() throws {
    let stage = try RegistrationStage(isCluster: false)
    let file = try stage.file()
    try expectSuccess(stage.run("xvm_register", ["-f", file]))
    let line = "cd '\(Files.parent(of: file))' && '\(Sandbox.program)' xvm_remove web-rs.conf"
    let result = try ChildProcess.run(
      Command("/bin/sh", ["-c", line], environment: stage.sandbox.environment),
      until: Clock.now + .seconds(20))
    #expect(result.ending == .exited(2), "\(result)")
    #expect(result.errorText.contains("web-rs.conf is a file; did you mean -f web-rs.conf?"))
  }

  @Test func anotherMachineInNODELISTIsSaid() throws {
    let stage = try RegistrationStage(isCluster: false)
    let result = try stage.run("xvm_register", ["-f", try stage.file("NODELIST=elsewhere")])
    #expect(
      result.text.hasPrefix(
        "note: NODELIST names elsewhere, and this machine is \(Environment.nodeName)\n"),
      "\(result)")
  }

  /// A service of the name that is not the guest is neither written over nor removed.
  @Test func theServiceOfSomebodyElseIsLeftAlone() throws {
    let stage = try RegistrationStage(isCluster: false)
    let text = "Start_command='/bin/sleep 100'\nNetwork_aware=FALSE\n"
    try stage.sandbox.write("etc/ha-xvm/web-rs.properties", text)
    let file = try stage.file()
    for words in [
      ["xvm_register", "-f", file], ["xvm_register", "-n", "-f", file], ["xvm_remove", "web-rs"],
    ] {
      let refused = try stage.run(words[0], Array(words.dropFirst()))
      #expect(refused.ending == .exited(1))
      #expect(
        refused.errorText.contains(
          "is the name of another resource: its Start_command is '/bin/sleep 100'"),
        "\(refused.errorText)")
    }
    #expect(try stage.sandbox.text("etc/ha-xvm/web-rs.properties") == text)
    #expect(try stage.run("xvm_register", ["--take-over", "-f", file]).ending == .exited(0))
    #expect(try stage.run("xvm_remove", ["web-rs"]).ending == .exited(0))
  }

  /// `gds run` is told to stop by the removal, and leaves nothing that a list of resources shows.
  @Test func aRemovalUnderGDSRunLeavesNoGhost() throws {
    let stage = try RegistrationStage(isCluster: false)
    let file = try stage.file()
    try expectSuccess(stage.run("xvm_register", ["-f", file]))
    try stage.sandbox.write("etc/systemd/system/multi-user.target.wants/ha-xvm@web-rs.service", "")
    let properties = "\(stage.sandbox.root)/etc/ha-xvm/web-rs.properties"
    let line = "\(Sandbox.program) gds run -R web-rs -G web-rg -P \(properties) >/dev/null 2>&1 &"
    let begun = try ChildProcess.run(
      Command("/bin/sh", ["-c", line], environment: stage.sandbox.environment),
      until: Clock.now + .seconds(20))
    try requireSuccess(begun)
    #expect(
      Sandbox.eventually(.seconds(60)) {
        (try? stage.run("xvm_status", ["--shell", "web-rs"]).text.contains(
          "XVM_SERVICE_STATE='ONLINE'")) == true
      })
    let removed = try stage.run("xvm_remove", ["web-rs"])
    #expect(
      removed.text.hasSuffix("web-rs: removed\nnext: systemctl disable ha-xvm@web-rs\n"),
      "\(removed)")
    #expect(
      Sandbox.eventually(.seconds(30)) {
        stage.sandbox.processes(Sandbox.program, "run").isEmpty
      })
    #expect(try stage.run("xvm_status", []).text == "There is no resource on this node.\n")
  }

  @Test func aMisspeltNameIsNotTakenForAnEnd() throws {
    let stage = try RegistrationStage(isCluster: false)
    try expectSuccess(stage.run("xvm_register", ["-f", try stage.file()]))
    let removed = try stage.run("xvm_remove", ["web-sr"])
    #expect(removed.ending == .exited(0))
    #expect(removed.errorText.contains("did you mean web-rs?"), "\(removed)")
    let status = try stage.run("xvm_status", ["-G", "other-rg", "web-rs"])
    #expect(status.ending == .exited(1))
    #expect(
      status.errorText.contains("it is in the group web-rg, and not in other-rg"), "\(status)")
    let nothing = try stage.run("xvm_status", ["-P", "/nosuch", "web"])
    #expect(nothing.ending == .exited(1))
    #expect(nothing.errorText.hasPrefix("/nosuch: cannot be read"), "\(nothing)")
    for name in ["a b", "", "-x", String(repeating: "x", count: 253)] {
      let config = try stage.run("xvm_config", ["--", name])
      #expect(config.ending == .exited(2))
      #expect(config.errorText.hasPrefix("NAME '\(name)': "), "\(config)")
    }
  }
}
