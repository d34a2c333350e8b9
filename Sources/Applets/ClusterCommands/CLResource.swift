internal import Model
internal import Platform
internal import Render

/// `clresource`, short `clrs`: resources, how they are, and what becomes of them.
enum CLResource: Applet {
  static let name = "clresource"
  static let manual = CommandManual(
    name: name, summary: "show, make and enable resources of a Pacemaker cluster",
    options: [
      .init(
        "g", "group", "GROUPS",
        "those in these groups only, with commas between them; with create, the group"),
      .init(
        "t", "type", "TYPES",
        "those of these types only, with or without a version; with create, the type"),
      .init(
        "s", "state", "STATES",
        "with list and status, those that are in such a state on some node: online, offline and so on"
      ),
      ClusterCommand.nodes,
      .init(
        "p", "property", "NAME=VALUE", repeats: true,
        "a property; with show, the names of those that are shown, with commas between them"),
      .init("x", "extension", "NAME=VALUE", repeats: true, "a property that the type defines"),
      .init("y", "standard", "NAME=VALUE", repeats: true, "a property that every resource has"),
      .init("d", "disabled", nil, "with create, make it disabled"),
      .init(
        "R", "recursive", nil, "with enable and disable, what depends on it or it depends on too"),
      .init("F", "force", nil, "with delete, disable it first"),
      .init("f", "flag", "FLAG", "with clear, STOP_FAILED"),
      ClusterCommand.verbose, ClusterCommand.zone,
    ],
    operands: [
      .init("SUBCOMMAND", words: reading + changing, "what is asked, or done"),
      .init(
        "RESOURCE", optional: true, repeats: true,
        "a resource, or + for all; list, show and status mean all without one"),
    ],
    description: [
      "clresource, short clrs, does on a Pacemaker cluster what the command of that name does on a Solaris Cluster, for scripts and runbooks that call it. "
        + "'list' prints a name a line, 'status' the state and the status of each resource on each node, 'show' how it is configured.",
      ClusterCommand.missing,
      "'create' makes a resource of the type SUNW.gds, SUNW.LogicalHostname or SUNW.HAStoragePlus in a group: ocf:ohac:gds-service, "
        + "ocf:heartbeat:IPaddr2, and ocf:heartbeat:Filesystem or ocf:heartbeat:ZFS. The address of a logical host is looked up when the resource is made, a file system "
        + "in /etc/fstab of this node. A service is validated on this node. 'enable' and 'disable' say whether a resource runs where its group is online, "
        + "'monitor' and 'unmonitor' whether the cluster looks at it, 'set' changes properties, 'clear -f STOP_FAILED -n NODE' says that a person has stopped what failed to "
        + "stop, 'delete' removes a resource.",
      "-g and -t narrow what is named, and + too. Guests have the type OHAC.xvm and services of ocf:ohac:gds-service the type SUNW.gds; other "
        + "resources have the name of their agent, and are shown and not changed.",
      ClusterCommand.waiting, ClusterCommand.note,
    ],
    exits: ClusterCommand.changeExits,
    examples: [
      .init("The resources of web-rg with their types", "clrs list -v -g web-rg"),
      .init(
        "A service",
        "clrs create -g web-rg -t SUNW.gds -p Start_command='/opt/web/start' -p Network_aware=FALSE web-rs"
      ),
      .init("Disable all of a group", "clrs disable -g web-rg +"),
    ],
    unverified: ClusterCommand.unverified,
    seeAlso: [
      "gds(7)", "ocf_ohac_gds-service(7)", "clnode(8)", "clreslogicalhostname(8)",
      "clresourcegroup(8)",
      "clresourcetype(8)", "scha_resource_get(8)", "scrgadm(8)", "scstat(8)",
    ])

  private static let reading = ["list", "show", "status"]
  private static let changing = [
    "clear", "create", "delete", "disable", "enable", "monitor", "set", "unmonitor",
  ]

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let verb = call.operands.first ?? ""
    return changing.contains(verb)
      ? try ClusterCommand.change(call) { command throws(Refusal) in try change(verb, command) }
      : try ClusterCommand.answer(call) { command throws(Refusal) in try read(verb, command) }
  }

  private static func read(_ verb: String, _ command: ClusterCommand) throws(Refusal) -> [String] {
    let resources = try chosen(command)
    let (nodes, states) = (try command.nodes(), try states(command))
    switch verb {
    case "list":
      var listed: [ResourceGroups.Resource] = []
      for resource in resources where try isListed(resource, command, nodes, states) {
        listed.append(resource)
      }
      return command.call.has("verbose")
        ? command.tables.resourceList(listed) : listed.map(\.name)
    case "show":
      return command.tables.resourceDetails(
        resources, asked: command.askedProperties, withProperties: command.call.has("verbose"))
    default:
      return try command.table { () throws(Failure) in
        try command.tables.resourceStatus(resources, on: nodes, in: states)
      }
    }
  }

  private static func change(_ verb: String, _ command: ClusterCommand) throws(Refusal) {
    let call = command.call
    let words = call.all("property") + call.all("standard") + call.all("extension")
    if verb == "create" {
      guard let group = call["group"], let type = call["type"] else {
        throw Refusal(ClusterCommand.Exit.invalid, "create needs -g GROUP and -t TYPE")
      }
      for name in try command.newNames("resource") {
        try ResourceChanges(command: command.fresh()).create(
          name, group: group, type: type, words, isEnabled: !call.has("disabled"))
      }
      return
    }
    _ = try command.meant("resource", command.groups.resources) { $0.name }
    let resources = try chosen(command)
    let changes = ResourceChanges(command: command)
    switch verb {
    case "enable": try changes.enable(resources, recursively: call.has("recursive"))
    case "disable": try changes.disable(resources, recursively: call.has("recursive"))
    case "monitor", "unmonitor": try changes.monitor(resources, verb == "monitor")
    default:
      for resource in resources {
        let changes = ResourceChanges(command: try command.fresh())
        switch verb {
        case "set": try changes.set(resource, words)
        case "delete": try changes.delete(resource, byForce: call.has("force"))
        default: try clear(resource, changes)
        }
      }
    }
  }

  private static func clear(_ resource: ResourceGroups.Resource, _ changes: ResourceChanges)
    throws(Refusal)
  {
    let flag = changes.command.call["flag"] ?? "STOP_FAILED"
    guard flag.uppercased() == "STOP_FAILED" else {
      throw Refusal(ClusterCommand.Exit.invalid, "-f \(flag): the flag is STOP_FAILED")
    }
    let all = changes.command.groups.group(resource.group)?.nodes ?? []
    try changes.clear(resource, on: try changes.command.nodes() ?? all)
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
