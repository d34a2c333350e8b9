import Frameworks
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// Which place counts when several have properties of one resource.
@Suite(.ownThreads) struct ConfigurationSourceTests {
  /// A framework that keeps these properties, or is silent.
  struct Keeping: ClusterFramework {
    let name = "a cluster"
    var kept: [String: String]?
    var isSilent = false
    func value(
      of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
    ) -> String? { nil }
    func properties(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
      -> [PropertyValues.Given]?
    {
      if isSilent { throw Failure(.clusterSilent, "scha_resource_get") }
      return kept?.map { .init($0.key, $0.value, place: "property of web-rs") }
    }
  }

  private let sandbox: Sandbox
  private let identity: ResourceIdentity

  init() throws {
    sandbox = try Sandbox()
    identity = try ResourceIdentity(resource: "web-rs", group: "web-rg")
  }

  /// A source with these properties in its places; nil leaves the place out.
  private func source(
    file: String? = nil, framework: Keeping? = nil, table: [(String, String)]? = nil
  ) throws -> ConfigurationSource {
    if let table {
      var content = ConfigurationTable()
      for (key, value) in table { try content.set(key, value) }
      try sandbox.write("tables/web-rs", String(decoding: content.serialized(), as: UTF8.self))
    }
    return ConfigurationSource(
      parameterFile: try file.map { try sandbox.write("web.conf", $0) }, framework: framework,
      tables: "\(sandbox.root)/tables")
  }

  @Test(
    arguments: [
      (true, true, true, "file"), (false, true, true, "kept"), (false, false, true, "table"),
      (true, false, false, "file"), (false, true, false, "kept"),
    ])
  func theFirstPlaceCounts(_ file: Bool, _ framework: Bool, _ table: Bool, _ name: String) throws {
    let source = try source(
      file: file ? "Domain_name=file\n" : nil,
      framework: Keeping(kept: framework ? ["Domain_name": "kept"] : nil),
      table: table ? [("Domain_name", "table"), ("Debug_level", "2")] : nil)
    let configuration = try source.load(identity)
    #expect(configuration.domainName == name)
    let alone = name != "table"
    #expect(configuration.values.isSet(.debugLevel) == !alone, "places are not mixed")
  }

  @Test func nowhereIsUnconfigured() throws {
    let failure = try #require(throws: Failure.self) { try source().load(identity) }
    #expect(failure.code == .unconfigured)
  }

  /// A table with these keys, next to a framework that gives no answer: the guest's name, or nil for `.clusterSilent`.
  @Test(
    arguments: [
      (nil, nil), ([("definition.count", "0")], nil), ([("Domain_name", "web")], "web"),
    ] as [([(String, String)]?, String?)])
  func aSilentFrameworkLeavesATableThatNamesTheGuest(
    _ table: [(String, String)]?, _ name: String?
  ) throws {
    let source = try source(framework: Keeping(isSilent: true), table: table)
    do throws(Failure) {
      #expect(try source.load(identity).domainName == name)
    } catch {
      #expect(name == nil)
      #expect(error.code == .clusterSilent)
    }
  }

  @Test func theDefinitionIsInTheTableWhereTheFrameworkKeepsTheRest() throws {
    var content = ConfigurationTable()
    try content.setFolded(ConfigurationSource.definitionKey, Array("<domain/>".utf8))
    let kept = ["Domain_name": "web", "Domain_definition": "TABLE"]
    let rows = content.entries.map { ($0.key, $0.value) }
    let source = try source(framework: Keeping(kept: kept), table: rows)
    #expect(try source.load(identity).storedDefinition == Array("<domain/>".utf8))
    try Files.remove("\(sandbox.root)/tables/web-rs")
    #expect(try source.load(identity).storedDefinition == nil, "nobody has taken it yet")
  }

  @Test(
    arguments: [
      (["Domain_name": "web", "Debug_level": "9"], "property of web-rs: Debug_level"),
      (["Domain_name": "web", "Debug_levle": "1"], "property of web-rs: Debug_levle"),
    ])
  func whatIsWrongIsNamedWithItsPlace(_ kept: [String: String], _ subject: String) throws {
    let source = try source(framework: Keeping(kept: kept))
    var problems: [Failure] = []
    _ = try source.read(identity, problems: &problems)
    #expect(problems.map(\.subject) == [subject])
  }
}
