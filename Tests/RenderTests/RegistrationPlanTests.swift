import Model
import Testing

@testable import Render

/// Registrations as values: a file and what a cluster has, and the commands that are missing.
@Suite struct RegistrationPlanTests {
  private static func setup(_ lines: [String]) -> SetupFile {
    var problems: [Failure] = []
    let rows = ["RS=web-rs", "RG=web-rg", "Domain_name=web"] + lines
    let file = SetupFile.parse(
      Array(rows.joined(separator: "\n").utf8), name: "web.conf", problems: &problems)
    #expect(problems == [])
    return file
  }

  private static func registration(_ lines: [String], _ release: ClusterRelease)
    -> ClusterRegistration
  {
    ClusterRegistration(
      setup(lines), release: release, program: "/opt/ha-xvm/bin/ha-xvm",
      table: .init(path: "/t/web-rs", content: [1], present: [1], isFixedWhileEnabled: false))
  }

  /// The commands of a plan.
  private static func commands(_ plan: RegistrationPlan) -> [String] {
    plan.steps.map { RegistrationScript.line($0.action) }
  }

  /// A cluster with a group `other-rg` that holds other-rs and has an affinity already.
  private static let cluster = ClusterPicture(
    types: ["SUNW.gds"],
    groups: [
      "other-rg": .init(nodes: ["a", "b"], affinities: ["-x-rg"], resources: ["other-rs"])
    ])

  /// What a cluster looks like when a registration has been done.
  private static func done(_ lines: [String], _ release: ClusterRelease) -> ClusterPicture {
    var picture = cluster
    let setup = setup(lines)
    let ledger = RegistrationLedger(
      setup.favouredOver.map { _ in .init(group: "other-rg", affinity: "--web-rg") }
        + setup.affinities.map { .init(group: "web-rg", affinity: $0.description) })
    let properties = RegisteredProperty.all(
      setup, release: release, program: "/opt/ha-xvm/bin/ha-xvm", description: ledger.description)
    picture.resources["web-rs"] = .init(
      type: "SUNW.gds", isEnabled: true,
      properties: Dictionary(uniqueKeysWithValues: properties.map { ($0.name, $0.value) }))
    picture.groups["web-rg"] = .init(
      nodes: ["a", "b"], affinities: setup.affinities.map(\.description),
      properties: ["RG_description": RegistrationLedger.mark(for: "web-rs")],
      resources: ["web-rs"], isManaged: true, isOnline: true)
    if !setup.favouredOver.isEmpty { picture.groups["other-rg"]?.affinities.append("--web-rg") }
    return picture
  }

  private static let four = ClusterRelease(4, 4)
  private static let three = ClusterRelease(3, 1)

  @Test(arguments: [four, three]) func whatIsDoneIsNotDoneAgain(_ release: ClusterRelease) {
    let lines = ["HAS_RS=other-rs", "Favoured_over=other-rs", "Affinity=+other-rg", "PORT=80"]
    let plan = Self.registration(lines, release).plan(Self.done(lines, release))
    #expect(plan == RegistrationPlan())
  }

  @Test(arguments: [
    (four, "Resource_dependencies_offline_restart=other-rs"),
    (ClusterRelease(3, 2), "Resource_dependencies=other-rs"),
    (three, "Resource_dependencies=other-rs"),
  ]) func storageIsNamedAsTheReleaseNamesIt(_ release: ClusterRelease, _ word: String) {
    let plan = Self.registration(["HAS_RS=other-rs"], release).plan(Self.cluster)
    let create = Self.commands(plan).first { $0.contains("Start_command") } ?? ""
    #expect(create.contains(release == Self.three ? " -y \(word) " : " -p \(word) "))
    #expect(
      create.contains(
        release == Self.three ? " -x Network_aware=false " : " -p Network_aware=false "))
    #expect(create.contains("'Start_command=/opt/ha-xvm/bin/ha-xvm start_xvm -R web-rs -G web-rg'"))
  }

  @Test func theWholeOfASmallPlan() {
    let plan = Self.registration(["Favoured_over=other-rs"], Self.four).plan(Self.cluster)
    let lines = Self.commands(plan)
    #expect(
      [lines[0], lines[2], lines[3]] == [
        "clresourcegroup create -p 'RG_description=made by xvm_register for web-rs' web-rg",
        "clresourcegroup set -p RG_affinities=-x-rg,--web-rg other-rg",
        "clresourcegroup online -emM web-rg",
      ])
    #expect(lines[1].hasPrefix("clresource create -d -g web-rg -t SUNW.gds "))
    #expect(
      lines[1].hasSuffix(
        "-p 'R_description=guest kept by ha-xvm; xvm_register added other-rg:--web-rg' web-rs"))
    #expect(
      plan.steps[2].undo == [
        .run(["clresourcegroup", "set", "-p", "RG_affinities=-x-rg", "other-rg"])
      ])
  }

  /// What the file no longer says is taken back before its record goes.
  @Test func anAffinityThatIsNoLongerWantedIsTakenBackFirst() {
    let before = Self.done(["Favoured_over=other-rs"], Self.four)
    #expect(
      Self.commands(Self.registration([], Self.four).plan(before)) == [
        "clresourcegroup set -p RG_affinities=-x-rg other-rg",
        "clresource set -p 'R_description=guest kept by ha-xvm' web-rs",
      ])
  }

  @Test func aGroupOfSomebodyElseIsBroughtUpWithoutEnablingTheRest() {
    var picture = Self.cluster
    picture.groups["web-rg"] = .init(nodes: ["a"], resources: ["disk-rs"])
    for (release, last) in [
      (
        Self.four,
        [
          "clresource enable web-rs", "clresourcegroup manage web-rg",
          "clresourcegroup online web-rg",
        ]
      ),
      (
        Self.three,
        ["scswitch -e -j web-rs", "scswitch -o -g web-rg", "scswitch -z -g web-rg -h a"]
      ),
    ] {
      let plan = Self.registration(["NODELIST=a,b"], release).plan(picture)
      #expect(Array(Self.commands(plan).suffix(3)) == last)
      #expect(plan.notes.count == 1, "its nodes are not those of the file")
    }
  }

  @Test(arguments: [
    ("Oracle Solaris Cluster 4.2 for Solaris 11 sparc", ClusterRelease(4, 2)),
    ("Sun Cluster 3.1u4 for Solaris 9", three), ("Open HA Cluster 2009.06", ClusterRelease(3, 2)),
    ("no number", nil), ("", nil),
  ]) func aReleaseIsReadFromWhatTheClusterCallsItself(_ text: String, _ release: ClusterRelease?) {
    #expect(ClusterRelease(parsing: text) == release)
  }

  @Test(arguments: [
    ("", "''"), ("web-rs", "web-rs"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("$x", "'$x'"),
    ("~", "'~'"), ("a\nb", "'a\nb'"), ("-p", "-p"), ("#", "'#'"), ("é", "'é'"), ("*", "'*'"),
  ]) func aWordIsQuotedWhenAShellWouldTakeItForMore(_ text: String, _ quoted: String) {
    #expect(ShellQuoting.word(text) == quoted)
  }

  @Test(arguments: [
    ("guest kept by ha-xvm", 0), ("guest kept by ha-xvm; xvm_register added a:--b c:+d", 2),
    ("somebody's own words", 0), ("", 0),
  ]) func aLedgerIsReadFromADescription(_ text: String, _ count: Int) {
    let ledger = RegistrationLedger(parsing: text)
    #expect(ledger.entries.count == count)
    if count > 0 { #expect(ledger.description == text) }
  }

  /// A rank that anybody may have written into the configuration; one more than it is made of it.
  @Test(arguments: [("9223372036854775807", 1_000_001), ("7", 8), ("many", 1)])
  func aGuestRanksAboveThoseThatGiveWay(_ rank: String, _ expected: Int) throws {
    let base = try InformationBase(
      parsing: Array(
        """
        <configuration><resources><primitive id="db-rs"><meta_attributes id="m">
        <nvpair id="n" name="priority" value="\(rank)"/>
        </meta_attributes></primitive></resources></configuration>
        """.utf8))
    let setup = Self.setup(["Favoured_over=db-rs", "Load_factors=memory@4"])
    #expect(PacemakerFavour(setup).priority(base) == expected)
  }

  /// Neither a name with a line break nor a line of a file ends what it stands in.
  @Test func aScriptRunsNothingOfANameOrAFile() {
    let content = Array("x\nEND\nEND-END\n".utf8)
    let step = RegistrationStep("write\nreboot", .replace(path: "/etc/a", content: content))
    let text = RegistrationScript.render(
      RegistrationPlan([step]), title: ["for a\nreboot"], release: nil)
    #expect(!text.split(separator: "\n").contains { $0.hasPrefix("reboot") }, "\(text)")
    #expect(text.contains("<<'END-END-END'\nx\nEND\nEND-END\nEND-END-END\n"), "\(text)")
  }

  /// What a text of ours holds is the same behind a reader of XML.
  @Test func theMetaDataOfAnAgentHoldsAnyText() throws {
    let text = "a \"b\" <c> & 'd'"
    let row = ExtensionProperty(
      "Odd", .string(maximumLength: 64), initial: text, summary: text, detail: text)
    let manual = AgentManual(
      type: "odd", summary: text, description: [text], parameters: [row], reference: "none",
      actions: [.init("start", timeout: 20, "starts")], exits: [], examples: [], seeAlso: [])
    // The parser of definitions takes no document type.
    let lines = ResourceAgentMetadata.render(manual).split(separator: "\n")
    let plain = lines.filter { !$0.hasPrefix("<!DOCTYPE") }.joined(separator: "\n")
    let document = try XMLElement(parsing: Array(plain.utf8))
    let parameter = try #require(document.everywhere("parameter").first)
    #expect(parameter.first("content")?["default"] == text)
    #expect(parameter["name"] == "Odd" && document.everywhere("action").count == 1)
  }
}
