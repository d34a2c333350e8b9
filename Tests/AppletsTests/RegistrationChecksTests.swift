import Glibc
import Model
import Platform
import TestSupport
import Testing

/// What is looked at before a guest becomes a resource.
@Suite(.ownThreads) struct RegistrationChecksTests {
  /// What comes of the registration of a guest of the rehearsal whose set-up file has these lines besides its names.
  private static func refused(_ lines: [String], _ stage: RegistrationStage, _ flags: [String] = [])
    throws -> Completion
  {
    let rows = ["RS=web-rs", "RG=web-rg", "Hypervisor=REHEARSAL"] + lines
    let file = try stage.sandbox.write("web-rs.conf", rows.map { $0 + "\n" }.joined())
    return try stage.run("xvm_register", flags + ["-f", file])
  }

  private static func isUntouched(_ stage: RegistrationStage) -> Bool {
    Files.information("\(stage.sandbox.root)/etc") == nil && stage.commands == []
  }

  /// Known before the first step, so that no step is done.
  @Test func aDirectoryThatOthersMayWriteIsRefusedBeforehand() throws {
    let stage = try RegistrationStage(isCluster: false)
    let tables = stage.sandbox.locations.tables
    try Files.makeDirectory(tables)
    try #require(chmod(tables, 0o777) == 0)
    let result = try Self.refused(
      ["Domain_name=web", "Domain_definition=\(stage.sandbox.root)/web.xml"], stage)
    #expect(result.ending == .exited(1))
    #expect(
      result.errorText.contains("\(tables): could have been changed by others than root"),
      "\(result.errorText)")
    #expect(result.text == "")
  }

  /// Lines of the file, and what is said of them: what would make the first start fail.
  @Test(
    arguments: [
      (["Domain_name=nosuchvm"], ":4: Domain_name: the hypervisor knows no such guest"),
      (
        ["Domain_name=web", "Domain_definition=/nosuch/web.xml"],
        ":5: Domain_definition: cannot be read"
      ),
      (["Domain_name=web", "Domain_definition=/etc/nosuch.xml"], ":5: Domain_definition: cannot"),
      (
        ["Domain_name=web", "Domain_definition=%/web.xml", "Plugin_probe=check"],
        ":6: Plugin_probe: the plug-in probe cannot be run: 'check' is not an absolute path"
      ),
      (
        ["Domain_name=web", "Domain_definition=%/web.xml", "Plugin_probe=%/web.xml"],
        "web.xml' is not an executable file"
      ),
      (["Domain_name=web", "Domain_definition=%/web.xml", "Password_file=x"], ":6: Password_file"),
      (
        ["Domain_name=web", "Domain_definition=%/web.xml", "Start_guard=STRICT"], ":6: Start_guard"
      ),
      (
        ["Domain_name=other", "Domain_definition=%/web.xml"],
        "the guest's definition cannot be used"
      ),
      (
        ["Domain_name=web", "Domain_definition=%/web.xml", "Connect_uri=/nosuch"],
        "management tool gives no answer"
      ),
    ] as [([String], String)], [[], ["-n"]])
  func whatAStartWouldRefuseIsNotRegistered(
    _ row: (lines: [String], words: String), _ flags: [String]
  ) throws {
    let stage = try RegistrationStage(isCluster: false)
    let result = try Self.refused(
      row.lines.map { $0.replacing("%", with: stage.sandbox.root) }, stage, flags)
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains(row.words), "\(result.errorText)")
    #expect(result.text == "")
    #expect(Self.isUntouched(stage))
  }

  @Test func aGuestThatTheHypervisorStartsByItselfIsNotRegistered() throws {
    let stage = try RegistrationStage(isCluster: false)
    try stage.sandbox.write(
      "web.xml",
      try stage.sandbox.text("web.xml").replacing(
        "</rehearsal>", with: "<line>autostart</line></rehearsal>"))
    try stage.bed.tool("define", "\(stage.sandbox.root)/web.xml")
    let result = try Self.refused(["Domain_name=web"], stage)
    #expect(result.ending == .exited(1))
    #expect(
      result.errorText.contains("Domain_name: the guest is also started by the hypervisor at boot"),
      "\(result.errorText)")
    #expect(Self.isUntouched(stage))
  }

  @Test(arguments: [[], ["-n"]]) func whatCanBeLivedWithIsSaidAndRegistered(_ flags: [String])
    throws
  {
    let stage = try RegistrationStage(isCluster: false)
    let file = try stage.file()
    let text = try stage.sandbox.text("web-rs.conf").replacing(
      "Stop_timeout=100", with: "Stop_timeout=50")
    try stage.sandbox.write("web-rs.conf", text + "Retry_interval=100\n")
    let result = try stage.run("xvm_register", flags + ["-f", file])
    #expect(result.ending == .exited(0), "\(result.errorText)")
    for words in [":7: Stop_timeout: leaves less than 20 s", ":8: Retry_interval: "] {
      #expect(result.errorText.contains("warning: \(file)\(words)"), "\(result.errorText)")
    }
    #expect(Self.isUntouched(stage) == !flags.isEmpty)
  }

  /// What only this node lacks bars no other one; where there is no other, it does.
  @Test(arguments: [
    ("", Int32(0)), ("NODELIST=node1,node2", 0), ("NODELIST=%", 1), ("NODELIST=%,node2", 0),
  ])
  func whatThisNodeLacksIsAWarningWhereOthersCanRunTheGuest(_ nodes: String, _ status: Int32)
    throws
  {
    let stage = try RegistrationStage()
    let node = Environment.nodeName
    let lines = ["Domain_name=nosuchvm"] + (nodes.isEmpty ? [] : [nodes.replacing("%", with: node)])
    let result = try Self.refused(lines, stage, ["-n"])
    #expect(result.ending == .exited(status))
    let words = "nothing defines it" + (status == 0 ? ": on \(node): " : "")
    #expect(result.errorText.contains(words), "\(result.errorText)")
    #expect(result.errorText.hasPrefix("warning: ") == (status == 0))
    #expect(result.text.hasPrefix("#!/bin/sh\n") == (status == 0))
  }

  // MARK: A framework that this machine does not have

  @Test(arguments: [
    ("solaris", "Resource_dependencies_offline_restart=web-has"),
    ("solaris-3.1", "scrgadm -a -j web-rs"), ("pacemaker", "<primitive "),
  ]) func theScriptForAnotherMachineIsShown(_ framework: String, _ words: String) throws {
    let stage = try RegistrationStage(isCluster: false)
    // A resource, a toolstack and a plug-in that this machine does not have.
    let lines = ["Domain_name=web", "HAS_RS=web-has", "Plugin_probe=/nosuch/check"]
    let shown = try Self.refused(
      lines.map { $0.replacing("REHEARSAL", with: "LDOM") }, stage, ["-n", "-F", framework])
    #expect(shown.ending == .exited(0), "\(shown.errorText)")
    #expect(shown.errorText == "")
    #expect(shown.text.contains(words), "\(shown.text)")
    #expect(shown.text.contains("\n# Written on a machine that cannot see what is registered.\n"))
    // What holds everywhere is looked at all the same.
    let wrong = try Self.refused(
      lines + ["Unreachable_weight=50"], stage, ["-n", "-F", framework])
    #expect(wrong.ending == .exited(1))
    #expect(wrong.errorText.contains(":7: Unreachable_weight: "))
    #expect(Self.isUntouched(stage))
  }

  /// What would have to ask the framework, or change it.
  @Test(
    arguments: [
      (["xvm_register", "-f", "%"], Int32(1)),
      (["xvm_register", "-n", "--take-over", "-f", "%"], 2),
      (["xvm_remove", "-f", "%"], 1), (["xvm_remove", "web-rs"], 1),
      (["xvm_remove", "-n", "web-rs"], 1),
    ] as [([String], Int32)], ["solaris", "pacemaker"])
  func whatHasToAskTheFrameworkIsRefusedWithoutIt(
    _ row: (words: [String], status: Int32), _ framework: String
  ) throws {
    let stage = try RegistrationStage(isCluster: false)
    // Our own answers to the cluster's commands are no cluster.
    let made = try stage.run(
      "ha-xvm", ["--install-cluster-commands", "\(stage.sandbox.root)/usr/cluster"])
    #expect(made.succeeded, "\(made.errorText)")
    let file = try stage.file()
    let words = row.words.map { $0 == "%" ? file : $0 }
    let result = try stage.run(words[0], ["-F", framework] + words.dropFirst())
    #expect(result.ending == .exited(row.status))
    #expect(
      result.errorText.contains(row.status == 1 ? "is not on this machine" : "--take-over"),
      "\(result.errorText)")
    #expect(Self.isUntouched(stage))
  }

  // MARK: What to type next

  @Test func theNextCommandIsTheOneThatIsMissing() throws {
    let stage = try RegistrationStage(isCluster: false)
    let file = try stage.file()
    func next(_ flags: [String] = []) throws -> String {
      let result = try stage.run("xvm_register", flags + ["-f", file])
      #expect(result.ending == .exited(0), "\(result.errorText)")
      return String(result.text.split(separator: "\n").last ?? "")
    }
    #expect(try next(["--local"]) == "next: xvm_register -f \(file)")
    let properties = "\(stage.sandbox.root)/etc/ha-xvm/web-rs.properties"
    #expect(try next() == "next: gds run -R web-rs -G web-rg -P \(properties)")
    try stage.sandbox.write("etc/systemd/system/ha-xvm@.service", "[Service]\n")
    #expect(try next() == "next: systemctl enable --now ha-xvm@web-rs")
    try expectSuccess(
      stage.run("gds", ["start", "-R", "web-rs", "-G", "web-rg", "-P", properties]))
    #expect(try next() == "web-rs: nothing to change")
  }

  @Test func aClusterIsAskedNextOrToldToStart() throws {
    let stage = try RegistrationStage()
    let file = try stage.file()
    let held = try stage.run("xvm_register", ["-d", "-f", file])
    #expect(held.text.hasSuffix("\nnext: xvm_register -f \(file)\n"), "\(held)")
    #expect(
      try stage.run("xvm_register", ["-f", file]).text.hasSuffix("next: xvm_status web-rs\n"))
  }
}
