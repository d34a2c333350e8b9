import Model
import Testing

/// What a node or a resource is fit for, by its attributes in the answer of crm_mon.
@Suite struct ClusterStateTests {
  private static func state(_ node: String, _ resource: String) throws -> ClusterState {
    let text = """
      <pacemaker-result><summary><cluster_options/></summary>
      <nodes><node name="n1" \(node)/></nodes>
      <resources><resource id="web" \(resource)><node name="n1"/></resource></resources>
      </pacemaker-result>
      """
    return try ClusterState(parsing: Array(text.utf8))
  }

  @Test(arguments: [
    ("online='true'", true, false), ("online='true' pending='true'", false, false),
    ("online='false'", false, false), ("online='true' standby='true'", true, true),
    ("online='true' standby_onfail='true'", true, true),
  ])
  func aNodeIs(_ attributes: String, _ isOnline: Bool, _ isStandby: Bool) throws {
    let node = try #require(try Self.state(attributes, "").nodes.first)
    #expect(node.isOnline == isOnline)
    #expect(node.isStandby == isStandby)
  }

  @Test(arguments: [
    ("managed='true' active='true'", true, ["n1"]),
    ("managed='true' maintenance='true' active='true'", false, ["n1"]),
    ("managed='false'", false, []), ("managed='true' active='false'", true, []),
  ])
  func aResourceIs(_ attributes: String, _ isManaged: Bool, _ nodes: [String]) throws {
    let resource = try #require(try Self.state("", attributes).resources["web"])
    #expect(resource.isManaged == isManaged)
    #expect(resource.nodes == nodes)
  }
}
