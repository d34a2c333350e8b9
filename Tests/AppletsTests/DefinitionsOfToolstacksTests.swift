import Model
import Platform
import TestSupport
import Testing

/// A kept definition is what the guest's own toolstack takes: from the set-up file to a table to a guest that runs.
@Suite(.ownThreads) struct DefinitionsOfToolstacksTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private static func setup(_ hypervisor: String, _ name: String, _ more: String...) -> String {
    ([
      "RS=web-rs", "RG=web-rg", "Domain_name=\(name)", "Hypervisor=\(hypervisor)",
      "Stop_timeout=100",
    ] + more)
    .map { $0 + "\n" }.joined()
  }

  private static func run(
    _ name: String, _ arguments: [String], _ sandbox: Sandbox, _ variables: [String: String] = [:]
  ) throws -> Completion {
    try sandbox.run(
      name, arguments,
      adding: ["HA_XVM_TOOL_PATH": sandbox.root + "/bin"].merging(variables) { $1 },
      limit: .seconds(60))
  }

  private static let resource = ["-R", "web-rs", "-G", "web-rg"]

  @Test func aGuestOfXenIsRegisteredAndStarted() throws {
    let stage = try XenStage("", ["vif = [ 'bridge=br0',\n  'bridge=br1', ]", "# Z\u{fc}rich"])
    let file = try stage.sandbox.write(
      "web.conf", Self.setup("XEN", stage.guest, "Definition_file=\(stage.sandbox.root)/web.cfg"))
    let registered = try Self.run("xvm_register", ["-F", "standalone", "-f", file], stage.sandbox)
    #expect(registered.ending == .exited(0), "\(registered.errorText)")
    // From now on the table has it.
    try Files.remove(stage.sandbox.root + "/web.cfg")
    let started = try Self.run("start_xvm", Self.resource, stage.sandbox)
    #expect(started.ending == .exited(0), "\(started.errorText)")
    #expect(try stage.domains == ["web up 1"])
    #expect(try Self.run("stop_xvm", Self.resource, stage.sandbox).ending == .exited(0))
  }

  @Test func aLogicalDomainIsRegisteredAndStarted() throws {
    let (source, stage) = (try LogicalDomainStage(), try LogicalDomainStage())
    try source.guest()
    let constraints = try ChildProcess.run(
      Command("\(source.sandbox.root)/bin/ldm", ["list-constraints", "-x", "web"]),
      until: Clock.now + .seconds(20))
    try requireSuccess(constraints)
    try stage.removeTable()
    let definition = try stage.sandbox.write("web.xml", constraints.text)
    let file = try stage.sandbox.write(
      "web.conf", Self.setup("LDOM", "web", "Definition_file=\(definition)"))
    let registered = try Self.run("xvm_register", ["-F", "standalone", "-f", file], stage.sandbox)
    #expect(registered.ending == .exited(0), "\(registered.errorText)")
    try Files.remove(definition)
    #expect(try stage.call("start").ending == .exited(0))
    #expect(try stage.state == "active")
    #expect(try stage.call("stop").ending == .exited(0))
  }

  /// TABLE alone is all that a logical domain needs, and what a start has put into the table stays when the file is applied again.
  @Test func aLogicalDomainBringsItsDefinitionItself() throws {
    let stage = try LogicalDomainStage()
    try stage.guest()
    try stage.removeTable()
    let file = try stage.sandbox.write(
      "web.conf", Self.setup("LDOM", "web", "Domain_definition=TABLE"))
    let register = ["-F", "standalone", "-f", file]
    let registered = try Self.run("xvm_register", register, stage.sandbox)
    #expect(registered.ending == .exited(0), "\(registered.errorText)")
    #expect(try stage.call("start").ending == .exited(0))
    let kept = try #require(try stage.kept)
    #expect(
      try Self.run("xvm_register", register, stage.sandbox).text.contains("nothing to change"))
    try stage.sandbox.write(
      "web.conf", try stage.sandbox.text("web.conf") + "Debug_level=1\n")
    #expect(try Self.run("xvm_register", register, stage.sandbox).ending == .exited(0))
    #expect(try stage.kept == kept)
    let commands = try Self.run(
      "xvm_emit",
      [
        "ccr", "--commands", "--keys", "-f", file, "--present",
        "\(stage.sandbox.locations.tables)/web-rs",
      ],
      stage.sandbox)
    #expect(!commands.text.contains("delkey"), "\(commands.text)")
    #expect(try stage.call("stop").ending == .exited(0))
  }

  private static let xml = "<domain type='kvm'>\n<name>web</name></domain>\n"
  private static let cfg = "name = \"web\"\nmemory = 96\n"

  /// A toolstack, a definition, and what the refusal names.
  @Test(arguments: [
    ("LIBVIRT", cfg, "web.def: line 1", "needs Hypervisor=XEN"),
    ("REHEARSAL", xml, "web.def: web", "not 'rehearsal'"),
    ("XEN", xml, "web.def: line 1", "Hypervisor=LIBVIRT"),
    ("XEN", "memory = 1\nimport os\n" + cfg, "web.def: line 2", "is Python"),
    ("XEN", "name = \"db\"\n", "web.def", "it names 'db', and Domain_name is 'web'"),
    ("XEN", cfg + "vncpasswd = 'x'\n", "web.def", "line 3: vncpasswd"),
    ("LDOM", xml, "web.def", "not an <LDM_interface>; 'ldm list-constraints -x NAME'"),
    ("LDOM", cfg, "web.def: line 1", "needs Hypervisor=XEN"),
    ("LIBVIRT", "<LDM_interface/>", "web.def", "Hypervisor=LDOM"),
  ])
  func aDefinitionOfAnotherKindIsRefused(
    _ hypervisor: String, _ text: String, _ place: String, _ cause: String
  ) throws {
    let definition = try sandbox.write("web.def", text)
    let file = try sandbox.write(
      "web.conf", Self.setup(hypervisor, "web", "Connect_uri=", "Definition_file=\(definition)"))
    for words in [
      ["xvm_register", "-n", "-F", "standalone", "-f", file], ["xvm_emit", "ccr", "-f", file],
    ] {
      let result = try Self.run(words[0], Array(words.dropFirst()), sandbox)
      #expect(result.ending == .exited(1))
      #expect(result.text == "")
      #expect(result.errorText.contains("\(sandbox.root)/\(place)"), "\(result.errorText)")
      #expect(result.errorText.contains(cause), "\(result.errorText)")
      #expect(!result.errorText.contains("vncpasswd = "))
    }
  }

  @Test(arguments: ["LIBVIRT", "XEN", "REHEARSAL"])
  func whereNobodyExportsADefinitionTableAloneIsRefused(_ hypervisor: String) throws {
    let file = try sandbox.write(
      "web.conf", Self.setup(hypervisor, "web", "Domain_definition=TABLE"))
    let result = try Self.run("xvm_register", ["-n", "-F", "standalone", "-f", file], sandbox)
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("web.conf:6: Domain_definition"), "\(result.errorText)")
    #expect(result.errorText.contains("set Definition_file"), "\(result.errorText)")
  }

  /// What may be a secret is said, and taken.
  @Test func guestDataIsWarnedOf() throws {
    let definition = try sandbox.write("web.def", Self.cfg + "extra = 'password=PLANTED'\n")
    let file = try sandbox.write(
      "web.conf", Self.setup("XEN", "web", "Definition_file=\(definition)"))
    let emitted = try Self.run("xvm_emit", ["ccr", "-f", file], sandbox)
    #expect(emitted.ending == .exited(0), "\(emitted.errorText)")
    let registered = try Self.run(
      "xvm_register", ["-n", "-F", "standalone", "-f", file], sandbox)
    for result in [emitted, registered] {
      #expect(result.errorText.contains("warning: "), "\(result.errorText)")
      #expect(result.errorText.contains("line 3: extra [100506]"), "\(result.errorText)")
      #expect(!result.errorText.contains("PLANTED"))
    }
  }

  /// A secret that came into a table by another way is warned of by each validate.
  @Test func aSecretInATableIsWarnedOf() throws {
    let definition = try sandbox.write(
      "web.xml",
      "<domain type='rehearsal'><name>web</name><devices><graphics passwd='PLANTED'/></devices></domain>"
    )
    for words in [
      ["addtab", "web-rs"], ["addkey", "-v", "web", "-k", "Domain_name", "web-rs"],
      ["addkey", "-v", "REHEARSAL", "-k", "Hypervisor", "web-rs"],
      ["addkey", "-v", "TABLE", "-k", "Domain_definition", "web-rs"],
      ["addkey", "-f", definition, "-k", "definition", "web-rs"],
    ] { try expectSuccess(sandbox.run("xvm_ccr", words)) }
    let result = try sandbox.run("validate_xvm", ["-R", "web-rs", "-G", "web-rg", "-t", "5"])
    #expect(result.errorText.contains("warning: Domain_definition: "), "\(result.errorText)")
    #expect(result.errorText.contains("line 1: graphics/@passwd [100505]"), "\(result.errorText)")
    #expect(!result.errorText.contains("PLANTED"))
  }
}
