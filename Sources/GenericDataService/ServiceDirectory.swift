public import Model
internal import Platform

/// The groups and resources that the engine knows: those that have a state.
public enum ServiceDirectory {
  /// The groups, sorted.
  public static var groups: [String] { (try? Files.list(Locations.current.services)) ?? [] }

  /// The resources of a group, sorted. A directory with no more than a lock in it is left of one that was removed.
  public static func resources(of group: String) -> [String] {
    ((try? Files.list("\(Locations.current.services)/\(group)")) ?? []).filter { name in
      (try? ResourceIdentity(resource: name, group: group)).map(isKnown) ?? false
    }
  }

  /// Whether anything is known of a resource: a state, properties, or processes.
  public static func isKnown(_ identity: ResourceIdentity) -> Bool {
    Files.information(ServiceStateFile(identity).path) != nil
      || Files.information(PublishedProperties(identity).path) != nil
      || ProcessTag.Kind.allCases.contains {
        ProcessMonitor(ProcessTag($0, of: identity)).isOnRecord
      }
  }

  /// Fails for a resource that the engine does not know; a misspelt one must not pass for one that is off.
  public static func require(_ identity: ResourceIdentity) throws(Failure) {
    if isKnown(identity) { return }
    let others = groups.filter { resources(of: $0).contains(identity.resource) }
    let all = groups.flatMap(resources)
    var cause = "nothing of this name was started in the group \(identity.group)"
    if !others.isEmpty {
      cause += "; it is in the group \(others.joined(separator: ", "))"
    } else if let near = Spelling.nearest(to: identity.resource, among: all) {
      cause += "; did you mean \(near)?"
    }
    throw Failure(.noSuchService, identity.resource, cause: cause)
  }

  /// The resource of a name; its group is looked for when none is given.
  public static func find(_ name: String, group: String?) throws(Failure) -> ResourceIdentity? {
    let group = group ?? groups.first { resources(of: $0).contains(name) }
    guard let group, resources(of: group).contains(name) else { return nil }
    return try ResourceIdentity(resource: name, group: group)
  }

  /// The state of a group on this machine, made from those of its resources.
  public static func state(of group: String) -> GroupState {
    GroupState(
      of: resources(of: group).compactMap { name in
        guard let identity = try? ResourceIdentity(resource: name, group: group) else { return nil }
        return ResourceState(rawValue: ServiceStateFile(identity).read().state.rawValue)
      })
  }
}
