import Model
import Platform
import TestSupport
import Testing

/// Moves between two nodes of the stand-in of Xen's tools; on real hosts they are Tests/bed/xen/cases.
@Suite(.ownThreads) struct MovesOnXenTests {
  /// StockAgents, Xen's habits: ssh as root, no options, no deadline, no look at the target; here all four.
  @Test func aStopWithATargetMovesTheGuest() throws {
    let stage = try XenStage("", [], [], isAlone: false)
    #expect(try stage.status("validate") == 0)
    #expect(try stage.status("start") == 0)
    let result = try stage.move()
    #expect(result.succeeded, "\(result.errorText)")
    #expect(try stage.domains == [])
    #expect(try stage.domains(on: "node2") == ["web up 1"])
    #expect(stage.phase == nil)
    let transport = stage.sandbox.root + "/bin/xen-transport"
    #expect(try stage.orders.contains("xl migrate -s \(transport) web node2"))
    // What has arrived is accepted there, and its end is seen there.
    #expect(try stage.status("start", on: "node2") == 0)
    #expect(try stage.domains(on: "node2") == ["web up 1"])
    #expect(try stage.status("probe", on: "node2") == 0)
    try stage.tool("xl destroy web", on: "node2")
    #expect(Sandbox.eventually { (try? stage.status("probe", on: "node2")) == 100 })
    #expect(try stage.status("stop", on: "node2") == 0)
  }

  /// StockAgents, Xen's answers, migrate_from: "0, or 1 after two thirds of the time"; here the start waits for what arrives,
  /// and boots nothing.
  @Test func aStartWaitsForWhatArrives() throws {
    let stage = try XenStage("", [], [], isAlone: false)
    #expect(try stage.status("start") == 0)
    try stage.tool("xen-stage fault move 2")
    let child = try Child(stage.command("stop", [], XenStage.switching(120)))
    #expect(
      Sandbox.eventually { (try? stage.domains(on: "node2"))?.first?.hasPrefix("web--") == true })
    #expect(try stage.status("start", on: "node2") == 0)
    #expect(try stage.domains(on: "node2") == ["web up 1"])
    #expect(child.wait(until: Clock.now + .seconds(60)) == .exited(0))
    #expect(try stage.domains == [])
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var extra = ""
    var lines: [String] = []
    /// What happens before the move, each on the node that it names.
    var events: [(node: String, words: String)] = []
    var seconds = 120
    /// What the stop ends with, says, and leaves on the two nodes.
    let status: Int32
    var words = ""
    let here, there: [String]
  }

  static let rows: [Row] = [
    Row(
      testDescription: "a guest of that name is there",
      events: [("node2", "xl create ../web.cfg")], status: 1, words: "is there already",
      here: ["web up 1"], there: ["web up 1"]),
    Row(
      testDescription: "half a guest of that name is there",
      events: [
        ("node2", "xl create ../web.cfg"), ("node2", "xen-stage rename web web--incoming"),
      ], status: 1, words: "is there already", here: ["web up 1"], there: ["web--incoming up 1"]),
    Row(
      testDescription: "nobody answers there", events: [("", "xen-stage fault cut 1")], status: 1,
      words: "No route to host", here: ["web up 1"], there: []),
    Row(
      testDescription: "xl gives no answer there", events: [("node2", "xen-stage fault noxen 1")],
      status: 1, words: "Can't find hypervisor information", here: ["web up 1"], there: []),
    Row(
      testDescription: "no room there", events: [("node2", "xen-stage fault free 10")], status: 1,
      words: "only 10 MiB are free", here: ["web up 1"], there: []),
    Row(
      testDescription: "a disk that is not there", lines: ["disk = '/no/such/disk'"], status: 1,
      words: "does not see a disk", here: ["web up 1"], there: []),
    Row(
      testDescription: "a disk that is there", lines: ["disk = 'ROOT/disk.img'"], status: 0,
      here: [], there: ["web up 1"]),
    Row(
      testDescription: "a paravirtual guest", lines: ["type = 'pv'"], status: 1,
      words: "without shadow paging", here: ["web up 1"], there: []),
    Row(
      testDescription: "it cannot be started there",
      events: [("node2", "xen-stage fault receive fail")], status: 1,
      words: "Migration failed due to problems at target", here: ["web up 1"], there: []),
    // xl itself says only that both ends are to be looked at: the copy here is what is left over.
    Row(
      testDescription: "the last word of the other node is lost",
      events: [("node2", "xen-stage fault handshake 1")], status: 0, here: [],
      there: ["web up 1"]),
    Row(
      testDescription: "time over", events: [("", "xen-stage fault move 120")], seconds: 60,
      status: 1, words: "not over after", here: ["web up 1"], there: []),
  ]

  /// StockAgents, Xen's habits: leftovers of a broken move keep memory there and nobody looks for them; here one copy is left.
  @Test(arguments: rows)
  func aMoveThatIsNotOneLeavesOneCopy(_ row: Row) throws {
    let stage = try XenStage(row.extra, row.lines, ["Abort_migration=TRUE"], isAlone: false)
    try stage.sandbox.write("disk.img", "")
    try stage.sandbox.write("node2/web.cfg", try stage.sandbox.text("web.cfg"))
    #expect(try stage.status("start") == 0)
    for event in row.events {
      try stage.tool(
        event.words.replacing("../web.cfg", with: stage.sandbox.root + "/web.cfg"), on: event.node)
    }
    let result = try stage.move(seconds: row.seconds)
    #expect(result.ending == .exited(row.status), "\(result.errorText)")
    #expect(result.errorText.contains(row.words), "\(result.errorText)")
    #expect(Sandbox.eventually { (try? stage.domains(on: "node2")) == row.there })
    #expect(try stage.domains == row.here)
    #expect(stage.phase == (row.here.isEmpty ? nil : "running"))
    if row.status != 0 {
      #expect(try stage.status("probe") == 0)
      #expect(try stage.status("start") == 0)
    }
  }

  /// Starts the guest and kills a stop in the middle of its move, which takes so long; xl goes on.
  private func cutShort(_ stage: XenStage, seconds: Int) throws {
    #expect(try stage.status("start") == 0)
    try stage.tool("xen-stage fault move \(seconds)")
    let child = try Child(stage.command("stop", [], XenStage.switching(120)))
    #expect(
      Sandbox.eventually { (try? stage.domains(on: "node2"))?.first?.hasPrefix("web--") == true })
    child.end()
  }

  /// The method is killed in the middle; xl goes on, and the next method finds it.
  @Test(arguments: ["stop", "start"])
  func aMoveThatWasCutShortIsSettledByTheNextCall(method: String) throws {
    let stage = try XenStage("", [], [], isAlone: false)
    // One that is called off goes on until then.
    try cutShort(stage, seconds: method == "start" ? 60 : 3)
    #expect(stage.phase == "moving")
    #expect(try stage.status("probe") == 0)
    if method == "stop" {
      let result = try stage.move()
      #expect(result.succeeded, "\(result.errorText)")
      #expect(try stage.domains == [])
      #expect(try stage.domains(on: "node2") == ["web up 1"])
    } else {
      #expect(try stage.status("start") == 0)
      #expect(try stage.domains == ["web up 1"])
      #expect(Sandbox.eventually { (try? stage.domains(on: "node2")) == [] })
      #expect(stage.phase == "running")
    }
  }

  /// An xl that was killed leaves a guest suspended that nothing can let go on: it is ended, and started again.
  @Test func whatNobodyCanLetGoOnIsEnded() throws {
    let stage = try XenStage("", [], [], isAlone: false)
    try cutShort(stage, seconds: 60)
    for xl in Processes.all() where Processes.arguments(xl).contains("migrate") {
      if Processes.arguments(xl).contains(stage.sandbox.root + "/bin/xl"),
        let process = Processes.identity(xl)
      {
        Processes.signal(process, Signal.kill)
      }
    }
    try stage.tool("xen-stage suspend web")
    #expect(try stage.status("start") == 0)
    #expect(try stage.domains == ["web up 2"])
    #expect(Sandbox.eventually { (try? stage.domains(on: "node2")) == [] })
  }

  /// StockAgents, Xen's answers: not listed is 7, whatever became of the guest; here xl's own log tells one that left from one
  /// that died.
  @Test func anOperatorsMoveIsADepartureAndNotADeath() throws {
    let stage = try XenStage("", [], [], isAlone: false)
    #expect(try stage.status("start") == 0)
    #expect(Sandbox.eventually { stage.guards.count == 2 })
    try stage.tool("xl migrate -s \(stage.sandbox.root)/bin/xen-transport web node2")
    #expect(try stage.status("probe") == 0)
    #expect(Sandbox.eventually { stage.phase == "departed" })
    #expect(try stage.status("start") == 1)
    #expect(try stage.status("stop") == 0)
    #expect(stage.phase == "departed")
    let refused = try stage.call("start")
    #expect(refused.errorText.contains("runs on another node: node2"), "\(refused.errorText)")
    #expect(try stage.domains(on: "node2") == ["web up 1"])
    try stage.tool("xen-stage fault cut 1")
    #expect(try stage.call("start").errorText.contains("gives no answer"))
    try stage.tool("xen-stage fault cut 0")
    try stage.tool("xl destroy web", on: "node2")
    #expect(try stage.status("start") == 0)
    #expect(try stage.domains == ["web up 2"])
  }

  /// A stop that comes before any guard has noticed puts it on record as a guard would.
  @Test func aStopPutsADepartureOnRecord() throws {
    let stage = try XenStage("", [], [], isAlone: false)
    #expect(try stage.status("start") == 0)
    for process in stage.guards { Processes.signal(process, Signal.stop) }
    try stage.tool("xl migrate -s \(stage.sandbox.root)/bin/xen-transport web node2")
    #expect(try stage.status("stop") == 0)
    #expect(stage.phase == "departed")
    #expect(try stage.status("start") == 1)
    #expect(try stage.domains == [])
  }

  /// xm of xend, by its documents: `xm migrate --live`; it writes no log, so the other node is asked before a start.
  @Test func aMoveUnderXend() throws {
    let stage = try XenStage("", [], [], tools: ["xm"], isAlone: false)
    #expect(try stage.status("start") == 0)
    let result = try stage.move()
    #expect(result.succeeded, "\(result.errorText)")
    #expect(try stage.orders.contains("xm migrate --live web node2"))
    #expect(try stage.domains(on: "node2") == ["web up 1"])
    #expect(try stage.status("start", on: "node2") == 0)
    // Back by an operator's hand: nothing tells that it was no death.
    try stage.tool("xm migrate --live web node1", on: "node2")
    #expect(try stage.domains == ["web up 2"])
    #expect(try stage.status("start", on: "node2") == 1)
    #expect(try stage.domains(on: "node2") == [])
  }
}
