public import Model

/// The registration of one guest with a cluster: from the file and a picture of what is there to the steps that are missing.
public struct ClusterRegistration: Sendable {
  let setup: SetupFile
  let release: ClusterRelease
  /// The absolute path of ha-xvm, the same on every node.
  let program: String
  let table: TableChange
  /// Whether the resource is to be enabled and its group brought online.
  let isWanted: Bool
  /// Whether a resource of the name with other commands may be made this guest.
  let takesOver: Bool

  /// The file of the resource's configuration table, as it is and as it should be.
  public struct TableChange: Equatable, Sendable {
    let path: String
    let content: [UInt8]
    let present: [UInt8]?
    let isFixedWhileEnabled: Bool

    /// A change; `present` is nil when there is no file.
    ///
    /// - Parameter isFixedWhileEnabled: whether a value changes that may change only while the resource is disabled.
    public init(path: String, content: [UInt8], present: [UInt8]?, isFixedWhileEnabled: Bool) {
      (self.path, self.content, self.present) = (path, content, present)
      self.isFixedWhileEnabled = isFixedWhileEnabled
    }

    /// The step that writes it; nil when it is as it should be.
    public var step: RegistrationStep? {
      guard content != present else { return nil }
      return RegistrationStep(
        "write the guest's configuration table on this node",
        .replace(path: path, content: content),
        undo: [present.map { .replace(path: path, content: $0) } ?? .remove(path: path)])
    }
  }

  /// A registration.
  public init(
    _ setup: SetupFile, release: ClusterRelease, program: String, table: TableChange,
    isWanted: Bool = true, takesOver: Bool = false
  ) {
    (self.setup, self.release, self.program) = (setup, release, program)
    (self.table, self.isWanted, self.takesOver) = (table, isWanted, takesOver)
  }

  private var commands: ClusterCommands { ClusterCommands(release: release) }
  private var resource: String { setup.resource }
  private var group: String { setup.group }

  /// Names of the properties that have to be in the picture of the resource, and whether the cluster defines them.
  public var properties: [(name: String, isStandard: Bool)] {
    wanted(RegistrationLedger()).map { ($0.name, $0.isStandard) }
  }

  private func wanted(_ ledger: RegistrationLedger) -> [RegisteredProperty] {
    RegisteredProperty.all(
      setup, release: release, program: program, description: ledger.description)
  }

  /// What a script does that is written without a look at any cluster.
  public func unseenPlan() -> RegistrationPlan {
    var steps = [table.step].compactMap(\.self)
    if setup.type == ResourceIdentity.genericDataService {
      steps.append(
        RegistrationStep(
          "register the resource type", .run(commands.register(type: setup.type)),
          unless: .type(setup.type)))
    }
    steps.append(
      RegistrationStep("make the resource group", .run(createGroup), unless: .group(group)))
    let ledger = RegistrationLedger(
      setup.affinities.map { .init(group: group, affinity: $0.description) }
        + setup.favouredOver.map { .init(group: "@\($0)", affinity: "--\(group)") })
    steps.append(create(wanted(ledger)))
    steps += setup.favouredOver.map {
      RegistrationStep(
        "let the group of \($0) give way to \(group)", .yield(resource: $0, to: group))
    }
    if isWanted {
      steps.append(
        RegistrationStep(
          "enable the resource and bring its group online", .run(commands.bringUp(group))))
    }
    return RegistrationPlan(steps)
  }

  /// What is missing in a cluster that looks like this.
  ///
  /// Whatever interrupts it, a new plan for what is there then leads to the same end.
  public func plan(_ picture: ClusterPicture) -> RegistrationPlan {
    let present = picture.resources[resource]
    let old = RegistrationLedger(parsing: present?.properties["R_description"] ?? "")
      .resolved(in: picture)
    let affinities = wantedAffinities(picture)
    let ledger = RegistrationLedger(
      affinities.filter { entry in
        old.entries.contains(entry)
          || picture.groups[entry.group]?.affinities.contains(entry.affinity) != true
      })
    let changed =
      present.map { there in wanted(ledger).filter { !$0.agrees(with: there.properties[$0.name]) } }
      ?? []
    let isFixed =
      present?.isEnabled == true
      && (table.isFixedWhileEnabled || changed.contains { $0.tunable == .whenDisabled })

    var steps: [RegistrationStep] = []
    if isFixed {
      steps.append(
        RegistrationStep(
          "stop the guest, because what changes is fixed while it is enabled",
          .run(commands.disable(resource)), undo: [.run(commands.enable(resource))]))
    }
    steps += [table.step].compactMap(\.self)
    if !picture.types.contains(setup.type) {
      steps.append(
        RegistrationStep("register the resource type", .run(commands.register(type: setup.type))))
    }
    steps += groupSteps(picture)
    let withdrawn = old.entries.filter { !affinities.contains($0) }
    let change = AffinityChange(commands: commands, picture: picture)
    steps += change.steps(removing: withdrawn, adding: [])
    if present == nil {
      steps.append(create(wanted(ledger) + companions(picture)))
    } else if !changed.isEmpty {
      let before = changed.map { $0.with(present?.properties[$0.name] ?? "") }
      steps.append(
        RegistrationStep(
          "change \(changed.map(\.name).joined(separator: ", "))",
          .run(commands.set(resource: resource, changed)),
          undo: [.run(commands.set(resource: resource, before))]))
    }
    let isNewGroup = picture.groups[group] == nil
    steps += change.steps(
      removing: [], adding: affinities.filter { !($0.group == group && isNewGroup) })
    if isWanted { steps += upSteps(picture, wasStopped: isFixed) }
    return RegistrationPlan(steps, notes: notes(picture))
  }

  private func wantedAffinities(_ picture: ClusterPicture) -> [RegistrationLedger.Entry] {
    var entries = setup.affinities.map {
      RegistrationLedger.Entry(group: group, affinity: $0.description)
    }
    for other in setup.favouredOver {
      guard let source = picture.group(of: other) else { continue }
      let entry = RegistrationLedger.Entry(
        group: source, affinity: Affinity(.strongNegative, group).description)
      if !entries.contains(entry) { entries.append(entry) }
    }
    return entries
  }

  private var groupProperties: [(String, String)] {
    [ExtensionProperty.priority, .loadFactors].filter { setup.setup.isSet($0) }
      .map { ($0.name, setup.setup.text($0)) }
  }

  private var createGroup: [String] {
    let affinities = setup.affinities.map(\.description).joined(separator: ",")
    return commands.create(
      group: group, nodes: setup.nodes,
      [("RG_description", RegistrationLedger.mark(for: resource))]
        + (affinities.isEmpty ? [] : [("RG_affinities", affinities)]) + groupProperties)
  }

  private func groupSteps(_ picture: ClusterPicture) -> [RegistrationStep] {
    guard let there = picture.groups[group] else {
      return [
        RegistrationStep(
          "make the resource group", .run(createGroup),
          undo: [.run(commands.delete(group: group))])
      ]
    }
    let changed = groupProperties.filter { there.properties[$0.0] != $0.1 }
    guard !changed.isEmpty else { return [] }
    let before = changed.map { ($0.0, there.properties[$0.0] ?? "") }
    return [
      RegistrationStep(
        "change \(changed.map(\.0).joined(separator: ", ")) of the group",
        .run(commands.set(group: group, changed)),
        undo: [.run(commands.set(group: group, before))])
    ]
  }

  private func create(_ properties: [RegisteredProperty]) -> RegistrationStep {
    RegistrationStep(
      "make the resource, disabled",
      .run(
        commands.create(
          resource: resource, group: group, type: setup.type,
          properties.filter { !$0.value.isEmpty })),
      undo: [.run(commands.delete(resource: resource))])
  }

  /// Guests of one group start one after the other: a new one behind those that no other guest stands behind.
  ///
  /// Weak dependencies order them and leave each one's failure its own.
  private func companions(_ picture: ClusterPicture) -> [RegisteredProperty] {
    let guests = GroupGuests(picture, group: group, without: resource)
    return [RegisteredProperty(GroupGuests.property, guests.last.joined(separator: ","))]
  }

  private func upSteps(_ picture: ClusterPicture, wasStopped: Bool) -> [RegistrationStep] {
    let there = picture.groups[group]
    if there.map({ !$0.isManaged && RegistrationLedger.made($0) }) ?? true {
      return [
        RegistrationStep(
          "enable the resource and bring its group online", .run(commands.bringUp(group)),
          undo: [
            .run(commands.offline(group)), .run(commands.disable(resource)),
            .run(commands.unmanage(group)),
          ])
      ]
    }
    var steps: [RegistrationStep] = []
    if wasStopped || picture.resources[resource]?.isEnabled != true {
      steps.append(
        RegistrationStep(
          "enable the resource", .run(commands.enable(resource)),
          undo: [.run(commands.disable(resource))]))
    }
    if let there, !there.isManaged {
      steps.append(
        RegistrationStep(
          "manage the group", .run(commands.manage(group)), undo: [.run(commands.unmanage(group))]))
    }
    if let there, !there.isOnline {
      steps.append(
        RegistrationStep(
          "bring the group online", .run(commands.online(group, nodes: there.nodes)),
          undo: [.run(commands.offline(group))]))
    }
    return steps
  }

  private func notes(_ picture: ClusterPicture) -> [String] {
    guard let there = picture.groups[group], !setup.nodes.isEmpty, there.nodes != setup.nodes else {
      return []
    }
    return [
      "NODELIST counts for a group that is made; \(group) is there and keeps its nodes: "
        + there.nodes.joined(separator: ",")
    ]
  }
}

extension RegisteredProperty {
  /// The same property with another value.
  fileprivate func with(_ value: String) -> RegisteredProperty {
    RegisteredProperty(name, value, isStandard: isStandard, tunable)
  }
}
