import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// What is said of a cluster, by what the tools of a real one answered.
///
/// Transcripts holds what `crm_mon` and `cibadmin --query --scope configuration` of Pacemaker 2.1.5 said on a cluster of three
/// nodes with two guests, `web-rs` and `db-rs`, both with NODELIST=node1,node2 and the second with Affinity=--web-rg. Of each
/// situation there is the answer of crm_mon, and the configuration where it is another one than that of `healthy`.
@Suite struct ClusterObstaclesTests {
  /// A situation, whom is asked about, and what has to be said.
  struct Row: Sendable, CustomTestStringConvertible {
    var situation: String
    var resource = "web-rs"
    var configuration = "healthy"
    var expected: [Failure.Code] = []
    var words: [String] = []

    var testDescription: String { "\(situation), \(resource)" }
  }

  private static func read(_ name: String) throws -> [UInt8] {
    try Files.read("\(SourceTree.root)/Tests/AgentTests/Transcripts/\(name).xml")
  }

  private static func cluster(_ row: Row) throws -> (InformationBase, ClusterState) {
    (
      try InformationBase(parsing: read("\(row.configuration)-base")),
      try ClusterState(parsing: read(row.situation))
    )
  }

  static let rows: [Row] = [
    Row(situation: "healthy"), Row(situation: "healthy", resource: "db-rs"),
    Row(situation: "healthy", resource: "nobody-rs"),
    Row(situation: "yields"),
    Row(
      situation: "yields", resource: "db-rs", expected: [.nodeAway, .keptApart],
      words: ["node1 is in standby", "node2 has web-rs, and ha-xvm-affinity-db-rs-web-rg"]),
    Row(
      situation: "standby", expected: [.nodeAway],
      words: ["node1 is in standby; node2 is in standby"]),
    Row(
      situation: "ban", configuration: "ban", expected: [.banned],
      words: ["node1 by cli-ban-web-rs-on-node1; node2 by cli-ban-web-rs-on-node2"]),
    Row(situation: "disabled", expected: [.disabled], words: ["its target role is Stopped"]),
    Row(situation: "unmanaged", expected: [.leftAlone], words: ["the resource is not managed"]),
    Row(situation: "maintenance", expected: [.leftAlone], words: ["maintenance-mode is on"]),
    Row(
      situation: "failcount", expected: [.failedTooOften, .actionFailed],
      words: ["node1: a start failed, and one is enough; node2: a start", "start on node2: error"]),
    Row(
      situation: "stopfailed", expected: [.disabled, .stopBlocked],
      words: ["stop on node2: error"]),
    Row(
      situation: "capacity", configuration: "capacity", expected: [.noRoom],
      words: ["node1 has 3 of memory left, and it takes 4; node2 has 3"]),
    Row(
      situation: "nodevice", configuration: "nodevice", expected: [.noFencing],
      words: ["stonith-enabled is true"]),
    Row(situation: "unclean", expected: [.unclean], words: ["node2 ran it, fencing is pending"]),
    Row(
      situation: "noquorum", resource: "db-rs", expected: [.noQuorum, .unclean],
      words: ["no-quorum-policy is stop", "node2 is lost and not fenced yet"]),
  ]

  @Test(arguments: rows) func whatStandsInTheWayIsSaid(_ row: Row) throws {
    let (base, state) = try Self.cluster(row)
    let found = ClusterObstacles.find(row.resource, base, state)
    #expect(found.map(\.code) == row.expected, "\(found)")
    let text = found.map(\.description).joined(separator: "\n")
    for words in row.words { #expect(text.contains(words), "\(text)") }
  }

  /// A guest whose group is a unit: what keeps the group from being anywhere is said of it, and where the group is.
  @Test(
    arguments: [
      ("role='Stopped' active='false' target_role='Stopped'>", [.disabled], "all-rg-anchor: "),
      ("role='Stopped' active='false'>", [.notPlaced], "a-rs: "),
      (
        "role='Started' active='true'><node name='n1'/>", [.standsBeside],
        "the group all-rg is on n1 and not on n2"
      ),
    ] as [(String, [Failure.Code], String)])
  func aGuestOfAUnitIsWhereItsGroupIs(_ anchor: String, _ codes: [Failure.Code], _ words: String)
    throws
  {
    let base = try InformationBase(
      parsing: Array(
        """
        <configuration><resources><primitive id="all-rg-anchor" class="ocf" provider="ohac" type="group">
        <instance_attributes id="p"><nvpair id="p1" name="Resource_group" value="all-rg"/></instance_attributes></primitive>
        <primitive id="a-rs" class="ocf" provider="ohac" type="xvm"/></resources><constraints>
        <rsc_colocation id="ha-xvm-member-a-rs" rsc="a-rs" with-rsc="all-rg-anchor" score="INFINITY"/>
        <rsc_order id="ha-xvm-follows-a-rs" first="all-rg-anchor" then="a-rs" kind="Mandatory" symmetrical="false"/>
        </constraints></configuration>
        """.utf8))
    let state = try ClusterState(
      parsing: Array(
        """
        <pacemaker-result><summary><current_dc with_quorum="true"/><cluster_options/></summary>
        <nodes><node name="n1" online="true"/><node name="n2" online="true"/></nodes>
        <resources><resource id="all-rg-anchor" managed="true" \(anchor)</resource>
        <resource id="a-rs" role="Stopped" managed="true" active="false"/></resources></pacemaker-result>
        """.utf8))
    let found = ClusterObstacles.find("a-rs", base, state)
    #expect(found.map(\.code) == codes, "\(found)")
    #expect(found.map(\.description).joined(separator: "\n").contains(words), "\(found)")
  }

  /// What crm_mon 2.1.5 writes of a failure whose agent said something, and of one whose agent said nothing.
  @Test(arguments: [
    ("can&amp;apos;t &amp;lt;see&amp;gt; &amp;amp;lt;", "start on node2: error, can't <see> &lt;"),
    ("none", "start on node2: error"), ("", "start on node2: error"),
  ])
  func theReasonOfAFailureIsReadAsItWasSaid(_ written: String, _ said: String) throws {
    let text = String(decoding: try Self.read("failcount"), as: UTF8.self)
    let changed = text.replacing("exitreason=\"\"", with: "exitreason=\"\(written)\"")
    let found = ClusterObstacles.find(
      "web-rs", try InformationBase(parsing: Self.read("healthy-base")),
      try ClusterState(parsing: Array(changed.utf8)))
    #expect(found.last?.cause == said)
  }

  /// What can be pasted names the resource's node and not a word that stands for it.
  @Test(arguments: [
    ("standby", "healthy", "web-rs", "crm_standby --node node1 --delete"),
    ("unclean", "healthy", "web-rs", "stonith_admin --confirm node2"),
    ("capacity", "capacity", "web-rs", "--node node1 --utilization --name memory --update"),
  ])
  func aRemedyNamesTheNode(
    _ situation: String, _ configuration: String, _ resource: String, _ words: String
  ) throws {
    let (base, state) = try Self.cluster(Row(situation: situation, configuration: configuration))
    let found = ClusterObstacles.find(resource, base, state)
    #expect(found.contains { $0.remedy.contains(words) }, "\(found)")
  }

  /// Numbers that overflow when they are added, as anybody may write them into the configuration.
  @Test(arguments: ["9223372036854775807", "-9223372036854775808"])
  func aLoadThatNoNodeHasIsCounted(_ load: String) throws {
    let text = String(decoding: try Self.read("capacity-base"), as: UTF8.self)
    // It counts for those that take nothing else.
    let pair = "<nvpair id='v' name='memory' value='\(load)'/>"
    let takes = "<utilization id='u' score='-1'>\(pair)</utilization>"
    let base = try InformationBase(
      parsing: Array(text.replacing("</primitive>", with: takes + "</primitive>").utf8))
    let mon = String(decoding: try Self.read("capacity"), as: UTF8.self)
    let state = try ClusterState(
      parsing: Array(
        mon.replacing(
          "<node name=\"node3\" id=\"3\" cached", with: "<node name=\"node1\" id=\"1\" cached"
        )
        .utf8))
    #expect(ClusterObstacles.find("web-rs", base, state).map(\.code) == [.noRoom])
  }

  /// A base of our own making, for rules that no situation above has.
  private func obstacles(_ constraints: String) throws -> [Failure] {
    let row = Row(situation: "standby")
    let text = String(decoding: try Self.read("healthy-base"), as: UTF8.self)
    let base = try InformationBase(
      parsing: Array(
        text.replacing("</constraints>", with: constraints + "</constraints>").utf8))
    let mon = String(decoding: try Self.read(row.situation), as: UTF8.self)
    let state = try ClusterState(
      parsing: Array(mon.replacing("standby=\"true\"", with: "standby=\"false\"").utf8))
    return ClusterObstacles.find("web-rs", base, state)
  }

  @Test(arguments: [
    (
      "<rsc_colocation id='c' rsc='web-rg' with-rsc='db-rg' score='INFINITY'/>",
      Failure.Code.standsBeside, "node1 has no db-rs, which does not run; c"
    ),
    (
      "<rsc_order id='o' first='db-rs' then='web-rs' kind='Mandatory'/>", .waitsForOther,
      "db-rs does not run; o"
    ),
    ("<rsc_order id='o' first='db-rs' then='web-rs' kind='Optional'/>", .notPlaced, ""),
    (
      "<rsc_location id='cli-prefer-web-rs' rsc='web-rs' node='node1' score='INFINITY'/>",
      .boundByMove, "cli-prefer-web-rs, to node1"
    ),
  ]) func aRuleIsNamed(_ constraint: String, _ code: Failure.Code, _ words: String) throws {
    let found = try obstacles(constraint)
    #expect(found.first?.code == code, "\(found)")
    #expect(found.first?.cause.contains(words) == true || words.isEmpty, "\(found)")
  }

  @Test(arguments: ["", "<pacemaker-result/>", "<x><summary></x>"])
  func anAnswerThatIsNoneIsSilence(_ text: String) {
    #expect(throws: Failure.self) { try ClusterState(parsing: Array(text.utf8)) }
  }

  @Test func aClusterThatDoesNotRunSaysSo() {
    let text =
      "<pacemaker-result api-version='2.25'><status code='102' message='Not connected'/></pacemaker-result>"
    let silence = Failure(.clusterSilent, "crm_mon", cause: "Not connected")
    #expect(throws: silence) { try ClusterState(parsing: Array(text.utf8)) }
  }

  /// A node that does not have the guest is no reason to say that it is missing.
  @Test func whatTheClusterKnowsExplainsWhatOneNodeSees() throws {
    let (base, state) = try Self.cluster(Row(situation: "healthy"))
    var facts = GuestFacts(resource: "web-rs")
    facts.guest = Guest(name: "web")
    facts.configuration = Scene.configuration()
    facts.observation = Observation(.absent, evidence: [])
    #expect(Obstacles.find(facts).map(\.code) == [.noSuchGuest])
    facts.cluster = GuestFacts.Cluster("web-rs", base, state, node: "node3")
    #expect(Obstacles.find(facts) == [])
    facts.cluster = GuestFacts.Cluster("web-rs", base, state, node: "node1")
    #expect(Obstacles.find(facts).map(\.code) == [.noSuchGuest])
  }
}
