import Model
import Platform
import TestSupport
import Testing

@testable import Frameworks

/// Starts of a guest of Xen that its own node knows nothing of yet, and that another node may have.
@Suite(.ownThreads) struct StartsOnXenTests {
  /// Properties and definition are in the table, and no file of the guest is on the node.
  @Test func theDefinitionIsTakenFromTheTable() throws {
    let stage = try XenStage()
    var table = ConfigurationTable()
    for (key, value) in [
      ("Domain_name", stage.guest), ("Hypervisor", "XEN"), ("Domain_definition", "TABLE"),
    ] { try table.set(key, value) }
    try table.setFolded(
      ConfigurationTable.definitionPrefix, Array(try stage.sandbox.text("web.cfg").utf8))
    try TableStore(directory: stage.sandbox.locations.tables)
      .replace("web-rs", with: table, until: Clock.now + .seconds(60))
    try Files.remove(stage.sandbox.root + "/web.cfg")
    try stage.removeParameters()
    func call(_ method: String) throws -> Completion.Ending {
      var command = stage.command(method)
      command.arguments = ["-R", "web-rs", "-G", "web-rg"]
      return try ChildProcess.run(command, until: Clock.now + .seconds(60)).ending
    }
    #expect(try call("validate") == .exited(0))
    #expect(try call("start") == .exited(0))
    #expect(try stage.domains == ["web up 1"])
    #expect(try call("probe") == .exited(0))
    #expect(try call("stop") == .exited(0))
    #expect(try stage.domains == [])
  }

  /// What the file has become is what the next start makes.
  @Test func aChangedDefinitionHoldsAtTheNextStart() throws {
    let stage = try XenStage()
    #expect(try stage.status("start") == 0)
    let before = try stage.sandbox.text("web.cfg")
    try stage.sandbox.write("web.cfg", before + "type = \"hvm\"\n")
    #expect(try stage.status("start") == 0)
    #expect(try !stage.tool("xl list -l web").contains("\"hvm\""))
    #expect(try stage.status("stop") == 0)
    #expect(try stage.status("start") == 0)
    #expect(try stage.tool("xl list -l web").contains("\"hvm\""))
  }

  /// What the file leaves open a node that got the guest by a move learns from the guest, and boots it by that.
  @Test func whatCameByAMoveIsTheSameMachineHereToo() throws {
    let stage = try XenStage()
    let file = stage.sandbox.root + "/web.cfg"
    let text =
      try stage.sandbox.text("web.cfg") + "vif = [ \"bridge=xenbr0\", \"bridge=xenbr0\" ]\n"
    try stage.sandbox.write("web.cfg", text)
    // As another node would have booted it.
    try stage.tool("xl create \(file)")
    func machine() throws -> [Substring] {
      try stage.tool("xl list -l web").split(separator: "\n")
        .filter { $0.contains("uuid") || $0.contains("mac") }
    }
    let first = try machine()
    #expect(first.count == 3)
    #expect(try stage.status("start") == 0)
    #expect(try stage.status("stop") == 0)
    #expect(try stage.domains == [])
    #expect(try stage.status("start") == 0)
    #expect(try machine() == first)
  }

  /// The answer of a node that has the guest refuses the start; Start_guard says what the silence of one does.
  @Test(arguments: [("STRICT", Int32(1)), ("LENIENT", 0)])
  func otherNodesAreAskedFirst(_ word: String, _ whenSilent: Int32) throws {
    let stage = try XenStage("", [], ["Start_guard=\(word)"], isAlone: false)
    try stage.tool("xl create \(stage.sandbox.root)/web.cfg", on: "node2")
    // Both nodes are this machine, where the other's keeper would be taken for our own.
    for keeper in stage.keepers { Processes.signal(keeper, Signal.kill) }
    #expect(Sandbox.eventually { stage.keepers.isEmpty })
    let refused = try stage.call("start")
    #expect(refused.ending == .exited(1))
    #expect(refused.errorText.contains("node2"), "\(refused.errorText)")
    #expect(try stage.domains == [])
    try stage.tool("xl destroy web", on: "node2")
    try stage.tool("xen-stage fault cut 1")
    #expect(try stage.status("start") == whenSilent)
    try stage.tool("xen-stage fault cut 0")
    #expect(try stage.status("start") == 0)
    #expect(try stage.domains.count == 1)
  }
}
