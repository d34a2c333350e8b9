internal import Frameworks
internal import GenericDataService
internal import Model
internal import Platform
internal import Render

/// What the commands of Solaris Cluster change of resources: Contract, Commands that change.
struct ResourceChanges {
  let command: ClusterCommand

  var groups: ResourceGroups { command.groups }

  // MARK: Properties

  /// What has no meaning here and is kept so that it can be shown again; the engine knows the same names.
  static let kept = [
    "Affinity_timeout", "Boot_timeout", "Cheap_probe_interval", "Fini_timeout",
    "Global_zone_override", "Init_timeout", "Load_balancing_policy", "Load_balancing_weights",
    "Monitor_check_timeout", "Monitor_start_timeout", "Monitor_stop_timeout",
    "Postnet_stop_timeout", "Pre_evict", "Prenet_start_timeout", "R_description",
    "Resource_dependencies_offline_restart", "Resource_dependencies_restart",
    "Resource_dependencies_weak", "Resource_project_name", "Type_version", "Update_timeout",
  ]
  private static let lists: Set = [
    "Resource_dependencies", "Resource_dependencies_offline_restart",
    "Resource_dependencies_restart", "Resource_dependencies_weak", "HostnameList", "NetIfList",
    "FilesystemMountPoints", "Zpools", "GlobalDevicePaths", "Port_list", "Network_resources_used",
  ]

  /// The properties that a type has beside those that are kept.
  private static func names(of type: ClusterType) -> [String] {
    let usual = [
      "Failover_mode", "Resource_dependencies", "Retry_count", "Retry_interval", "Start_timeout",
      "Stop_timeout", "Thorough_probe_interval", "Validate_timeout",
    ]
    return switch type {
    case .service: ServiceProperties.all.map(\.name)
    case .address: usual + ["HostnameList", "NetIfList", "CheckNameService"]
    case .storage:
      usual + [
        "FilesystemMountPoints", "Zpools", "GlobalDevicePaths", "AffinityOn",
        "FilesystemCheckCommand",
      ]
    }
  }

  private func changed(_ old: [String: String], _ words: [String], _ type: ClusterType)
    throws(Refusal) -> (values: [String: String], names: [String])
  {
    var (new, names) = (old, [String]())
    let known = ResourceChanges.names(of: type) + ResourceChanges.kept
    for word in words {
      let change = try PropertyChange(word, among: known)
      new[change.name] = try change.value(
        over: new[change.name] ?? "", isList: ResourceChanges.lists.contains(change.name))
      names.append(change.name)
    }
    return (new, names)
  }

  /// The type of a resource that these commands have made, or could have.
  private func type(of resource: ResourceGroups.Resource) throws(Refusal) -> ClusterType {
    guard let type = ClusterType(named: resource.type) else {
      throw Refusal(
        ClusterCommand.Exit.type,
        "\(resource.name) is of the type \(resource.type), which has other tools: xvm_register for a guest, crm_resource for another agent"
      )
    }
    return type
  }

  // MARK: Made, changed and deleted

  /// Makes a resource and, where its group is online and it is enabled, waits until it is.
  func create(
    _ name: String, group groupName: String, type typeName: String, _ words: [String],
    isEnabled: Bool
  ) throws(Refusal) {
    try ClusterCommand.check(name: name, "resource")
    let base = try command.base()
    guard !base.holds(name), base.tagged(name) == nil else {
      throw Refusal(ClusterCommand.Exit.exists, "there is a resource or a tag \(name)")
    }
    guard let group = groups.group(groupName) else {
      throw command.missing("resource group", groupName, among: groups.groups.map(\.name))
    }
    let anchor = try GroupChanges(command: command).unit(group)
    let type = try registered(typeName)
    let (values, _) = try changed([:], words, type)
    let needs = try dependencies(of: name, values)
    var edit = try command.edit()
    edit.add(try element(name, group, type, values, isEnabled: isEnabled))
    edit.add(
      constraints: GroupElements.follows(name, anchor) + GroupElements.places(name, base) + needs
        + network(name, type, group, dependsOn: values))
    try command.apply(edit, "make the resource \(name)")
    if isEnabled, !groups.places(of: group).isEmpty {
      try command.wait(try seconds([name])) { groups throws(Failure) in
        try ClusterCommand.online(groupName)(groups)
      }
    }
  }

  /// The type of a name, if it is registered.
  private func registered(_ name: String) throws(Refusal) -> ClusterType {
    let known = ClusterType.allCases.map(\.rawValue)
    guard let type = ClusterType(named: name) else {
      throw Refusal(
        ClusterCommand.Exit.type,
        "there is no resource type \(name) here\(Spelling.hint(for: name, among: known)); there are \(known.joined(separator: ", "))"
      )
    }
    guard try command.sight.types().contains(type) else {
      throw Refusal(
        ClusterCommand.Exit.type,
        "\(type.rawValue) is not registered: 'clresourcetype register \(type.rawValue)' does it")
    }
    return type
  }

  /// Changes properties, as far as each may be changed now.
  func set(_ resource: ResourceGroups.Resource, _ words: [String]) throws(Refusal) {
    let type = try type(of: resource)
    guard let group = groups.group(resource.group) else { return }
    let old = resource.properties.filter { $0.key != "Resource_group" }
    let (new, names) = try changed(old, words, type)
    for name in names {
      guard let row = ServiceProperties.all.first(where: { $0.name == name }) else { continue }
      if row.tunable == .atCreation, old[name] ?? row.initial != new[name] {
        throw Refusal(
          ClusterCommand.Exit.property, "\(name) is set when a resource is made, and not later")
      }
      if row.tunable == .whenDisabled, resource.isEnabled {
        throw Refusal(
          ClusterCommand.Exit.property,
          "\(name) is changed while the resource is disabled: 'clresource disable \(resource.name)' comes first"
        )
      }
    }
    if type != .service, resource.isEnabled {
      let fixed = ["HostnameList", "FilesystemMountPoints", "Zpools"]
      if let name = names.first(where: fixed.contains) {
        throw Refusal(
          ClusterCommand.Exit.property,
          "\(name) is changed while the resource is disabled: 'clresource disable \(resource.name)' comes first"
        )
      }
    }
    let made = try element(resource.name, group, type, new, isEnabled: resource.isEnabled)
    var edit = try command.edit()
    edit.replaceParts(of: resource.name, by: made)
    if !resource.isMonitored { ResourceChanges.setMonitored(resource, false, &edit) }
    edit.removeConstraints { GroupElements.isNeed($0, of: resource.name) }
    edit.add(
      constraints: try dependencies(of: resource.name, new)
        + network(resource.name, type, group, dependsOn: new))
    try command.apply(edit, "change \(names.joined(separator: ", ")) of \(resource.name)")
  }

  func delete(_ resource: ResourceGroups.Resource, byForce: Bool) throws(Refusal) {
    _ = try type(of: resource)
    if resource.isEnabled, !byForce {
      throw Refusal(
        ClusterCommand.Exit.state,
        "\(resource.name) is enabled: 'clresource disable \(resource.name)' comes first")
    }
    if let other = dependents(on: resource.name).first {
      throw Refusal(ClusterCommand.Exit.dependent, "\(other.name) depends on \(resource.name)")
    }
    if resource.isEnabled { try disable([resource], recursively: false) }
    let fresh = try command.fresh()
    var edit = try fresh.edit()
    edit.remove(resource.name)
    try fresh.apply(edit, "delete the resource \(resource.name)")
  }

  /// The resources that name one among their dependencies.
  private func dependents(on name: String) -> [ResourceGroups.Resource] {
    groups.resources.filter { other in
      GroupElements.Dependency.allCases.contains { kind in
        (other.properties[kind.rawValue] ?? "").split(separator: ",").contains {
          $0.prefix { $0 != "{" } == name
        }
      }
    }
  }

  // MARK: Enabled and monitored

  /// Enables resources, with -R those that they depend on too, and waits for those whose group is online.
  func enable(_ resources: [ResourceGroups.Resource], recursively: Bool) throws(Refusal) {
    var all = resources
    if recursively {
      for resource in resources {
        for kind in GroupElements.Dependency.allCases {
          all += (resource.properties[kind.rawValue] ?? "").split(separator: ",")
            .compactMap { groups.resource(String($0.prefix { $0 != "{" })) }
        }
      }
    }
    try command.forget(all.map(\.name))
    let fresh = try command.fresh()
    var edit = try fresh.edit()
    for resource in all { edit.setMeta(resource.name, [("target-role", nil)]) }
    try fresh.apply(edit, "enable \(all.map(\.name).joined(separator: ", "))")
    for name in Set(all.map(\.group)).sorted() {
      guard let group = groups.group(name), !groups.places(of: group).isEmpty,
        !groups.isSuspended(group)
      else { continue }
      try fresh.wait(try seconds(all.map(\.name)), ClusterCommand.online(name))
    }
  }

  /// Disables resources, and waits until they are offline.
  func disable(_ resources: [ResourceGroups.Resource], recursively: Bool) throws(Refusal) {
    var all = resources
    var index = 0
    while index < all.count {
      let name = all[index].name
      for other in dependents(on: name) where other.isEnabled {
        if all.contains(where: { $0.name == other.name }) { continue }
        guard recursively else {
          throw Refusal(
            ClusterCommand.Exit.dependent,
            "\(other.name) depends on \(name) and is enabled; -R disables it too")
        }
        all.append(other)
      }
      index += 1
    }
    var edit = try command.edit()
    for resource in all { edit.setMeta(resource.name, [("target-role", "Stopped")]) }
    try command.apply(edit, "disable \(all.map(\.name).joined(separator: ", "))")
    let waited = all.filter { resource in
      groups.group(resource.group).map { !groups.isSuspended($0) } ?? true
    }
    try command.wait(
      try seconds(all.map(\.name)), ClusterCommand.offline(resources: waited.map(\.name)))
  }

  func monitor(_ resources: [ResourceGroups.Resource], _ isMonitored: Bool) throws(Refusal) {
    var edit = try command.edit()
    for resource in resources { ResourceChanges.setMonitored(resource, isMonitored, &edit) }
    try command.apply(
      edit,
      "\(isMonitored ? "monitor" : "end the monitoring of") \(resources.map(\.name).joined(separator: ", "))"
    )
    // An agent that runs takes note of it.
    try command.rest(try seconds(resources.map(\.name)))
  }

  /// A service has a fault monitor of its own, beside the monitor operation of the cluster.
  static func setMonitored(
    _ resource: ResourceGroups.Resource, _ isMonitored: Bool, _ edit: inout ClusterEdit
  ) {
    if ClusterType(named: resource.type) == .service {
      edit.set(
        "instance_attributes", of: resource.name,
        [(KeptProperties.monitored, isMonitored ? nil : "FALSE")])
    }
    edit.setOperations(
      of: resource.name, { $0["name"] == "monitor" && !["0", "0s", nil].contains($0["interval"]) },
      "enabled", to: isMonitored ? nil : "false")
  }

  /// Has the cluster forget a failed stop, by the word of a person, and look again.
  func clear(_ resource: ResourceGroups.Resource, on nodes: [String]) throws(Refusal) {
    for node in nodes {
      command.say("look again at \(resource.name) on \(node)")
      do throws(Failure) {
        _ = try PacemakerTools.ask(
          "crm_resource", ["--refresh", "--resource", resource.name, "--node", node],
          until: Clock.now + .seconds(60))
      } catch { throw Refusal(error) }
    }
    try command.wait(120) { groups throws(Failure) in
      guard let there = groups.resource(resource.name) else { return .reached }
      for node in nodes where try groups.state(of: there, on: node) == .stopFailed {
        return .pending("\(resource.name) has not been looked at on \(node)")
      }
      return .reached
    }
  }

  private func seconds(_ names: [String]) throws(Refusal) -> Int {
    60 + GroupElements.seconds(toRestart: names, try command.base())
  }
}
