internal import Model
internal import Platform
internal import Render

/// `scrgadm`: how types, groups and resources were made before release 3.2.
enum SCRGAdm: Applet {
  static let name = "scrgadm"
  static let manual = CommandManual(
    name: name,
    summary: "make and show groups and resources of a Pacemaker cluster as release 3.1 did",
    options: [
      .init("a", "add", nil, "make it"),
      .init("c", "change", nil, "change its properties"),
      .init("r", "remove", nil, "remove it"),
      .init("p", "print", nil, "print the configuration; with -vv, every property"),
      .init("v", "verbose", nil, "with -p, print more"),
      .init("L", "logicalhost", nil, "a logical host, whose hosts -l names"),
      .init("S", "sharedaddress", nil, "refused: a shared address is for scalable services"),
      .init("t", "type", "TYPE", "the resource type"),
      .init("f", "file", "FILE", "taken and not used: the types that are known here need no file"),
      .init("g", "group", "GROUP", "the group"),
      .init("h", "nodes", "NODES", "the nodes of the group, with commas between them"),
      .init("j", "resource", "RESOURCE", "the resource"),
      .init("l", "hosts", "HOST", "the host; the resource has its name unless -j gives one"),
      .init("n", "netiflist", "INTERFACES", "taken and not used"),
      .init("x", "extension", "NAME=VALUE", repeats: true, "a property that the type defines"),
      .init(
        "y", "standard", "NAME=VALUE", repeats: true,
        "a property of the group, or one that every resource has"),
    ],
    description: [
      "scrgadm does on a Pacemaker cluster what the command of that name did on Sun Cluster 3.1, for scripts that call it. What -j, else -g, else -t names is made, changed or "
        + "removed; a resource is made disabled, a logical host enabled. clresource(8), clresourcegroup(8) and clresourcetype(8) do the same by other words.",
      ClusterCommand.missing, ClusterCommand.waiting,
    ],
    exits: ClusterCommand.changeExits,
    examples: [
      .init("A group for two nodes", "scrgadm -a -g web-rg -h node1,node2"),
      .init(
        "A service in it",
        "scrgadm -a -j web-rs -g web-rg -t SUNW.gds -x Start_command='/opt/web/start' -x Network_aware=FALSE"
      ),
    ],
    unverified: ClusterCommand.unverified,
    seeAlso: [
      "clresource(8)", "clresourcegroup(8)", "clresourcetype(8)", "scstat(8)", "scswitch(8)",
    ],
    forms: [
      "scrgadm -a -t TYPE [-f FILE]", "scrgadm -a|-c -g GROUP [-h NODES] [-y NAME=VALUE]...",
      "scrgadm -a -j RESOURCE -g GROUP -t TYPE [-y NAME=VALUE]... [-x NAME=VALUE]...",
      "scrgadm -a -L|-S -g GROUP -l HOST [-j RESOURCE] [-n INTERFACES]",
      "scrgadm -c -j RESOURCE [-y NAME=VALUE]... [-x NAME=VALUE]...",
      "scrgadm -r -t TYPE", "scrgadm -r -g GROUP", "scrgadm -r -j RESOURCE",
      "scrgadm -p [-v]...",
    ])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let verbs = ["add", "change", "remove", "print"].filter(call.has)
    guard verbs.count == 1, let verb = verbs.first else {
      throw Failure(.usage, name, cause: "exactly one of -a, -c, -r and -p is needed")
    }
    if call.has("sharedaddress") {
      throw Failure(
        .usage, name, cause: "-S: a shared address is for scalable services, which are not kept")
    }
    if verb == "print" {
      let level = call.options.filter { $0.word == "verbose" }.count
      return try ClusterCommand.answer(call) { command throws(Refusal) in
        command.tables.oldConfiguration(try command.sight.types(), level: level)
      }
    }
    let (command, words) = try successor(call, verb)
    return try SCSwitch.successor(command, words)
  }

  /// The words of the newer command.
  private static func successor(_ call: Call, _ verb: String) throws(Failure)
    -> (command: String, words: [String])
  {
    let word = ["add": "create", "change": "set", "remove": "delete"][verb] ?? ""
    let properties = (call.all("standard") + call.all("extension")).flatMap { ["-p", $0] }
    func needed(_ option: String, _ letter: String) throws(Failure) -> String {
      guard let value = call[option] else {
        throw Failure(.usage, name, cause: "-\(letter) is missing")
      }
      return value
    }
    if call.has("logicalhost"), verb == "add" {
      let host = try needed("hosts", "l HOST")
      return (
        CLResLogicalHostname.name,
        ["create", "-g", try needed("group", "g GROUP"), "-h", host] + properties
          + [call["resource"] ?? host]
      )
    }
    if let resource = call["resource"] {
      let place =
        verb == "add"
        ? ["-d", "-g", try needed("group", "g GROUP"), "-t", try needed("type", "t TYPE")] : []
      return (CLResource.name, [word] + place + properties + [resource])
    }
    if let group = call["group"] {
      let nodes = call["nodes"].map { ["-n", $0] } ?? []
      return (CLResourceGroup.name, [word] + nodes + properties + [group])
    }
    let type = try needed("type", "t TYPE, or -g GROUP, or -j RESOURCE")
    return (CLResourceType.name, [verb == "remove" ? "unregister" : "register", type])
  }
}
