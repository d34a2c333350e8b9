internal import Model
internal import Platform
internal import Render

/// `clresourcetype`, short `clrt`: the resource types that are registered.
enum CLResourceType: Applet {
  static let name = "clresourcetype"
  static let manual = CommandManual(
    name: name, summary: "list and register the resource types of a Pacemaker cluster",
    options: [
      .init("f", "file", "FILE", "taken and not used: the types that are known here need no file"),
      .init("n", "node", "NODES", "taken and not used"),
      .init("N", "allnodes", nil, "taken and not used"),
      .init("p", "property", "NAME=VALUE", repeats: true, "taken and not used"),
      ClusterCommand.verbose, ClusterCommand.zone,
    ],
    operands: [
      .init(
        "SUBCOMMAND", words: ["list", "show", "register", "unregister"], "what is asked, or done"),
      .init(
        "TYPE", optional: true, repeats: true,
        "a type, or + for all; list and show mean all without one"),
    ],
    description: [
      "clresourcetype, short clrt, does on a Pacemaker cluster what the command of that name does on a Solaris Cluster, for scripts that call it. "
        + "'register' notes in the cluster's configuration that resources of a type may be made, 'unregister' ends that, 'list' prints a name a line.",
      "The types are \(ClusterType.allCases.map(\.rawValue).joined(separator: ", ")). Others are refused: a type with a registration file of its own has methods for "
        + "a Resource Group Manager, which is not here.",
      ClusterCommand.note,
    ],
    exits: ClusterCommand.changeExits,
    examples: [.init("Register the Generic Data Service", "clrt register SUNW.gds")],
    unverified: ClusterCommand.unverified,
    seeAlso: ["gds(7)", "clresource(8)", "clresourcegroup(8)", "scrgadm(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let verb = call.operands.first ?? ""
    guard verb == "list" || verb == "show" else {
      return try ClusterCommand.change(call) { command throws(Refusal) in
        try ClusterType.register(
          try command.newNames("resource type"), verb == "register", command)
      }
    }
    return try ClusterCommand.answer(call) { command throws(Refusal) in
      let types = try command.named("resource type", try command.sight.types()) { $0.rawValue }
      return verb == "list" ? types.map(\.withVersion) : command.tables.types(types)
    }
  }
}

extension ClusterType {
  /// Registers types, or ends that.
  static func register(_ names: [String], _ isRegistered: Bool, _ command: ClusterCommand)
    throws(Refusal)
  {
    var edit = try command.edit()
    for name in names {
      guard let type = ClusterType(named: name) else {
        let known = allCases.map(\.rawValue)
        throw Refusal(
          ClusterCommand.Exit.type,
          "there is no resource type \(name) here\(Spelling.hint(for: name, among: known)); there are \(known.joined(separator: ", ")). A type with a "
            + "registration file of its own needs a Resource Group Manager")
      }
      let isThere = try command.base().registeredTypes.contains(type)
      if isRegistered, isThere {
        throw Refusal(
          ClusterCommand.Exit.exists, "the resource type \(type.rawValue) is registered")
      }
      if !isRegistered, !isThere {
        throw Refusal(
          ClusterCommand.Exit.type, "the resource type \(type.rawValue) is not registered")
      }
      if !isRegistered,
        let user = command.groups.resources.first(where: { ClusterType(named: $0.type) == type })
      {
        throw Refusal(ClusterCommand.Exit.dependent, "\(user.name) is of the type \(type.rawValue)")
      }
      edit.setRegistered(type, isRegistered)
    }
    try command.apply(
      edit, "\(isRegistered ? "register" : "unregister") \(names.joined(separator: ", "))")
  }
}
