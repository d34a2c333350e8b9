import Model
import Platform
import TestSupport
import Testing

@testable import Applets

/// Both agents as crmsh and pcs of this machine read them, and what these then make.
@Suite(.tags(.clusterTools), .ownThreads) struct ClusterShellTests {
  private static let manuals = ResourceAgents.all.map { $0.manual }

  @Test(arguments: manuals) func bothShellsDescribeTheAgent(_ manual: AgentManual) throws {
    if !Environment.isRoot { return }
    let stage = try PacemakerStage()
    for command in ["crm ra info", "pcs resource describe --full"] {
      let told = try stage.amongAgents("\(command) \(manual.fullName)\n")
      #expect(told.succeeded, "\(told)")
      #expect(told.errorText.isEmpty, "\(told.errorText)")
      for row in manual.parameters { #expect(told.text.contains(row.name), "\(command)") }
      for action in manual.actions where action.name != "meta-data" && action.name != "validate-all"
      {
        #expect(told.text.contains(action.name), "\(command)")
      }
    }
  }

  /// What the manual pages say to type.
  @Test(arguments: manuals) func theExamplesOfTheManualAreTaken(_ manual: AgentManual) throws {
    if !Environment.isRoot { return }
    let stage = try PacemakerStage()
    let examples = manual.examples.map(\.lines).filter {
      $0.first?.hasPrefix("crm configure primitive") == true
    }
    try #require(!examples.isEmpty)
    for lines in examples {
      let made = try stage.amongAgents(lines.joined(separator: "\n") + "\n")
      #expect(made.succeeded && made.errorText.isEmpty, "\(made)")
    }
    let made = try stage.base.primitives.filter { $0["provider"] == "ohac" }
    #expect(made.count == examples.count && made.allSatisfy { $0["type"] == manual.type })
    #expect(try stage.verify() == "")
  }

  /// A shell that reads the meta-data refuses what it does not know, and gives operations their times.
  @Test func theShellsMindTheMetadata() throws {
    if !Environment.isRoot { return }
    let stage = try PacemakerStage()
    let refused = try stage.amongAgents("crm configure primitive a ocf:ohac:xvm params Domain=a\n")
    #expect(!refused.succeeded)
    #expect(refused.errorText.contains("\"Domain_name\" not defined"), "\(refused.errorText)")
    let made = try stage.amongAgents(
      "pcs -f \"$CIB_file\" resource create a ocf:ohac:xvm Domain_name=a\n")
    #expect(made.succeeded, "\(made)")
    let primitive = try #require(try stage.base.primitive("a"))
    let operations = primitive.first("operations")?.children ?? []
    #expect(operations.first { $0["name"] == "migrate_to" }?["timeout"] == "300s")
    #expect(operations.first { $0["name"] == "monitor" }?["interval"] == "60s")
  }
}
