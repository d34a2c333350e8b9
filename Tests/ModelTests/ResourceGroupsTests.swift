import Model
import Testing

/// The groups of a Pacemaker cluster as the Resource Group Manager has them: what is known of each node, and what is not.
@Suite struct ResourceGroupsTests {
  private static let service = """
    <primitive id="ledger" class="ocf" provider="ohac" type="gds-service">
    <instance_attributes id="p"><nvpair id="p1" name="Resource_group" value="ledger-rg"/></instance_attributes>
    <operations><op id="o" name="monitor" interval="10s"/></operations></primitive>
    """

  /// A cluster of three nodes with that resource, where crm_mon says this of it.
  private static func groups(
    _ resource: String = "active='true'><node name='n1'/>", nodes: [String: String] = [:],
    failures: String = "", history: String = "", quorum: Bool = true,
    primitives: String = service, more: String = "", lookedAt: [String] = ["n1", "n2", "n3"]
  ) throws -> ResourceGroups {
    let names = ["n1", "n2", "n3"]
    let state = """
      <pacemaker-result><summary><current_dc with_quorum="\(quorum)"/><cluster_options/></summary>
      <nodes>\(names.map { "<node name='\($0)' \(nodes[$0] ?? "online='true'")/>" }.joined())</nodes>
      <resources><resource id="ledger" managed="true" \(resource)</resource></resources>
      \(failures)</pacemaker-result>
      """
    let base = """
      <cib><configuration><nodes>\(names.map { "<node id='1\($0)' uname='\($0)'/>" }.joined())</nodes>
      <resources>\(primitives)</resources>\(more)</configuration>
      <status>\(names.map { node in
        let looked = lookedAt.contains(node) ? "<lrm_rsc_op id='l' operation='monitor' call-id='1' interval='0' op-status='0'/>" : ""
        let ops = looked + (node == "n2" ? history : "")
        return "<node_state uname='\(node)'><lrm><lrm_resources>"
          + (ops.isEmpty ? "" : "<lrm_resource id='ledger'>\(ops)</lrm_resource>") + "</lrm_resources></lrm></node_state>"
      }.joined())</status></cib>
      """
    let whole = try XMLElement(parsing: Array(base.utf8))
    return try ResourceGroups(
      whole, InformationBase(parsing: Array(base.utf8)), ClusterState(parsing: Array(state.utf8)))
  }

  private static func failure(_ task: String) -> String {
    """
    <failures><failure op_key="ledger_\(task)_0" node="n2" task="\(task)" status="complete" exitstatus="error" exitreason="no room"/>
    </failures>
    """
  }

  private static func words(_ groups: ResourceGroups) throws -> [String] {
    let ledger = try #require(groups.resource("ledger"))
    let group = try #require(groups.group("ledger-rg"))
    return groups.nodes.map { node in
      do throws(Failure) {
        let state = try groups.state(of: ledger, on: node.name).rawValue
        return "\(state)/\(try groups.state(of: group, on: node.name).rawValue)"
      } catch { return error.cause }
    }
  }

  @Test(
    arguments: [
      ("active='true'><node name='n1'/>", "", "", ["ONLINE/ONLINE", "OFFLINE/OFFLINE"]),
      ("active='false'>", "", "", ["OFFLINE/OFFLINE", "OFFLINE/OFFLINE"]),
      (
        "active='true'><node name='n1'/>", "", "start",
        ["ONLINE/ONLINE", "STARTING/PENDING_ONLINE"]
      ),
      (
        "active='true'><node name='n2'/>", "", "stop",
        ["OFFLINE/OFFLINE", "STOPPING/PENDING_OFFLINE"]
      ),
      (
        "active='true'><node name='n1'/>", "", "migrate_from",
        ["ONLINE/ONLINE", "STARTING/PENDING_ONLINE"]
      ),
      ("active='true'><node name='n2'/>", "", "migrate_to", ["OFFLINE/OFFLINE", "ONLINE/ONLINE"]),
      ("active='false'>", "start", "", ["OFFLINE/OFFLINE", "START_FAILED/ONLINE_FAULTED"]),
      // What runs elsewhere has failed nowhere.
      ("active='true'><node name='n1'/>", "start", "", ["ONLINE/ONLINE", "OFFLINE/OFFLINE"]),
      (
        "active='true'><node name='n2'/>", "stop", "",
        ["OFFLINE/OFFLINE", "STOP_FAILED/ERROR_STOP_FAILED"]
      ),
      ("active='true'><node name='n2'/>", "monitor", "", ["OFFLINE/OFFLINE", "ONLINE/ONLINE"]),
    ] as [(String, String, String, [String])])
  func aNodeHasItSo(_ seen: String, _ failed: String, _ pending: String, _ said: [String]) throws {
    let history =
      pending.isEmpty ? "" : "<lrm_rsc_op id='x' operation='\(pending)' op-status='-1'/>"
    let groups = try Self.groups(
      seen, failures: failed.isEmpty ? "" : Self.failure(failed), history: history)
    #expect(try Self.words(groups) == said + ["OFFLINE/OFFLINE"])
  }

  /// In a move the anchor arrives first: the group is online where its member runs, and nowhere else.
  @Test(arguments: [
    ("n1", "n1", ["ONLINE/ONLINE", "OFFLINE/OFFLINE"]),
    ("n1", "n2", ["ONLINE/ONLINE", "OFFLINE/PENDING_ONLINE"]),
    ("n2", "n2", ["OFFLINE/OFFLINE", "ONLINE/ONLINE"]),
    ("", "n2", ["OFFLINE/OFFLINE", "OFFLINE/ONLINE"]),
  ])
  func aUnitIsOnlineOnce(_ member: String, _ anchor: String, _ said: [String]) throws {
    let node = member.isEmpty ? "" : "<node name='\(member)'/>"
    let groups = try Self.groups(
      "active='\(!member.isEmpty)'>\(node)</resource><resource id='ledger-rg-anchor' managed='true' active='true'>"
        + "<node name='\(anchor)'/>",
      primitives: Self.service + """
        <primitive id="ledger-rg-anchor" class="ocf" provider="ohac" type="\(GroupAnchor.agent)"><instance_attributes id="a">
        <nvpair id="a1" name="\(GroupAnchor.parameter)" value="ledger-rg"/></instance_attributes></primitive>
        """,
      more:
        "<constraints><rsc_colocation id='c' rsc='ledger' with-rsc='ledger-rg-anchor' score='INFINITY'/></constraints>"
    )
    #expect(try Self.words(groups).prefix(2) == said[...])
  }

  @Test func aNodeThatIsLostIsNotKnownUntilItIsFenced() throws {
    let unclean = try Self.groups(nodes: ["n1": "online='false' unclean='true'"])
    let words = try Self.words(unclean)
    #expect(words[0].contains("not fenced yet"))
    #expect(words[1...] == ["OFFLINE/OFFLINE", "OFFLINE/OFFLINE"])
    #expect(unclean.node("n1")?.isUp == false)
    // Pacemaker has it nowhere when the node is known to be down.
    let down = try Self.groups("active='false'>", nodes: ["n1": "online='false'"])
    #expect(try Self.words(down)[0] == "OFFLINE/OFFLINE")
  }

  /// A node that has not been looked at, as after a refresh, may have the resource: crm_mon then has it nowhere.
  @Test(arguments: ["", "<lrm_rsc_op id='x' operation='monitor' interval='0' op-status='-1'/>"])
  func aNodeThatIsNotLookedAtIsNotKnown(_ history: String) throws {
    let groups = try Self.groups("active='false'>", history: history, lookedAt: ["n1", "n3"])
    let words = try Self.words(groups)
    #expect(words[0] == "OFFLINE/OFFLINE" && words[2] == "OFFLINE/OFFLINE")
    #expect(words[1].contains("not been looked at yet"))
    // A cluster that does not look before it starts something has looked at all that it will.
    let unasked = try Self.groups(
      "active='false'>", more: Self.unasked, lookedAt: ["n1", "n3"])
    #expect(try Self.words(unasked)[1] == "OFFLINE/OFFLINE")
  }

  private static let unasked =
    "<crm_config><cluster_property_set id='s'><nvpair id='s1' name='enable-startup-probes' value='false'/></cluster_property_set></crm_config>"

  @Test func withoutQuorumNothingIsKnown() throws {
    #expect(throws: Failure.self) { try Self.groups(quorum: false) }
  }

  @Test func whatIsMonitoredAndEnabledIsTheAdministrators() throws {
    let off = Self.service.replacing("interval=\"10s\"", with: "interval=\"10s\" enabled=\"false\"")
    let groups = try Self.groups(primitives: off)
    #expect(try Self.words(groups)[0] == "ONLINE_NOT_MONITORED/ONLINE")
    let stopped = Self.service.replacing(
      "<operations>",
      with:
        "<meta_attributes id='m'><nvpair id='m1' name='target-role' value='Stopped'/></meta_attributes><operations>"
    )
    // One that somebody has stopped has not failed to start.
    let disabled = try Self.groups(
      "active='false'>", failures: Self.failure("start"), primitives: stopped)
    #expect(disabled.resource("ledger")?.isEnabled == false)
    #expect(try Self.words(disabled)[1] == "OFFLINE/OFFLINE")
  }

  /// The nodes of a group in order of preference, by rules that somebody has set down and not by the bans of crm_resource.
  @Test(
    arguments: [
      ("", ["n1", "n2", "n3"]),
      ("<rsc_location id='a' rsc='ledger' node='n3' score='50'/>", ["n3", "n1", "n2"]),
      ("<rsc_location id='a' rsc='ledger' node='n2' score='-INFINITY'/>", ["n1", "n3"]),
      (
        "<rsc_location id='cli-ban-a' rsc='ledger' node='n2' score='-INFINITY'/>",
        ["n1", "n2", "n3"]
      ),
      (
        """
        <rsc_location id='a' rsc='ledger'><rule id='r' score='-INFINITY' boolean-op='and'>
        <expression id='1' attribute='#uname' operation='ne' value='n3'/>
        <expression id='2' attribute='#uname' operation='ne' value='n1'/></rule></rsc_location>
        <rsc_location id='b' rsc='ledger' node='n3' score='2'/><rsc_location id='c' rsc='ledger' node='n1' score='1'/>
        """, ["n3", "n1"]
      ),
      (
        "<rsc_location id='a' rsc='ledger'><rule id='r' score='50'><expression id='1' attribute='x' operation='ne' value='0'/></rule></rsc_location>",
        ["n1", "n2", "n3"]
      ),
    ] as [(String, [String])])
  func aGroupHasItsNodes(_ rules: String, _ nodes: [String]) throws {
    let groups = try Self.groups(more: "<constraints>\(rules)</constraints>")
    #expect(groups.group("ledger-rg")?.nodes == nodes)
  }

  @Test(
    arguments: [
      ("", "", "", ["n2", "n3"]),
      ("online='true' standby='true'", "", "", ["n3"]),
      ("online='false'", "", "", ["n3"]),
      ("online='true'", "<ban id='cli-ban-x' resource='ledger' node='n2'/>", "", ["n3"]),
      ("online='true'", "", "fail-count='1' migration-threshold='1'", ["n3"]),
      ("online='true'", "", "fail-count='1' migration-threshold='2'", ["n2", "n3"]),
    ] as [(String, String, String, [String])])
  func whoCouldTakeIt(_ node: String, _ ban: String, _ count: String, _ nodes: [String]) throws {
    let groups = try Self.groups(
      nodes: node.isEmpty ? [:] : ["n2": node],
      failures: """
        <node_history><node name="n2"><resource_history id="ledger" \(count)/></node></node_history><bans>\(ban)</bans>
        """)
    let ledger = try #require(groups.resource("ledger"))
    #expect(groups.successors(of: ledger, from: "n1") == nodes)
  }

  /// Which group a resource is in.
  @Test func aGroupIsATagOrWhatAServiceSaysOrAGuest() throws {
    let groups = try Self.groups(
      primitives: """
        \(Self.service)<primitive id="bare" class="ocf" provider="ohac" type="gds-service"/>
        <primitive id="web" class="ocf" provider="ohac" type="xvm"/><primitive id="db" class="ocf" provider="ohac" type="xvm"/>
        <primitive id="ip" class="ocf" provider="heartbeat" type="IPaddr2"/>
        <primitive id="fence" class="stonith" type="fence_lab"/>
        <group id="stack"><primitive id="disk" class="ocf" provider="heartbeat" type="Filesystem"/></group>
        <clone id="many"><primitive id="copy" class="ocf" provider="ohac" type="xvm-ready"/></clone>
        """,
      more: "<tags><tag id='db-rg'><obj_ref id='db'/><obj_ref id='ip'/></tag></tags>")
    let found = groups.groups.map { "\($0.name): \($0.resources.joined(separator: " "))" }
    #expect(
      found == ["ledger-rg: ledger", "pacemaker: bare", "web: web", "db-rg: db ip", "stack: disk"])
    #expect(groups.resources.map(\.type).prefix(3) == ["SUNW.gds", "SUNW.gds", "OHAC.xvm"])
  }
}
