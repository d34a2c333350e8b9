import Model
import Platform
import TestSupport
import Testing

/// Guests registered with Pacemaker by its own tools, and what its own scheduler makes of it.
@Suite(.tags(.clusterTools), .ownThreads) struct PacemakerRegistrationTests {
  // MARK: There and back

  private static let everything = [
    "NODELIST=node1,node2", "Affinity=--db-rg", "HAS_RS=disk-rs", "LH=lh-rs",
    "Resource_dependencies=db-rs", "Load_factors=memory@2", "Favoured_over=test-rs",
    "Failover_mode=HARD", "Retry_count=1", "Start_timeout=120",
    "Plugin_probe='/opt/x \"a b\" \"\\$c\"'",
  ]

  private static func stage() throws -> PacemakerStage {
    try PacemakerStage(
      ["db-rs", "disk-rs", "lh-rs", "test-rs"].map { PacemakerStage.dummy($0) }, memory: 4)
  }

  @Test func whatIsRegisteredIsNotRegisteredAgainAndIsRemovedWithoutATrace() throws {
    let stage = try Self.stage()
    let before = try stage.base
    try stage.register("web", Self.everything)
    #expect(try stage.verify() == "")
    let file = try stage.file("web", Self.everything)
    let again = try stage.run("xvm_register", ["-f", file])
    #expect(again.text.hasSuffix("web-rs: nothing to change\n"), "\(again)")
    let fact = SharedFact.departure.property("web-rs")
    try stage.tool(
      "/usr/sbin/crm_attribute", "--type", "crm_config", "--set-name", SharedFact.set("web-rs"),
      "--attr-id", fact, "--name", fact, "--update", "x")
    #expect(try stage.base.shared("web-rs") == [.departure: "x"])
    let removed = try stage.run("xvm_remove", ["-f", file])
    #expect(removed.text.hasSuffix("web-rs: removed\n"), "\(removed)")
    #expect(try stage.base == before)
    #expect(try stage.run("xvm_remove", ["web-rs"]).text == "web-rs: nothing to remove\n")
  }

  /// What a site has made itself, and what is said of it.
  @Test(arguments: [
    (
      "constraints", "<rsc_location id='site-1' rsc='web-rs' node='node1' score='50'/>",
      "the constraint site-1"
    ),
    (
      "constraints", "<rsc_colocation id='site-2' rsc='db-rs' with-rsc='web-rs' score='10'/>",
      "the constraint site-2"
    ),
    (
      "constraints", "<rsc_order id='site-3' first='web-rs' then='db-rs'/>", "the constraint site-3"
    ),
    ("constraints", "<rsc_ticket id='site-4' rsc='web-rs' ticket='t'/>", "the constraint site-4"),
    (
      "constraints",
      "<rsc_order id='site-5'><resource_set id='s'><resource_ref id='web-rs'/></resource_set></rsc_order>",
      "the constraint site-5"
    ),
    (
      "constraints", "<rsc_colocation id='site-6' rsc='db-rs' with-rsc='web-rg' score='10'/>",
      "the constraint site-6"
    ),
    ("tags", "<tag id='all'><obj_ref id='web-rs'/><obj_ref id='db-rs'/></tag>", "the tag all"),
  ])
  func aRemovalLeavesWhatTheSiteHasMade(_ section: String, _ element: String, _ words: String)
    throws
  {
    let stage = try PacemakerStage()
    let before = try stage.base
    try stage.register("web", ["Affinity=-db-rg"])
    try stage.tool("/usr/sbin/cibadmin", "--create", "--scope", section, "--xml-text", element)
    let registered = try stage.base
    let file = try stage.file("web", ["Affinity=-db-rg"])
    for arguments in [["web-rs"], ["-f", file], ["-n", "-f", file]] {
      let refused = try stage.run("xvm_remove", arguments)
      #expect(refused.ending == .exited(1))
      #expect(refused.errorText.contains(words), "\(refused)")
    }
    #expect(try stage.base == registered)
    // Nor is it in the way of a registration that changes nothing.
    #expect(try stage.run("xvm_register", ["-f", file]).text.hasSuffix("nothing to change\n"))
    let id = try XMLElement(parsing: Array(element.utf8)).id
    try stage.tool("/usr/sbin/cibadmin", "--delete", "--xpath", "//*[@id='\(id)']")
    // What a move of it has left goes with it, and what crm's standby has.
    try stage.move("web-rs", to: "node2")
    try stage.tool(
      "/usr/sbin/cibadmin", "--create", "--scope", "constraints", "--xml-text",
      "<rsc_location id='cli-standby-web-rs' rsc='web-rs' node='node1' score='-INFINITY'/>")
    try expectSuccess(stage.run("xvm_remove", ["-f", file]))
    #expect(try stage.base == before)
  }

  /// What would not be valid without the resource is named before its guest is stopped.
  @Test(arguments: [
    (
      "<primitive id='db-rs'>", "<meta_attributes id-ref='web-rs-meta_attributes'/></primitive>",
      "db-rs, which refers to a part of it"
    ),
    ("<group id='g'>", "<primitive id='web-rs'/></group>", "the group g, which holds nothing else"),
    ("<clone id='c'>", "<primitive id='web-rs'/></clone>", "the clone c, which holds nothing else"),
  ])
  func whatNeedsTheResourceBarsItsRemoval(_ begin: String, _ inner: String, _ words: String) throws
  {
    let stage = try PacemakerStage()
    // A rule that names it would bar its taking away by hand.
    try stage.register("web", ["Readiness_interval=0"], ["--tag"])
    if begin.contains("db-rs") {
      try stage.tool(
        "/usr/sbin/cibadmin", "--modify", "--allow-create", "--scope", "resources", "--xml-text",
        begin + inner)
    } else {
      let guest = try #require(try stage.base.primitive("web-rs"))
      try stage.tool(
        "/usr/sbin/cibadmin", "--delete", "--scope", "resources", "--xml-text",
        "<primitive id='web-rs'/>")
      try stage.tool(
        "/usr/sbin/cibadmin", "--create", "--scope", "resources", "--xml-text",
        begin + guest.line + inner.split(separator: "/>")[1])
    }
    #expect(try stage.verify() == "")
    let registered = try stage.base
    let refused = try stage.run("xvm_remove", ["web-rs"])
    #expect(refused.ending == .exited(1), "\(refused)")
    #expect(
      refused.errorText.contains(words) && refused.errorText.contains("[100610]"), "\(refused)")
    #expect(try stage.base == registered)
  }

  /// What only Pacemaker's tools would find is found on a copy, before the guest is stopped.
  @Test func aRemovalIsTriedOnACopyFirst() throws {
    let stage = try PacemakerStage()
    try stage.register("web")
    try stage.happen()
    let registered = try stage.base
    let sandbox = try #require(stage.sandbox)
    try sandbox.write(
      "tools/cibadmin",
      """
      #!/bin/sh
      case "$*" in *--delete*resources*) echo 'no way' >&2; exit 78 ;; esac
      exec /usr/sbin/cibadmin "$@"

      """, mode: 0o755)
    for arguments in [["web-rs"], ["-n", "web-rs"]] {
      let refused = try sandbox.run(
        "xvm_remove", arguments,
        adding: ["CIB_file": "\(stage.root)/cib.xml", "HA_XVM_TOOL_PATH": "\(stage.root)/tools"],
        limit: .seconds(60))
      #expect(refused.ending == .exited(1), "\(refused)")
      #expect(
        refused.errorText.contains("to remove the resource: no way [100612]"), "\(refused)")
    }
    #expect(try stage.base == registered)
    try expectSuccess(stage.run("xvm_remove", ["web-rs"]))
  }

  @Test func thePrimitiveIsWhatTheFileSays() throws {
    let stage = try Self.stage()
    try stage.register("web", Self.everything)
    let guest = try #require(try stage.base.primitive("web-rs"))
    #expect(guest.isGuest)
    let attributes = guest.pairs("instance_attributes")
    #expect(attributes["Plugin_probe"] == "/opt/x \"a b\" \"\\$c\"")
    #expect(attributes["Domain_definition"] == "TABLE")
    #expect(
      guest.pairs("meta_attributes") == [
        "allow-migrate": "true", "resource-stickiness": "10000", "migration-threshold": "3",
        "failure-timeout": "370s", "priority": "1",
      ])
    #expect(guest.pairs("utilization") == ["memory": "2"])
    let operations = (guest.first("operations")?.children ?? []).map { operation in
      ["name", "interval", "timeout", "on-fail"].compactMap { operation[$0] }
        .joined(separator: " ")
    }
    #expect(
      operations == [
        "start 0s 120s", "stop 0s 300s fence", "monitor 60s 30s", "migrate_to 0s 300s block",
        "migrate_from 0s 120s", "reload-agent 0s 30s",
      ])
  }

  /// Whatever it is made by, what is made is the same.
  @Test(arguments: ["pacemaker", "crm", "pcs"]) func anEmittedScriptRegistersTheGuest(
    _ form: String
  ) throws {
    if !Environment.isRoot { return }
    let stage = try Self.stage()
    let sandbox = try #require(stage.sandbox)
    let file = try stage.file("web", Self.everything)
    let script = try stage.run("xvm_emit", ["registration", form, "-f", file])
    try #require(script.succeeded, "\(script.errorText)")
    // pcs has no CIB_file.
    try sandbox.write(
      "bin/pcs", "#!/bin/sh\nexec /usr/sbin/pcs -f \"$CIB_file\" \"$@\"\n", mode: 0o755)
    let made = try stage.amongAgents("PATH=\(sandbox.root)/bin:$PATH\n" + script.text)
    #expect(made.succeeded, "\(made)")
    #expect(try stage.verify() == "")
    let again = try stage.run("xvm_register", ["-n", "-f", file])
    #expect(again.text.contains("# There is nothing to do."), "\(again.text)")
  }

  // MARK: Changes

  @Test func anotherDefinitionIsNothingOfTheResource() throws {
    let stage = try PacemakerStage()
    try stage.register("web")
    let before = try #require(try stage.base.primitive("web-rs"))
    let file = try stage.file("web", memory: 2)
    let result = try stage.run("xvm_register", ["-f", file])
    #expect(result.text.contains("web-rs: done, 1 step"), "\(result)")
    let base = try stage.base
    #expect(base.primitive("web-rs") == before)
    let value = try #require(base.property(ClusterDefinition.property("web-rs")))
    #expect(
      try stage.run("xvm_emit", ["definition", "web-rs"]).output
        == Files.read("\(stage.root)/web.xml"))
    #expect(
      try ClusterDefinition.decoded(value, of: "web-rs")
        == Files.read("\(stage.root)/web.xml"))
    // The real scheduler has nothing to do about it either.
    try stage.happen()
    try expectSuccess(stage.run("xvm_register", ["-f", try stage.file("web", memory: 3)]))
    #expect(try stage.happen() == [])
  }

  @Test func whatOthersHavePutOnAResourceStays() throws {
    let stage = try PacemakerStage()
    try stage.register("web", ["Priority=5", "Affinity=-db-rg"])
    try stage.tool(
      "/usr/sbin/crm_resource", "--resource", "web-rs", "--meta", "--set-parameter",
      "is-managed", "--parameter-value", "false")
    let result = try stage.run(
      "xvm_register", ["-f", try stage.file("web", ["Retry_count=3", "Retry_interval=300"])])
    #expect(result.succeeded, "\(result)")
    let base = try stage.base
    #expect(
      try #require(base.primitive("web-rs")).pairs("meta_attributes") == [
        "allow-migrate": "true", "resource-stickiness": "10000", "migration-threshold": "7",
        "failure-timeout": "300s", "is-managed": "false",
      ])
    let member = ["ready", "member", "follows", "leaves"].map { "ha-xvm-\($0)-web-rs" }
    #expect(base.constraints.map(\.id) == member)
  }

  /// The maintenance of an interrupted registration is ended by the next, when every node has said again what it has, as the
  /// interrupted one may have changed the agent; an operator's is not ended, and is told of.
  @Test(arguments: [
    ("ha-xvm-held-web-rs", ["ask on every node", "let the cluster manage the guest"]),
    ("web-rs-meta_attributes-maintenance", ["stays in the maintenance"]),
  ])
  func onlyOurOwnMaintenanceIsEnded(_ id: String, _ words: [String]) throws {
    let stage = try PacemakerStage()
    try stage.register("web")
    try stage.tool(
      "/usr/sbin/cibadmin", "--modify", "--allow-create", "--scope", "resources", "--xml-text",
      "<primitive id='web-rs'><meta_attributes id='web-rs-meta_attributes'>"
        + "<nvpair id='\(id)' name='maintenance' value='true'/></meta_attributes></primitive>")
    let plan = try stage.run("xvm_register", ["-n", "-f", try stage.file("web")])
    let text = (plan.text + plan.errorText).lowercased()
    for other in [
      "ask on every node", "let the cluster manage the guest", "stays in the maintenance",
    ] {
      #expect(text.contains(other) == words.contains(other), "\(text)")
    }
  }

  @Test func anAgentIsChangedUnderAGuestThatRuns() throws {
    let stage = try PacemakerStage([
      PacemakerStage.dummy("db-rs"),
      "<primitive id='web-rs' class='ocf' provider='heartbeat' type='VirtualDomain'/>",
    ])
    let file = try stage.file("web")
    let refused = try stage.run("xvm_register", ["-f", file])
    #expect(refused.ending == .exited(1))
    #expect(refused.errorText.contains("its agent is ocf:heartbeat:VirtualDomain"))
    let plan = try stage.run("xvm_register", ["-n", "--take-over", "-f", file]).text
    let order = [
      "# Leave the guest alone", "ha-xvm-held-web-rs", "--wait", "--replace", "--refresh",
      "# Wait until they have answered", "--delete-parameter maintenance",
    ].map { plan.firstRange(of: $0)?.lowerBound }
    #expect(!order.contains(nil))
    // None waits for ever.
    let waits = plan.split(separator: "\n").filter { $0.contains("--wait") }
    #expect(waits.count == 2 && waits.allSatisfy { $0.contains("--timeout=") })
    // What takes its place is as little managed as it was.
    #expect(plan.contains("name=\"maintenance\" value=\"true\""))
    #expect(order.compactMap(\.self) == order.compactMap(\.self).sorted())
  }

  /// crmsh ends a maintenance by writing false, which must not outweigh ours; an operator's own is neither doubled nor ended.
  @Test(arguments: [("false", false), ("off", false), ("true", true), ("yes", true)])
  func aTakeOverMindsTheMaintenanceThatIsThere(_ value: String, _ stays: Bool) throws {
    let stage = try PacemakerStage([
      "<primitive id='web-rs' class='ocf' provider='heartbeat' type='VirtualDomain'>"
        + "<meta_attributes id='m'><nvpair id='m-1' name='maintenance' value='\(value)'/></meta_attributes></primitive>"
    ])
    let plan = try stage.run(
      "xvm_register", ["-n", "--take-over", "-f", try stage.file("web")]
    ).text
    #expect(plan.contains("# Leave the guest alone while its agent changes") == !stays)
    #expect(plan.contains("ha-xvm-held-web-rs") == !stays)
    #expect(plan.contains("# Let the cluster manage the guest") == !stays)
    #expect(!plan.contains("value=\"\(value)\"") || stays, "\(plan)")
  }

  // MARK: What stands in the way

  @Test(arguments: [
    (["Affinity=++nowhere-rg"], "there is no group, tag or resource nowhere-rg"),
    (["NODELIST=node1,node9"], "there is no node node9"),
    (["HAS_RS=disk9-rs"], "there is no resource disk9-rs"),
    (["Load_factors=cores@1"], "node1, node2, node3 with no cores"),
    (["Load_factors=memory@5"], "no node has 5 of memory"),
    (["Load_factors=AUTO"], "node1, node2, node3 with no cpu"),
    (["Favoured_over=test-rs", "Pre_evict=TRUE"], "only with Load_factors"),
    (["Load_factors=memory@1", "Favoured_over=test-rs", "Pre_evict=TRUE"], "has no Load_factors"),
    (["Log_level=INFO"], "the logs of SUNW.gds"),
    (["Load_factors=memory@1", "Favoured_over=test-rs", "Priority=0"], "has 0"),
  ]) func aFileThatAsksForWhatIsNotThereIsRefused(_ lines: [String], _ words: String) throws {
    let stage = try Self.stage()
    let before = try stage.base
    let result = try stage.run("xvm_register", ["-f", try stage.file("web", lines)])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains(words), "\(result.errorText)")
    #expect(try stage.base == before)
  }

  @Test func nobodyIsStoppedByCapacitiesThatBeginToCount() throws {
    let greedy = "<utilization id='o'><nvpair id='o1' name='cpu' value='1'/></utilization>"
    let stage = try PacemakerStage([PacemakerStage.dummy("db-rs", greedy)], memory: 4)
    let file = try stage.file("web", ["Load_factors=memory@1"])
    let result = try stage.run("xvm_register", ["-f", file])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("db-rs: would be stopped when capacities begin to count"))
    #expect(
      result.errorText.contains("--resource db-rs --utilization --delete-parameter cpu"),
      "\(result.errorText)")
  }

  /// The rehearsal of the steps leaves nothing where our own files are.
  @Test func aQuestionMakesNoDirectory() throws {
    let stage = try Self.stage()
    let plan = try stage.run("xvm_register", ["-n", "-f", try stage.file("web")])
    #expect(plan.succeeded, "\(plan.errorText)")
    #expect(Files.information(try #require(stage.sandbox).locations.run) == nil)
  }

  /// The schema takes no rule about what is not there, so the removal's last steps would fail.
  @Test func anAccessRuleBarsTheRemovalByItsName() throws {
    let rule = "<acl_permission id='see-web' kind='read' reference='web-rs'/>"
    let stage = try PacemakerStage(
      [PacemakerStage.guest("web-rs")], more: "<acls><acl_role id='r'>\(rule)</acl_role></acls>")
    let refused = try stage.run("xvm_remove", ["web-rs"])
    #expect(refused.ending == .exited(1))
    #expect(
      refused.errorText.contains("did not make: the access rule see-web [100610]"),
      "\(refused.errorText)")
  }

  /// Names that Pacemaker cannot have, a definition that no cluster keeps, and a wish about one's own group.
  @Test func whatPacemakerCannotHaveIsRefused() throws {
    let stage = try Self.stage()
    for name in ["9rg", "0rg", "5rg"] {
      let result = try stage.run("xvm_register", ["-f", try stage.file("web", ["RG=\(name)"])])
      #expect(result.ending == .exited(1))
      #expect(result.errorText.contains("a name in Pacemaker begins with a letter"), "\(result)")
    }
    try stage.register("mail", ["RG=one-rg"])
    let own = try stage.run(
      "xvm_register", ["-f", try stage.file("web", ["RG=one-rg", "Favoured_over=mail-rs"])])
    #expect(own.ending == .exited(1))
    #expect(own.errorText.contains("mail-rs is in the same group, one-rg"), "\(own.errorText)")
  }

  /// What is fixed while the guest runs costs it a restart, which is said beforehand.
  @Test func aRestartIsAnnounced() throws {
    let stage = try PacemakerStage()
    try stage.register("web")
    let fixed = try stage.run(
      "xvm_register", ["-n", "-f", try stage.file("web", ["Connect_uri=qemu:///session"])])
    #expect(
      fixed.text.contains("Connect_uri changes: the cluster stops the guest and starts it again"),
      "\(fixed)")
    let free = try stage.run(
      "xvm_register", ["-n", "-f", try stage.file("web", ["Debug_level=1"])])
    #expect(free.text.contains("Debug_level") && !free.text.contains("starts it again"), "\(free)")
  }

  // MARK: For people

  @Test func statusAndWhySpeakOfTheCluster() throws {
    let stage = try PacemakerStage()
    // The toolstack of this node answers, and has no such guest.
    try requireSuccess(stage.run("xvm_rehearsal", ["daemon", "--background"]))
    defer { stage.sandbox?.endProcesses() }
    try stage.register("web", ["Hypervisor=REHEARSAL", "NODELIST=node1,node2"])
    try stage.happen()
    let home = try #require(try stage.places["web-rs"])
    let status = try stage.run("xvm_status", ["--shell", "web-rs"]).text
    #expect(status.contains("XVM_CLUSTER_ROLE='Started'\nXVM_CLUSTER_NODES='\(home)'"), "\(status)")
    #expect(status.contains("XVM_GROUP='web-rg'") && status.contains("XVM_DOMAIN='web'"))
    // What another node has is not said to be absent.
    for words in [["xvm_status", "web-rs"], ["xvm_status"], ["xvm_why", "web-rs"]] {
      let said = try stage.run(words[0], Array(words.dropFirst()))
      #expect(said.ending == .exited(0))
      #expect(said.text.contains("runs on \(home)"), "\(said)")
      #expect(!said.text.contains("absent\n"), "\(said)")
    }
    // The definition is found where the cluster keeps it.
    #expect(!status.contains("holds a definition"), "\(status)")
    for node in ["node1", "node2"] {
      try stage.tool("/usr/sbin/crm_resource", "--ban", "--resource", "web-rs", "--node", node)
    }
    try stage.happen()
    let why = try stage.run("xvm_why", ["web-rs"])
    #expect(why.ending == .exited(1))
    #expect(
      why.text.contains(
        "constraints keep it off nodes: node1 by cli-ban-web-rs-on-node1; node2 by cli-ban-web-rs-on-node2"
      ), "\(why.text)")
    #expect(why.text.contains("crm_resource --clear --resource web-rs, "), "\(why.text)")
    #expect(try stage.run("xvm_status", []).text.contains("Stopped"))
  }
}
