import Model
import Render
import Testing

/// What the cluster's commands print, to the letter where scripts go by it: Contract, Commands that are read.
@Suite struct GroupTablesTests {
  /// Two nodes, a service on the first, and a guest that is stopped.
  private static func groups(
    _ seen: String = "active='true'><node name='node1'/>", node: String = "online='true'"
  )
    throws -> ResourceGroups
  {
    let state = """
      <pacemaker-result><summary><current_dc with_quorum="true"/><cluster_options/></summary>
      <nodes><node name="node1" \(node)/><node name="node2" online="true"/></nodes>
      <resources><resource id="web-rs" managed="true" \(seen)</resource>
      <resource id="db-rs" managed="false" active="false"/></resources></pacemaker-result>
      """
    let looked = "<lrm_rsc_op id='l' operation='monitor' call-id='1' interval='0' op-status='0'/>"
    let base = """
      <cib><configuration><resources><primitive id="web-rs" class="ocf" provider="ohac" type="gds-service">
      <instance_attributes id="p"><nvpair id="p1" name="Resource_group" value="web-rg"/></instance_attributes>
      <operations><op id="o" name="monitor" interval="10s"/></operations></primitive>
      <primitive id="db-rs" class="ocf" provider="ohac" type="xvm"/></resources></configuration>
      <status><node_state uname="node1"><lrm><lrm_resources><lrm_resource id="web-rs">
      <lrm_rsc_op id="a" operation="start" call-id="5" interval="0" op-status="0"/>
      <lrm_rsc_op id="b" operation="migrate_to" call-id="7" interval="0" op-status="0"/>
      <lrm_rsc_op id="c" operation="monitor" call-id="9" interval="10000" op-status="0"/>
      </lrm_resource><lrm_resource id="db-rs">\(looked)</lrm_resource></lrm_resources></lrm></node_state>
      <node_state uname="node2"><lrm><lrm_resources><lrm_resource id="web-rs">\(looked)</lrm_resource>
      <lrm_resource id="db-rs">\(looked)</lrm_resource></lrm_resources></lrm></node_state></status></cib>
      """
    return try ResourceGroups(
      XMLElement(parsing: Array(base.utf8)), InformationBase(parsing: Array(base.utf8)),
      ClusterState(parsing: Array(state.utf8)))
  }

  @Test func theStatusOfGroups() throws {
    let groups = try Self.groups()
    #expect(
      try GroupTables(groups).groupStatus(groups.groups, on: nil) == [
        "", "=== Cluster Resource Groups ===", "",
        "Group Name      Node Name      Suspended      Status",
        "----------      ---------      ---------      ------",
        "web-rg          node1          No             Online",
        "                node2          No             Offline",
        "db-rs           node1          Yes            Offline",
        "                node2          Yes            Offline",
      ])
    #expect(
      try GroupTables(groups).groupStatus([groups.groups[0]], on: ["node2"]).dropFirst(5) == [
        "web-rg          node2          No             Offline"
      ])
  }

  /// A resource that has arrived on another node is stopped on the one that it came from: it is never Online on two.
  @Test func whatHasArrivedIsOnlineOnce() throws {
    let groups = try Self.groups("active='true'><node name='node1'/><node name='node2'/>")
    let rows = try GroupTables(groups).groupStatus([groups.groups[0]], on: nil).dropFirst(5)
    #expect(rows.count { $0.hasSuffix(" Online") } == 1)
    #expect(rows.first?.hasSuffix("Pending offline") == true)
  }

  /// Of a node that is lost and not fenced nothing is known, so there is no table at all.
  @Test func whatIsNotKnownIsNoTable() throws {
    let groups = try Self.groups(node: "online='false' unclean='true'")
    let tables = GroupTables(groups)
    #expect(throws: Failure.self) { try tables.groupStatus(groups.groups, on: nil) }
    #expect(throws: Failure.self) {
      try tables.resourceStatus(groups.resources, on: nil, in: nil)
    }
    #expect(throws: Failure.self) { try tables.oldGroups() }
    #expect(try tables.groupStatus(groups.groups, on: ["node2"]).count == 7)
  }

  @Test func theStatusOfResources() throws {
    let groups = try Self.groups()
    #expect(
      try GroupTables(groups).resourceStatus(groups.resources, on: nil, in: nil) == [
        "", "=== Cluster Resources ===", "",
        "Resource Name      Node Name      State        Status Message",
        "-------------      ---------      -----        --------------",
        "web-rs             node1          Online       Online",
        "                   node2          Offline      Offline",
        "db-rs              node1          Offline      Offline",
        "                   node2          Offline      Offline",
      ])
  }

  @Test func nodesAndLists() throws {
    let groups = try Self.groups(node: "online='false'")
    let tables = GroupTables(groups)
    #expect(
      tables.nodeStatus(groups.nodes) == [
        "", "=== Cluster Nodes ===", "", "--- Node Status ---", "", "Node Name      Status",
        "---------      ------", "node1          Offline", "node2          Online",
      ])
    #expect(
      tables.resourceList(groups.resources).dropFirst(2) == [
        "web-rs             SUNW.gds:6         web-rg",
        "db-rs              OHAC.xvm           db-rs",
      ])
    #expect(
      tables.oldNodes().suffix(2) == [
        "  Cluster node: node1      Offline", "  Cluster node: node2      Online",
      ])
    let show = tables.groupDetails([groups.groups[0]], withResources: true)
    #expect(show.contains("Resource Group:                                 web-rg"))
    #expect(show.contains { $0.hasPrefix("  Nodelist:") && $0.hasSuffix(" node1 node2") })
    #expect(show.contains { $0.hasPrefix("  Resource:") && $0.hasSuffix(" web-rs") })
  }
}
