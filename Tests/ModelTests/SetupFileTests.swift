import Model
import TestSupport
import Testing

@Suite struct SetupFileTests {
  private static func parse(_ text: String) -> (SetupFile, [Failure]) {
    var problems: [Failure] = []
    let file = SetupFile.parse(Array(text.utf8), name: "web.conf", problems: &problems)
    return (file, problems)
  }

  /// The least that a file has to say, in three lines.
  private static let least = "RS=web-rs\nRG=web-rg\nDomain_name=web\n"

  @Test func everyKeyHasItsView() throws {
    let (file, problems) = Self.parse(
      Self.least + """
        NODELIST=node1,node2
        HAS_RS=web-has,data-has
        LH=web-lh
        PORT=8080
        Resource_type=ohac.xvm
        Definition_file=/etc/web.xml
        Affinity=++db-rg,--test-rg,+log-rg,-batch-rg,+++disk-rg
        Favoured_over='batch-rs build-rs'
        Pre_evict=true
        Priority=600
        Load_factors=memory@4,cpu@2
        Start_timeout=600
        Failover_mode=HARD
        """)
    #expect(problems == [])
    #expect(try file.identity().type == "OHAC.xvm")
    #expect([file.resource, file.group] == ["web-rs", "web-rg"])
    #expect(file.nodes == ["node1", "node2"])
    #expect(file.storageResources == ["web-has", "data-has"])
    #expect(file.logicalHosts == ["web-lh"])
    #expect(file.port == "8080/tcp")
    #expect(file.definitionFile == "/etc/web.xml")
    #expect(file.affinities.map(\.sign.rawValue) == ["++", "--", "+", "-", "+++"])
    #expect(
      file.affinities.map(\.description).joined(separator: " ")
        == "++db-rg --test-rg +log-rg -batch-rg +++disk-rg")
    #expect(file.favouredOver == ["batch-rs", "build-rs"])
    #expect(file.setup.flag(.preEvict))
    #expect(file.setup.integer(.priority) == 600)
    #expect(file.loadFactors == ["memory@4", "cpu@2"])
    #expect(file.guest.text(.domainDefinition) == "TABLE")
    #expect(file.guest.integer(.startTimeout) == 600)
    #expect(file.framework.text(.failoverMode) == "HARD")
  }

  /// AUTO stands for what the definition takes, which is known later.
  @Test func theDefinitionMaySayWhatItTakes() {
    let (file, problems) = Self.parse(Self.least + "Load_factors=auto\n")
    #expect(problems == [] && file.isLoadAutomatic)
    let counted = file.counting(processors: 2, mebibytes: 96)
    #expect(!counted.isLoadAutomatic && counted.loadFactors == ["cpu@2", "memory@96"])
    #expect(counted.setup.text(.loadFactors) == "cpu@2,memory@96")
  }

  @Test func whatIsOptionalMayBeLeftOut() {
    let (file, problems) = Self.parse(Self.least)
    #expect(problems == [])
    #expect(file.nodes == [] && file.affinities == [] && file.favouredOver == [])
    #expect(file.port == nil && file.definitionFile == nil)
    #expect(file.type == "SUNW.gds")
    #expect(!file.framework.isSet(.failoverMode))
  }

  @Test func legacyKeysMayBeEmptyAsInTheLegacyTemplates() {
    let (file, problems) = Self.parse(Self.least + "HAS_RS=\nLH=\nPORT=\nNODELIST=\"\"\n")
    #expect(problems == [])
    #expect(file.storageResources == [] && file.port == nil)
  }

  @Test(arguments: SetupProperties.keys.map(\.name))
  func everyPropertyIsAKeyByItsOwnName(_ name: String) {
    let codes = Self.parse("\(name)=\n").1.map(\.code)
    #expect(!codes.contains(.unknownProperty))
  }

  @Test func keysOfTheTablesDoNotMeetEachOther() {
    let names = SetupProperties.keys.map { $0.name.lowercased() }
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: [
    ("RS=web-rs\n", ["web.conf: RG", "web.conf: Domain_name"]),
    ("", ["web.conf: RS", "web.conf: RG", "web.conf: Domain_name"]),
    ("RS=\nRG=g\nDomain_name=d\n", ["web.conf: RS"]),
  ])
  func whatIsRequiredIsAskedFor(_ text: String, _ subjects: [String]) {
    let problems = Self.parse(text).1
    #expect(problems.map(\.subject) == subjects)
    #expect(problems.allSatisfy { $0.code == .missingProperty })
  }

  struct Bad: Sendable {
    let line: String
    let code: Failure.Code
    let cause: String
    init(_ line: String, _ code: Failure.Code, _ cause: String) {
      (self.line, self.code, self.cause) = (line, code, cause)
    }
  }

  @Test(arguments: [
    Bad("NODLIST=a", .unknownProperty, "did you mean NODELIST?"),
    Bad("Affinty=a", .unknownProperty, "did you mean Affinity?"),
    Bad("Start_timout=5", .unknownProperty, "did you mean Start_timeout?"),
    Bad("PARAMETERDIR=/x", .unknownProperty, ""),
    Bad("Start_command=/bin/true", .unknownProperty, ""),
    Bad("rs=other", .repeatedProperty, ""),
    Bad("NODELIST='a b*'", .illegalName, "'b*'"),
    Bad("NODELIST=a,b,a", .contradiction, "'a' stands there twice"),
    Bad("HAS_RS='-x'", .illegalName, "'-x'"),
    Bad("LH='a;b'", .illegalName, "'a;b'"),
    Bad("PORT=0", .badValue, "'0'"), Bad("PORT=65536", .badValue, "65535"),
    Bad("PORT=+80", .badValue, "'+80'"), Bad("PORT=80/sctp", .badValue, "'80/sctp'"),
    Bad("PORT=/tcp", .badValue, "'/tcp'"),
    Bad("Resource_type=SUNW.ldom", .badValue, "SUNW.gds, OHAC.xvm"),
    Bad("Definition_file=web.xml", .badValue, "not an absolute path"),
    Bad("Domain_definition=web.xml", .badValue, "neither"),
    Bad("Affinity=db-rg", .badValue, "'db-rg'"), Bad("Affinity=++++db", .badValue, "'++++db'"),
    Bad("Affinity=++", .badValue, "'++'"),
    Bad("Affinity=++web-rg", .contradiction, "its own group"),
    Bad("Affinity=+a,--a", .contradiction, "'a' stands there twice"),
    Bad("Affinity=+++a,+++b", .contradiction, "one group only"),
    Bad("Favoured_over=web-rs", .contradiction, "itself"),
    Bad("Favoured_over='a a'", .contradiction, "twice"),
    Bad("Pre_evict=maybe", .badValue, "TRUE or FALSE"),
    Bad("Priority=-1", .badValue, "0 to"),
    Bad("Load_factors=memory", .badValue, "limit@amount"),
    Bad("Load_factors=AUTO,memory@1", .badValue, "AUTO alone"),
    Bad("Load_factors=m@-1", .badValue, "limit@amount"),
  ])
  func aBadLineIsNamedWithWhatWouldBeRight(_ bad: Bad) {
    let problems = Self.parse(Self.least + bad.line + "\n").1
    #expect(problems.map(\.code) == [bad.code])
    #expect(problems.first?.subject.hasPrefix("web.conf:4: ") == true, "\(problems)")
    #expect(problems.first?.cause.contains(bad.cause) == true, "\(problems)")
  }

  @Test func proposedNumbersAreGoodOnes() {
    for (line, better) in [
      ("Retry_interval=179", "Retry_interval=180"),
      ("Unreachable_weight=15", "Unreachable_weight=14"),
      ("Probe_timeout=3000", "Probe_timeout=3000\nRetry_count=0"),
    ] {
      #expect(Self.broken(line).count == 1)
      #expect(Self.broken(better) == [])
    }
  }

  /// The file is well-formed with it; whether the guest can be kept is the rules' to say.
  @Test(arguments: [
    Bad(
      "Retry_interval=179", .contradiction,
      "179 is less than Retry_count x (Thorough_probe_interval + Probe_timeout) = 2 x 90; "
        + "set it to at least 180"),
    Bad("Probe_timeout=3000", .contradiction, "set Retry_count to at most 0"),
    Bad("Unreachable_weight=15", .heavyWeight, "set it to at most 14"),
    Bad("Child_mon_level=0", .contradiction, "set it to -1"),
    Bad("Stop_timeout=99", .shortStop, "it is 99 s"),
    Bad("Plugin_probe=check", .pluginProbe, "'check' is not an absolute path"),
    Bad("Password_file=x", .badValue, "'x' is not an absolute path"),
  ])
  func aRuleThatIsBrokenNamesWhatWouldBeRight(_ bad: Bad) {
    #expect(Self.parse(Self.least + bad.line + "\n").1 == [])
    #expect(Self.broken(bad.line).map(\.code) == [bad.code])
    #expect(Self.broken(bad.line).first?.cause.contains(bad.cause) == true)
  }

  /// What the rules say of a file with these lines.
  private static func broken(_ lines: String) -> [Failure] {
    let guest = parse(least + lines + "\n").0.guest
    return PropertyRules.all.compactMap { $0.failure(guest) }
  }

  @Test func illegalNamesAreReportedByTheirKey() {
    let problems = Self.parse("RS='a b'\nRG=.g\nDomain_name=d\n").1
    #expect(problems.map(\.code) == [.illegalName, .illegalName])
    #expect(problems.map(\.subject) == ["web.conf:1: RS", "web.conf:2: RG"])
  }

  @Test func manyKeysAreReadInBoundedTimeAndReportedInBoundedNumber() {
    let known = Self.parse(Self.least + String(repeating: "HAS_RS=a\n", count: 10_000)).1
    #expect(known.count < 110)
    #expect(known.allSatisfy { $0.code == .repeatedProperty })
    let unknown = (0..<10_000).map { "KEY_\($0)=x\n" }.joined()
    let problems = Self.parse(Self.least + unknown).1
    #expect((100..<110).contains(problems.count))
  }

  @Test func aDamagedFileIsReadWithItsProblems() {
    var dice = Dice(seed: 31)
    let whole = Array(
      (Self.least + "HAS_RS=a,b\nAffinity=++c,--d\nPORT=80/tcp\nLoad_factors=m@1\nPriority=3\n")
        .utf8)
    var clean = 0
    for _ in 0..<Dice.rounds(oneIn: 10) {
      var problems: [Failure] = []
      let file = SetupFile.parse(dice.mutate(whole), name: "f", problems: &problems)
      guard problems.isEmpty else { continue }
      clean += 1
      // Whatever is taken as good can be part of a command line.
      #expect(throws: Never.self) { try file.identity() }
      #expect(file.affinities.allSatisfy { Affinity(parsing: $0.description) == $0 })
      #expect(!file.guest.text(.domainName).isEmpty)
    }
    #expect((1..<Dice.rounds(oneIn: 10)).contains(clean))
  }
}
