import Model
import Platform
import Render
import TestSupport
import Testing

@testable import Applets

/// The resource agents as Pacemaker calls them.
@Suite(.ownThreads) struct ResourceAgentTests {
  static let agents = ResourceAgents.all.map { $0.manual.type }

  /// ra-api-1.dtd of resource-agents with the two words of version 1.1 that it lacks. The first declaration of an attribute counts.
  static let extendedDTD = """
    <!ATTLIST parameter reloadable (1|0) "0">
    <!ATTLIST action name (start|stop|recover|monitor|restart|migrate_to|migrate_from|promote|demote|notify|status|reload|meta-data|usage|methods|validate-all|reload-agent) #REQUIRED>
    <!ENTITY % upstream SYSTEM "/usr/share/resource-agents/ra-api-1.dtd">
    %upstream;

    """

  private static func lint(_ dtd: String, _ file: String) throws -> Completion {
    try ChildProcess.run(
      Command("/usr/bin/xmllint", ["--noout", "--dtdvalid", dtd, file]),
      until: Clock.now + .seconds(60))
  }

  @Test(arguments: agents) func theMetadataIsValidButForTwoWords(_ name: String) throws {
    let sandbox = try Sandbox()
    let metadata = try sandbox.run(name, ["meta-data"])
    #expect(metadata.ending == .exited(0))
    #expect(try Files.list(sandbox.root) == [], "it needs nothing and leaves nothing behind")
    // The DTD that a document names itself is looked for beside it.
    let file = try sandbox.write(
      "agent.xml",
      metadata.text.replacing("<!DOCTYPE resource-agent SYSTEM \"ra-api-1.dtd\">", with: ""))
    let extended = try Self.lint(try sandbox.write("extended.dtd", Self.extendedDTD), file)
    // xmllint warns of the second declaration; an error says so and is no success.
    #expect(!extended.errorText.contains("validity error"))
    expectSuccess(extended)
    let upstream = try Self.lint("/usr/share/resource-agents/ra-api-1.dtd", file)
    let complaints = upstream.errorText.split(separator: "\n").filter {
      $0.contains("validity error")
    }
    #expect(!complaints.isEmpty)
    for line in complaints {
      #expect(line.contains("reload-agent") || line.contains("reloadable"))
    }
  }

  /// lxml takes no text that says how it is encoded, and crmsh gives it text; what names no encoding is UTF-8.
  @Test(arguments: ResourceAgents.all.map { $0.manual }) func theDeclarationNamesNoEncoding(
    _ manual: AgentManual
  ) {
    let lines = ResourceAgentMetadata.render(manual).split(separator: "\n")
    #expect(lines.first == #"<?xml version="1.0"?>"#)
    #expect(lines.filter { $0.hasPrefix("<?") }.count == 1)
  }

  @Test(arguments: agents) func theMetadataSaysWhatTheTableSays(_ name: String) throws {
    let manual = try #require(ResourceAgents.all.map { $0.manual }.first { $0.type == name })
    let text = ResourceAgentMetadata.render(manual)
    for row in manual.parameters {
      let element = try #require(
        text.split(separator: "<parameter ").first { $0.hasPrefix("name=\"\(row.name)\" ") })
      #expect(element.contains("reloadable=\"\(row.tunable == .anyTime ? 1 : 0)\""))
      #expect(element.contains("required=\"\(row.category == .required ? 1 : 0)\""))
      let words = String(element).replacing("&apos;", with: "'").replacing("&quot;", with: "\"")
        .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
      #expect(words.contains(row.detail))
      #expect(words.lowercased().contains(row.summary.lowercased()))
      if let initial = row.initial, !initial.isEmpty {
        #expect(words.contains("default=\"\(initial)\""))
      }
    }
    // Without the version Pacemaker would not call reload-agent.
    #expect(text.contains("<version>1.1</version>"))
    for action in manual.actions {
      #expect(text.contains("<action name=\"\(action.name)\" timeout=\"\(action.timeout)s\""))
    }
  }

  @Test(arguments: agents) func aWrongCallIsAnswered(_ name: String) throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.run(name).ending == .exited(2))
    #expect(try sandbox.run(name, ["start", "now"]).ending == .exited(2))
    let unknown = try sandbox.run(name, ["promote"])
    #expect(unknown.ending == .exited(3))
    #expect(unknown.errorText.contains("Usage: \(name) ACTION"))
    let orphan = try sandbox.run(name, ["monitor"])
    #expect(orphan.ending == .exited(2))
    #expect(orphan.errorText.contains("ocf-exit-reason:ocf:ohac:\(name): was called without"))
    #expect(try sandbox.run(name, ["stop"]).ending == .exited(1))
    for word in ["usage", "help", "--help"] {
      let help = try sandbox.run(name, [word])
      expectSuccess(help)
      #expect(help.text.contains("reload-agent"))
    }
    try expectSuccess(sandbox.run("ha-xvm", ["ocf:ohac:\(name)", "meta-data"]))
    try expectSuccess(sandbox.run("/usr/lib/ocf/resource.d/ohac/\(name)", ["meta-data"]))
  }

  @Test func theLinksAreMadeBelowTheProvider() throws {
    let sandbox = try Sandbox()
    let directory = "\(sandbox.root)/resource.d"
    try expectSuccess(sandbox.run("ha-xvm", ["--install-resource-agents", directory]))
    #expect(try Files.list("\(directory)/ohac") == ["gds-service", "group", "xvm", "xvm-ready"])
    #expect(try Files.target(of: "\(directory)/ohac/xvm") == Sandbox.program)
    #expect(
      try sandbox.run("ha-xvm", ["--install-resource-agents", directory, "more"]).ending
        == .exited(2))
  }
}
