internal import Model
internal import Platform
internal import Render

/// `scswitch`: how groups and resources were switched before release 3.2.
enum SCSwitch: Applet {
  static let name = "scswitch"
  static let manual = CommandManual(
    name: name, summary: "switch groups and resources of a Pacemaker cluster as release 3.1 did",
    options: [
      .init(
        "Z", "bring-up", nil,
        "manage the groups, enable and monitor all in them, and bring them online"),
      .init("z", "switch", nil, "bring the groups online on the node of -h, or anywhere"),
      .init("F", "offline", nil, "take the groups offline"),
      .init("R", "restart", nil, "restart the groups"),
      .init("S", "evacuate", nil, "have all groups leave the node of -h"),
      .init("e", "enable", nil, "enable the resources; with -M, monitor them"),
      .init("n", "disable", nil, "disable the resources; with -M, do not monitor them"),
      .init("M", "monitor", nil, "with -e and -n: the monitoring"),
      .init("o", "manage", nil, "manage the groups"),
      .init("u", "unmanage", nil, "end the management of the groups"),
      .init("Q", "quiesce", nil, "wait until nothing is under way on the groups"),
      .init("c", "clear", nil, "with -f STOP_FAILED, say that a person has stopped the resources"),
      .init("f", "flag", "FLAG", "with -c, STOP_FAILED"),
      .init(
        "g", "group", "GROUPS",
        "the groups, with commas between them; -Z and -F mean all without one"),
      .init("j", "resource", "RESOURCES", "the resources, with commas between them"),
      .init("h", "node", "NODE", "the node; with commas the first counts"),
      .init("K", "keep", "SECONDS", "taken and not used"),
      ClusterCommand.verbose,
    ],
    description: [
      "scswitch does on a Pacemaker cluster what the command of that name did on Sun Cluster 3.1, for scripts and runbooks that call it. clresourcegroup(8) and "
        + "clresource(8) do the same by other words.",
      ClusterCommand.missing, ClusterCommand.waiting,
    ],
    exits: ClusterCommand.changeExits,
    examples: [.init("Switch web-rg to node2", "scswitch -z -g web-rg -h node2")],
    unverified: ClusterCommand.unverified,
    seeAlso: ["clresource(8)", "clresourcegroup(8)", "scrgadm(8)", "scstat(8)"],
    forms: [
      "scswitch -Z [-v] [-g GROUPS]", "scswitch -z -g GROUPS [-h NODE]", "scswitch -F [-g GROUPS]",
      "scswitch -R -g GROUPS [-h NODE]", "scswitch -S [-K SECONDS] -h NODE",
      "scswitch -e|-n [-M] -j RESOURCES",
      "scswitch -o|-u|-Q -g GROUPS", "scswitch -c -f STOP_FAILED -h NODE -j RESOURCES",
    ])

  /// What each letter is in the words of its successors; `-e -M` and `-n -M` are told apart below.
  private static let verbs: [(flag: String, command: String, words: [String])] = [
    ("bring-up", CLResourceGroup.name, ["online", "-emM"]),
    ("switch", CLResourceGroup.name, ["online"]), ("offline", CLResourceGroup.name, ["offline"]),
    ("restart", CLResourceGroup.name, ["restart"]),
    ("evacuate", CLResourceGroup.name, ["evacuate"]),
    ("manage", CLResourceGroup.name, ["manage"]), ("unmanage", CLResourceGroup.name, ["unmanage"]),
    ("quiesce", CLResourceGroup.name, ["quiesce"]), ("enable", CLResource.name, ["enable"]),
    ("disable", CLResource.name, ["disable"]), ("clear", CLResource.name, ["clear"]),
  ]

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let asked = verbs.filter { call.has($0.flag) }
    guard asked.count == 1, let verb = asked.first else {
      throw Failure(
        .usage, name,
        cause: "exactly one of -Z, -z, -F, -R, -S, -e, -n, -o, -u, -Q and -c is needed")
    }
    var words = verb.words
    if call.has("monitor") { words = [verb.flag == "enable" ? "monitor" : "unmonitor"] }
    if let flag = call["flag"] { words += ["-f", flag] }
    if call.has("verbose") { words.append("-v") }
    // Of several nodes the first is the one for a group that is online on one.
    if let node = call["node"]?.split(separator: ",").first, verb.flag != "restart" {
      words += ["-n", String(node)]
    }
    let isOfResources = verb.command == CLResource.name
    guard let operands = call[isOfResources ? "resource" : "group"] else {
      guard ["bring-up", "offline", "evacuate"].contains(verb.flag) else {
        throw Failure(
          .usage, name, cause: isOfResources ? "-j RESOURCES is missing" : "-g GROUPS is missing")
      }
      return try successor(verb.command, words + ["+"])
    }
    return try successor(
      verb.command, words + operands.split(separator: ",").map(String.init))
  }

  /// Does what the newer command does.
  static func successor(_ command: String, _ words: [String]) throws(Failure) -> Int32 {
    let applets: [any Applet.Type] = [
      CLResource.self, CLResourceGroup.self, CLResourceType.self, CLResLogicalHostname.self,
    ]
    guard let applet = applets.first(where: { $0.name == command }) else { return 1 }
    return try applet.run(try CommandLineParser.parse(words, by: applet.manual))
  }
}
