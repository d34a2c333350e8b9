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
        + "lines, an extension property as a line with its type and its value."
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
            "ENABLED, as one machine has nothing that disables a resource; so is ON_OFF_SWITCH_NODE"
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
    guard let identity = try call.service() else {
      Output.complain("no resource of this name is known")
      return ClusterAnswer.Exit.resource
    }
    let tag = (call["tag"] ?? "").uppercased()
    if tag == "EXTENSION" {
      return try ClusterAnswer.show(
        try extensionProperty(call.operands.first ?? "", identity),
        otherwise: ClusterAnswer.Exit.property, "no extension property of this name")
    }
    if tag.hasSuffix("_NODE"), let wrong = ClusterAnswer.refusesNode(call.operands) {
      return wrong
    }
    return try ClusterAnswer.show(
      try answer(tag, identity), otherwise: ClusterAnswer.Exit.tag, "no tag \(tag)")
  }

  private static func extensionProperty(_ name: String, _ identity: ResourceIdentity)
    throws(Failure) -> ClusterAnswer?
  {
    guard
      let row = ServiceProperties.all.first(where: { $0.name.lowercased() == name.lowercased() }),
      row.origin == .extension
    else { return nil }
    let configuration = try ServiceConfiguration(published: identity)
    return .typed(ClusterAnswer.type(of: row), ClusterAnswer(row, of: configuration))
  }

  private static func isMonitored(_ identity: ResourceIdentity) -> Bool {
    ProcessMonitor(ProcessTag(.monitor, of: identity)).isWatched
  }

  /// A type with its version, `SUNW.gds:6`.
  private static func type(_ name: String) -> String {
    name.contains(":") || version(of: name).isEmpty ? name : "\(name):\(version(of: name))"
  }

  /// What follows the colon, or the version of the type whose contract the engine keeps.
  private static func version(of type: String) -> String {
    if type == ResourceIdentity.genericDataService {
      return ResourceIdentity.genericDataServiceVersion
    }
    let parts = type.split(separator: ":").map(String.init)
    return parts.count == 2 ? parts[1] : ""
  }

  private static func answer(_ tag: String, _ identity: ResourceIdentity) throws(Failure)
    -> ClusterAnswer?
  {
    let state = ServiceStateFile(identity).read()
    switch tag {
    case "STATUS", "STATUS_NODE": return .status(state.status.rawValue, state.message)
    case "RESOURCE_STATE", "RESOURCE_STATE_NODE":
      // Contract, Answers of the commands: a resource that nobody monitors is another state.
      let isUnwatched = state.state == .online && !isMonitored(identity)
      return .text(isUnwatched ? "ONLINE_NOT_MONITORED" : state.state.rawValue)
    case "TYPE": return .text(type(identity.type))
    case "TYPE_VERSION": return .text(version(of: identity.type))
    case "GROUP": return .text(identity.group)
    case "R_DESCRIPTION", "RESOURCE_PROJECT_NAME": return .text("")
    case "RT_BASEDIR": return .text(Files.parent(of: Environment.ownPath))
    // What an administrator has set, and no state: the engine has nothing that disables a service.
    case "ON_OFF_SWITCH", "ON_OFF_SWITCH_NODE": return .text("ENABLED")
    case "MONITORED_SWITCH", "MONITORED_SWITCH_NODE":
      return .text(isMonitored(identity) ? "ENABLED" : "DISABLED")
    case "NUM_RESOURCE_RESTARTS": return .number(state.restarts.count)
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
      else { return nil }
      return ClusterAnswer(row, of: try ServiceConfiguration(published: identity))
    }
  }
}
