import Model
import Platform
import TestSupport
import Testing

@testable import Frameworks

/// The properties that a framework keeps itself: parameters of Pacemaker, extension properties of a Solaris Cluster.
@Suite(.ownThreads) struct KeptPropertiesTests {
  /// An environment, and the parameters that are found in it.
  @Test(
    arguments: [
      ([:], nil),
      (["OCF_RESKEY_Hypervisor": "XEN", "OCF_RESKEY_Start_command": "start_xvm"], nil),
      (["OCF_RESKEY_Domain_name": "web"], ["Domain_name=web"]),
      (["OCF_RESKEY_domain_name": "web"], ["domain_name=web"]),
      (
        [
          "OCF_RESKEY_Domain_name": "web", "OCF_RESKEY_Debug_level": "2",
          "OCF_RESKEY_nonsense": "1",
          "OCF_RESKEY_CRM_meta_timeout": "20000", "OCF_RESKEY_CRM_meta_interval": "0",
          "OCF_RESKEY_crm_feature_set": "3.16.2", "OCF_RESKEY_trace_ra": "1",
          "OCF_RESOURCE_INSTANCE": "web-rs", "PATH": "/bin",
        ], ["Debug_level=2", "Domain_name=web", "nonsense=1"]
      ),
    ] as [([String: String], [String]?)])
  func ofPacemaker(_ environment: [String: String], _ expected: [String]?) {
    let found = Pacemaker.parameters(in: environment)
    #expect(found?.map { "\($0.name)=\($0.value)" } == expected)
    for item in found ?? [] { #expect(item.place == "variable OCF_RESKEY_\(item.name)") }
  }

  /// A cluster whose scha_resource_get is this shell script; `$7` is the property.
  private func ask(_ script: String, limit: Duration = .seconds(60)) throws -> [String: String]? {
    let sandbox = try Sandbox()
    try sandbox.write(
      "usr/cluster/bin/scha_resource_get",
      "#!/bin/sh\n[ \"$*\" = \"-O EXTENSION -R r -G g $7\" ] || exit 3\n\(script)\n",
      mode: 0o755)
    let cluster = SolarisCluster(locations: sandbox.locations)
    let identity = try ResourceIdentity(resource: "r", group: "g")
    let found = try cluster.properties(of: identity, until: Clock.now + limit)
    for item in found ?? [] { #expect(item.place == "extension property of r") }
    return found.map { Dictionary(uniqueKeysWithValues: $0.map { ($0.name, $0.value) }) }
  }

  /// The cluster's name of a node need not be that which the node gives itself.
  @Test func theOtherNodesOfAGroupAreItsNeighbours() throws {
    let sandbox = try Sandbox()
    for (tool, answer) in [
      ("scha_cluster_get", "echo n1"), ("scha_resourcegroup_get", "printf 'n2\\nn1\\nn3\\n'"),
    ] {
      try sandbox.write("usr/cluster/bin/\(tool)", "#!/bin/sh\n\(answer)\n", mode: 0o755)
    }
    let cluster = SolarisCluster(locations: sandbox.locations)
    let identity = try ResourceIdentity(resource: "r", group: "g")
    let deadline = Clock.now + .seconds(60)
    #expect(cluster.neighbours(of: identity, until: deadline) == ["n2", "n3"])
    #expect(cluster.target(of: identity, until: deadline) == "n2")
  }

  @Test func ofATypeThatHasNoGuests() throws {
    #expect(try ask("exit 15") == nil)
  }

  @Test func ofOurType() throws {
    let found = try ask(
      """
      case $7 in
      Domain_name) printf 'STRING\\nweb\\n';;
      Shutdown_modes) printf 'STRINGARRAY\\nacpi\\nagent\\n';;
      Debug_level) printf 'INT\\n2\\n';;
      *) printf 'STRING\\n\\n';;
      esac
      """)
    let asked = ExtensionProperties.all.filter { $0.origin == .extension }.map(\.name)
    #expect(found?.keys.sorted() == asked.sorted())
    #expect(found?["Domain_name"] == "web")
    #expect(found?["Shutdown_modes"] == "acpi,agent")
    #expect(found?["Debug_level"] == "2")
    #expect(found?["Plugin_probe"] == "")
  }

  @Test func ofAnOlderRegistrationOfIt() throws {
    let found = try ask("[ \"$7\" = Domain_name ] && printf 'STRING\\nweb\\n'")
    #expect(found == ["Domain_name": "web"])
  }

  /// A default in place of a value that could not be had would be the value of another guest.
  @Test(
    arguments: [
      (
        "[ -e $0.seen ] && exit 5; touch $0.seen; printf 'STRING\\nweb\\n'",
        "refuses what it answered"
      ),
      ("kill -9 $$", "signal 9"), ("exec sleep 900", "did not end within"),
    ])
  func aClusterThatIsSilentIsNoClusterWithout(_ script: String, _ cause: String) throws {
    let failure = #expect(throws: Failure.self) {
      try ask(script, limit: script.contains("sleep") ? .milliseconds(200) : .seconds(60))
    }
    #expect(failure?.code == .clusterSilent)
    #expect(failure?.cause.contains(cause) == true, "\(failure?.cause ?? "")")
  }
}
