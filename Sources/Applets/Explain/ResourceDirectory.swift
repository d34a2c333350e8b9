internal import Agent
internal import GenericDataService
internal import Model
internal import Platform

/// The resources of this node: those with a run record, a configuration table, or a service of the engine, even one that is
/// only registered; and the guests of its Pacemaker cluster.
struct ResourceDirectory {
  /// A resource; its group is empty when nothing names it.
  struct Entry: Hashable {
    let resource, group: String
  }

  private let locations: Locations
  private let tables: String
  private let cluster: InformationBase?

  init(_ locations: Locations = .current, tables: String, cluster: InformationBase? = nil) {
    (self.locations, self.tables, self.cluster) = (locations, tables, cluster)
  }

  /// The directories that could not be looked into, such as those of root: what lies there is not known, which is not the same as
  /// that there is nothing.
  var hidden: [Failure] {
    let groups = ((try? Files.list(locations.services)) ?? []).map { "\(locations.services)/\($0)" }
    let places =
      ["\(locations.run)/records", locations.services, locations.settings, tables] + groups
    return places.compactMap { place in
      do throws(SystemError) {
        _ = try Files.list(place)
        return nil
      } catch {
        return error.isMissing ? nil : Failure(.unreadable, place, of: error)
      }
    }
  }

  /// All of them, by name.
  var entries: [Entry] {
    var groups: [String: Set<String>] = [:]
    for name in legal("\(locations.run)/records") {
      groups[name, default: []].formUnion(recorded(name).map { [$0] } ?? [])
    }
    for group in legal(locations.services) {
      for name in legal("\(locations.services)/\(group)") where isService(name, group) {
        groups[name, default: []].insert(group)
      }
    }
    let registered = legal(locations.settings).filter { $0.hasSuffix(StoredCommand.suffix) }
      .map { String($0.dropLast(StoredCommand.suffix.count)) }
    for name in registered + legal(tables) where groups[name] == nil {
      let stored = StoredCommand(registered: name, locations)?.group
      groups[name] = Set([stored].compactMap(\.self))
    }
    for guest in cluster?.guests ?? [] where groups[guest.id]?.isEmpty ?? true {
      groups[guest.id] = Set([cluster?.group(of: guest.id)].compactMap(\.self))
    }
    return groups.flatMap { name, groups in
      (groups.isEmpty ? [""] : groups.sorted()).map { Entry(resource: name, group: $0) }
    }.sorted { ($0.resource, $0.group) < ($1.resource, $1.group) }
  }

  /// The resource of that name, in that group if one is named; nil when nothing is known of it.
  ///
  /// A group that is named is believed: a resource that was never started here has none on record.
  func find(_ name: String, group: String?) throws(Failure) -> Entry? {
    _ = try ResourceIdentity(resource: name, group: group ?? "any")
    let named = entries.filter { $0.resource == name }
    guard let group else {
      if named.count > 1 {
        let groups = named.map(\.group).joined(separator: ", ")
        throw Failure(.usage, name, cause: "it is in more than one group; say -G, one of \(groups)")
      }
      return named.first
    }
    return named.first { $0.group == group || $0.group.isEmpty }
      .map { Entry(resource: $0.resource, group: group) }
  }

  /// Whether the engine has a state or properties of it; a lock alone is left of one that was removed.
  private func isService(_ name: String, _ group: String) -> Bool {
    guard let identity = try? ResourceIdentity(resource: name, group: group) else { return false }
    return Files.information(ServiceStateFile(identity, locations: locations).path) != nil
      || Files.information(PublishedProperties(identity, locations: locations).path) != nil
  }

  /// The group that a run record names.
  private func recorded(_ name: String) -> String? {
    guard let identity = try? ResourceIdentity(resource: name, group: "any"),
      let record = try? RecordStore(identity, locations: locations).load()
    else { return nil }
    return record.identity.group
  }

  /// The names in a directory that can be those of a resource or group; a file that is just being replaced is none.
  private func legal(_ path: String) -> [String] {
    ((try? Files.list(path)) ?? []).filter {
      (try? ResourceIdentity(resource: $0, group: "any")) != nil
    }
  }
}
