internal import Model
internal import Platform
internal import Render

/// `clresource`, short `clrs`: what there is of resources, and how they are.
enum CLResource: Applet {
  static let name = "clresource"
  static let manual = CommandManual(
    name: name, summary: "list, show and report resources of a Pacemaker cluster",
    options: [
      .init("g", "group", "GROUPS", "those in these groups only, with commas between them"),
      .init("t", "type", "TYPES", "those of these types only, with or without a version"),
      .init(
        "s", "state", "STATES",
        "with list and status, those that are in such a state on some node: online, offline and so on"
      ),
      ClusterCommand.nodes,
      .init(
        "v", "verbose", nil, "with list, the type and the group too; with show, the properties"),
      ClusterCommand.zone,
    ],
    operands: [
      .init("SUBCOMMAND", words: ["list", "show", "status"], "what is asked"),
      .init("RESOURCE", optional: true, repeats: true, "a resource, or + for all; without one all"),
    ],
    description: [
      "clresource, short clrs, prints what the command of that name prints on a Solaris Cluster, for scripts that read it: 'list' a "
        + "name a line, 'status' the state and the status of each resource on each node, 'show' how it is configured.",
      "-g and -t narrow what is named, and + too. Guests have the type OHAC.xvm and services of ocf:ohac:gds-service the type SUNW.gds; other "
        + "resources have the name of their agent.",
      ClusterCommand.note,
    ],
    exits: ClusterCommand.exits,
    examples: [.init("The resources of web-rg with their types", "clrs list -v -g web-rg")],
    unverified: ClusterCommand.unverified,
    seeAlso: ["clnode(8)", "clresourcegroup(8)", "scha_resource_get(8)", "scstat(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try ClusterCommand.answer(call) { command throws(Refusal) in
      let resources = try chosen(command)
      let (nodes, states) = (try command.nodes(), try states(command))
      switch call.operands.first {
      case "list":
        var listed: [ResourceGroups.Resource] = []
        for resource in resources where try isListed(resource, command, nodes, states) {
          listed.append(resource)
        }
        return call.has("verbose") ? command.tables.resourceList(listed) : listed.map(\.name)
      case "show":
        return command.tables.resourceDetails(resources, withProperties: call.has("verbose"))
      default:
        return try command.table { () throws(Failure) in
          try command.tables.resourceStatus(resources, on: nodes, in: states)
        }
      }
    }
  }

  private static func chosen(_ command: ClusterCommand) throws(Refusal) -> [ResourceGroups.Resource]
  {
    let groups = try command.list(
      "group", "resource group", among: command.groups.groups.map(\.name))
    let types = command.call["type"]?.split(separator: ",").map(String.init)
    return try command.named("resource", command.groups.resources) { $0.name }.filter { resource in
      (groups?.contains(resource.group) ?? true)
        && (types.map { $0.contains(resource.type) || $0.contains(resource.typeWithVersion) }
          ?? true)
    }
  }

  private static func states(_ command: ClusterCommand) throws(Refusal) -> [ResourceState]? {
    guard let text = command.call["state"] else { return nil }
    var found: [ResourceState] = []
    for word in text.split(separator: ",") {
      guard let state = ResourceState(rawValue: word.uppercased()) else {
        throw Refusal(
          ClusterCommand.Exit.invalid,
          "\(word) is none of \(ResourceState.allCases.map { $0.rawValue.lowercased() }.joined(separator: ", "))"
        )
      }
      found.append(state)
    }
    return found
  }

  /// Whether a resource is in such a state on such a node.
  private static func isListed(
    _ resource: ResourceGroups.Resource, _ command: ClusterCommand, _ nodes: [String]?,
    _ states: [ResourceState]?
  ) throws(Refusal) -> Bool {
    let places = (command.groups.group(resource.group)?.nodes ?? []).filter {
      nodes?.contains($0) ?? true
    }
    guard let states else { return nodes == nil || !places.isEmpty }
    for node in places {
      do throws(Failure) {
        if states.contains(try command.groups.state(of: resource, on: node)) { return true }
      } catch { throw Refusal(error) }
    }
    return false
  }
}
