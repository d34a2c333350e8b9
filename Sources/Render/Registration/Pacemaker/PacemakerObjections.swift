public import Model

extension PacemakerRegistration {
  /// Keys that Pacemaker has no means for, and names that it cannot have.
  public static func objections(_ setup: SetupFile, definition: [UInt8]?) -> [Failure] {
    var found: [Failure] = []
    if setup.framework.isSet(.logLevel) {
      found.append(
        Failure(
          .notHonoured, ExtensionProperty.logLevel.name,
          cause: "it is for the logs of SUNW.gds, which are not written under Pacemaker"))
    }
    for (row, name) in [(ExtensionProperty.resource, setup.resource), (.group, setup.group)]
    where name.utf8.first.map({ (48...57).contains($0) }) ?? false {
      found.append(
        Failure(
          .illegalName, row.name, cause: "'\(name)': a name in Pacemaker begins with a letter"))
    }
    if let definition, definition.count > ClusterDefinition.maximumSize {
      found.append(
        Failure(
          .badValue, ExtensionProperty.definitionFile.name,
          cause: "a cluster keeps at most \(ClusterDefinition.maximumSize >> 10) KB"))
    }
    return found
  }

  /// What stands in the way of the registration in a cluster that is configured like this.
  public func objections(_ base: InformationBase) -> [Failure] {
    var found: [Failure] = []
    func missing(_ row: ExtensionProperty, _ cause: String) {
      found.append(Failure(.notRegistered, row.name, cause: cause))
    }
    let named: [(ExtensionProperty, [String])] = [
      (.storageResources, setup.storageResources), (.logicalHosts, setup.logicalHosts),
      (.resourceDependencies, setup.framework.list(.resourceDependencies)),
      (.favouredOver, setup.favouredOver),
    ]
    for (row, names) in named {
      for name in names where !base.holds(name) { missing(row, "there is no resource \(name)") }
    }
    for affinity in setup.affinities
    where base.tagged(affinity.group) == nil && base.anchor(of: affinity.group) == nil
      && !base.holds(affinity.group)
    {
      missing(.affinity, "there is no group, tag or resource \(affinity.group)")
    }
    let known = base.nodes.map(\.name)
    for node in setup.nodes where !known.contains(node) {
      missing(.nodeList, "there is no node \(node)")
    }
    for other in setup.favouredOver where base.tag(of: other) == setup.group {
      found.append(
        Failure(
          .contradiction, ExtensionProperty.favouredOver.name,
          cause: "\(other) is in the same group, \(setup.group)"))
    }
    return found + occupied(base) + PacemakerFavour(setup).objections(base)
  }

  private func occupied(_ base: InformationBase) -> [Failure] {
    var found: [Failure] = []
    func other(_ name: String, _ cause: String) {
      found.append(Failure(.otherResource, name, cause: cause))
    }
    let homes = base.tags(of: setup.resource)
    if setup.group != setup.resource, base.holds(setup.group) {
      other(setup.group, "a resource has the name of the group")
    }
    let anchor = GroupAnchor.resource(of: setup.group)
    if grouping == .unit, setup.group == setup.resource {
      found.append(
        Failure(
          .contradiction, ExtensionProperty.group.name,
          cause:
            "--anchor needs a group with a name of its own, and \(setup.group) is the resource's"))
    }
    if makesUnit(base), base.holds(anchor) {
      other(anchor, "a resource that is no anchor has the name that the group's is to have")
    }
    guard let element = base.element(setup.resource) else { return found }
    guard let there = base.primitive(setup.resource) else {
      other(setup.resource, "it is a \(element.name)")
      return found
    }
    if let predecessor = predecessor(base) {
      guard takesOver else {
        other(setup.resource, "its agent is \(predecessor.agent)")
        return found
      }
      return found
        + obstacles(predecessor.objections, primitive(base).element(over: predecessor.element))
    }
    if let home = homes.first, !homes.contains(setup.group) {
      other(setup.resource, "it is in the group \(home)")
    }
    return found
      + obstacles(
        PacemakerPredecessor.misplaced(setup.resource, base) + scattered(there, base),
        primitive(base).element(over: there))
  }

  private func obstacles(_ causes: [String], _ primitive: XMLElement) -> [Failure] {
    (causes + [PacemakerPrimitive.collision(in: primitive)].compactMap(\.self)).map {
      Failure(.notAsItIs, setup.resource, cause: $0)
    }
  }

  /// Parameters of ours that stand where a registration does not reach.
  private func scattered(_ present: XMLElement, _ base: InformationBase) -> [String] {
    let own = PacemakerPrimitive.block("instance_attributes", of: present)
    let names = Set(ExtensionProperties.all.map(\.name))
    return present.children.indices.filter { index in
      present.children[index].name == "instance_attributes" && index != own
    }.compactMap { index in
      let block = present.children[index]
      let meant = block["id-ref"].flatMap(base.element) ?? block
      let first = meant.all("nvpair").compactMap { $0["name"] }.first(where: names.contains)
      return first.map {
        "\($0) stands in a block of its own, \(meant.id); delete it there, as the set-up file says what it is"
      }
    }
  }
}
