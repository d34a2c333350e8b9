internal import Model
internal import Platform
internal import Render

/// `clresourcegroup`, short `clrg`: resource groups, how they are, and what becomes of them.
enum CLResourceGroup: Applet {
  static let name = "clresourcegroup"
  static let manual = CommandManual(
    name: name, summary: "show, make and switch resource groups of a Pacemaker cluster",
    options: [
      .init(
        "n", "node", "NODES",
        "the nodes, with commas between them: those that are shown, that a new group may be on, or that a group is switched to or leaves"
      ),
      .init(
        "p", "property", "NAME=VALUE", repeats: true,
        "a property of the group; with show, the names of those that are shown, with commas between them"
      ),
      .init("e", "enable", nil, "with online and switch, enable the resources of the group too"),
      .init("m", "monitor", nil, "with online and switch, monitor the resources of the group too"),
      .init("M", "manage", nil, "with online and switch, manage the group first"),
      .init("F", "force", nil, "with delete, take the group offline and delete its resources too"),
      .init("S", "scalable", nil, "scalable groups, which are not kept here: it is refused"),
      .init("T", "time", "SECONDS", "taken and not used"),
      .init("u", "suspended", nil, "taken and not used"),
      ClusterCommand.verbose, ClusterCommand.zone,
    ],
    operands: [
      .init("SUBCOMMAND", words: reading + changing, "what is asked, or done"),
      .init(
        "GROUP", optional: true, repeats: true,
        "a group, or + for all; list, show and status mean all without one"),
    ],
    description: [
      "clresourcegroup, short clrg, does on a Pacemaker cluster what the command of that name does on a Solaris Cluster, for scripts and runbooks "
        + "that call it. 'list' prints a name a line, 'status' the state of each group on each node, 'show' its properties.",
      ClusterCommand.missing,
      "'create' makes a group, which is unmanaged and empty: an anchor, as in ocf_ohac_group(7), which the resources of the group follow. 'manage' has the cluster keep it, "
        + "'online' brings it online where its Nodelist and its affinities have it, 'switch' on a node, 'offline' takes it offline until it is brought online "
        + "again, 'restart' does both. 'remaster' brings it to the first node of its Nodelist that can have it, 'evacuate' has every group leave a node. "
        + "'suspend' has the cluster do nothing about a group by itself, 'resume' ends that, 'quiesce' waits until nothing is under way. 'set' changes "
        + "properties, 'unmanage' and 'delete' undo what was made.",
      "Before a group is brought online the cluster's own scheduler is asked, on a copy, where it would be: what an affinity forbids is refused, and nothing is changed.",
      ClusterCommand.waiting, ClusterCommand.note,
    ],
    exits: ClusterCommand.changeExits,
    examples: [
      .init(
        "The node on which web-rg is online",
        "clrg status web-rg | awk '$NF == \"Online\" { print $(NF - 2) }'"),
      .init("Make a group for two nodes", "clrg create -n node1,node2 web-rg"),
      .init("Manage it, enable what is in it and bring it online", "clrg online -emM web-rg"),
      .init("Switch it to another node", "clrg switch -n node2 web-rg"),
    ],
    unverified: ClusterCommand.unverified,
    seeAlso: [
      "ocf_ohac_group(7)", "clnode(8)", "clreslogicalhostname(8)", "clresource(8)",
      "clresourcetype(8)",
      "scha_resourcegroup_get(8)", "scstat(8)", "scswitch(8)",
    ])

  private static let reading = ["list", "show", "status"]
  private static let changing = [
    "create", "delete", "evacuate", "manage", "offline", "online", "quiesce", "remaster", "restart",
    "resume", "set", "suspend", "switch", "unmanage",
  ]

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let verb = call.operands.first ?? ""
    return changing.contains(verb)
      ? try ClusterCommand.change(call) { command throws(Refusal) in try change(verb, command) }
      : try ClusterCommand.answer(call) { command throws(Refusal) in try read(verb, command) }
  }

  private static func read(_ verb: String, _ command: ClusterCommand) throws(Refusal) -> [String] {
    let groups = try command.named("resource group", command.groups.groups) { $0.name }
    let nodes = try command.nodes()
    switch verb {
    case "list":
      return groups.filter { group in
        nodes.map { !$0.filter(group.nodes.contains).isEmpty } ?? true
      }
      .map(\.name)
    case "show":
      return command.tables.groupDetails(
        groups, asked: command.askedProperties, withResources: command.call.has("verbose"))
    default:
      return try command.table { () throws(Failure) in
        try command.tables.groupStatus(groups, on: nodes)
      }
    }
  }

  private static func change(_ verb: String, _ command: ClusterCommand) throws(Refusal) {
    let call = command.call
    if call.has("scalable") {
      throw Refusal(ClusterCommand.Exit.invalid, "-S: scalable services are not kept here")
    }
    let words = call.all("property")
    if verb == "create" {
      let nodes = try command.nodes().map { ["Nodelist=\($0.joined(separator: ","))"] } ?? []
      for name in try command.newNames("resource group") {
        try GroupChanges(command: command.fresh()).create(name, nodes + words)
      }
      return
    }
    if verb == "evacuate" {
      guard let nodes = try command.nodes() else {
        throw Refusal(ClusterCommand.Exit.invalid, "-n NODE is missing")
      }
      for node in nodes { try evacuate(node, try command.fresh()) }
      return
    }
    for group in try command.meant("resource group", command.groups.groups, { $0.name }) {
      // The change before may have changed this one too.
      let fresh = try command.fresh()
      guard let there = fresh.groups.group(group.name) else { continue }
      try one(verb, there, words, GroupChanges(command: fresh))
    }
  }

  private static func evacuate(_ node: String, _ command: ClusterCommand) throws(Refusal) {
    let operands = Array(command.call.operands.dropFirst())
    let changes = GroupChanges(command: command)
    try changes.evacuate(
      node, try changes.leaving(node, among: operands.isEmpty || operands == ["+"] ? nil : operands)
    )
  }

  private static func one(
    _ verb: String, _ group: ResourceGroups.Group, _ words: [String], _ changes: GroupChanges
  ) throws(Refusal) {
    let call = changes.command.call
    switch verb {
    case "delete": try changes.delete(group, byForce: call.has("force"))
    case "manage": try changes.manage(group)
    case "unmanage": try changes.unmanage(group)
    case "offline": try changes.offline(group)
    case "restart": try changes.restart(group)
    case "remaster": try changes.remaster(group)
    case "suspend": try changes.suspend(group, true)
    case "resume": try changes.suspend(group, false)
    case "quiesce": try changes.quiesce(group)
    case "set":
      let nodes = call["node"].map { ["Nodelist=\($0)"] } ?? []
      try changes.set(group, nodes + words)
    default:
      let node = try changes.command.nodes()
      guard verb == "online" || node != nil, node.map({ $0.count == 1 }) ?? true else {
        throw Refusal(
          ClusterCommand.Exit.invalid,
          "-n NODE: a group is online on one node, and \(verb) needs it named")
      }
      try changes.online(
        group, on: node?.first,
        .init(
          enables: call.has("enable"), monitors: call.has("monitor"), manages: call.has("manage")))
    }
  }
}
