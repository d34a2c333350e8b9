import Testing

@testable import Frameworks

@Suite struct ResourcePlaceTests {
  /// A run of crm_mon 2.1.5 of Debian 12 on the bed: --output-as=xml --one-shot --include=none,resources --inactive.
  static let transcript = """
    <pacemaker-result api-version="2.25" request="crm_mon --output-as=xml --one-shot --include=none,resources --inactive">
      <pacemakerd sys_from="pacemakerd" state="running" last_updated="2026-11-26 00:20:02Z"/>
      <resources>
        <resource id="power" resource_agent="stonith:fence_bed" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="node1" id="1" cached="true"/>
        </resource>
        <resource id="web" resource_agent="ocf:ohac:xvm" role="Started" active="true" orphaned="false" blocked="false" managed="false" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="node3" id="3" cached="true"/>
        </resource>
        <group id="rg" number_resources="2" managed="true" disabled="false">
          <resource id="one" resource_agent="ocf:pacemaker:Dummy" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
            <node name="node2" id="2" cached="true"/>
          </resource>
          <resource id="two" resource_agent="ocf:pacemaker:Dummy" role="Stopped" target_role="Stopped" active="false" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="0"/>
        </group>
      </resources>
      <status code="0" message="OK"/>
    </pacemaker-result>
    """

  @Test(arguments: [
    ("power", ResourcePlace(isManaged: true, nodes: ["node1"])),
    ("web", ResourcePlace(isManaged: false, nodes: ["node3"])),
    ("one", ResourcePlace(isManaged: true, nodes: ["node2"])),
    ("two", ResourcePlace(isManaged: true, nodes: [])), ("we", nil), ("", nil),
  ])
  func aResourceIsAt(_ resource: String, _ place: ResourcePlace?) {
    #expect(ResourcePlace(of: resource, in: Self.transcript) == place)
  }

  /// What crm_mon writes of a resource that it leaves where it is, and what failed there.
  static func held(_ failed: [String]) -> String {
    Self.transcript.replacing(
      "id=\"web\" resource_agent=\"ocf:ohac:xvm\" role=\"Started\" active=\"true\" orphaned=\"false\" blocked=\"false\"",
      with:
        "id=\"web\" resource_agent=\"ocf:ohac:xvm\" role=\"Started\" active=\"true\" orphaned=\"false\" blocked=\"true\""
    ).replacing(
      "</resources>",
      with: "</resources><failures>"
        + failed.map { "<failure op_key=\"\($0)\" node=\"node3\"/>" }.joined() + "</failures>")
  }

  @Test(arguments: [
    (["web_migrate_to_0"], true), ([], false), (["two_migrate_to_0"], false),
    (["web_migrate_to_0", "web_stop_0"], false), (["web_stop_0"], false),
  ])
  func aGuestIsHeldAfterAMoveAlone(_ failed: [String], _ isHeld: Bool) {
    #expect(ResourcePlace(of: "web", in: Self.held(failed))?.isHeldAfterMove == isHeld)
  }

  /// One that ends within `name="node3"` would have a resource of this node elsewhere, and its death go unreported.
  @Test(arguments: ["two", "one", "web", "power"])
  func aCutAnswerTellsNothing(_ resource: String) {
    for length in 0..<Self.transcript.count {
      #expect(ResourcePlace(of: resource, in: String(Self.transcript.prefix(length))) == nil)
    }
    #expect(ResourcePlace(of: "web", in: "cannot connect to the cluster") == nil)
  }
}
