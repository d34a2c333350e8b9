import Frameworks
import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// A start by a definition that leaves something open, and what every node knows of the guest then.
@Suite(.virtualTime) struct WholeDefinitionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kept: String
    /// What this node has; nil for nothing.
    var own: String?
    /// What is known of every node.
    var known: Particulars?
    /// By what the guest boots; a UUID that was made up stands as `new`.
    let boots: String
    /// What is known then.
    let then: Particulars?
  }

  private static func seen(_ uuid: String, _ mac: String) -> Particulars {
    Particulars(uuid: uuid, devices: [Particulars.Device("interface", "", mac: mac)])
  }

  static let rows: [Row] = [
    Row(
      testDescription: "nothing is open", kept: "web u-1 mac=1", own: "web u-1 mac=1",
      boots: "web u-1 mac=1 whole", then: nil),
    Row(
      testDescription: "as it ran on another node", kept: "web", known: seen("u-2", "7"),
      boots: "web u-2 mac=7 whole", then: seen("u-2", "7")),
    Row(
      testDescription: "as this node has it, where nobody knows more", kept: "web u-1",
      own: "web u-1 mac=3", boots: "web u-1 mac=3 whole", then: seen("", "3")),
    Row(
      testDescription: "as it ran last, and not as this node has it", kept: "web u-1",
      own: "web u-1 mac=3", known: seen("", "7"), boots: "web u-1 mac=7 whole", then: seen("", "7")),
    Row(
      testDescription: "a node's own UUID, by which it has more of the guest", kept: "web",
      own: "web u-3 mac=3", known: seen("u-2", "7"), boots: "web u-3 mac=7 whole",
      then: seen("u-3", "7")),
    Row(
      testDescription: "nobody knows anything", kept: "web", boots: "web new whole",
      then: Particulars(uuid: "new")),
  ]

  private static let log = "var/cluster/logs/DS/web-rg/web-rs/message_log.txt"

  private static func scene(_ row: Row) throws -> Scene {
    try Scene(
      ScriptedDriver.Script(
        states: [row.own == nil ? .absent : .off(.crashed)],
        after: ["start": [.running], "define": [.off(.crashed)]],
        parts: [.witness, .redefiner, .completer], definition: row.own.map { Array($0.utf8) }))
  }

  private static func memory(_ scene: Scene) -> FactMemory {
    let context = scene.context(.start)
    return FactMemory(context.identity, context.framework, context.store.locations)
  }

  @Test(arguments: rows) func itIsTheSameMachine(_ row: Row) throws {
    let scene = try Self.scene(row)
    let memory = Self.memory(scene)
    let deadline = Clock.now + .seconds(100)
    if let known = row.known { try memory.keep(.particulars, as: known.text, until: deadline) }
    let file = try scene.sandbox.write("web.def", row.kept)
    try StartGuest(scene.context(.start, ["Domain_definition": file])).run { _, _ in }
    var last = scene.driver.defined.last ?? ""
    var known = try memory.facts(until: deadline).values[.particulars].flatMap { Particulars($0) }
    if row.then?.uuid == "new", let uuid = known?.uuid {
      #expect(uuid.utf8.count == 36)
      last = last.replacing(uuid, with: "new")
      known?.uuid = "new"
    }
    #expect(last == row.boots)
    #expect(known == row.then)
  }

  /// A node that does not take the machine that the guest was boots it even so, with its UUID and addresses.
  @Test func aNodeThatTakesLessTakesThat() throws {
    let scene = try Self.scene(Self.rows[1])
    scene.driver.change { $0.refused = "whole" }
    try Self.memory(scene).keep(
      .particulars, as: Self.seen("u-2", "7").text, until: Clock.now + .seconds(100))
    let file = try scene.sandbox.write("web.def", "web")
    try StartGuest(scene.context(.start, ["Domain_definition": file])).run { _, _ in }
    #expect(scene.driver.defined == ["web u-2 mac=7"])
    #expect(try scene.sandbox.text(Self.log).contains("may see another machine"))
  }

  /// That nobody tells what it was is no reason to be down.
  @Test func silenceKeepsNobodyDown() throws {
    let scene = try Self.scene(Self.rows[1])
    let file = try scene.sandbox.write("web.def", "web u-1")
    try StartGuest(
      scene.context(.start, ["Domain_definition": file], framework: SilentFramework())
    ).run { _, _ in }
    #expect(scene.driver.defined == ["web u-1"])
    #expect(try scene.sandbox.text(Self.log).contains("is not known"))
  }
}

/// A cluster that gives no answer.
private struct SilentFramework: ClusterFramework {
  let name = "a cluster"

  func value(
    of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
  ) -> String? { nil }

  func shared(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [SharedFact: String]?
  { throw Failure(.clusterSilent, name) }
}
