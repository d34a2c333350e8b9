internal import GenericDataService
internal import Model
internal import Platform

/// The groups and resources that the engine knows: those that have a state.
enum ServiceDirectory {
  /// The groups, sorted.
  static var groups: [String] { (try? Files.list(Locations.current.services)) ?? [] }

  /// The resources of a group, sorted.
  static func resources(of group: String) -> [String] {
    (try? Files.list("\(Locations.current.services)/\(group)")) ?? []
  }

  /// The resource of a call; its group is looked for when the call names none.
  static func resource(_ call: Call) throws(Failure) -> ResourceIdentity? {
    let name = call["resource"] ?? ""
    let group = call["group"] ?? groups.first { resources(of: $0).contains(name) }
    guard let group, resources(of: group).contains(name) else { return nil }
    return try ResourceIdentity(resource: name, group: group)
  }

  /// The state of a group, made from those of its resources: gds-contract, section 4.2.
  static func state(of group: String) -> String {
    let states = resources(of: group).compactMap { name -> ServiceState.State? in
      guard let identity = try? ResourceIdentity(resource: name, group: group) else { return nil }
      return ServiceStateFile(identity).read().state
    }
    if states.contains(.stopFailed) { return "ERROR_STOP_FAILED" }
    if states.contains(.starting) { return "PENDING_ONLINE" }
    if states.contains(.stopping) { return "PENDING_OFFLINE" }
    if states.contains(.startFailed) { return "ONLINE_FAULTED" }
    return states.contains(.online) ? "ONLINE" : "OFFLINE"
  }
}
