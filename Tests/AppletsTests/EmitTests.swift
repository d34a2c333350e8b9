import GenericDataService
import Model
import Platform
import Render
import TestSupport
import Testing

@testable import Applets

@Suite(.ownThreads) struct EmitTests {
  private let sandbox: Sandbox
  init() throws { sandbox = try Sandbox() }

  /// Values that a careless script would tear apart.
  static let hostile = [
    "", "-v", "--", "-x y", "it's", "\"", "\\", "$HOME", "`id`", "$(id)",
    "a;b|c&d<e>f(g)h{i}j[k]l*m?n~o#p!q",
    "  blanks  ", "tab\there", "gr\u{fc}n", "END-OF-TABLE", "EOF", "%s\\n", "=x", "~root",
  ]

  private static let shells = [
    "/bin/sh", "/bin/dash", "/bin/bash", "/bin/ksh93", "/bin/busybox",
  ].filter(Files.isExecutable)

  /// A table of hostile values and a definition of several lines.
  private static func wanted() throws -> ConfigurationTable {
    var table = ConfigurationTable()
    for (number, value) in hostile.enumerated() { try table.set("key.\(number)", value) }
    try table.setFolded("definition", Array("<d>\n  <n>it's</n>\n</d>\n".utf8))
    return table
  }

  private func run(_ script: String, shell: String) throws -> Completion {
    let path = try sandbox.write("script", script, mode: 0o700)
    var environment = sandbox.environment
    environment["CCRADM"] = try sandbox.write(
      "ccradm", "#!/bin/sh\nexec '\(Sandbox.program)' xvm_ccr \"$@\"\n", mode: 0o755)
    let arguments = shell.hasSuffix("busybox") ? ["sh", path] : [path]
    return try ChildProcess.run(
      Command(shell, arguments, environment: environment), until: Clock.now + .seconds(60))
  }

  private var stored: ConfigurationTable {
    get throws {
      try ConfigurationTable(
        parsing: Array(sandbox.text("etc/ha-xvm/ccr/global/web-rs").utf8), name: "web-rs")
    }
  }

  @Test(arguments: shells, [TableCommands.Manner.wholeTable, .eachKey])
  func theCallsBringATableToTheWantedContent(_ shell: String, _ manner: TableCommands.Manner) throws
  {
    let wanted = try Self.wanted()
    let first = try run(
      TableCommands.script(table: "web-rs", present: nil, wanted: wanted, manner: manner),
      shell: shell)
    #expect(first.succeeded, "\(first.errorText)")
    #expect(try stored.entries == wanted.entries)
    var next = wanted
    next.remove("key.3")
    try next.set("key.4", "changed 'x'")
    try next.set("added", "-k")
    let second = try run(
      TableCommands.script(table: "web-rs", present: try stored, wanted: next, manner: manner),
      shell: shell)
    #expect(second.succeeded, "\(second.errorText)")
    #expect(try TableChange.steps(from: stored, to: next) == [])
    let third = TableCommands.script(
      table: "web-rs", present: try stored, wanted: next, manner: manner)
    #expect(third.contains("nothing to do"))
    let before = try stored
    try expectSuccess(run(third, shell: shell))
    #expect(try stored == before)
  }

  @Test(.enabled(if: Files.isExecutable("/usr/bin/shellcheck")))
  func theCallsAreCleanInShellcheck() throws {
    for manner in [TableCommands.Manner.wholeTable, .eachKey] {
      let text = TableCommands.script(
        table: "web-rs", present: nil, wanted: try Self.wanted(), manner: manner)
      // That words look like expansions and stand in single quotes is what is tested here: SC2016.
      let path = try sandbox.write("script", text)
      let result = try ChildProcess.run(
        Command("/usr/bin/shellcheck", ["-e", "SC2016,SC1003", path]),
        until: Clock.now + .seconds(60))
      #expect(result.text == "" && result.succeeded)
    }
  }

  @Test func longValuesAreNeverArguments() throws {
    var wanted = ConfigurationTable()
    try wanted.set("a", String(repeating: "x", count: TableCommands.longestArgument))
    let short = TableCommands.script(table: "t", present: nil, wanted: wanted, manner: .eachKey)
    #expect(short.contains("addkey -v xxx") && !short.contains("replace"))
    try wanted.set("b", String(repeating: "y", count: TableCommands.longestArgument + 1))
    let long = TableCommands.script(table: "t", present: nil, wanted: wanted, manner: .eachKey)
    #expect(long.contains("replace -i") && !long.contains("addkey"))
  }

  @Test func theDefaultLeavesNothingInTheListOfProcessesAndNoFile() throws {
    let script = TableCommands.script(table: "t", present: nil, wanted: try Self.wanted())
    #expect(script.contains("umask 077"))
    #expect(!script.contains("-v "))
    let commands = script.split(separator: "\n").filter { $0.hasPrefix("\"$ccradm\"") }
    #expect(commands == ["\"$ccradm\" addtab t", "\"$ccradm\" replace -i \"$data\" t"])
    try expectSuccess(
      run(script.replacing("${TMPDIR:-/tmp}", with: sandbox.root), shell: "/bin/sh"))
    #expect(try Files.list(sandbox.root).filter { $0.contains("xvm_ccr") } == [])
  }

  // The kinds, called as at a prompt.

  private func configuration(_ more: String = "") throws -> String {
    try sandbox.write("web.conf", "RS=web-rs\nRG=web-rg\nDomain_name=web\n" + more)
  }

  @Test func ccrWritesATableThatTheMethodsRead() throws {
    let definition = "<domain type='rehearsal'>\n  <name>web</name>\n</domain>\n"
    let file = try sandbox.write("web.xml", definition)
    let configuration = try configuration("Hypervisor=REHEARSAL\nDefinition_file=\(file)\n")
    let path = "\(sandbox.root)/table"
    let result = try sandbox.run("xvm_emit", ["ccr", "-f", configuration, "-o", path])
    #expect(result.succeeded, "\(result.errorText)")
    #expect(Files.information(path)?.mode == 0o600)
    let table = try ConfigurationTable(parsing: try Files.read(path), name: path)
    #expect(try table.folded("definition") == Array(definition.utf8))
    #expect(table["Domain_definition"] == "TABLE")
    let commands = try sandbox.run("xvm_emit", ["ccr", "--commands", "-f", configuration])
    try expectSuccess(run(commands.text, shell: "/bin/sh"))
    #expect(try stored.entries == table.entries)
    let again = try sandbox.run(
      "xvm_emit",
      ["ccr", "--commands", "--keys", "--present", path, "-f", configuration])
    #expect(again.text.contains("nothing to do"))
  }

  @Test(arguments: [
    (
      "<domain type='kvm'><name>web</name><devices><graphics type='vnc' passwd='x'/></devices></domain>",
      100_505
    ),
    ("<domain type='kvm'><name>other</name></domain>", 200_110), ("<domain", 200_110),
    ("", 200_110),
  ])
  func aDefinitionThatDoesNotBelongThereIsRefused(_ text: String, _ number: Int) throws {
    let file = try sandbox.write("web.xml", text)
    let configuration = try configuration("Definition_file=\(file)\n")
    let result = try sandbox.run("xvm_emit", ["ccr", "-f", configuration])
    #expect(result.ending == .exited(1))
    #expect(result.text == "")
    let code = number == 100_505 ? number : Failure.Code.badDefinition.number
    #expect(result.errorText.contains("[\(code)]"), "\(result.errorText)")
  }

  @Test func everyProblemOfAConfigurationIsSaid() throws {
    let configuration = try configuration("Domain_nmae=x\nPORT=0\nRetry_count=11\n")
    let result = try sandbox.run("xvm_emit", ["ccr", "-f", configuration])
    #expect(result.ending == .exited(1))
    let lines = result.errorText.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.contains("web.conf:") })
  }

  @Test(arguments: [
    ["ccr"], ["ccr", "word", "-f", "x"], ["config", "a", "b"], ["rtr", "x"], ["conf"],
    ["config", "a b"], ["config", "../x"],
  ])
  func aKindThatIsNotCalledRightExitsTwo(_ words: [String]) throws {
    #expect(try sandbox.run("xvm_emit", words).ending == .exited(2))
  }

  @Test func optionsThatGoWithCommandsAloneAreRefusedWithoutIt() throws {
    let configuration = try configuration()
    #expect(
      try sandbox.run("xvm_emit", ["ccr", "--keys", "-f", configuration]).ending == .exited(2))
  }

  // The configuration

  @Test func theTemplateNamesEveryKeyOnceAndIsReadWithNothingButItsBlanksWrong() {
    let text = ConfigurationTemplate.render()
    for row in SetupProperties.keys {
      let lines = text.split(separator: "\n").filter {
        $0.hasPrefix("\(row.name)=") || $0.hasPrefix("#\(row.name)=")
      }
      #expect(lines.count == 1, "\(row.name)")
    }
    var problems: [Failure] = []
    _ = SetupFile.parse(Array(text.utf8), name: "t", problems: &problems)
    #expect(problems.map(\.code) == [.missingProperty, .missingProperty, .missingProperty])
    // With every '#' before a key taken away the values are the initial ones, and good.
    let all = text.replacing(/(?m)^#(\w+=)/) { String($0.1) }
      .replacing("RS=\n", with: "RS=r\n").replacing("HAS_RS=r\n", with: "HAS_RS=\n")
      .replacing("RG=\n", with: "RG=g\n").replacing("Domain_name=\n", with: "Domain_name=d\n")
    problems = []
    let file = SetupFile.parse(Array(all.utf8), name: "t", problems: &problems)
    #expect(problems == [])
    for row in ExtensionProperties.all where row.category != .required {
      #expect(file.guest.text(row) == row.initial, "\(row.name)")
    }
  }

  @Test func namesAreDerivedFromOneAndBothCommandsWriteTheSame() throws {
    let result = try sandbox.run("xvm_config", ["web"])
    expectSuccess(result)
    #expect(try sandbox.run("xvm_emit", ["config", "web"]).text == result.text)
    var problems: [Failure] = []
    let file = SetupFile.parse(result.output, name: "t", problems: &problems)
    #expect(problems == [])
    #expect(
      [file.resource, file.group, file.guest.text(.domainName)] == ["web-rs", "web-rg", "web"])
    #expect(file.storageResources == [])
    #expect(result.text.contains("\n#HAS_RS=web-has\n"))
    #expect(result.text.contains("\n#LH=web-lh\n"))
    for name in ["", "a b", "-x", "a\nb", "'"] {
      #expect(try sandbox.run("xvm_config", ["--", name]).ending == .exited(2))
    }
  }

  @Test func noLineOfTheTemplateIsTooLong() {
    let long = ConfigurationTemplate.render().split(separator: "\n").filter { $0.count > 100 }
    #expect(long == [])
  }

  // The registration file

  @Test func theRegistrationFileDeclaresEachPropertyOnceByTheRules() throws {
    let text = try sandbox.run("xvm_emit", ["rtr"]).text
    let body = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(body.first == "Resource_type = \"xvm\";")
    for name in ["Start", "Stop", "RT_version"] {
      #expect(body.contains { $0.hasPrefix("\(name) ") })
    }
    let entries = text.split(separator: "\n{\n").dropFirst().map { $0.split(separator: "\n}")[0] }
    let names = entries.map { $0.split(separator: ";")[0].split(separator: "= ")[1] }
    #expect(Set(names).count == names.count)
    for row in ExtensionProperties.all { #expect(names.contains(Substring(row.name))) }
    for entry in entries {
      let lines = entry.split(separator: "\n")
      #expect(lines[0].hasPrefix("  Property = "))
      #expect(lines.allSatisfy { $0.hasSuffix(";") })
      #expect(entry.filter { $0 == "\"" }.count % 2 == 0)
      let isTyped = ["  Boolean;", "  Enum {", "  Int;"].contains { entry.contains($0) }
      if isTyped { #expect(!entry.contains("Default = \"\"")) }
      let isExtension = entry.contains("\n  Extension;")
      #expect(isExtension == entry.contains("Description = "), "only extensions are described")
      if !isExtension, lines[0].contains("_timeout") { #expect(!entry.contains("Max = ")) }
    }
    #expect(
      text.contains("Property = Network_aware;\n  Extension;\n  Boolean;\n  Default = FALSE;"))
  }

  @Test(arguments: [
    ("gds/OHAC.xvm", ["rtr"]), ("gds/xvm_config.template", ["config"]),
  ])
  func theCommittedFilesAreWhatIsWritten(_ path: String, _ words: [String]) throws {
    let written = try sandbox.run("xvm_emit", words).text
    let committed = String(
      decoding: try Files.read("\(SourceTree.root)/\(path)"), as: UTF8.self)
    #expect(committed == written, "write it again: xvm_emit \(words[0]) -o \(path)")
  }
}
