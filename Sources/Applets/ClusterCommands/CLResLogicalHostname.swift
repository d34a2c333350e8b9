internal import Model
internal import Platform
internal import Render

/// `clreslogicalhostname`, short `clrslh`: the addresses that go with a resource group.
enum CLResLogicalHostname: Applet {
  static let name = "clreslogicalhostname"
  static let manual = CommandManual(
    name: name, summary: "make and show the logical hosts of a Pacemaker cluster",
    options: [
      .init("g", "group", "GROUP", "the group whose address it is"),
      .init("h", "logicalhost", "HOST", "the host; without it the name of the resource"),
      .init(
        "N", "netiflist", "INTERFACES",
        "taken and not used: the routes of a node say which interface it is"),
      .init("p", "property", "NAME=VALUE", repeats: true, "a property"),
      .init("d", "disabled", nil, "with create, make it disabled"),
      .init("F", "force", nil, "with delete, disable it first"),
      ClusterCommand.verbose, ClusterCommand.zone,
    ],
    operands: [
      .init("SUBCOMMAND", words: ["create", "delete", "list", "status"], "what is asked, or done"),
      .init(
        "RESOURCE", optional: true, repeats: true,
        "a resource, or + for all; list and status mean all without one"),
    ],
    description: [
      "clreslogicalhostname, short clrslh, makes an address that goes where a resource group goes, as the command of that name does on a Solaris Cluster: a resource of "
        + "the type SUNW.LogicalHostname, which is ocf:heartbeat:IPaddr2. The address of the host is looked up when the resource is made; let it stand in /etc/hosts "
        + "of every node. Services of the same group are started after it.",
      ClusterCommand.waiting, ClusterCommand.note,
    ],
    exits: ClusterCommand.changeExits,
    examples: [.init("An address for web-rg", "clrslh create -g web-rg -h web-host web-lh")],
    unverified: ClusterCommand.unverified,
    seeAlso: ["clresource(8)", "clresourcegroup(8)", "scrgadm(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    switch call.operands.first {
    case "create":
      return try ClusterCommand.change(call) { command throws(Refusal) in
        guard let group = call["group"] else {
          throw Refusal(ClusterCommand.Exit.invalid, "create needs -g GROUP")
        }
        for name in try command.newNames("resource") {
          try ResourceChanges(command: command.fresh()).create(
            name, group: group, type: ClusterType.address.rawValue,
            ["HostnameList=\(call["logicalhost"] ?? name)"] + call.all("property"),
            isEnabled: !call.has("disabled"))
        }
      }
    case "delete":
      return try ClusterCommand.change(call) { command throws(Refusal) in
        for resource in try command.meant("logical host", hosts(command), { $0.name }) {
          try ResourceChanges(command: command.fresh()).delete(
            resource, byForce: call.has("force"))
        }
      }
    default:
      return try ClusterCommand.answer(call) { command throws(Refusal) in
        let hosts = try command.named("logical host", hosts(command)) { $0.name }
        if call.operands.first == "list" { return hosts.map(\.name) }
        return try command.table { () throws(Failure) in
          try command.tables.resourceStatus(hosts, on: nil, in: nil)
        }
      }
    }
  }

  private static func hosts(_ command: ClusterCommand) -> [ResourceGroups.Resource] {
    command.groups.resources.filter {
      ClusterType(named: $0.type) == .address
        && (command.call["group"] == nil || command.call["group"] == $0.group)
    }
  }
}
