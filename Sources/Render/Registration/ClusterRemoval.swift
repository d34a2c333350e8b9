public import Model

/// The removal of a guest from a cluster: the mirror of its registration.
public struct ClusterRemoval: Sendable {
  let resource: String
  /// The group that the file names; nil when only the resource's name is known.
  let group: String?
  let release: ClusterRelease
  /// The file of the table, and its content; nil content when there is none.
  let table: (path: String, content: [UInt8]?)
  /// The commands that take out of the cluster's repository what every node was to know of the guest, each with its arguments.
  let forgetting: [[String]]

  /// A removal.
  public init(
    _ resource: String, group: String?, release: ClusterRelease,
    table: (path: String, content: [UInt8]?), forgetting: [[String]] = []
  ) {
    (self.resource, self.group) = (resource, group)
    (self.release, self.table, self.forgetting) = (release, table, forgetting)
  }

  private var commands: ClusterCommands { ClusterCommands(release: release) }

  /// Why a resource of that name is not ours to remove; nil when it is.
  public func objection(_ picture: ClusterPicture) -> Failure? {
    guard let there = picture.resources[resource] else { return nil }
    let command = there.properties["Start_command"] ?? ""
    if command.contains("start_xvm -R \(resource) ") { return nil }
    return Failure(.otherResource, resource, cause: "its Start_command is '\(command)'")
  }

  /// What is left to be taken away in a cluster that looks like this.
  public func plan(_ picture: ClusterPicture) -> RegistrationPlan {
    var plan = RegistrationPlan()
    let home = picture.group(of: resource)
    let leaving = emptied(picture, home)
    if let home, let there = picture.resources[resource] {
      if there.isEnabled {
        plan.steps.append(
          RegistrationStep(
            "stop the guest", .run(commands.disable(resource)),
            undo: [.run(commands.enable(resource))]))
      }
      plan.steps += releaseOthers(picture, home)
      let ledger = RegistrationLedger(parsing: there.properties["R_description"] ?? "")
        .resolved(in: picture)
      plan.steps += AffinityChange(commands: commands, picture: picture).steps(
        removing: ledger.entries.filter { $0.group != leaving }, adding: [])
      plan.steps.append(
        RegistrationStep("remove the resource", .run(commands.delete(resource: resource))))
    }
    if let leaving, let there = picture.groups[leaving] {
      if there.isOnline {
        plan.steps.append(
          RegistrationStep("bring the group offline", .run(commands.offline(leaving))))
      }
      if there.isManaged {
        plan.steps.append(RegistrationStep("unmanage it", .run(commands.unmanage(leaving))))
      }
      plan.steps.append(
        RegistrationStep("remove the resource group", .run(commands.delete(group: leaving))))
    } else if let home {
      plan.notes.append(
        "the group \(home) stays: "
          + (picture.groups[home].map(RegistrationLedger.made) == true
            ? "it holds other resources" : "it was not made by xvm_register"))
    }
    plan.steps += forgetting.map {
      RegistrationStep("no longer keep what every node is to know of the guest", .run($0))
    }
    if let content = table.content {
      plan.steps.append(
        RegistrationStep(
          "remove the guest's configuration table on this node", .remove(path: table.path),
          undo: [.replace(path: table.path, content: content)]))
    }
    return plan
  }

  /// The group that goes with the resource: one that xvm_register made and that holds nothing else.
  private func emptied(_ picture: ClusterPicture, _ home: String?) -> String? {
    func isLeft(_ name: String) -> Bool {
      guard let there = picture.groups[name] else { return false }
      return RegistrationLedger.made(there) && there.resources.allSatisfy { $0 == resource }
    }
    if let home { return isLeft(home) ? home : nil }
    if let group { return isLeft(group) ? group : nil }
    // The resource has gone, and its group is known by its mark alone.
    let mark = RegistrationLedger.mark(for: resource)
    return picture.groups.first { $0.value.properties["RG_description"] == mark && isLeft($0.key) }?
      .key
  }

  /// Guests that stand behind this one stand behind those before it now.
  private func releaseOthers(_ picture: ClusterPicture, _ home: String) -> [RegistrationStep] {
    let before = (picture.resources[resource]?.properties[GroupGuests.property] ?? "")
      .split(separator: ",").map(String.init)
    let guests = GroupGuests(picture, group: home, without: resource)
    return guests.order.filter { $0.behind.contains(resource) }.map { name, behind in
      let list = behind.flatMap { $0 == resource ? before : [$0] }
      func set(_ list: [String]) -> RegistrationStep.Action {
        .run(
          commands.set(
            resource: name,
            [RegisteredProperty(GroupGuests.property, list.joined(separator: ","))]))
      }
      return RegistrationStep(
        "let \(name) start without waiting for \(resource)", set(list), undo: [set(behind)])
    }
  }
}
