import Model
import Platform
import TestSupport
import Testing

/// The four commands on a stand-in of Xen's tools; what the stock agent does about each is named.
///
/// Rows of that table that are tested elsewhere: a site's check that fails silently (the plug-in's tests), values that
/// are no numbers (those of properties), wrong arguments (those of the command line). Moves are those of MovesOnXenTests.
@Suite(.ownThreads) struct CommandsOnXenTests {
  @Test func aWholeLife() throws {
    let stage = try XenStage()
    #expect(try stage.status("validate") == 0)
    #expect(try stage.status("probe") == 100)
    #expect(try stage.status("stop") == 0)
    #expect(try stage.status("start") == 0)
    #expect(try stage.domains == ["web up 1"])
    #expect(try stage.status("probe") == 0)
    #expect(try stage.status("start") == 0)
    #expect(try stage.domains == ["web up 1"])
    #expect(try stage.status("stop") == 0)
    #expect(try stage.domains == [])
    #expect(Sandbox.eventually { stage.guards.isEmpty && stage.keepers.isEmpty })
    // The copy of the configuration has been used up, and the guest was asked and not destroyed.
    #expect(try Files.list(stage.sandbox.locations.definitions) == [])
    #expect(
      try stage.orders == [
        "xl create \(stage.sandbox.locations.definitions)/web.cfg", "xl shutdown -F web",
      ])
  }

  /// StockAgents, Xen's answers, monitor: "listed in any state is 0", "not listed is 7 by the exit status alone": we read the
  /// state, and tell "no such domain" from "could not ask".
  @Test(
    arguments: [
      // What is done to the guest, the resource's and the guest's properties, and the status of the probe.
      (["xl pause web"], [], [], 0),
      (["xl pause web"], ["On_operator_pause=RESTART"], [], 100),
      (["xen-stage crash web"], [], ["on_crash = 'preserve'"], 100),
      (["xen-stage crash web"], ["On_crash=HONOUR"], ["on_crash = 'preserve'"], 0),
      (["xen-stage crash web"], [], [], 100),
      (["xen-stage poweroff web"], [], ["on_poweroff = 'preserve'"], 100),
      (
        ["xen-stage poweroff web"], ["On_guest_shutdown=HONOUR"], ["on_poweroff = 'preserve'"], 0
      ),
      (["xen-stage suspend web"], [], [], 0), (["xen-stage rename web web--incoming"], [], [], 0),
      (["xen-stage rename web web--migratedaway"], [], [], 0),
      (["xen-stage reboot web 60"], [], [], 0),
      (["xen-stage fault hang all"], [], [], 1), (["xen-stage fault hang list"], [], [], 1),
      (["xen-stage fault emptied 1"], [], [], 1), (["xen-stage fault noxen 1"], [], [], 1),
      (["xen-stage fault emptied 1"], ["Unreachable_weight=2"], [], 2),
      (["xl destroy web"], [], [], 100), (["xl destroy web", "xen-stage fault rc5 1"], [], [], 1),
      (["xl destroy web", "xen-stage fault nameless 1"], [], [], 100),
      (["xl destroy web", "xen-stage fault nameless 99"], [], [], 1),
    ] as [([String], [String], [String], Int32)])
  func probes(_ events: [String], _ properties: [String], _ lines: [String], _ status: Int32)
    throws
  {
    let stage = try XenStage("", lines, properties)
    try #require(try stage.status("start") == 0)
    for event in events { try stage.tool(event) }
    if try stage.domains.isEmpty { #expect(Sandbox.eventually { stage.keepers.isEmpty }) }
    // Only who waits for an answer that never comes is given little time.
    let isSilent = events.contains { $0.hasPrefix("xen-stage fault") }
    #expect(try stage.status("probe", ["-t", isSilent && status < 100 ? "6" : "30"]) == status)
  }

  /// What is left of a domain while another one keeps a page of it, (null) 8 --p--d, may stay until the node is booted.
  @Test func whatIsLeftOfAnotherGuestHoldsNobodyUp() throws {
    let stage = try XenStage()
    try stage.tool("xen-stage fault remains 77")
    #expect(try stage.status("probe", ["-t", "6"]) == 100)
    #expect(try stage.status("start", ["-t", "20"]) == 0)
    #expect(try stage.status("probe") == 0)
    #expect(try stage.status("stop", ["-t", "20"]) == 0)
    #expect(try stage.domains == [])
  }

  /// It holds what the guest held, and only its own stop has to know.
  @Test func whatIsLeftOfTheGuestIsNoProofThatItIsOff() throws {
    let stage = try XenStage()
    #expect(try stage.status("start") == 0)
    let record = try stage.sandbox.text("run/ha-xvm/records/web-rs")
    let line = try #require(
      record.split(separator: "\n").first { $0.hasPrefix("record.domain_id") })
    let number = try #require(line.split(whereSeparator: \.isWhitespace).last)
    try stage.tool("xl destroy web")
    try stage.tool("xen-stage fault remains \(number)")
    #expect(try stage.status("stop", ["-t", "6"]) == 1)
    #expect(stage.phase == "stopping")
  }

  /// StockAgents, Xen's habits: a look a second for 5 s there; here the process that brings the guest back is looked for.
  @Test func aGuestThatRebootsIsNotDead() throws {
    let stage = try XenStage()
    #expect(try stage.status("start") == 0)
    #expect(Sandbox.eventually { stage.guards.count == 2 })
    let guards = Set(stage.guards)
    try stage.tool("xen-stage reboot web 2.5")
    #expect(try stage.status("probe", ["-t", "30"]) == 0)
    #expect(Sandbox.eventually { (try? stage.domains) == ["web up 2"] })
    #expect(try stage.status("probe") == 0)
    #expect(Set(stage.guards) == guards)
    // Proof that a death is seen: the guard ends with a guest that does not come back.
    try stage.tool("xl destroy web")
    #expect(Sandbox.eventually { stage.guards.isEmpty })
  }

  /// No look is due for an hour: what tells the guard is the end of the process that xl leaves beside its guest.
  @Test(arguments: [
    ("xl destroy web", []), ("xen-stage poweroff web", []),
    ("xen-stage crash web", ["on_crash = 'preserve'"]),
  ])
  func aDeathIsTold(_ event: String, _ lines: [String]) throws {
    let stage = try XenStage("", lines, lookingEvery: 3_600)
    #expect(try stage.status("start") == 0)
    #expect(Sandbox.eventually { stage.guards.count == 2 })
    try stage.tool(event)
    #expect(Sandbox.eventually { stage.guards.isEmpty })
  }

  /// What a move has left of a guest, and nobody feeds, keeps no start waiting: it is cleared away, and the guest boots.
  @Test func aStartClearsWhatNeverArrives() throws {
    let stage = try XenStage()
    try stage.tool("xl create \(stage.sandbox.root)/web.cfg")
    try stage.tool("xen-stage rename web web--incoming")
    #expect(try stage.status("start", ["-t", "40"]) == 0)
    #expect(try stage.domains == ["web up 2"])
  }

  /// StockAgents, Xen's habits: a guest between two domains is not listed there, so it is "stopped", and comes back.
  @Test func aStopInTheMiddleOfARebootIsOne() throws {
    let stage = try XenStage()
    #expect(try stage.status("start") == 0)
    try stage.tool("xen-stage reboot web 300")
    let done = try stage.call("stop", ["-t", "60"])
    #expect(done.ending == .exited(0), "\(done.errorText)")
    #expect(stage.keepers.isEmpty)
  }

  /// StockAgents, Xen's answers, stop: "13 s grace, then a destroy loop"; here in shares of the budget.
  @Test func aGuestThatIgnoresItIsDestroyedInsideTheBudget() throws {
    let stage = try XenStage("noshut")
    #expect(try stage.status("start") == 0)
    let began = Clock.now
    #expect(try stage.status("stop", ["-t", "20"]) == 0)
    // The guest's share; that the method ends before the framework would kill it is tried in virtual time.
    #expect(Clock.now - began > .milliseconds(11_900))
    #expect(try stage.domains == [])
    #expect(try stage.orders.last == "xl destroy web")
    #expect(try stage.orders.filter { $0.hasPrefix("xl shutdown") }.count > 1)
  }

  /// What is there when stop is called, and the orders that it gives.
  @Test(
    arguments: [
      ("", [], ["xl pause web"], [], ["xl unpause web", "xl shutdown -F web"]),
      ("", ["on_crash = 'preserve'"], ["xen-stage crash web"], [], ["xl destroy web"]),
      // It has the disks until it is destroyed.
      ("", ["on_poweroff = 'preserve'"], ["xen-stage poweroff web"], [], ["xl destroy web"]),
      ("nopv", [], [], [], ["xl shutdown -F web"]),
      ("", [], [], ["Shutdown_modes=agent,paravirt"], ["xl shutdown web"]),
      ("", [], ["xl destroy web"], [], []),
      (
        "", [], ["xen-stage rename web web--incoming"], [],
        ["xl destroy web", "xl destroy web--incoming"]
      ),
    ] as [(String, [String], [String], [String], [String])])
  func aStopGives(
    _ extra: String, _ lines: [String], _ events: [String], _ properties: [String],
    _ orders: [String]
  ) throws {
    let stage = try XenStage(extra, lines, properties)
    try #require(try stage.status("start") == 0)
    for event in events { try stage.tool(event) }
    if try stage.domains.isEmpty { #expect(Sandbox.eventually { stage.keepers.isEmpty }) }
    let before = try stage.orders.count
    #expect(try stage.status("stop", ["-t", "20"]) == 0)
    #expect(try Array(stage.orders.dropFirst(before)) == orders)
    #expect(try stage.domains == [])
  }

  /// StockAgents, Xen's answers: a stop with xl stuck "reads as not running"; here nothing is proven, and that is what is said.
  @Test(arguments: ["hang all", "emptied 1", "noxen 1"])
  func aStopThatCannotAskFails(fault: String) throws {
    let stage = try XenStage()
    #expect(try stage.status("start") == 0)
    try stage.tool("xen-stage fault \(fault)")
    let result = try stage.call("stop", ["-t", "5"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("[200109]"), "\(result.errorText)")
    #expect(try stage.domains == ["web up 1"])
    #expect(stage.keepers.count == 1)
  }

  /// StockAgents, Xen's answers, start: "already listed, paused or crashed too, is 0"; here what is in the way is cleared or
  /// refused.
  @Test(
    arguments: [
      (["on_crash = 'preserve'"], "xen-stage crash web", 0, "web up 2"),
      (["on_poweroff = 'preserve'"], "xen-stage poweroff web", 0, "web up 2"),
      ([], "xl pause web", 1, "web paused 1"), ([], "xen-stage fault emptied 1", 1, "web up 1"),
      ([], "xen-stage fault hang all", 1, "web up 1"),
    ] as [([String], String, Int32, String)])
  func aSecondStart(_ lines: [String], _ event: String, _ status: Int32, _ after: String) throws {
    let stage = try XenStage("", lines)
    #expect(try stage.status("start") == 0)
    try stage.tool(event)
    let isSilent = event.hasPrefix("xen-stage fault")
    #expect(try stage.status("start", ["-t", isSilent ? "5" : "30"]) == status)
    #expect(try stage.domains == [after])
  }

  /// StockAgents, Xen's answers, start: "file missing is 5, 0 if listed"; stop: "not listed: 7 lists, and destroy anyway"; and
  /// "allow_mem_management edits the shared file": here a missing file is named, nobody is destroyed who is not there, and the
  /// file is read and never written.
  @Test func theConfigurationIsOnlyRead() throws {
    let stage = try XenStage()
    let text = try stage.sandbox.text("web.cfg")
    #expect(try stage.status("start") == 0)
    #expect(try stage.sandbox.text("web.cfg") == text)
    try Files.remove(stage.sandbox.root + "/web.cfg")
    #expect(try stage.status("start") == 0)
    #expect(try stage.status("stop") == 0)
    let before = try stage.orders.count
    let refused = try stage.call("start", ["-t", "30"])
    #expect(refused.ending == .exited(1))
    #expect(refused.errorText.contains(stage.sandbox.root + "/web.cfg"), "\(refused.errorText)")
    #expect(try stage.status("stop") == 0)
    #expect(try stage.orders.count == before)
  }

  /// StockAgents, Xen's answers, start: xl create fails is 1; here in the tool's words, and nothing half-made is left.
  @Test(arguments: [("fail", "Out of memory"), ("hang", "no answer within")])
  func aCreateThatFailsLeavesNothing(fault: String, words: String) throws {
    let stage = try XenStage()
    try stage.tool("xen-stage fault create \(fault)")
    let result = try stage.call("start", ["-t", "20"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains(words), "\(result.errorText)")
    #expect(try stage.domains == [])
    #expect(try Files.list(stage.sandbox.locations.definitions) == [])
  }

  /// A configuration may hold passwords (vncpasswd), so the copy is for root's eyes, and for the time of the start only.
  @Test func theCopyOfTheConfigurationIsPrivate() throws {
    let stage = try XenStage()
    try stage.tool("xen-stage fault create hang")
    let child = try Child(stage.command("start", ["-t", "20"]))
    let copy = "\(stage.sandbox.locations.definitions)/\(stage.guest).cfg"
    #expect(Sandbox.eventually { Files.information(copy)?.mode == 0o600 })
    #expect(child.wait(until: Clock.now + .seconds(60)) == .exited(1))
    #expect(Files.information(copy) == nil)
  }

  /// StockAgents, Xen's answers, validate-all: "0 always"; and the name falls back to the resource's there.
  @Test func validateRefuses() throws {
    let stage = try XenStage()
    try stage.sandbox.write("etc/xen/auto/10-db.cfg", "name = \"db\"\n")
    #expect(try stage.status("validate") == 0)
    try stage.sandbox.write("etc/xen/auto/20-web.cfg", "name = \"\(stage.guest)\"\n")
    #expect(try stage.call("validate").errorText.contains("[200201]"))
    let other = try XenStage()
    try other.sandbox.write("web.cfg", "name = \"db\"\n")
    #expect(try other.call("validate").errorText.contains("[200202]"))
    try other.tool("xen-stage fault hang all")
    #expect(try other.call("validate", ["-t", "5"]).errorText.contains("[200101]"))
  }

  /// With neither configuration nor record the guest is found by its mark, which outlives a reboot of the guest.
  @Test func aStopFindsTheGuestByItsMark() throws {
    let stage = try XenStage()
    try stage.sandbox.write("sys/hypervisor/type", "xen\n")
    // Every toolstack of this machine is asked; that of libvirt has no domains here.
    try Files.link("\(stage.sandbox.root)/bin/virsh", to: "/bin/true")
    #expect(try stage.status("start") == 0)
    let other = try stage.sandbox.write("db.cfg", "name = \"db\"\n")
    try stage.tool("xl create \(other)")
    try stage.tool("xen-stage reboot web 0.1")
    #expect(Sandbox.eventually { (try? stage.domains) == ["db up 2", "web up 3"] })
    try stage.removeParameters()
    _ = try ChildProcess.run(
      Command("/bin/rm", ["-rf", stage.sandbox.locations.run]), until: Clock.now + .seconds(60))
    #expect(try stage.status("stop") == 0)
    #expect(try stage.domains == ["db up 2"])
  }

  /// xm of xend: its own sentences and exit statuses, and guests that it knows by itself.
  @Test func aLifeUnderXend() throws {
    let stage = try XenStage("", [], [], tools: ["xm"])
    #expect(try stage.status("validate") == 0)
    #expect(try stage.status("probe") == 100)
    #expect(try stage.status("start") == 0)
    #expect(try stage.status("probe") == 0)
    try stage.tool("xen-stage fault noxend 1")
    #expect(try stage.status("probe", ["-t", "3"]) == 1)
    #expect(try stage.status("stop", ["-t", "5"]) == 1)
    try stage.tool("xen-stage fault noxend 0")
    #expect(try stage.status("stop", ["-t", "30"]) == 0)
    #expect(try stage.domains == [])
    #expect(try stage.orders.last == "xm shutdown web")
  }

  @Test func xendStartsWhatItKnows() throws {
    let stage = try XenStage(
      "", [], ["Connect_uri=xm"], tools: ["xl", "xm"], hasDefinition: false)
    try stage.tool("xm new \(stage.sandbox.root)/web.cfg")
    #expect(try stage.status("validate") == 0)
    #expect(try stage.status("start") == 0)
    #expect(try stage.orders.last == "xm start web")
    #expect(try stage.status("stop") == 0)
  }
}
