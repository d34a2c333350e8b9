import Model
import Platform
import TestSupport
import Testing

/// A node that has never seen a guest starts it from the definition that the cluster keeps.
@Suite(.tags(.clusterTools), .ownThreads) struct PacemakerDefinitionTests {
  private let bed: CommandStage
  private let base: String

  init() throws {
    bed = try CommandStage()
    base = try bed.sandbox.write("cib.xml", "")
    try keep(nil)
  }

  /// A cluster that keeps this as the property of the definition.
  private func keep(_ value: String?) throws {
    let name = ClusterDefinition.property("web-rs")
    let set = XMLElement(
      "cluster_property_set", ["id": ClusterDefinition.set("web-rs")],
      value.map { [XMLElement("nvpair", ["id": name, "name": name, "value": $0])] } ?? [])
    try bed.sandbox.write(
      "cib.xml",
      """
      <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0">
      <configuration><crm_config>\(set.line)</crm_config><nodes/><resources/><constraints/></configuration>
      <status/></cib>
      """)
  }

  private func start(_ more: [String: String] = [:]) throws -> Completion {
    var variables = [
      "CIB_file": base, "OCF_RESKEY_CRM_meta_timeout": "20000", "OCF_RESOURCE_INSTANCE": "web-rs",
      "OCF_RESKEY_Domain_name": "web", "OCF_RESKEY_Hypervisor": "REHEARSAL",
      "OCF_RESKEY_Domain_definition": "TABLE",
    ]
    variables.merge(more) { $1 }
    return try bed.sandbox.run(
      "start_xvm", ["-R", "web-rs", "-G", "web-rg"], adding: variables, limit: .seconds(60))
  }

  @Test func aStartDefinesTheGuest() throws {
    try keep(Base64.encoded(try Files.read("\(bed.sandbox.root)/web.xml")))
    let result = try start()
    #expect(result.succeeded, "\(result.errorText)")
    #expect(bed.comes(to: "running"))
    // A guest that is there needs no cluster to be asked.
    try expectSuccess(start(["CIB_file": "/nowhere"]))
  }

  @Test(arguments: [
    (nil, "neither the cluster nor the table holds a definition"),
    ("QUJ", "is not Base64"), ("QUJD", "line 1"),
  ]) func aDefinitionThatIsNoneIsSaidToBe(_ value: String?, _ words: String) throws {
    try keep(value)
    let result = try start()
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains(words), "\(result.errorText)")
  }

  @Test func aClusterThatDoesNotAnswerIsNotOneThatKeepsNothing() throws {
    let result = try start(["CIB_file": "/nowhere"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("the cluster does not answer"), "\(result.errorText)")
  }
}
