internal import Frameworks
internal import Model
internal import Platform
internal import Render

/// What the commands of Solaris Cluster change of resource groups: Contract, Commands that change.
struct GroupChanges {
  let command: ClusterCommand

  var groups: ResourceGroups { command.groups }

  // MARK: What there is

  /// A group that is a unit: only what has an anchor is brought online and offline as a whole.
  func unit(_ group: ResourceGroups.Group) throws(Refusal) -> String {
    guard let anchor = group.anchor else {
      throw Refusal(
        ClusterCommand.Exit.state,
        "\(group.name) is a tag and no unit; 'xvm_register --anchor -f FILE' makes the group of a guest one"
      )
    }
    return anchor
  }

  private func operable(_ group: ResourceGroups.Group) throws(Refusal) -> String {
    let anchor = try unit(group)
    if groups.isSuspended(group) {
      throw Refusal(
        ClusterCommand.Exit.state,
        "\(group.name) is suspended: 'clresourcegroup resume \(group.name)' ends that")
    }
    return anchor
  }

  private func seconds(_ group: ResourceGroups.Group) throws(Refusal) -> Int {
    60 + GroupElements.seconds(toRestart: group.resources, try command.base())
  }

  // MARK: Managed or not

  func manage(_ group: ResourceGroups.Group) throws(Refusal) {
    let anchor = try unit(group)
    var edit = try command.edit()
    edit.setMeta(anchor, [(KeptProperties.state, nil)])
    try command.apply(edit, "manage \(group.name)")
  }

  func unmanage(_ group: ResourceGroups.Group) throws(Refusal) {
    let anchor = try unit(group)
    guard groups.places(of: group).isEmpty else {
      throw Refusal(
        ClusterCommand.Exit.state,
        "\(group.name) is online: 'clresourcegroup offline \(group.name)' comes first")
    }
    if let member = group.resources.compactMap(groups.resource).first(where: \.isEnabled) {
      throw Refusal(
        ClusterCommand.Exit.state,
        "\(member.name) is enabled: 'clresource disable \(member.name)' comes first")
    }
    var edit = try command.edit()
    edit.setMeta(
      anchor, [(KeptProperties.state, KeptProperties.unmanaged), ("target-role", "Stopped")])
    try command.apply(edit, "end the management of \(group.name)")
  }

  // MARK: Online and offline

  /// What is done beside bringing a group online.
  struct Bringing {
    var enables = false
    var monitors = false
    var manages = false
  }

  /// Brings a group online, on a node if one is named, and waits for it.
  func online(_ group: ResourceGroups.Group, on node: String?, _ bringing: Bringing)
    throws(Refusal)
  {
    let anchor = try operable(group)
    guard group.isManaged || bringing.manages else {
      throw Refusal(
        ClusterCommand.Exit.state,
        "\(group.name) is unmanaged: 'clresourcegroup manage \(group.name)' comes first, or -M")
    }
    if let node { try check(node, for: group) }
    try command.forget(group.resources)
    let command = try command.fresh()
    var edit = try command.edit()
    edit.setMeta(
      anchor, [("target-role", nil), (KeptProperties.state, nil), (KeptProperties.restart, nil)])
    for member in group.resources.compactMap(groups.resource) {
      if bringing.enables { edit.setMeta(member.name, [("target-role", nil)]) }
      if bringing.monitors { ResourceChanges.setMonitored(member, true, &edit) }
    }
    GroupChanges.clearWishes(of: anchor, &edit)
    try bring(group, anchor, to: node, edit, by: command)
  }

  private func bring(
    _ group: ResourceGroups.Group, _ anchor: String, to node: String?, _ edit: ClusterEdit,
    by command: ClusterCommand
  ) throws(Refusal) {
    var edit = edit
    if let node { edit.add(constraints: [wish(for: anchor, node, "INFINITY", "prefer")]) }
    let places = try command.forecast(edit, of: anchor)
    guard node.map({ places == [$0] }) ?? !places.isEmpty else {
      throw Refusal(
        ClusterCommand.Exit.state,
        "\(group.name) cannot be online\(node.map { " on \($0)" } ?? " on any node"): an affinity, a rule or the state of the nodes does not "
          + "allow it; nothing was changed")
    }
    try command.apply(edit, "bring \(group.name) online\(node.map { " on \($0)" } ?? "")")
    let outcome: Refusal?
    do throws(Refusal) {
      try command.wait(
        try seconds(group), ClusterCommand.online(group.name, on: node))
      outcome = nil
    } catch { outcome = error }
    try endWishes(of: anchor)
    if let outcome { throw outcome }
  }

  private func check(_ node: String, for group: ResourceGroups.Group) throws(Refusal) {
    guard group.nodes.contains(node) else {
      throw Refusal(
        ClusterCommand.Exit.invalid,
        "\(node) is not in the Nodelist of \(group.name), \(group.nodes.joined(separator: ","))")
    }
  }

  func offline(_ group: ResourceGroups.Group) throws(Refusal) {
    let anchor = try operable(group)
    var edit = try command.edit()
    edit.setMeta(anchor, [("target-role", "Stopped")])
    GroupChanges.clearWishes(of: anchor, &edit)
    try command.apply(edit, "bring \(group.name) offline")
    try command.wait(try seconds(group), ClusterCommand.offline(group.name))
  }

  /// Brings a group that is online offline, and online again on the same node. One whose restart was interrupted is brought online.
  func restart(_ group: ResourceGroups.Group) throws(Refusal) {
    let anchor = try operable(group)
    let begun = group.kept[KeptProperties.restart]
    guard let place = groups.places(of: group).first ?? begun else {
      command.say("\(group.name) is offline and stays so")
      return
    }
    if begun == nil || !groups.places(of: group).isEmpty {
      var edit = try command.edit()
      edit.setMeta(anchor, [("target-role", "Stopped"), (KeptProperties.restart, place)])
      try command.apply(edit, "bring \(group.name) offline")
      try command.wait(try seconds(group), ClusterCommand.offline(group.name))
    }
    let fresh = try command.fresh()
    var edit = try fresh.edit()
    edit.setMeta(anchor, [("target-role", nil), (KeptProperties.restart, nil)])
    try bring(group, anchor, to: place, edit, by: fresh)
  }

  /// Brings a group to the first node of its list that can have it.
  func remaster(_ group: ResourceGroups.Group) throws(Refusal) {
    let anchor = try operable(group)
    guard !groups.places(of: group).isEmpty else { return }
    for node in group.nodes {
      if groups.places(of: group) == [node] { return }
      var edit = try command.edit()
      GroupChanges.clearWishes(of: anchor, &edit)
      edit.add(constraints: [wish(for: anchor, node, "INFINITY", "prefer")])
      guard try command.forecast(edit, of: anchor) == [node] else { continue }
      return try bring(group, anchor, to: node, edit, by: command)
    }
  }

  /// The groups that are on a node and could leave it.
  ///
  /// - Throws: where one is no unit: it would stay, and nobody would hear of it.
  func leaving(_ node: String, among names: [String]?) throws(Refusal) -> [ResourceGroups.Group] {
    var found: [ResourceGroups.Group] = []
    for group in groups.groups where names?.contains(group.name) ?? true {
      let state: GroupState
      do throws(Failure) { state = try groups.state(of: group, on: node) } catch {
        throw Refusal(error)
      }
      guard state != .offline, state != .unmanaged else { continue }
      if group.anchor == nil {
        throw Refusal(
          ClusterCommand.Exit.state,
          "\(group.name) is a tag and no unit, and nothing was changed: 'xvm_drain \(node)' has guests leave a node"
        )
      }
      found.append(group)
    }
    return found
  }

  /// Has groups leave a node. One that no other node can have goes offline.
  func evacuate(_ node: String, _ leaving: [ResourceGroups.Group]) throws(Refusal) {
    let anchors = try leaving.map { group throws(Refusal) in try operable(group) }
    guard !anchors.isEmpty else { return }
    var edit = try command.edit()
    edit.add(constraints: anchors.map { wish(for: $0, node, "-INFINITY", "ban") })
    try command.apply(
      edit, "have \(leaving.map(\.name).joined(separator: ", ")) leave \(node)")
    var seconds = 60
    for group in leaving { seconds += try self.seconds(group) }
    try command.wait(seconds) { groups throws(Failure) in
      for group in leaving.compactMap({ groups.group($0.name) }) {
        if groups.places(of: group).contains(node) {
          return .pending("\(group.name) is on \(node)")
        }
        guard !groups.places(of: group).isEmpty else { continue }
        let verdict = try ClusterCommand.online(group.name)(groups)
        if case .reached = verdict { continue }
        return verdict
      }
      return .reached
    }
    for anchor in anchors { try endWishes(of: anchor) }
  }

  // MARK: Suspended

  func suspend(_ group: ResourceGroups.Group, _ isSuspended: Bool) throws(Refusal) {
    let anchor = try unit(group)
    if isSuspended { try quiesce(group) }
    let fresh = try command.fresh()
    var edit = try fresh.edit()
    for name in group.resources + [anchor] {
      edit.setMeta(name, [("is-managed", isSuspended ? "false" : nil)])
    }
    try fresh.apply(edit, "\(isSuspended ? "suspend" : "resume") \(group.name)")
  }

  /// Waits until nothing is under way on a group.
  func quiesce(_ group: ResourceGroups.Group) throws(Refusal) {
    let names = Set(group.resources + [group.anchor].compactMap(\.self))
    try command.wait(try seconds(group)) { groups throws(Failure) in
      for node in group.nodes {
        for member in group.resources.compactMap(groups.resource) where names.contains(member.name)
        {
          let state = try groups.state(of: member, on: node)
          if state == .starting || state == .stopping {
            return .pending("\(member.name) is \(state.shown.lowercased()) on \(node)")
          }
        }
      }
      return .reached
    }
  }

  // MARK: Wishes

  /// A wish for a node or a ban from one, under the name that crm_resource gives it; it lapses, should nobody end it.
  private func wish(for anchor: String, _ node: String, _ score: String, _ kind: String)
    -> XMLElement
  {
    let id = "cli-\(kind)-\(anchor)" + (kind == "ban" ? "-on-\(node)" : "")
    let end = Clock.local(Clock.secondsSince1970 + 3_600)
    return XMLElement(
      "rsc_location", ["id": id, "rsc": anchor, "role": "Started"],
      [
        XMLElement(
          "rule", ["id": "\(id)-rule", "score": score, "boolean-op": "and"],
          [
            XMLElement(
              "expression",
              [
                "id": "\(id)-expr", "attribute": "#uname", "operation": "eq", "value": node,
                "type": "string",
              ]),
            XMLElement(
              "date_expression",
              ["id": "\(id)-lifetime", "operation": "lt", "end": "\(end.dateAndTime) \(end.zone)"]),
          ])
      ])
  }

  private static func clearWishes(of anchor: String, _ edit: inout ClusterEdit) {
    edit.removeConstraints { $0["rsc"] == anchor && $0.id.hasPrefix("cli-") }
  }

  /// What holds the group where it is now is its stickiness.
  private func endWishes(of anchor: String) throws(Refusal) {
    let fresh = try command.fresh()
    var edit = try fresh.edit()
    GroupChanges.clearWishes(of: anchor, &edit)
    try fresh.apply(edit, "end the wish for a node")
  }
}
