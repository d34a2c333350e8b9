internal import GenericDataService
internal import Model
internal import Platform

/// `scha_resource_get`: a property or the state of a resource.
enum SCHAResourceGet: Applet {
  static let name = "scha_resource_get"
  static let manual = CommandManual(
    name: name, summary: "print a property or the state of a resource",
    options: [
      ClusterAnswer.tag,
      .init("R", "resource", "NAME", required: true, "the resource"),
      .init("G", "group", "NAME", "its group; looked for when it is left out"),
      .init("Q", "qualified", nil, "dependencies with their qualifiers; taken and not used"),
      .init("Z", "zone", "NAME", "taken and not used"),
    ],
    operands: [
      .init(
        "ARGUMENT", optional: true, repeats: true,
        "for EXTENSION the property, for a tag with _NODE a node")
    ],
    description: [
      "scha_resource_get prints a property or the state of a resource: a list an element a line, a status as two "
        + "lines, an extension property as a line with its type and its value.",
      "Of a service that this node has, its engine answers. Of any other resource, and for a tag with _NODE of any other node, the "
        + "Pacemaker cluster answers that this node is of, within 10 seconds; where it does not, or does not know, the command fails with "
        + "status 5 and prints nothing. The cluster knows no more of the status than whether an action failed, and why.",
    ],
    exits: ClusterAnswer.exits,
    examples: [
      .init(
        "The limit of one probe",
        "scha_resource_get -O EXTENSION -R web-rs -G web-rg Probe_timeout")
    ],
    vocabularies: [
      (
        "Tags",
        [
          ("STATUS", "the status and its message; STATUS_NODE is the same for a node"),
          (
            "RESOURCE_STATE",
            "the state, ONLINE_NOT_MONITORED without a fault monitor; RESOURCE_STATE_NODE is the same for a node"
          ),
          ("EXTENSION", "the extension property that is named behind it"),
          ("ALL_EXTENSIONS", "the names of the extension properties"),
          ("GROUP", "the resource's group"),
          ("TYPE", "its type with the version, as in SUNW.gds:6"),
          ("TYPE_VERSION", "the version of its type"),
          ("NUM_RESOURCE_RESTARTS", "how often it was restarted within Retry_interval"),
          ("NUM_RG_RESTARTS", "0"),
          (
            "ON_OFF_SWITCH",
            "ENABLED, or DISABLED where somebody has stopped the resource in the cluster; ON_OFF_SWITCH_NODE is the same"
          ),
          ("MONITORED_SWITCH", "ENABLED or DISABLED; MONITORED_SWITCH_NODE is the same"),
          ("RT_BASEDIR", "the directory of the program"),
          (
            "START",
            "the method of that name; so for STOP, VALIDATE, UPDATE, MONITOR_START and others"
          ),
          ("R_DESCRIPTION", "empty; so is RESOURCE_PROJECT_NAME"),
          ("RETRY_COUNT", "the standard property of that name, and so for every other one"),
        ]
      )
    ],
    unverified: ClusterAnswer.unverified,
    seeAlso: ["gds(7)", "gds(8)", "scha_resourcegroup_get(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let tag = (call["tag"] ?? "").uppercased()
    let sight = ClusterSight()
    let here = try call.service()
    return try ClusterAnswer.show { () throws(Refusal) in
      let name = (call["resource"] ?? "", call["group"])
      let subject = try ResourceSubject(name, here, tag, call.operands, sight)
      if tag == "EXTENSION" {
        return try subject.extensionProperty(call.operands.first ?? "")
      }
      return try answer(tag, subject, sight)
    }
  }

  private static func answer(_ tag: String, _ subject: ResourceSubject, _ sight: ClusterSight)
    throws(Refusal) -> ClusterAnswer
  {
    switch tag {
    case "STATUS", "STATUS_NODE": return .status(subject.status.word, subject.status.message)
    case "RESOURCE_STATE", "RESOURCE_STATE_NODE": return .text(subject.state.rawValue)
    case "TYPE": return .text(subject.typeWithVersion)
    case "TYPE_VERSION": return .text(subject.version)
    case "GROUP": return .text(subject.group)
    case "R_DESCRIPTION", "RESOURCE_PROJECT_NAME": return .text("")
    case "RT_BASEDIR": return .text(Files.parent(of: Environment.ownPath))
    // What an administrator has set, and no state; an engine on its own has nothing that disables a service.
    case "ON_OFF_SWITCH", "ON_OFF_SWITCH_NODE":
      let isEnabled = try sight.groups()?.resource(subject.name)?.isEnabled ?? true
      return .text(isEnabled ? "ENABLED" : "DISABLED")
    case "MONITORED_SWITCH", "MONITORED_SWITCH_NODE":
      return .text(subject.isMonitored ? "ENABLED" : "DISABLED")
    case "NUM_RESOURCE_RESTARTS": return .number(subject.restarts)
    case "NUM_RG_RESTARTS": return .number(0)
    case "START": return .text("gds_svc_start")
    case "STOP": return .text("gds_svc_stop")
    case "VALIDATE", "UPDATE", "MONITOR_START", "MONITOR_STOP", "MONITOR_CHECK":
      return .text("gds_" + tag.lowercased())
    case "ALL_EXTENSIONS":
      return .list(ServiceProperties.all.filter { $0.origin == .extension }.map(\.name))
    default:
      guard
        let row = ServiceProperties.all.first(where: { $0.name.uppercased() == tag }),
        row.origin == .standard
      else { throw Refusal(ClusterAnswer.Exit.tag, "no tag \(tag)") }
      return ClusterAnswer(row, of: try subject.configuration())
    }
  }
}
