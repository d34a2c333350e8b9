import Model
import Platform
import TestSupport
import Testing

@Suite(.ownThreads) struct PortTests {
  private let sandbox: Sandbox
  init() throws { sandbox = try Sandbox() }

  private static let old = """
    #!/bin/ksh
    # web, made 2009
    NAME=web
    RS=$NAME-rs
    RG="${NAME}-rg"
    export HAS_RS=$NAME-has,data-has
    LH=
    PORT=80
    SC_NETWORK=false
    PARAMETERDIR=/global/pfiles
    Migrationtype=live
    DOMU=$NAME
    Retry_interval=900
    DEBUG=web-rs
    """

  private static let show = """

    === Resources ===

    Resource:                                       web-rs
      Type:                                            SUNW.gds:6
      Type_version:                                    6
      Group:                                           web-rg
      R_description:
      Resource_project_name:                           default
      Enabled{node1}:                                  True
      --- Standard and extension properties ---
      Start_command:                                   /opt/old/bin/start_x -R web-rs -G web-rg -P /global/pfiles -D web
        Class:                                         extension
        Type:                                          string
      Stop_command:                                    /opt/old/bin/stop_x -R web-rs -G web-rg -P /global/pfiles -D web
      Probe_command:                                   /opt/old/bin/probe_x -R web-rs -G web-rg -F 'fmuser%secret'
      Validate_command:                                <NULL>
      Network_aware:                                   FALSE
      Stop_signal:                                     9
      Child_mon_level:                                 0
      Start_timeout:                                   600
      Resource_dependencies_offline_restart:           web-has data-has
      Failover_mode:                                   SOFT
    """

  private func port(_ words: String...) throws -> Completion {
    try sandbox.run("xvm_port", words)
  }

  /// The lines of the account as `fate text`, without places.
  private func account(_ result: Completion) -> [String] {
    result.text.split(separator: "\n").map { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      let text = parts[1].split(separator: ": ", maxSplits: 1).last ?? ""
      return "\(parts[0]) \(text.drop { $0 == " " })"
    }
  }

  @Test func anOldFileBecomesOursWithAnAccountOfEveryKey() throws {
    let file = try sandbox.write("old", Self.old)
    let result = try port("-f", file, "-d", sandbox.root)
    let account = account(result)
    for line in [
      "kept RS=web-rs", "kept RG=web-rg", "kept HAS_RS=web-has,data-has", "dropped LH is empty",
      "kept PORT=80", "dropped SC_NETWORK", "kept Retry_interval=900",
      "changed Migrationtype=live is now Migration_type=MIGRATE",
      "changed DEBUG=web-rs is now Debug_level=2",
      "dropped PARAMETERDIR: the properties are kept in the configuration table",
      "dropped NAME: other keys were made of it, and they are taken",
      "decide DOMU is no key of ours",
    ] {
      #expect(account.contains(line), "\(line)\n\(result.text)")
    }
    // The guest's name is one of the things that nobody told us.
    #expect(result.ending == .exited(3))
    #expect(Files.information("\(sandbox.root)/web-rs.ccr") == nil)
    let text = try sandbox.text("web-rs.conf")
    #expect(text.contains("# To decide before it is used:"))
    #expect(text.contains("\nHAS_RS=web-has,data-has\n"))
  }

  /// The account is read on a terminal, and the file came from somewhere.
  @Test func theAccountOfALegacyFileSteersNoTerminal() throws {
    let file = try sandbox.write("old", Self.old + "TITLE='\u{1B}]0;owned\u{7}\u{1B}[2J'\n")
    let account = try port("-f", file).text
    #expect(account.contains("\\u{1B}]0;owned"), "\(account)")
    #expect(account.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" || $0 == "\t" })
  }

  @Test func aCompleteOneBecomesAFileAndATableThatAreGood() throws {
    let file = try sandbox.write("old", Self.old.replacing("DOMU", with: "GUEST"))
    let result = try port("-f", file, "-d", sandbox.root)
    #expect(result.ending == .exited(0), "\(result.text)")
    var problems: [Failure] = []
    let bytes = try Files.read("\(sandbox.root)/web-rs.conf")
    let setup = SetupFile.parse(bytes, name: "n", problems: &problems)
    #expect(problems == [])
    #expect(setup.guest.text(.domainName) == "web")
    #expect(setup.storageResources == ["web-has", "data-has"])
    let table = try ConfigurationTable(
      parsing: try Files.read("\(sandbox.root)/web-rs.ccr"), name: "t")
    #expect(table.entries == (try setup.table(definition: nil)).entries)
    #expect(Files.information("\(sandbox.root)/web-rs.conf")?.mode == 0o600)
  }

  @Test func storedCommandLinesAreRead() throws {
    let show = try sandbox.write("show", Self.show)
    let result = try port("-s", show)
    let account = account(result)
    for line in [
      "changed Resource=web-rs is now RS=web-rs", "changed Group=web-rg is now RG=web-rg",
      "changed Start_command -D=web is now Domain_name=web",
      "changed Start_command: /opt/old/bin/start_x gives way to a command of ha-xvm",
      "decide Start_command -P: the file or directory /global/pfiles is to be read too, with -f",
      "decide Probe_command -F: a flag of the old program that has no key of ours",
      "changed Child_mon_level=0 is now Child_mon_level=-1", "kept Start_timeout=600",
      "dropped Network_aware", "kept Failover_mode=SOFT", "dropped Validate_command",
      "changed Resource_dependencies_offline_restart=web-has data-has is now HAS_RS=web-has,data-has",
    ] {
      #expect(account.contains(line), "\(line)\n\(result.text)")
    }
    #expect(!result.text.contains("secret"), "a password is not repeated")
    #expect(!result.text.contains("R_description"))
    #expect(result.ending == .exited(3))
    #expect(try Files.list(sandbox.root) == ["show"], "nothing is written without a request")
  }

  @Test func whereTheyDisagreeTheListingCountsAndItIsSaid() throws {
    let file = try sandbox.write("old", "RS=web-rs\nStart_timeout=100\n")
    let show = try sandbox.write("show", Self.show)
    let result = try port("-f", file, "-s", show)
    #expect(
      account(result).contains {
        $0.hasPrefix("decide Start_timeout is '100'") && $0.contains("'600'")
      },
      "\(result.text)")
  }

  @Test func aResourceOfLogicalDomainsKeepsItsProperties() throws {
    let show = try sandbox.write(
      "show",
      """
      Resource: ldg1-rs
        Type: SUNW.ldom:8
        Group: ldg1-rg
        Domain_name: ldg1
        Migration_type: MIGRATE
        Password_file: /etc/cluster/pw
        Plugin_probe: "/opt/x/probe a"
        Retry_count: 2
        Pre_evict: True
      """)
    let account = account(try port("-s", show))
    for line in [
      "kept Domain_name=ldg1", "kept Migration_type=MIGRATE", "kept Retry_count=2",
      "changed Pre_evict=True is now Pre_evict=TRUE",
    ] {
      #expect(account.contains(line), "\(line)")
    }
    #expect(account.contains { $0.hasPrefix("decide") && $0.contains("Hypervisor") })
    #expect(account.contains("kept Password_file=/etc/cluster/pw"))
  }

  /// The listing of Sun Cluster 3.1 says the same.
  @Test func theListingOfScrgadmIsRead() throws {
    let show = try sandbox.write(
      "show",
      """
      Res Group name:                                                web-rg
        (web-rg) Res Group RG_description:                           <NULL>
        (web-rg) Res Group mode:                                     Failover
        (web-rg) Res Group management state:                         Managed
        (web-rg) Res Group Nodelist:                                 node1 node2
        (web-rg) Res Group RG_affinities:                            ++db-rg

        (web-rg) Res name:                                           web-has
          (web-rg:web-has) Res resource type:                        SUNW.HAStoragePlus:2
          (web-rg:web-has:Start_timeout) Res property value:         90
        (web-rg) Res name:                                           web-rs
          (web-rg:web-rs) Res R_description:
          (web-rg:web-rs) Res resource type:                         SUNW.gds:5
          (web-rg:web-rs) Res resource group name:                   web-rg
          (web-rg:web-rs) Res enabled:                               True
          (web-rg:web-rs) Res monitor enabled:                       True
          (web-rg:web-rs) Res strong dependencies:                   web-has
          (web-rg:web-rs) Res weak dependencies:                     <NULL>
          (web-rg:web-rs) Res property name:                         Start_timeout
            (web-rg:web-rs:Start_timeout) Res property class:        standard
            (web-rg:web-rs:Start_timeout) Res property description:  Maximum execution time: 600
            (web-rg:web-rs:Start_timeout) Res property type:         int
            (web-rg:web-rs:Start_timeout) Res property value:        600
            (web-rg:web-rs:Start_command) Res property value:        /opt/old/bin/start_x -R web-rs -G web-rg -D web
            (web-rg:web-rs:Log_level{node1}) Res property value:     INFO
            (web-rg:web-rs:Log_level{node2}) Res property value:     INFO

      Res Group name:                                                db-rg
        (db-rg) Res name:                                            db-rs
          (db-rg:db-rs:Start_timeout) Res property value:            7
      """)
    let result = try port("-s", show, "-R", "web-rs")
    #expect(
      account(result) == [
        "changed Resource=web-rs is now RS=web-rs", "changed Group=web-rg is now RG=web-rg",
        "changed Nodelist=node1 node2 is now NODELIST=node1,node2",
        "changed RG_affinities=++db-rg is now Affinity=++db-rg",
        "kept Resource_dependencies=web-has",
        "dropped Resource_dependencies_weak", "kept Start_timeout=600",
        "changed Start_command: /opt/old/bin/start_x gives way to a command of ha-xvm",
        "changed Start_command -D=web is now Domain_name=web", "kept Log_level=INFO",
      ], "\(result.text)")
    #expect(result.ending == .exited(0))
    #expect(try port("-s", show).errorText.contains("web-has, web-rs, db-rs"))
  }

  /// A property of a listing, and what the account has to say of it.
  @Test(arguments: [
    ("Load_balancing_policy: LB_WEIGHTED", "dropped Load_balancing_policy"),
    (
      "Load_balancing_policy: LB_STICKY",
      "dropped Load_balancing_policy: it is for services that run on several nodes at a time, and a guest runs on one"
    ),
    ("Affinity_timeout: 0", "dropped Affinity_timeout"),
    ("Log_level{node1}: INFO\nLog_level{node2}: INFO", "kept Log_level=INFO"),
    (
      "Log_level{node1}: INFO\nLog_level{node2}: ERR",
      "decide Log_level differs from node to node: Log_level{node1}='INFO', Log_level{node2}='ERR'"
    ),
    (
      "Resource_dependencies: has-rs{LOCAL_NODE}",
      "decide Resource_dependencies: has-rs{LOCAL_NODE} is taken as has-rs; for the same node put both into one group, or set Affinity=++GROUP"
    ),
    (
      "Resource_dependencies: has-rs{LOCAL_NODE}",
      "changed Resource_dependencies=has-rs{LOCAL_NODE} is now Resource_dependencies=has-rs"
    ),
    (
      "Resource_dependencies: has-rs{from_rg_affinities}",
      "changed Resource_dependencies=has-rs{from_rg_affinities} is now Resource_dependencies=has-rs"
    ),
    (
      "Resource_dependencies: a{ANY_NODE}",
      "decide Resource_dependencies: a{ANY_NODE} is taken as a; set the dependency by hand"
    ),
  ])
  func aPropertyOfAListing(_ lines: String, _ entry: String) throws {
    let show = try sandbox.write(
      "show", "Resource: web-rs\nGroup: web-rg\nEnabled{node1}: True\n\(lines)\n")
    let account = account(try port("-s", show))
    #expect(account.contains(entry), "\(account)")
    #expect(!account.contains { $0.contains("Enabled") })
  }

  /// Keys of agents that nobody has published, and what they may have meant.
  @Test(arguments: [
    ("MIGRATE", "Migration_type"), ("PLUGIN", "Plugin_probe"),
    ("PROBE_INTERVAL", "Thorough_probe_interval"), ("XMLFILE", "Definition_file"),
    ("LIBVIRT_URI", "Connect_uri"), ("DOMAIN_NAM", "Domain_name"),
  ])
  func aKeyIsLike(_ key: String, _ ours: String) throws {
    let file = try sandbox.write("old", "\(key)=x\n")
    let account = account(try port("-f", file))
    #expect(account.contains("decide \(key) is no key of ours; did it mean \(ours)?"), "\(account)")
  }

  @Test(arguments: [("22", "22/tcp", false), ("22", "22/udp", true), ("22", "23/tcp", true)])
  func aPortIsTheSame(_ one: String, _ other: String, _ differ: Bool) throws {
    let file = try sandbox.write("old", "PORT=\(one)\n")
    let show = try sandbox.write("show", "Resource: web-rs\nPort_list: \(other)\n")
    let account = account(try port("-f", file, "-s", show))
    #expect(account.contains { $0.hasPrefix("decide PORT is") } == differ, "\(account)")
  }

  @Test func nothingOfAnOldFileIsEverRun() throws {
    let mark = "\(sandbox.root)/ran"
    let lines = [
      "RS=`touch \(mark)`", "RG=$(touch \(mark))", "touch \(mark)", "A=1; touch \(mark)",
      ". \(mark).sh", "X=1 touch \(mark)", "A=${B:=`touch \(mark)`}",
    ]
    try sandbox.write("ran.sh", "touch \(mark)\n")
    let file = try sandbox.write("old", lines.joined(separator: "\n"))
    let result = try port("-f", file, "-d", sandbox.root)
    #expect(Files.information(mark) == nil)
    for number in 1...2 { #expect(result.text.contains("old:\(number): ")) }
    // It has no name, so there is no file to write either.
    #expect(result.ending == .exited(2))
    #expect(try Files.list(sandbox.root).sorted() == ["old", "ran.sh"])
  }

  @Test func whichResourceIsMeantHasToBeClear() throws {
    let show = try sandbox.write("show", Self.show + "\nResource: db-rs\n  Group: db-rg\n")
    #expect(try port("-s", show).errorText.contains("[100702]"))
    #expect(try port("-s", show, "-R", "none").errorText.contains("[100702]"))
    #expect(try port("-s", show, "-R", "db-rs").text.contains("RS=db-rs"))
    let lines = try sandbox.write("lines", "Start_command: /x/start -R a-rs -G a-rg -D a\n")
    #expect(try port("-s", lines).ending == .exited(0))
    #expect(try port().ending == .exited(2))
    #expect(try port("-f", "/none").errorText.contains("[100201]"))
    #expect(try port("-f", "/dev/zero").errorText.contains("[100201]"))
  }

  @Test func manyKeysAndDamageAreBorne() throws {
    let many = try sandbox.write("many", (0..<10_000).map { "KEY\($0)=v\n" }.joined())
    let result = try port("-f", many)
    #expect(result.ending == .exited(3))
    #expect(result.text.split(separator: "\n").count >= 10_000)
    var dice = Dice(seed: 33)
    var clean = 0
    let whole = Array((Self.show + "\n").utf8)
    for _ in 0..<Dice.rounds(oneIn: 40) {
      guard let listing = try? ResourceListing(parsing: dice.mutate(whole), name: "s"),
        let resource = try? listing.resource(nil)
      else { continue }
      var port = Port()
      port.take(resource)
      _ = port.finish()
      clean += port.values["RS"] == "web-rs" ? 1 : 0
      #expect(port.values.values.allSatisfy { ParameterFile.quoted($0) != nil })
    }
    #expect(clean > 0)
  }

  /// What is wrong by our rules is said with the line that it is from, and once.
  @Test func whatIsWrongByOurRulesHasItsLine() throws {
    let path = try sandbox.write("config", "RG=web-rg\nDomain=web\nPORT=99999\nRetry_interval=60\n")
    let said = try port("-f", path).text.split(separator: "\n")
    #expect(said.contains("decide   the new file: RS: must be set"), "\(said)")
    for (line, key) in [(3, "PORT: has a value"), (4, "Retry_interval: conflicts")] {
      #expect(said.contains { $0.hasPrefix("decide   \(path):\(line): \(key)") }, "\(said)")
    }
  }

  /// A file that is read elsewhere is told so.
  @Test(arguments: [
    ("\n<domain><name>web</name></domain>\n<b/>\n", ["is XML and no file of a shell"]),
    ("name = 'web'\nRG=web-rg\n", ["'name' is a command, as a blank is in front of '='"]),
    (
      "scrgadm -a -j web\nclresource create web\n",
      ["'scrgadm' is a command; what it has made", "'clresource' is a command; what it has made"]
    ),
    ("crm configure x\n", ["'crm' is a command; a resource of Pacemaker is taken over by"]),
    ("touch /x\n", ["'touch' is a command"]),
  ])
  func whatIsReadElsewhereIsToldSo(_ text: String, _ words: [String]) throws {
    let path = try sandbox.write("config", text)
    let refused = try port("-f", path).text.split(separator: "\n").filter {
      $0.hasPrefix("decide   \(path):")
    }
    #expect(refused.count == words.count, "\(refused)")
    for (line, word) in zip(refused, words) { #expect(line.contains(word), "\(line)") }
    if words == ["'touch' is a command"] { #expect(refused.first?.hasSuffix(words[0]) == true) }
  }

}
