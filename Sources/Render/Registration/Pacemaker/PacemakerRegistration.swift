public import Model

/// The registration of one guest with Pacemaker: from the file and what the cluster is configured to be to the steps that are
/// missing.
///
/// What makes up the registration is told from everything else in the cluster by its names, so no ledger is kept.
public struct PacemakerRegistration: Sendable {
  /// What a group becomes of which nothing is there yet, or only a tag.
  public enum Grouping: Sendable {
    /// A new group becomes a unit; one that is there as a tag stays one.
    case usual
    /// It becomes a unit, one that is a tag too.
    case unit
    /// It becomes, or stays, a tag alone.
    case tag
  }
  let setup: SetupFile
  /// What the cluster is to keep as the guest's definition; nil for none.
  let definition: [UInt8]?
  /// Whether the cluster is to start the guest.
  let isWanted: Bool
  /// Whether a resource of the name with another agent may be made this guest.
  let takesOver: Bool
  /// What its group becomes.
  let grouping: Grouping

  /// A registration.
  public init(
    _ setup: SetupFile, definition: [UInt8]?, isWanted: Bool = true, takesOver: Bool = false,
    grouping: Grouping = .usual
  ) {
    (self.setup, self.definition) = (setup, definition)
    (self.isWanted, self.takesOver, self.grouping) = (isWanted, takesOver, grouping)
  }

  private var resource: String { setup.resource }

  /// What a script does that is written without a look at any cluster.
  public func unseenPlan(by tool: PacemakerTool) -> RegistrationPlan {
    plan(InformationBase(), by: tool)
  }

  /// What is missing in a cluster that is configured like this.
  ///
  /// Whatever interrupts it, a new plan for what is there then leads to the same end: the cluster starts nothing before the
  /// last step.
  ///
  /// - Parameter running: where the cluster has a resource of the name running.
  public func plan(
    _ base: InformationBase, running: [String] = [], by tool: PacemakerTool = .cibadmin
  ) -> RegistrationPlan {
    let commands = PacemakerCommands(tool: tool)
    let present = base.primitive(resource)
    let guest = primitive(base)
    let predecessor = predecessor(base)
    let primitive = guest.element(over: predecessor?.element ?? present)
    var plan = RegistrationPlan()
    plan.steps += definitionSteps(base)
    if let predecessor {
      plan.steps += predecessor.steps(to: primitive, commands)
      plan.notes += predecessor.notes
      plan.isWhole = true
    } else {
      plan.steps += primitiveSteps(present, primitive, commands)
    }
    plan.steps += groupSteps(base, commands)
    // An anchor is started as soon as it is there, and stays where it is: the wishes of its first guest for nodes come before it.
    let anchor = anchor(base)
    let rules = ruleSteps(anchor?.added(to: base) ?? base, commands)
    plan.steps += rules.places + (anchor?.steps(base) ?? []) + rules.others
    plan.steps += PacemakerReadiness(base).steps(for: setup, isLookedAt: mindsReadiness(base))
    plan.steps += PacemakerFavour(setup).placementSteps(base)
    // One that we hold already was left so by a call that was interrupted, perhaps before these.
    if predecessor != nil || guest.maintenance(of: present) == .ours {
      plan.steps += PacemakerPredecessor.inquiry(of: resource, on: running)
    }
    let maintenance = guest.maintenance(of: primitive)
    if maintenance == .ours {
      plan.steps.append(
        RegistrationStep(
          "let the cluster manage the guest", commands.manage(resource),
          undo: [PacemakerCommands.meta(resource, "maintenance", "true")]))
      plan.whenHalfDone =
        "the resource stays in maintenance, in which the cluster leaves the guest alone; the same call completes the "
        + "registration and ends that"
    }
    if isWanted, primitive.pairs("meta_attributes")["target-role"] == "Stopped" {
      plan.steps.append(
        RegistrationStep(
          "let the cluster start the guest", commands.enable(resource),
          undo: [PacemakerCommands.meta(resource, "target-role", "Stopped")]))
    }
    plan.notes += careNotes(primitive, maintenance)
    plan.notes += PacemakerFavour(setup).notes(base)
    if let present, present.isGuest { plan.notes += restartNotes(present, primitive) }
    return plan
  }

  /// The guest as a resource.
  ///
  /// It may run already, where nobody but its hypervisor knows of it. A resource that is kept stopped is stopped where it is
  /// found, so one that is to run is made in maintenance instead: whatever is found goes on. The same for what replaces a
  /// resource of another agent, whose monitors must not run on with parameters that are not theirs.
  func primitive(_ base: InformationBase) -> PacemakerPrimitive {
    let present = base.primitive(resource)
    let isOther = present.map { !$0.isGuest } ?? false
    return PacemakerPrimitive(
      setup: setup, priority: PacemakerFavour(setup).priority(base),
      isHeld: isOther || (present == nil && isWanted))
  }

  /// The resource of another agent that has the name; nil when there is none.
  func predecessor(_ base: InformationBase) -> PacemakerPredecessor? {
    guard let present = base.primitive(resource), !present.isGuest else { return nil }
    return PacemakerPredecessor(present, for: primitive(base), in: base)
  }

  /// What keeps the cluster from caring for the guest though it is registered.
  private func careNotes(_ primitive: XMLElement, _ maintenance: PacemakerPrimitive.Maintenance)
    -> [String]
  {
    func end(_ name: String) -> String {
      "this ends it: crm_resource --resource \(resource) --meta --delete-parameter \(name)"
    }
    var notes: [String] = []
    if maintenance == .somebodys {
      notes.append(
        "the resource stays in the maintenance that somebody has put it in; \(end("maintenance"))")
    }
    if ["false", "off", "no", "n", "0"].contains(
      primitive.pairs("meta_attributes")["is-managed"]?.lowercased())
    {
      notes.append("the resource stays unmanaged, as somebody has set it; \(end("is-managed"))")
    }
    let monitors = (primitive.first("operations")?.all("op") ?? []).filter {
      $0["name"] == "monitor" && $0["interval"] != "0" && $0["interval"] != "0s"
    }
    if monitors.allSatisfy({ $0["enabled"] == "false" }) {
      notes.append("its monitor stays disabled, as somebody has set it")
    }
    return notes
  }

  // MARK: The definition

  private func definitionSteps(_ base: InformationBase) -> [RegistrationStep] {
    let name = ClusterDefinition.property(resource)
    // It may stand in another set, where another tool put it.
    let home = base.propertySets.first { $0.all("nvpair").contains { $0["name"] == name } }
    let present = base.property(name)
    guard let definition else {
      // What the toolstack has put there stays.
      let isKept = GuestConfiguration(setup.guest).hasStoredDefinition
      return isKept ? [] : PacemakerRemoval.definitionSteps(resource, base)
    }
    if let present, Base64.decoded(present) == definition { return [] }
    func element(_ value: String) -> XMLElement {
      let pair = home?.children.first { $0["name"] == name }
      return XMLElement(
        "cluster_property_set", ["id": home?.id ?? ClusterDefinition.set(resource)],
        [XMLElement("nvpair", ["id": pair?.id ?? name, "name": name, "value": value])])
    }
    return [
      RegistrationStep(
        "keep the guest's definition in the cluster",
        PacemakerCommands.merge(element(Base64.encoded(definition)), "crm_config"),
        undo: [
          present.map { PacemakerCommands.merge(element($0), "crm_config") }
            ?? PacemakerCommands.delete(element(""), "crm_config")
        ])
    ]
  }

  // MARK: The resource

  private func primitiveSteps(
    _ present: XMLElement?, _ primitive: XMLElement, _ commands: PacemakerCommands
  ) -> [RegistrationStep] {
    guard let present else {
      return [
        RegistrationStep(
          "make the resource, \(isWanted ? "in maintenance" : "stopped")",
          commands.make(primitive, in: "resources"),
          undo: [PacemakerCommands.delete(primitive, "resources")])
      ]
        + (commands.afterwards(primitive).map {
          [RegistrationStep("say what the guest takes", $0)]
        } ?? [])
    }
    guard primitive != present else { return [] }
    return [
      RegistrationStep(
        "change " + PacemakerRegistration.differences(present, primitive),
        PacemakerCommands.replace(primitive, "resources"),
        undo: [PacemakerCommands.replace(present, "resources")])
    ]
  }

  /// What differs between two primitives, in words.
  static func differences(_ old: XMLElement, _ new: XMLElement) -> String {
    var words: [String] = old["type"] == new["type"] ? [] : ["the agent"]
    for block in ["instance_attributes", "meta_attributes", "utilization"] {
      let (before, after) = (old.pairs(block), new.pairs(block))
      words += Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
    }
    if old.first("operations") != new.first("operations") { words.append("its operations") }
    return words.isEmpty ? "the resource" : words.joined(separator: ", ")
  }

  private func restartNotes(_ present: XMLElement, _ primitive: XMLElement) -> [String] {
    let (old, new) = (
      present.pairs("instance_attributes"), primitive.pairs("instance_attributes")
    )
    let fixed = ExtensionProperties.all.filter {
      $0.tunable == .whenDisabled
        && (old[$0.name] ?? $0.initial ?? "") != (new[$0.name] ?? $0.initial ?? "")
    }
    if fixed.isEmpty { return [] }
    return [
      "\(fixed.map(\.name).joined(separator: ", ")) changes: the cluster stops the guest and starts it again"
    ]
  }

  // MARK: Its group and its rules

  private func groupSteps(_ base: InformationBase, _ commands: PacemakerCommands)
    -> [RegistrationStep]
  {
    guard setup.group != resource else { return [] }
    let members = base.tagged(setup.group) ?? []
    guard !members.contains(resource) else { return [] }
    let reference = XMLElement("obj_ref", ["id": resource])
    let tag = XMLElement("tag", ["id": setup.group], [reference])
    return [
      RegistrationStep(
        "put it into the group \(setup.group)", commands.make(tag, in: "tags"),
        undo: [PacemakerRemoval.untag(resource, from: setup.group, members + [resource])])
    ]
  }

  /// The members of the group, with the guest: single resources, as what is in a group or clone of Pacemaker's follows that.
  func members(_ base: InformationBase) -> [String] {
    let old = base.tagged(setup.group) ?? []
    return old.contains(resource) ? old : old + [resource]
  }

  /// The members that the group has already.
  public func neighbours(_ base: InformationBase) -> [String] {
    members(base).filter { $0 != resource || base.primitive($0) != nil }
  }

  /// The anchor of the group; nil where the group is to stay, or to become, a tag alone.
  func anchor(_ base: InformationBase) -> PacemakerAnchor? {
    guard base.anchor(of: setup.group) != nil || makesUnit(base) else { return nil }
    let single = members(base).filter { $0 == resource || base.primitive($0) != nil }
    return PacemakerAnchor(
      group: setup.group, members: single.filter { base.holders(of: $0).isEmpty })
  }

  /// Whether the group, which has no anchor, is to get one. What a site has made stays as it is: a tag, and a
  /// resource that is taken over.
  public func makesUnit(_ base: InformationBase) -> Bool {
    guard setup.group != resource, base.anchor(of: setup.group) == nil else { return false }
    return switch grouping {
    case .usual: (base.tagged(setup.group) ?? []).isEmpty && predecessor(base) == nil
    case .unit: true
    case .tag: false
    }
  }

  /// Whether nodes are to be told apart by whether they are ready. Where a node has to be named to be chosen at all, and the file names
  /// none, a score of ours would name them all.
  private func mindsReadiness(_ base: InformationBase) -> Bool {
    setup.setup.integer(.readinessInterval) > 0 && !(base.isOptIn && setup.nodes.isEmpty)
  }

  /// The constraints that the file asks for.
  private func rules(_ base: InformationBase) -> [PacemakerRule] {
    var rules = PacemakerRule.nodes(resource, setup.nodes)
    // The only node is named by what forbids the others.
    if base.isOptIn, setup.nodes.count == 1 { rules.append(PacemakerRule.anywhere(resource)) }
    if mindsReadiness(base) { rules.append(PacemakerRule.readiness(resource)) }
    for affinity in setup.affinities {
      rules += PacemakerRule.affinity(resource, affinity.sign, affinity.group, base)
    }
    if !PacemakerFavour(setup).isByCapacity {
      rules += setup.favouredOver.map { PacemakerRule.yields($0, to: resource, base) }
    }
    var needed: Set<String> = []
    for other in setup.storageResources + setup.logicalHosts
    where needed.insert(other).inserted {
      rules += PacemakerRule.needs(resource, other, here: true, base)
    }
    for other in setup.framework.list(.resourceDependencies)
    where needed.insert(other).inserted {
      rules += PacemakerRule.needs(resource, other, here: false, base)
    }
    return rules
  }

  /// The steps by which the constraints become those that are asked for: those about nodes, and the others.
  private func ruleSteps(_ base: InformationBase, _ commands: PacemakerCommands)
    -> (places: [RegistrationStep], others: [RegistrationStep])
  {
    let old = base.tagged(setup.group) ?? []
    let before = Set(PacemakerRule.group(setup.group, old, isAnchored: false).map(\.id))
    let anchor = base.anchor(of: setup.group)
    let wanted =
      rules(base)
      + PacemakerRule.group(setup.group, members(base), isAnchored: anchor != nil)
      + (anchor.map { PacemakerRule.follows(resource, $0.id) } ?? [])
    let stale = base.constraints.filter { there in
      (before.contains(there.id) || PacemakerRule.isMade(there, for: resource, base))
        && !wanted.contains { $0.id == there.id }
    }
    var places: [RegistrationStep] = []
    var others = stale.map { there in
      RegistrationStep(
        "take away \(there.id)", PacemakerCommands.delete(there, "constraints"),
        undo: [PacemakerCommands.merge(there, "constraints")])
    }
    for rule in wanted {
      func add(_ step: RegistrationStep) {
        if rule.element.name == "rsc_location" { places.append(step) } else { others.append(step) }
      }
      let make =
        commands.tool == .pcs && rule.isOfGroup
        ? PacemakerCommands.merge(rule.element, "constraints")
        : commands.make(rule.element, in: "constraints")
      guard let there = base.constraints.first(where: { $0.id == rule.id }) else {
        add(
          RegistrationStep(
            rule.purpose, make, undo: [PacemakerCommands.delete(rule.element, "constraints")]))
        continue
      }
      if rule.agrees(with: there) { continue }
      add(
        RegistrationStep(
          rule.purpose, PacemakerCommands.replace(rule.element, "constraints"),
          undo: [PacemakerCommands.replace(there, "constraints")]))
    }
    return (places, others)
  }
}
