import Model
import Platform
import TestSupport
import Testing

/// The four commands on the stand-in of ldm, whose words say which document each of its habits is from.
@Suite(.ownThreads) struct CommandsOnLogicalDomainsTests {
  @Test func aWholeLifeOnTwoNodes() throws {
    let stage = try LogicalDomainStage()
    try stage.guest()
    #expect(try stage.kept == nil)
    #expect(try stage.status("validate") == 0)
    #expect(try stage.status("probe") == 100)
    #expect(try stage.status("start") == 0)
    #expect(try stage.orders == ["bind-domain web", "start-domain web"])
    #expect(try stage.status("probe") == 0)
    let definition = try #require(try stage.kept)
    #expect(definition.contains("ovf:id=\"web\""))
    let generation = try stage.generation
    #expect(try stage.status("start") == 0)
    #expect(try stage.orders.count == 2, "it runs already")
    #expect(try stage.generation == generation, "the definition has not changed")

    #expect(try stage.status("stop") == 0)
    #expect(
      try stage.orders.dropFirst(2) == [
        "stop-domain web", "unbind-domain web", "remove-domain web",
      ])
    #expect(try stage.state == "absent")
    #expect(Sandbox.eventually { stage.sandbox.processes().isEmpty })
    #expect(try stage.status("stop") == 0)

    let other = try LogicalDomainStage()
    try other.receiveTable(of: stage)
    #expect(try other.status("probe") == 100)
    #expect(try other.status("start") == 0)
    #expect(try other.orders == ["add-domain", "bind-domain web", "start-domain web"])
    #expect(try other.status("probe") == 0)
    #expect(try other.machine("get", "web", "xml") == definition)
    #expect(
      try Files.list(other.sandbox.locations.run + "/ldm") == [], "no definition is left lying")
  }

  /// What a file leaves open ldm makes up, on each machine otherwise: the next node defines the guest with what it ran with.
  @Test func whatAFileLeavesOpenIsTheSameOnEachNode() throws {
    let files = try Sandbox()
    let definition = try files.write(
      "web.xml",
      """
      <LDM_interface version="1.3"><data version="3.0"><Envelope><References/>
      <Content xsi:type="ovf:VirtualSystem_Type" ovf:id="web"><Section xsi:type="ovf:ResourceAllocationSection_type"><Item>
      <rasd:OtherResourceType>ldom_info</rasd:OtherResourceType></Item></Section>
      <Section xsi:type="ovf:VirtualHardwareSection_Type"><Item>
      <rasd:OtherResourceType>network</rasd:OtherResourceType>
      <gprop:GenericProperty key="vnet_name">vnet0</gprop:GenericProperty></Item></Section>
      </Content></Envelope></data></LDM_interface>
      """)
    func node() throws -> LogicalDomainStage {
      try LogicalDomainStage(["Domain_definition": definition])
    }
    func particulars(_ stage: LogicalDomainStage) throws -> [String] {
      let text = try stage.machine("get", "web", "xml")
      let found = text.matches(of: /<uuid>.*?<|00:14:4f[:0-9a-f]*|0x84[0-9a-f]*/)
      return found.map { String($0.0) }.sorted()
    }
    let (first, second, stranger) = (try node(), try node(), try node())
    #expect(try first.status("start") == 0)
    #expect(try first.status("stop") == 0)
    #expect(try particulars(first).count == 4)
    try second.receiveFacts(of: first)
    #expect(try second.status("start") == 0)
    #expect(try particulars(second) == particulars(first))
    #expect(try stranger.status("start") == 0)
    #expect(try particulars(stranger) != particulars(first))
  }

  /// What ldm shows of the guest, or does, and the status of its probe.
  @Test(
    arguments: [
      ("active", "-n----", [], 0), ("active", "-t----", [], 0), ("active", "sn----", [], 0),
      ("active", "-n---s", [], 0), ("active", "-n---t", [], 0), ("bound", "------", [], 100),
      ("inactive", "------", [], 100),
      // Nothing of this is a death.
      ("active", "-n---e", [], 1), ("frozen", "-n----", [], 1), ("active", "-?----", [], 1),
      ("bound", "------", ["fail"], 1), ("bound", "------", ["hang"], 1),
      ("bound", "------", ["truncate"], 1), ("bound", "------", ["garble", "VERSION 1.11"], 1),
      ("bound", "------", ["garble", "web bound"], 1),
      // Refused for the guest alone, and the list of all has it.
      ("active", "-n----", ["fail-once"], 0), ("bound", "------", ["fail-once"], 100),
    ] as [(String, String, [String], Int32)])
  func probe(state: String, flags: String, fault: [String], status: Int32) throws {
    let stage = try LogicalDomainStage()
    try stage.guest(state, flags)
    if !fault.isEmpty {
      try stage.machine("fault", "list-domain", fault[0], fault.dropFirst().joined(separator: " "))
    }
    #expect(try stage.status("probe", ["-t", fault.contains("hang") ? "5" : "30"]) == status)
    #expect(try stage.orders == [])
  }

  @Test func aTruncatedOrEmptyListDoesNotMakeAGuestAbsent() throws {
    // There is none: with a whole list the guest is absent, and a probe says so.
    let stage = try LogicalDomainStage()
    #expect(try stage.status("probe") == 100)
    for words in ["truncate", "garble VERSION 1.11"] {
      let fault = words.split(separator: " ", maxSplits: 1).map(String.init)
      try stage.machine("fault", "list-domain", fault[0], fault.count > 1 ? fault[1] : "")
      #expect(try stage.status("probe", ["-t", "30"]) == 1, "\(words)")
      #expect(try stage.status("stop", ["-t", "3"]) == 1, "\(words)")
    }
  }

  @Test func aGuestAtTheOpenBootPromptIsNotUp() throws {
    let stage = try LogicalDomainStage(["Transition_grace": "0"])
    try stage.guest()
    try stage.machine("set", "web", "os", "prompt")
    let result = try stage.call("start", ["-t", "40"])
    #expect(result.ending == .exited(1))
    // What it was found to be counts, even if a busy machine leaves the last look too little time.
    #expect(result.errorText.contains("[200106]"), "\(result.errorText)")
    #expect(try stage.state == "active")
    // The first probe that sees it begins the time of grace.
    #expect(try stage.status("probe") == 0)
    #expect(try stage.status("probe") == 100)
    try stage.machine("set", "web", "flags", "-n----")
    #expect(try stage.status("probe") == 0)
    #expect(try stage.status("start") == 0)
  }

  @Test func aStartWaitsWhileTheGuestIsInOpenBoot() throws {
    let stage = try LogicalDomainStage()
    try stage.guest()
    try stage.machine("set", "web", "boot", "1")
    #expect(try stage.status("start", ["-t", "30"]) == 0)
    #expect(try stage.machine("get", "web", "flags") == "-n----")
  }

  /// A step that fails, from which state, and the number of the failure.
  @Test(arguments: [
    ("bind-domain", "inactive", 200_104), ("start-domain", "inactive", 200_104),
    ("start-domain", "bound", 200_104), ("list-domain", "inactive", 200_101),
  ])
  func aStartThatFails(step: String, state: String, number: Int) throws {
    let stage = try LogicalDomainStage()
    try stage.guest(state)
    try stage.machine("fault", step, "fail")
    // A tool that gives no answer is asked until the time is over.
    let result = try stage.call("start", ["-t", step == "list-domain" ? "5" : "30"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("[\(number)]"), "\(result.errorText)")
    try stage.machine("fault", step, "none")
    #expect(try stage.status("start", ["-t", "30"]) == 0)
    #expect(try stage.orders.filter { $0 == "add-domain" } == [])
  }

  @Test(arguments: ["bind-domain", "start-domain"])
  func aStepOfAStartThatHangsIsEnded(step: String) throws {
    let stage = try LogicalDomainStage()
    try stage.guest()
    try stage.machine("fault", step, "hang")
    #expect(try stage.status("start", ["-t", "4"]) == 1)
  }

  @Test func aDefinitionThatIsRefusedFailsTheStart() throws {
    let stage = try LogicalDomainStage()
    try stage.guest()
    #expect(try stage.status("start") == 0)
    #expect(try stage.status("stop") == 0)
    try stage.machine("fault", "add-domain", "fail")
    #expect(try stage.call("start", ["-t", "30"]).errorText.contains("[200103]"))
  }

  /// Without a definition in the table the node keeps the guest: it may be the only one that knows it.
  @Test(arguments: ["fail", "hang", "truncate"])
  func aDefinitionThatCannotBeHadNeitherFailsNorForgets(fault: String) throws {
    let stage = try LogicalDomainStage()
    try stage.guest()
    try stage.machine("fault", "list-constraints", fault)
    #expect(try stage.status("start", ["-t", "30"]) == 0)
    #expect(try stage.kept == nil)
    #expect(try stage.log.contains("[200253]"))
    #expect(try stage.status("stop", ["-t", "30"]) == 0)
    #expect(try stage.state == "inactive")
    #expect(try !stage.orders.contains("remove-domain web"))
  }

  @Test func aDefinitionThatHasChangedIsTakenAtTheStop() throws {
    let stage = try LogicalDomainStage()
    try stage.guest()
    #expect(try stage.status("start") == 0)
    let changed = try #require(try stage.kept).replacing(">ignore<", with: ">reset<")
    try stage.machine("set", "web", "xml", changed)
    #expect(try stage.status("stop") == 0)
    #expect(try stage.kept == changed)
    #expect(try stage.state == "absent")
  }

  @Test func aGuestOfAFileStaysDefined() throws {
    let stage = try LogicalDomainStage(["Domain_definition": ""])
    try stage.guest()
    #expect(try stage.status("start") == 0)
    #expect(try stage.status("stop") == 0)
    #expect(try stage.state == "inactive")
    #expect(try stage.kept == nil)
  }

  @Test func aStopThatReportsATimeOutHasAskedAllTheSame() throws {
    let stage = try LogicalDomainStage(["Debug_level": "2"])
    try stage.guest("active", "-n----")
    try stage.machine("set", "web", "down", "2")
    try stage.machine("fault", "stop-domain", "timeout")
    #expect(try stage.status("stop", ["-t", "30"]) == 0)
    #expect(try stage.orders.prefix(2) == ["stop-domain web", "unbind-domain web"])
    #expect(try !stage.log.contains(Failure.Code.shutdownRefused.sentence))
  }

  @Test func aStopThatIsRefusedAndAsksNobodyIsARefusal() throws {
    let stage = try LogicalDomainStage(["Debug_level": "2"])
    try stage.guest("active", "-n----")
    try stage.machine("fault", "stop-domain", "fail-once")
    #expect(try stage.status("stop", ["-t", "30"]) == 0)
    #expect(try stage.log.contains(Failure.Code.shutdownRefused.sentence))
    #expect(try !stage.orders.contains("stop-domain -f web"))
  }

  @Test func aGuestThatDoesNotHeedIsStoppedByForceInTime() throws {
    let stage = try LogicalDomainStage(["Shutdown_repeat": "1"])
    try stage.guest("active", "-n----")
    try stage.machine("set", "web", "heed", "no")
    let began = Clock.now
    #expect(try stage.status("stop", ["-t", "20"]) == 0)
    // Not before its share is over.
    #expect(Clock.now - began > .milliseconds(11_900))
    let orders = try stage.orders
    #expect(orders.count { $0 == "stop-domain web" } >= 2)
    #expect(orders.contains("stop-domain -f web"))
  }

  /// The guest is off whatever becomes of its resources.
  @Test(arguments: [("unbind-domain", "bound"), ("remove-domain", "inactive")])
  func whatCannotBeGivenUpIsAWarning(step: String, state: String) throws {
    let stage = try LogicalDomainStage()
    try stage.guest("active", "-n----")
    try stage.machine("fault", step, "fail")
    #expect(try stage.status("stop") == 0)
    #expect(try stage.state == state)
    #expect(try stage.log.contains("[200252]"))
    try stage.machine("fault", step, "none")
    #expect(try stage.status("stop") == 0)
    #expect(try stage.state == "absent", "the next stop does what was left")
  }

  @Test func aStopThatCannotAskProvesNothing() throws {
    let stage = try LogicalDomainStage()
    try stage.guest("active", "-n----")
    try stage.machine("fault", "list-domain", "hang")
    let result = try stage.call("stop", ["-t", "5"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("[200109]"))
    #expect(try stage.state == "active")
  }

  @Test func withNeitherConfigurationNorRecordAnActiveGuestMayBeOurs() throws {
    let stage = try LogicalDomainStage()
    try stage.guest("active", "-n----")
    try stage.removeTable()
    let result = try stage.call("stop", ["-t", "30"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("web: may be the resource's guest"), "\(result.errorText)")
    #expect(try stage.state == "active")
    try stage.guest("bound", "------")
    #expect(try stage.status("stop", ["-t", "30"]) == 0)
  }

  @Test func theControlDomainIsNotToBeTouched() throws {
    let stage = try LogicalDomainStage(["Domain_name": "primary"])
    #expect(try stage.call("validate").errorText.contains("control domain"))
    #expect(try stage.status("stop", ["-t", "3"]) == 1)
    #expect(try stage.orders == [])
  }

  @Test func aPasswordIsNeitherReadNorShown() throws {
    let sandbox = try Sandbox()
    let file = try sandbox.write("secret", "hunter2\n", mode: 0o600)
    let careful = try LogicalDomainStage(["Password_file": file, "Debug_level": "2"])
    try careful.guest()
    #expect(try careful.status("validate") == (Environment.isRoot ? 0 : 1))
    #expect(try careful.status("start") == 0)
    #expect(try careful.status("stop") == 0)
    #expect(try !careful.log.contains("hunter2"))
    #expect(try !careful.machine("calls").contains("hunter2"))
    try sandbox.write("secret", "hunter2\n", mode: 0o640)
    let result = try careful.call("validate")
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("[200254]") && !result.errorText.contains("hunter2"))
  }
}
