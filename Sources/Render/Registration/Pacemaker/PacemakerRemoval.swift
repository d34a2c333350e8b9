public import Model

/// The removal of a guest from Pacemaker: the mirror of its registration.
public struct PacemakerRemoval: Sendable {
  let resource: String
  /// The tag that the guest was registered under; nil when nobody says, and then it is the first that it is under.
  let group: String?
  /// How long the guest may take to stop; nil where there is no cluster that could stop it, only its file.
  let seconds: Int?
  /// What the cluster is doing; nil where there is only its file.
  let state: ClusterState?

  /// A removal.
  public init(
    _ resource: String, group: String? = nil, seconds: Int?, state: ClusterState? = nil
  ) {
    (self.resource, self.group, self.seconds) = (resource, group, seconds)
    self.state = state
  }

  /// Why a resource of that name is not ours to remove; nil when it is.
  public func objection(_ base: InformationBase) -> Failure? {
    if let there = base.primitive(resource), !there.isGuest {
      let agent = ["class", "provider", "type"].compactMap { there[$0] }.joined(separator: ":")
      return Failure(.otherResource, resource, cause: "its agent is \(agent)")
    }
    let others = foreign(base)
    return others.isEmpty
      ? nil : Failure(.boundByOthers, resource, cause: others.joined(separator: ", "))
  }

  /// What others have made that names the resource, or the group that goes with it. What a move of the resource has left is
  /// none of that: it is the resource's own.
  private func foreign(_ base: InformationBase) -> [String] {
    let home = tag(base)
    let goes = leaving(base)
    let names = Set([resource, goes, goes.flatMap { base.anchor(of: $0) }?.id].compactMap(\.self))
    let constraints = base.constraints.filter { there in
      guard !there.id.hasPrefix("ha-xvm-"), !PacemakerRemoval.isLeftByMove(there, resource) else {
        return false
      }
      return names.contains { PacemakerRule.names(there, $0) }
        || there.everywhere("resource_ref").contains { names.contains($0.id) }
    }
    let tags = base.tags(of: resource).filter { $0 != home }
    let rules = base.accessRules.filter { $0["reference"].map(names.contains) ?? false }
    return constraints.map { "the constraint \($0.id)" } + tags.map { "the tag \($0)" }
      + rules.map { "the access rule \($0.id)" } + dependents(base)
  }

  /// What would not be valid without the resource: a reference to a part of it, or what holds nothing else.
  private func dependents(_ base: InformationBase) -> [String] {
    let parts = Set(base.primitive(resource)?.innerIDs ?? [])
    let users = Set(
      base.references.filter { parts.contains($0.to) && $0.user != resource }.map(\.user))
    let holders = base.holders(of: resource).suffix(1).filter { holder in
      holder.children.count { ["primitive", "group"].contains($0.name) } == 1
    }
    return users.sorted().map { "\($0), which refers to a part of it," }
      + holders.map { "the \($0.name) \($0.id), which holds nothing else," }
  }

  private static func isLeftByMove(_ constraint: XMLElement, _ resource: String) -> Bool {
    ["cli-ban-", "cli-prefer-", "cli-standby-"].contains { constraint.id.hasPrefix($0 + resource) }
  }

  /// The tag that is the resource's group.
  private func tag(_ base: InformationBase) -> String? {
    let tags = base.tags(of: resource)
    return tags.first { $0 == group } ?? tags.first
  }

  /// The tag when nothing else is under it.
  private func leaving(_ base: InformationBase) -> String? {
    tag(base).flatMap { tag in
      (base.tagged(tag) ?? []).allSatisfy { $0 == resource } ? tag : nil
    }
  }

  /// What is left to be taken away in a cluster that is configured like this.
  public func plan(_ base: InformationBase) -> RegistrationPlan {
    var plan = RegistrationPlan()
    let present = base.primitive(resource)
    if let present { plan.steps += stopSteps(present) }
    let tag = tag(base)
    let members = tag.flatMap(base.tagged) ?? []
    let left = members.filter { $0 != resource }
    let goes = leaving(base)
    let anchor = tag.flatMap { base.anchor(of: $0) }
    let row = tag.map { PacemakerRule.group($0, left, isAnchored: anchor != nil) } ?? []
    for there in base.constraints {
      let isKept = row.contains { $0.id == there.id && $0.agrees(with: there) }
      let isRow =
        tag.map { tag in
          PacemakerRule.group(tag, members, isAnchored: false).contains { $0.id == there.id }
        } ?? false
      let gone = [goes, goes == nil ? nil : anchor?.id].compactMap(\.self)
      let isNamed =
        PacemakerRule.names(there, resource) || PacemakerRule.isMade(there, for: resource, base)
        || gone.contains { PacemakerRule.names(there, $0) }
      guard isNamed || (isRow && !isKept) else { continue }
      plan.steps.append(
        RegistrationStep(
          "take away \(there.id)", PacemakerCommands.delete(there, "constraints"),
          undo: [PacemakerCommands.merge(there, "constraints")]))
    }
    if let tag {
      plan.steps.append(
        RegistrationStep(
          "take it out of the group \(tag)", PacemakerRemoval.untag(resource, from: tag, members)))
    }
    for rule in row where !base.constraints.contains(where: rule.agrees) {
      plan.steps.append(
        RegistrationStep(rule.purpose, PacemakerCommands.merge(rule.element, "constraints")))
    }
    if let present {
      plan.steps.append(
        RegistrationStep("remove the resource", PacemakerCommands.delete(present, "resources")))
    }
    plan.steps += PacemakerAnchor.removalSteps(base, of: goes)
    plan.steps += PacemakerReadiness(base).steps(without: resource)
    plan.steps += attributeSteps
    plan.steps += PacemakerRemoval.definitionSteps(resource, base)
    plan.steps += PacemakerRemoval.factSteps(resource, base)
    plan.steps += PacemakerFavour.removalSteps(base, without: resource)
    return plan
  }

  private func stopSteps(_ present: XMLElement) -> [RegistrationStep] {
    var steps: [RegistrationStep] = []
    let meta = present.pairs("meta_attributes")
    if meta["target-role"] != "Stopped" {
      steps.append(
        RegistrationStep(
          "stop the guest", PacemakerCommands.meta(resource, "target-role", "Stopped"),
          undo: [
            .run([
              "crm_resource", "--resource", resource, "--meta", "--delete-parameter",
              "target-role",
            ])
          ]))
    }
    guard let seconds else { return steps }
    let forget = RegistrationStep.Action.run(["crm_resource", "--cleanup", "--resource", resource])
    // A guest whose live migration failed the cluster would not stop: on-fail=block.
    steps.append(RegistrationStep("forget what holds it", forget))
    // A resource that runs when it is removed is an orphan, of which less is known.
    steps.append(
      RegistrationStep(
        "wait until it is stopped",
        .run(["crm_resource", "--wait", "--timeout", "\(seconds)s"])))
    steps.append(RegistrationStep("forget its failures", forget))
    return steps
  }

  /// Takes away what the nodes have said of the guest.
  private var attributeSteps: [RegistrationStep] {
    let names = [
      Readiness.attribute(resource), Readiness.reasonAttribute(resource),
      ClusterState.moveAttribute(resource),
    ]
    return names.flatMap { name in
      (state?.nodes(saying: name) ?? []).map { node in
        RegistrationStep(
          "forget what \(node) has said of it",
          .run([
            "crm_attribute", "--lifetime", "reboot", "--node", node, "--name", name, "--delete",
          ]))
      }
    }
  }

  static func untag(_ resource: String, from tag: String, _ members: [String])
    -> RegistrationStep.Action
  {
    members.contains { $0 != resource }
      ? .run([
        "cibadmin", "--delete", "--xpath", "//tag[@id='\(tag)']/obj_ref[@id='\(resource)']",
      ]) : PacemakerCommands.delete(XMLElement("tag", ["id": tag]), "tags")
  }

  /// Takes a definition that is kept out of the cluster, with the set that was made for it.
  static func definitionSteps(_ resource: String, _ base: InformationBase) -> [RegistrationStep] {
    let name = ClusterDefinition.property(resource)
    return base.propertySets.compactMap { set in
      guard let pair = set.all("nvpair").first(where: { $0["name"] == name }) else { return nil }
      let old = XMLElement(set.name, ["id": set.id], [pair])
      return RegistrationStep(
        "no longer keep the guest's definition in the cluster",
        set.children.count == 1 && set.id == ClusterDefinition.set(resource)
          ? PacemakerCommands.delete(set, "crm_config")
          : PacemakerCommands.delete(pair, "crm_config"),
        undo: [PacemakerCommands.merge(old, "crm_config")])
    }
  }

  /// Takes what the cluster was told of the guest out of it, with the set that was made for it.
  static func factSteps(_ resource: String, _ base: InformationBase) -> [RegistrationStep] {
    let names = Set(SharedFact.allCases.map { $0.property(resource) })
    return base.propertySets.flatMap { set in
      let facts = set.all("nvpair").filter { names.contains($0["name"] ?? "") }
      let isOurs = set.id == SharedFact.set(resource)
      guard isOurs || !facts.isEmpty else { return [RegistrationStep]() }
      let going = isOurs && facts.count == set.children.count ? [set] : facts
      return going.map { element in
        RegistrationStep(
          "no longer keep what every node is to know of the guest",
          PacemakerCommands.delete(element, "crm_config"),
          undo: [
            PacemakerCommands.merge(XMLElement(set.name, ["id": set.id], facts), "crm_config")
          ])
      }
    }
  }
}
