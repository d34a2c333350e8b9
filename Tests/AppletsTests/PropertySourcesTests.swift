import Model
import Platform
import TestSupport
import Testing

/// Guests whose properties the framework keeps, from start to stop, on stand-ins of a cluster and in Pacemaker's environment.
@Suite(.ownThreads) struct PropertySourcesTests {
  private let resource = ["-R", "web-rs", "-G", "web-rg"]

  @Test func parametersOfPacemaker() throws {
    let bed = try CommandStage()
    let parameters = [
      "OCF_RESOURCE_INSTANCE": "web-rs", "OCF_RESKEY_CRM_meta_timeout": "60000",
      "OCF_RESKEY_crm_feature_set": "3.16.2", "OCF_RESKEY_Domain_name": "web",
      "OCF_RESKEY_Hypervisor": "REHEARSAL",
      "OCF_RESKEY_Domain_definition": "\(bed.sandbox.root)/web.xml",
      "HA_XVM_TOOL_PATH": "\(bed.sandbox.root)/tools",
    ]
    // A cluster that knows nothing of the guest: cibadmin(8) with --xpath.
    try bed.sandbox.write("tools/cibadmin", "#!/bin/sh\necho '<crm_config/>'\n", mode: 0o755)
    for (name, state) in [("start_xvm", "running"), ("probe_xvm", "running"), ("stop_xvm", "off")] {
      let done = try bed.sandbox.run(name, resource, adding: parameters, limit: .seconds(60))
      #expect(done.ending == .exited(0), "\(name): \(done.errorText)")
      #expect(try bed.state.hasPrefix(state))
    }
    let wrong = try bed.sandbox.run(
      "validate_xvm", resource, adding: parameters.merging(["OCF_RESKEY_Debug_level": "9"]) { $1 })
    #expect(wrong.ending == .exited(1))
    #expect(wrong.errorText.contains("variable OCF_RESKEY_Debug_level: Debug_level"))
  }

  @Test func extensionPropertiesOfTheType() throws {
    let stage = try RegistrationStage()
    try stage.cluster(
      "clresourcetype", "register", "-f", "\(SourceTree.root)/gds/OHAC.xvm", "OHAC.xvm")
    try stage.cluster("clresourcegroup", "create", "web-rg")
    // A resource that is being created cannot be asked about, so that Validate_command would find no properties.
    let commands = ["start", "stop", "probe"].flatMap {
      [
        "-p",
        "\($0.prefix(1).uppercased())\($0.dropFirst())_command=\(Sandbox.program) \($0)_xvm -R web-rs -G web-rg",
      ]
    }
    let create = ["clresource", "create", "-d", "-g", "web-rg", "-t", "OHAC.xvm"] + commands
    try stage.cluster(
      create + [
        "-p", "Domain_name=web", "-p", "Hypervisor=REHEARSAL",
        "-p", "Connect_uri=\(stage.sandbox.locations.rehearsal)",
        "-p", "Domain_definition=\(stage.sandbox.root)/web.xml", "web-rs",
      ])
    // The stand-ins run our engine for SUNW.gds, which the guest's commands must not find.
    let inner = "\(stage.sandbox.root)/inner"
    try Files.makeDirectory("\(inner)/usr/cluster")
    try Files.link("\(inner)/usr/cluster/bin", to: "\(SourceTree.root)/Tests/standins/cluster")
    let apart = [
      Locations.rootVariable: inner, "HA_XVM_STANDIN_STATE": "\(stage.sandbox.root)/var/standin",
    ]
    for (name, state) in [("start_xvm", "running"), ("probe_xvm", "running"), ("stop_xvm", "off")] {
      let done = try stage.run(name, resource, apart)
      #expect(done.ending == .exited(0), "\(name): \(done.errorText)")
      #expect(try stage.bed.state.hasPrefix(state))
    }
    try stage.cluster("clresource", "set", "-p", "Debug_level=9", "web-rs")
    let wrong = try stage.run("validate_xvm", resource, apart)
    #expect(wrong.errorText.contains("extension property of web-rs: Debug_level"))
    #expect(Files.information("\(inner)/etc/ha-xvm") == nil)
  }
}
