import Model
import Platform
import TestSupport
import Testing

/// xvm_register and xvm_remove against stand-ins of a cluster's commands, with our engine and the rehearsal hypervisor behind
/// them.
@Suite(.ownThreads) struct RegisterTests {
  @Test func oneCommandLeadsFromNothingToARunningGuest() throws {
    let stage = try RegistrationStage()
    let file = try stage.file()
    let first = try stage.run("xvm_register", ["-f", file])
    #expect(first.ending == .exited(0), "\(first.errorText)")
    #expect(first.text.hasSuffix("web-rs: done, 5 steps\nnext: xvm_status web-rs\n"))
    #expect(try stage.bed.state == "running")
    #expect(try stage.cluster("clresource", "status", "web-rs").contains("Online"))

    let before = stage.commands
    let again = try stage.run("xvm_register", ["-f", file])
    #expect(again.ending == .exited(0))
    #expect(again.text == "web-rs: nothing to change\n")
    #expect(stage.commands == before)
    #expect(stage.bed.boots.count == 1)
  }

  @Test func showingChangesNothing() throws {
    let stage = try RegistrationStage()
    let file = try stage.file()
    let shown = try stage.run("xvm_register", ["-n", "-f", file])
    #expect(shown.ending == .exited(0))
    #expect(shown.text.contains("\nclresourcegroup online -emM web-rg\n"))
    #expect(stage.commands == [])
    #expect(Files.information("\(stage.sandbox.root)/etc") == nil)
  }

  /// A line of the file, and the changes that the cluster sees.
  @Test(
    arguments: [
      (["Validate_timeout=200"], ["clresource set -p Validate_timeout=200 web-rs"], 1),
      (["PORT=80"], ["clresource set -p Port_list=80/tcp web-rs"], 1),
      (["Debug_level=1"], [], 1),
      (
        ["Failover_enabled=FALSE", "Log_level=INFO"],
        [
          "clresource disable web-rs",
          "clresource set -p Failover_enabled=FALSE -p Log_level=INFO web-rs",
          "clresource enable web-rs",
        ], 2
      ),
      (["On_crash=HONOUR", "Connect_uri="], [], 1),
    ] as [([String], [String], Int)])
  func whatChangesIsSetAndNothingElse(_ lines: [String], _ changes: [String], _ boots: Int) throws {
    let stage = try RegistrationStage()
    let file = try stage.file()
    try expectSuccess(stage.run("xvm_register", ["-f", file]))
    let before = stage.commands.count
    let text = try stage.sandbox.text("web-rs.conf")
    try stage.sandbox.write("web-rs.conf", text + lines.map { $0 + "\n" }.joined())
    let changed = try stage.run("xvm_register", ["-f", file])
    #expect(changed.ending == .exited(0), "\(changed.errorText)")
    #expect(Array(stage.commands[before...]) == changes)
    #expect(stage.bed.comes(toBoots: boots))
    #expect(try stage.run("xvm_register", ["-f", file]).text == "web-rs: nothing to change\n")
  }

  /// The last cluster command of a registration that is let run to its end.
  private static let changes = 5

  @Test(arguments: 1...changes)
  func aRegistrationThatIsKilledIsCompletedByTheNext(_ number: Int) throws {
    let stage = try RegistrationStage()
    try stage.makeOther("-third-rg")
    let before = stage.commands.count
    let file = try stage.file("Favoured_over=other-rs", "Affinity=+other-rg")
    let cut = try stage.run(
      "xvm_register", ["-f", file], ["HA_XVM_STANDIN_KILL": "\(before + number)"])
    #expect(cut.ending == .signalled(Signal.kill))

    let next = try stage.run("xvm_register", ["-f", file])
    #expect(next.ending == .exited(0), "\(next.errorText)")
    #expect(stage.commands.count == before + Self.changes)
    #expect(try stage.bed.state == "running")
    #expect(try stage.otherAffinities == ["-third-rg", "--web-rg"])
    #expect(try stage.run("xvm_register", ["-f", file]).text == "web-rs: nothing to change\n")
  }

  @Test(arguments: 1...6)
  func aRemovalThatIsKilledIsCompletedByTheNext(_ number: Int) throws {
    let stage = try RegistrationStage()
    try stage.makeOther("-third-rg")
    let file = try stage.file("Favoured_over=other-rs")
    try expectSuccess(stage.run("xvm_register", ["-f", file]))
    let before = stage.commands.count
    let cut = try stage.run(
      "xvm_remove", ["web-rs"], ["HA_XVM_STANDIN_KILL": "\(before + number)"])
    #expect(cut.ending == .signalled(Signal.kill))

    let next = try stage.run("xvm_remove", ["web-rs"])
    #expect(next.ending == .exited(0), "\(next.errorText)")
    #expect(stage.commands.count == before + 6)
    #expect(try stage.otherAffinities == ["-third-rg"])
    #expect(try stage.cluster("clresourcegroup", "list") == "other-rg\nthird-rg\n")
    #expect(try stage.cluster("clresource", "list") == "other-rs\n")
    #expect(Files.information("\(stage.sandbox.locations.tables)/web-rs") == nil)
    #expect(try stage.bed.state != "running")
    #expect(try stage.run("xvm_remove", ["web-rs"]).text == "web-rs: nothing to remove\n")
  }

  @Test func anAffinityThatWasThereBeforeStays() throws {
    let stage = try RegistrationStage()
    try stage.cluster("clresourcegroup", "create", "web-rg")
    try stage.makeOther("-third-rg")
    try stage.cluster("clresourcegroup", "set", "-p", "RG_affinities+=--web-rg", "other-rg")
    let file = try stage.file("Favoured_over=other-rs")
    try expectSuccess(stage.run("xvm_register", ["-f", file]))
    try Files.remove("\(stage.sandbox.root)/web.xml")
    let removed = try stage.run("xvm_remove", ["-f", file])
    #expect(removed.ending == .exited(0))
    #expect(removed.text.contains("the group web-rg stays: it was not made by xvm_register"))
    #expect(try stage.otherAffinities == ["-third-rg", "--web-rg"])
  }

  /// The stand-in's `+` is what the group has and no more: a site's script that disables one group must not be seen to disable all.
  @Test func aGroupLimitsWhatAllMeans() throws {
    let stage = try RegistrationStage()
    try stage.makeOther()
    try expectSuccess(stage.run("xvm_register", ["-f", try stage.file()]))
    func isEnabled(_ name: String) throws -> String {
      try stage.cluster("scha_resource_get", "-O", "on_off_switch", "-R", name)
    }
    try stage.cluster("clresource", "disable", "-g", "other-rg", "+")
    #expect(try isEnabled("other-rs") == "DISABLED\n")
    #expect(try isEnabled("web-rs") == "ENABLED\n")
    #expect(try stage.bed.state == "running")
  }

  @Test func theOneThatIsNotFavouredYields() throws {
    let stage = try RegistrationStage()
    try stage.makeOther()
    try stage.cluster("clresourcegroup", "online", "-eM", "-n", "node1", "other-rg")
    let file = try stage.file("Favoured_over=other-rs", "NODELIST=node1")
    try expectSuccess(stage.run("xvm_register", ["-f", file]))
    let rows = try stage.cluster("clresourcegroup", "status", "web-rg", "other-rg")
      .split(separator: "\n").suffix(3).map { $0.split(separator: " ").map(String.init) }
    #expect(
      rows == [
        ["web-rg", "node1", "No", "Online"], ["other-rg", "node1", "No", "Offline"],
        ["node2", "No", "Online"],
      ])
  }

  @Test(arguments: [1, 2, 3, 4])
  func aStepThatFailsIsUndoneOnRequest(_ number: Int) throws {
    let stage = try RegistrationStage()
    let file = try stage.file()
    let refused = ["HA_XVM_STANDIN_REFUSE": "\(number)"]
    let undone = try stage.run("xvm_register", ["-u", "-f", file], refused)
    #expect(undone.ending == .exited(4), "\(undone.errorText)")
    #expect(undone.errorText.contains("refused, because the test wants it so"))
    #expect(try stage.cluster("clresource", "list") == "\n")
    #expect(try stage.cluster("clresourcegroup", "list") == "\n")
    #expect(Files.information("\(stage.sandbox.locations.tables)/web-rs") == nil)
  }

  @Test func aStepThatFailsLeavesAHalfDoneRegistrationAndSaysSo() throws {
    let stage = try RegistrationStage()
    let file = try stage.file()
    let half = try stage.run("xvm_register", ["-f", file], ["HA_XVM_STANDIN_REFUSE": "3"])
    #expect(half.ending == .exited(3))
    #expect(half.errorText.contains("[100604]"))
    #expect(half.errorText.contains("3 of 5 steps are done"))
    #expect(try stage.run("xvm_register", ["-f", file]).ending == .exited(0))
    #expect(try stage.bed.state == "running")
  }

  @Test func theOldCommandsDoTheSame() throws {
    let stage = try RegistrationStage()
    try stage.makeOther("-third-rg")
    let before = stage.commands.count
    let file = try stage.file("Favoured_over=other-rs", "HAS_RS=other-rs")
    let old = ["--framework", "solaris-3.1", "-f", file]
    let first = try stage.run("xvm_register", old)
    #expect(first.ending == .exited(0), "\(first.errorText)")
    #expect(try stage.bed.state == "running")
    #expect(
      stage.commands[before...].allSatisfy { $0.hasPrefix("scrgadm") || $0.hasPrefix("scswitch") })
    #expect(stage.commands[before...].contains { $0.contains("-y Resource_dependencies=other-rs") })
    #expect(try stage.otherAffinities == ["-third-rg", "--web-rg"])
    #expect(try stage.run("xvm_register", old).text == "web-rs: nothing to change\n")
    let removed = try stage.run("xvm_remove", old)
    #expect(removed.ending == .exited(0), "\(removed.errorText)")
    #expect(try stage.otherAffinities == ["-third-rg"])
    #expect(try stage.cluster("clresource", "list") == "other-rs\n")
  }

  @Test func guestsOfOneGroupStandInARow() throws {
    let stage = try RegistrationStage()
    for name in ["web2", "web3"] {
      try stage.sandbox.write(
        "\(name).xml",
        try stage.sandbox.text("web.xml").replacing("<name>web<", with: "<name>\(name)<"))
    }
    let files = [
      try stage.file(), try stage.file(resource: "web2-rs", guest: "web2"),
      try stage.file(resource: "web3-rs", guest: "web3"),
    ]
    func behind(_ name: String) throws -> String {
      try stage.cluster("scha_resource_get", "-O", "RESOURCE_DEPENDENCIES_WEAK", "-R", name)
    }
    for file in files { #expect(try stage.run("xvm_register", ["-f", file]).ending == .exited(0)) }
    for file in files {
      #expect(try stage.run("xvm_register", ["-f", file]).text.hasSuffix(": nothing to change\n"))
    }
    #expect(try behind("web-rs") == "\n")
    #expect(try behind("web2-rs") == "web-rs\n")
    #expect(try behind("web3-rs") == "web2-rs\n")

    let removed = try stage.run("xvm_remove", ["web2-rs"])
    #expect(removed.ending == .exited(0), "\(removed.errorText)")
    #expect(removed.text.contains("the group web-rg stays: it holds other resources"))
    #expect(try behind("web3-rs") == "web-rs\n")
    try expectSuccess(stage.run("xvm_remove", ["web-rs"]))
    try expectSuccess(stage.run("xvm_remove", ["web3-rs"]))
    #expect(try stage.cluster("clresourcegroup", "list") == "\n", "the last one removes it")
  }

  @Test func everyProblemIsShownWithItsLineAndNothingIsDone() throws {
    let stage = try RegistrationStage()
    let file = try stage.file("Favoured_over=nobody-rs", "HAS_RS=gone-rs", "Affinity=++gone-rg")
    let refused = try stage.run("xvm_register", ["-f", file])
    #expect(refused.ending == .exited(1))
    #expect(
      refused.errorText.contains(":8: Favoured_over: is not there: there is no resource nobody-rs"))
    #expect(refused.errorText.contains(":9: HAS_RS: is not there: there is no resource gone-rs"))
    #expect(
      refused.errorText.contains(":10: Affinity: is not there: there is no resource group gone-rg"))
    let bad = try stage.file("Strat_timeout=5", "Retry_count=lots")
    let misspelt = try stage.run("xvm_register", ["-f", bad])
    #expect(misspelt.ending == .exited(1))
    #expect(
      misspelt.errorText.contains(
        ":8: Strat_timeout: is not a property: did you mean Start_timeout?"))
    #expect(misspelt.errorText.contains(":9: Retry_count"))
    #expect(stage.commands == [])
  }

  @Test(arguments: [
    ("solaris-3.1", "Pre_evict=TRUE"), ("solaris-3.1", "Priority=600"),
    ("solaris-3.2", "Load_factors=memory@4"), ("solaris-4.1", "Pre_evict=TRUE"),
    ("standalone", "Affinity=++db-rg"), ("standalone", "Favoured_over=db-rs"),
    ("standalone", "Priority=600"), ("standalone", "NODELIST=node1,node2"),
    ("standalone", "HAS_RS=disk-rs"),
  ])
  func aKeyThatCannotBeHonouredIsRefusedByName(_ framework: String, _ line: String) throws {
    let stage = try RegistrationStage()
    let file = try stage.file(line)
    for name in [
      ["xvm_register", "-n", "-F", framework], ["xvm_emit", "registration", framework],
    ] {
      let refused = try stage.run(name[0], Array(name.dropFirst()) + ["-f", file])
      #expect(refused.ending == .exited(1))
      let key = line.prefix { $0 != "=" }
      #expect(refused.errorText.contains("web-rs.conf:8: \(key): cannot be honoured here"))
    }
  }

  @Test func aResourceThatIsNotTheGuestIsLeftAlone() throws {
    let stage = try RegistrationStage()
    try stage.cluster("clresourcegroup", "create", "web-rg")
    try stage.cluster("clresourcetype", "register", "SUNW.gds")
    try stage.cluster(
      "clresource", "create", "-d", "-g", "web-rg", "-t", "SUNW.gds", "-p",
      "Start_command=/bin/sleep 100", "-p", "Network_aware=false", "web-rs")
    let file = try stage.file()
    let before = stage.commands
    for words in [["xvm_register", "-f", file], ["xvm_remove", "web-rs"]] {
      let refused = try stage.run(words[0], Array(words.dropFirst()))
      #expect(refused.ending == .exited(1))
      #expect(refused.errorText.contains("is the name of another resource"))
    }
    #expect(stage.commands == before)
    let taken = try stage.run("xvm_register", ["--take-over", "-f", file])
    #expect(taken.ending == .exited(0), "\(taken.errorText)")
    #expect(try stage.bed.state == "running")
  }
}
