internal import Model

/// Affinities that groups are given, or lose, beside those that they have.
struct AffinityChange {
  let commands: ClusterCommands
  let picture: ClusterPicture

  /// One step for each group that changes.
  func steps(removing gone: [RegistrationLedger.Entry], adding new: [RegistrationLedger.Entry])
    -> [RegistrationStep]
  {
    var names: [String] = []
    for entry in gone + new where !names.contains(entry.group) { names.append(entry.group) }
    return names.compactMap { name in
      guard let there = picture.groups[name] else { return nil }
      let out = gone.filter { $0.group == name }.map(\.affinity)
      let into = new.filter { $0.group == name }.map(\.affinity)
      let kept = there.affinities.filter { !out.contains($0) }
      let list = kept + into.filter { !kept.contains($0) }
      guard list != there.affinities else { return nil }
      let words =
        out.filter(there.affinities.contains).map { "without \($0)" }
        + into.filter { !there.affinities.contains($0) }.map { "with \($0)" }
      // The whole list, as scrgadm has no other way, and += is UNVERIFIED for groups (Contract, Dependencies).
      return RegistrationStep(
        "give the group \(name) its affinities \(words.joined(separator: ", "))",
        .run(set(name, list)), undo: [.run(set(name, there.affinities))])
    }
  }

  private func set(_ group: String, _ list: [String]) -> [String] {
    commands.set(group: group, [("RG_affinities", list.joined(separator: ","))])
  }
}

/// The guests that share a group, and which of them stands behind which.
struct GroupGuests {
  /// The property that puts them in a row.
  static let property = "Resource_dependencies_weak"

  /// Each guest with those that it stands behind, all dependencies of that kind.
  let order: [(name: String, behind: [String])]

  /// Other guests of a group: the resources whose Start_command is ours.
  init(_ picture: ClusterPicture, group: String, without resource: String) {
    order = (picture.groups[group]?.resources ?? []).filter { $0 != resource }.compactMap { name in
      guard let there = picture.resources[name],
        there.properties["Start_command"]?.contains("start_xvm -R \(name) ") == true
      else { return nil }
      let list = (there.properties[GroupGuests.property] ?? "").split(separator: ",").map(
        String.init)
      return (name: name, behind: list)
    }
  }

  /// Those that no other one stands behind.
  var last: [String] {
    order.map(\.name).filter { name in !order.contains { $0.behind.contains(name) } }
  }
}
