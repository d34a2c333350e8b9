internal import Model
internal import Render

/// Groups as they are made, changed and deleted, and the properties that they have: Contract, Group properties.
extension GroupChanges {
  /// A property of a group: whether it is a list, and which values it takes.
  private static let properties: [(name: String, isList: Bool)] = [
    ("Auto_start_on_new_cluster", false), ("Desired_primaries", false), ("Failback", false),
    ("Global_resources_used", true), ("Implicit_network_dependencies", false),
    ("Load_factors", true), ("Maximum_primaries", false), ("Nodelist", true), ("Pathprefix", false),
    ("Pingpong_interval", false), ("Preemption_mode", false), ("Priority", false),
    ("RG_affinities", true), ("RG_dependencies", true), ("RG_description", false),
    ("RG_mode", false), ("RG_project_name", false), ("RG_system", false),
  ]
  private static let booleans: Set = [
    "Auto_start_on_new_cluster", "Failback", "Implicit_network_dependencies", "RG_system",
  ]
  private static let numbers: Set = [
    "Desired_primaries", "Maximum_primaries", "Pingpong_interval", "Priority",
  ]

  /// The properties of a group after these words, NAME=VALUE, NAME+=VALUE or NAME-=VALUE.
  private func changed(
    _ old: [String: String], _ words: [String], _ group: String
  ) throws(Refusal) -> [String: String] {
    var new = old
    for word in words {
      let change = try PropertyChange(word, among: GroupChanges.properties.map(\.name))
      let row = GroupChanges.properties.first { $0.name == change.name }
      let value = try change.value(over: new[change.name] ?? "", isList: row?.isList == true)
      new[change.name] = try GroupChanges.checked(change.name, value)
    }
    return new
  }

  private static func checked(_ name: String, _ value: String) throws(Refusal) -> String {
    func wrong(_ why: String) -> Refusal {
      Refusal(ClusterCommand.Exit.invalid, "\(name)=\(value): \(why)")
    }
    if booleans.contains(name) {
      guard ["true", "false"].contains(value.lowercased()) else {
        throw wrong("it is TRUE or FALSE")
      }
      return value.uppercased()
    }
    if numbers.contains(name), Int(outside: value, in: 0...Int(Int32.max)) == nil {
      throw wrong("it is a whole number")
    }
    if ["Desired_primaries", "Maximum_primaries"].contains(name), value != "1" {
      throw wrong("a group is online on one node here; scalable services are not kept")
    }
    if name == "RG_mode" {
      guard value.lowercased() == "failover" else {
        throw wrong("a group is online on one node here; scalable services are not kept")
      }
      return "Failover"
    }
    return value
  }

  /// What of the properties the configuration has elements for.
  private func rules(of group: String, _ properties: [String: String]) throws(Refusal)
    -> [XMLElement]
  {
    func list(_ name: String) -> [String] {
      (properties[name] ?? "").split(separator: ",").map { $0.trimmed }
    }
    let nodes = list("Nodelist")
    for node in nodes where groups.node(node) == nil {
      throw Refusal(
        ClusterCommand.Exit.missing,
        "there is no node \(node)\(Spelling.hint(for: node, among: groups.nodes.map(\.name)))")
    }
    var affinities: [Affinity] = []
    for word in list("RG_affinities") {
      guard let affinity = Affinity(parsing: word), affinity.group != group,
        groups.group(affinity.group) != nil
      else {
        throw Refusal(
          ClusterCommand.Exit.invalid,
          "RG_affinities: \(word) is no affinity to another group; it is +++, ++, +, -- or - and a group that is there"
        )
      }
      affinities.append(affinity)
    }
    for other in list("RG_dependencies") where groups.group(other) == nil || other == group {
      throw Refusal(
        ClusterCommand.Exit.invalid, "RG_dependencies: there is no other group \(other)")
    }
    return GroupElements.rules(
      of: group, nodes: nodes, affinities: affinities, dependencies: list("RG_dependencies"),
      try command.base())
  }

  // MARK: Made and deleted

  /// Makes a group, unmanaged and with nothing in it.
  func create(_ name: String, _ words: [String]) throws(Refusal) {
    try ClusterCommand.check(name: name, "resource group")
    let base = try command.base()
    guard groups.group(name) == nil, !base.holds(GroupAnchor.resource(of: name)) else {
      throw Refusal(ClusterCommand.Exit.exists, "there is a resource group \(name)")
    }
    if base.tagged(name) != nil || base.holds(name) {
      throw Refusal(
        ClusterCommand.Exit.exists, "the name \(name) is that of a tag or of a resource")
    }
    let initial = ["Nodelist": groups.nodes.map(\.name).joined(separator: ",")]
    let properties = try changed(initial, words, name)
    var edit = try command.edit()
    edit.add(GroupElements.anchor(of: name, kept: GroupChanges.kept(properties)))
    edit.add(constraints: try rules(of: name, properties))
    try command.apply(edit, "make the resource group \(name)")
  }

  /// What the anchor keeps. The nodes stand in the constraints, where others may change them.
  private static func kept(_ properties: [String: String]) -> [(String, String)] {
    properties.filter { $0.key != "Nodelist" && !$0.value.isEmpty }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }

  func set(_ group: ResourceGroups.Group, _ words: [String]) throws(Refusal) {
    let anchor = try unit(group)
    let old = group.kept.merging(["Nodelist": group.nodes.joined(separator: ",")]) { $1 }
    let new = try changed(old, words, group.name)
    var edit = try command.edit()
    // Those of a group that others have made stay as they are, unless they are what changes.
    if ["Nodelist", "RG_affinities", "RG_dependencies"].contains(where: { old[$0] != new[$0] }) {
      edit.removeConstraints { GroupElements.isRule($0, of: anchor) }
      edit.add(constraints: try rules(of: group.name, new))
    }
    let kept = GroupChanges.kept(new)
    edit.setMeta(anchor, kept + GroupElements.stickiness(kept))
    // A property that is empty is kept no longer.
    edit.setMeta(
      anchor, group.kept.keys.filter { new[$0]?.isEmpty ?? true }.map { ($0, nil) })
    if let pingpong = new["Pingpong_interval"] {
      for member in group.resources { edit.setMeta(member, [("failure-timeout", "\(pingpong)s")]) }
    }
    try command.apply(edit, "change the resource group \(group.name)")
  }

  func delete(_ group: ResourceGroups.Group, byForce: Bool) throws(Refusal) {
    let anchor = try unit(group)
    if !byForce {
      if let first = group.resources.first {
        throw Refusal(ClusterCommand.Exit.dependent, "\(group.name) holds \(first)")
      }
      guard group.isManaged == false || groups.places(of: group).isEmpty else {
        throw Refusal(ClusterCommand.Exit.state, "\(group.name) is online")
      }
    }
    let guests = group.resources.compactMap(groups.resource).filter {
      ClusterType(named: $0.type) == nil
    }
    if let guest = guests.first {
      throw Refusal(
        ClusterCommand.Exit.type,
        "\(group.name) holds \(guest.name) of the type \(guest.type), which its own tool removes; for a guest 'xvm_remove -f FILE'"
      )
    }
    for other in groups.groups where other.name != group.name {
      func words(_ name: String) -> [String] {
        (other.kept[name] ?? "").split(separator: ",").map(String.init)
      }
      if words("RG_affinities").contains(where: { Affinity(parsing: $0)?.group == group.name })
        || words("RG_dependencies").contains(group.name)
      {
        throw Refusal(
          ClusterCommand.Exit.dependent,
          "\(other.name) has an affinity for \(group.name), or depends on it")
      }
    }
    if !groups.places(of: group).isEmpty { try offline(group) }
    var edit = try command.fresh().edit()
    for name in group.resources + [anchor] { edit.remove(name) }
    try command.fresh().apply(edit, "delete the resource group \(group.name)")
  }
}
