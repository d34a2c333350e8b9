internal import Frameworks
internal import Model
internal import Platform

/// `ocf:ohac:group`: the anchor of a resource group, which is where the group is.
enum GroupAgent: ResourceAgent {
  private static let group = ExtensionProperty(
    GroupAnchor.parameter, .string(maximumLength: 255), .required, tunable: .whenDisabled,
    summary: "group whose anchor it is",
    detail: "The name that the commands of the cluster know the group by.")

  static var manual: AgentManual {
    AgentManual(
      type: GroupAnchor.agent, summary: "be where a resource group is",
      description: [
        "ocf:ohac:group is the anchor of a resource group of a Pacemaker cluster. It runs nothing: that it is started on a node means that "
          + "the group is there. Each member of the group has a colocation of INFINITY with the anchor and is started after it, so that the "
          + "group goes from node to node as a whole. xvm_register makes the anchor and these constraints for each new group.",
        "What concerns the whole group is said to its anchor: to stop it, to move it, to ban it from a node. A member that is stopped "
          + "stops alone. A member that has failed too often on a node takes the anchor and the other members with it; guests among them "
          + "move while they run.",
        "A group of Pacemaker's own is no such unit: where one of its members is stopped, all those behind it stop. xvm_status(8) shows the group of each guest.",
      ],
      parameters: [group], reference: "xvm_register(8)",
      actions: [
        .init("start", timeout: 20, "note that the group is here"),
        .init("stop", timeout: 20, "note that it is not"),
        .init("monitor", timeout: 20, interval: 60, "say whether the group is here"),
        .init("status", timeout: 20, interval: 60, "the same as monitor"),
        .init(
          "migrate_to", timeout: 20,
          "let the group go while its guests run; monitor still says that it is here"),
        .init("migrate_from", timeout: 20, "note that the group has come"),
        .init("reload-agent", timeout: 20, "check the parameter"),
        .init("validate-all", timeout: 20, "check the parameter"),
        .init("meta-data", timeout: 5, "print the description of the agent as XML"),
      ],
      exits: [
        (.success, "done; for monitor: the group is here"),
        (.failed, "it failed, as the message says"),
        (.badCall, "it was called with no action, or with more than one"),
        (.unimplemented, "it has no such action"),
        (.notConfigured, "the parameter is wrong"),
        (.notRunning, "the group is not here"),
      ],
      examples: [
        (
          "A group of an address and a service",
          [
            "crm configure primitive web-rg-anchor ocf:ohac:group \\",
            "    params Resource_group=web-rg \\",
            "    meta allow-migrate=true resource-stickiness=1000 \\",
            "    op start timeout=20s op stop timeout=20s op monitor interval=60s timeout=20s",
            "crm configure primitive web-ip ocf:heartbeat:IPaddr2 params ip=192.0.2.7 \\",
            "    op start timeout=20s op stop timeout=20s op monitor interval=30s timeout=20s",
            "crm configure colocation web-ip-with-web-rg inf: web-ip web-rg-anchor",
            "crm configure order web-ip-after-web-rg Mandatory: web-rg-anchor web-ip symmetrical=false",
            "crm configure order web-ip-row-web-rg Optional: web-rg-anchor web-ip",
          ]
        )
      ],
      seeAlso: [
        "ocf_ohac_gds-service(7)", "ocf_ohac_xvm(7)", "ha-xvm(8)", "xvm_register(8)",
        "xvm_status(8)",
      ])
  }

  static func perform(_ call: AgentCall) throws(Failure) -> AgentAnswer {
    // The note is by the resource's name: what a stop takes away must not depend on a parameter.
    let note = "\(Locations.current.run)/groups/\(call.identity.resource)"
    switch call.action {
    case "stop":
      do throws(SystemError) { try Files.remove(note) } catch {
        throw Failure(.unwritable, note, of: error)
      }
      return .success
    case "start", "migrate_from":
      try check()
      try Files.store(note, [], inOurs: 0o700)
      return .success
    case "reload-agent", "validate-all":
      try check()
      return .success
    default:
      return Files.information(note) == nil ? AgentAnswer(.notRunning) : .success
    }
  }

  private static func check() throws(Failure) {
    var problems: [Failure] = []
    let values = PropertyValues(
      Pacemaker.given(in: Environment.all), of: [group], problems: &problems)
    if let first = problems.first { throw first }
    _ = try ResourceIdentity(resource: "any", group: values.text(group))
  }
}
