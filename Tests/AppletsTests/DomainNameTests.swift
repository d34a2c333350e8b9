import Model
import Platform
import Render
import TestSupport
import Testing

/// Names that somebody could give a guest, on every path on which a name goes: each comes through unharmed, or validate
/// refuses it.
@Suite(.ownThreads) struct DomainNameTests {
  static let unharmed = [
    "two words", "  blanks  around  ", "-n", "--all", "it's", "\"quoted\"", "`id`", "$(id)",
    "${HOME}",
    "a;id", "a|b&c", "a>b<c", "*", "[a-z]+.*(x|y)$", "^\\d{3}\\\\", "a\\nb", "~root", "!!", "#web",
    "%s%n", "=a=b", "a,b", "<x/>&amp;", "../../etc/passwd", ".hidden", "1234x", "web.new",
    "gäst 東京 🎈", "e\u{301}", "\u{202E}right", String(repeating: "é", count: 127) + "x",
  ]

  /// A guest of one of these names, under a rehearsal daemon.
  private struct Stage {
    let sandbox: Sandbox
    let name, quoted, definition, parameters: String
    var flags: [String] { ["-R", "web-rs", "-G", "web-rg", "-P", parameters] }

    init(_ name: String) throws {
      (self.name, sandbox) = (name, try Sandbox())
      let escaped = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")].reduce(name) {
        $0.replacing($1.0, with: $1.1)
      }
      definition = try sandbox.write(
        "web.xml",
        "<domain type='rehearsal'><name>\(escaped)</name><rehearsal><line>boot 0s</line>"
          + "<line>shutdown 20ms</line></rehearsal></domain>")
      quoted = try #require(ParameterFile.quoted(name))
      parameters = try sandbox.write(
        "parameters",
        "Domain_name=\(quoted)\nHypervisor=REHEARSAL\nDomain_definition=\(definition)\nStop_timeout=100\n"
      )
    }

    @discardableResult
    func expect(
      _ command: String, _ arguments: [String], _ status: Int32 = 0,
      place: SourceLocation = #_sourceLocation
    ) throws -> String {
      let result = try sandbox.run(command, arguments, limit: .seconds(60))
      #expect(
        result.ending == .exited(status), "\(command): \(result.text)\(result.errorText)",
        sourceLocation: place)
      return result.text
    }
  }

  @Test(arguments: unharmed)
  func itComesThrough(_ name: String) throws {
    let stage = try Stage(name)
    let sandbox = stage.sandbox
    defer { sandbox.endProcesses() }
    try stage.expect("xvm_rehearsal", ["daemon", "--background"])

    // Validate, start, probe, the guard and the record.
    try stage.expect("validate_xvm", stage.flags)
    try stage.expect("start_xvm", stage.flags)
    try stage.expect("probe_xvm", stage.flags)
    #expect(sandbox.processes("guard_xvm").count == 2)
    let record = try ConfigurationTable(
      parsing: Files.read("\(sandbox.root)/run/ha-xvm/records/web-rs"), name: "record")
    #expect(record["record.domain"] == name)
    #expect(record["Domain_name"] == name)
    try isShown(stage)
    try isRegistered(stage)

    // The second run finds the first; the stop ends it and nothing is left.
    try stage.expect("start_xvm", stage.flags)
    #expect(sandbox.processes("xvm_rehearsal", "guest").count == 1)
    try stage.expect("stop_xvm", stage.flags)
    #expect(sandbox.processes("xvm_rehearsal", "guest").isEmpty)
    #expect(Sandbox.eventually { sandbox.processes("guard_xvm").isEmpty })
    try stage.expect("probe_xvm", stage.flags, 100)
    let log = try sandbox.text("var/cluster/logs/DS/web-rg/web-rs/message_log.txt")
    #expect(log.contains("guest \(Escapes.terminal(name)) is off"))
  }

  /// What people and programs are shown.
  private func isShown(_ stage: Stage) throws {
    let (name, parameters) = (stage.name, stage.parameters)
    let shown = try stage.expect("xvm_status", ["-P", parameters, "web-rs"])
    #expect(shown.contains(Escapes.terminal(name)))
    let json = try stage.expect("xvm_status", ["--json", "-P", parameters, "web-rs"])
    #expect(json.contains(JSON.text(name).line))
    let shell = try stage.expect("xvm_status", ["--shell", "web-rs", "-P", parameters])
    #expect(shell.contains("XVM_DOMAIN=\(ShellQuoting.quoted(name))"))
    #expect(try stage.expect("xvm_status", ["--history", "web-rs"]).contains("boot it"))
    let picture = try stage.expect("xvm_status", ["--history", "--svg", "web-rs"])
    #expect(picture.hasSuffix("</svg>\n"))
  }

  /// The table, the registration script and the plan.
  private func isRegistered(_ stage: Stage) throws {
    let setup = try stage.sandbox.write(
      "web.conf",
      "RS=web-rs\nRG=web-rg\nHypervisor=REHEARSAL\nStop_timeout=100\n"
        + "Definition_file=\(stage.definition)\nDomain_name=\(stage.quoted)\n")
    let tables = "\(stage.sandbox.root)/tables"
    try Files.makeDirectory(tables)
    try stage.expect("xvm_emit", ["ccr", "-f", setup, "-o", "\(tables)/web-rs"])
    try stage.expect("probe_xvm", ["-R", "web-rs", "-G", "web-rg", "-C", tables])
    let script = try stage.expect("xvm_emit", ["registration", "standalone", "-f", setup])
    let syntax = try ChildProcess.run(
      Command("/usr/bin/dash", ["-n"], input: Array(script.utf8)), until: Clock.now + .seconds(60))
    #expect(syntax.succeeded, "\(syntax.errorText)")
    try stage.expect("xvm_register", ["-n", "-F", "standalone", "-f", setup])
  }

  /// A name in the form of a UUID that has other letters is a name.
  @Test func onlyAUUIDIsTakenForOne() throws {
    let sandbox = try Sandbox()
    let parameters = try sandbox.write(
      "parameters", "Domain_name='6fd1ad0g-3a5c-4c0f-9d4e-0123456789ab'\n")
    let result = try sandbox.run(
      "validate_xvm", ["-R", "web-rs", "-G", "web-rg", "-P", parameters, "-t", "5"])
    #expect(!result.errorText.contains("UUID"), "\(result.errorText)")
  }

  /// What stands in a parameter file, with the words of the refusal.
  @Test(arguments: [
    ("LIBVIRT", "123", "number of a domain"),
    ("LIBVIRT", "6fd1ad0a-3a5c-4c0f-9d4e-0123456789ab", "a domain's UUID"),
    ("REHEARSAL", String(repeating: "é", count: 128), "at most 255 bytes"),
    ("REHEARSAL", "a\u{1}b", "control character"), ("REHEARSAL", "a\u{7F}b", "control character"),
    ("REHEARSAL", "", "must be set"), ("XEN", "7", "Domain_name"),
  ])
  func itIsRefused(hypervisor: String, name: String, words: String) throws {
    let sandbox = try Sandbox()
    let parameters = try sandbox.write(
      "parameters", "Hypervisor=\(hypervisor)\nDomain_name='\(name)'\n")
    let result = try sandbox.run(
      "validate_xvm", ["-R", "web-rs", "-G", "web-rg", "-P", parameters, "-t", "5"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains(words), "\(result.errorText)")
  }
}
