internal import Model

/// How a guest is favoured where resources are short: by what it takes and by its rank, or, when nobody says what it takes, by
/// never being together with those that give way.
struct PacemakerFavour {
  let setup: SetupFile

  init(_ setup: SetupFile) { self.setup = setup }

  /// Whether those that give way do so only where there is not room for both.
  var isByCapacity: Bool { !setup.loadFactors.isEmpty }

  /// The rank: what the file says, else one more than that of those that give way.
  func priority(_ base: InformationBase) -> Int? {
    if setup.setup.isSet(.priority) { return setup.setup.integer(.priority) }
    guard isByCapacity, !setup.favouredOver.isEmpty else { return nil }
    return setup.favouredOver.map { base.rank(of: $0) + 1 }.max()
  }

  // MARK: The strategy

  /// The set in which the strategy stands when nobody else has decided it.
  static let set = "ha-xvm"
  private static let strategy = "placement-strategy"

  private static var element: XMLElement {
    XMLElement(
      "cluster_property_set", ["id": set],
      [
        XMLElement(
          "nvpair", ["id": "ha-xvm-\(strategy)", "name": strategy, "value": "utilization"])
      ])
  }

  func placementSteps(_ base: InformationBase) -> [RegistrationStep] {
    guard isByCapacity, !base.countsLoad else { return [] }
    return [
      RegistrationStep(
        "let the cluster mind what its nodes can take",
        PacemakerCommands.merge(PacemakerFavour.element, "crm_config"),
        undo: [PacemakerCommands.delete(PacemakerFavour.element, "crm_config")])
    ]
  }

  /// The strategy goes with the last guest that takes something.
  static func removalSteps(_ base: InformationBase, without resource: String)
    -> [RegistrationStep]
  {
    let isNeeded = base.guests.contains { $0.id != resource && !$0.pairs("utilization").isEmpty }
    guard !isNeeded, let there = base.propertySets.first(where: { $0.id == set }) else { return [] }
    return [
      RegistrationStep(
        "no longer mind what nodes can take", PacemakerCommands.delete(there, "crm_config"),
        undo: [PacemakerCommands.merge(there, "crm_config")])
    ]
  }

  // MARK: The traps

  /// What would make capacities stop somebody: a node without any of a kind has 0 of it.
  func objections(_ base: InformationBase) -> [Failure] {
    var found: [Failure] = []
    let factors = PacemakerPrimitive(setup: setup, priority: nil).utilization
    let places = base.nodes.filter { setup.nodes.isEmpty || setup.nodes.contains($0.name) }
    for (kind, amount) in factors {
      let lacking = places.filter { $0.capacity[kind] == nil }.map(\.name)
      if !lacking.isEmpty {
        found.append(
          Failure(
            .noCapacity, ExtensionProperty.loadFactors.name,
            cause: "\(lacking.joined(separator: ", ")) with no \(kind)"
          ).naming(PacemakerFavour.names(lacking, kind)))
      } else if !places.contains(where: {
        (Int(outside: $0.capacity[kind] ?? "") ?? 0) >= Int(outside: amount) ?? 0
      }) {
        found.append(
          Failure(
            .noCapacity, ExtensionProperty.loadFactors.name,
            cause: "no node has \(amount) of \(kind)"
          ).naming(PacemakerFavour.names(places.map(\.name), kind)))
      }
    }
    if isByCapacity, !base.countsLoad { found += endangered(base) }
    if setup.setup.flag(.preEvict) { found += unevicted(base) }
    if isByCapacity, setup.setup.isSet(.priority) {
      for other in setup.favouredOver
      where base.rank(of: other) >= setup.setup.integer(.priority) {
        found.append(
          Failure(
            .contradiction, ExtensionProperty.priority.name,
            cause: "\(other), which is to give way, has \(base.rank(of: other))"))
      }
    }
    return found
  }

  /// Resources that take something already, unheeded: agents such as VirtualDomain write it by themselves. When capacities begin
  /// to count, they stop where nodes have none.
  private func endangered(_ base: InformationBase) -> [Failure] {
    base.primitives.filter { $0.id != setup.resource }.flatMap { other in
      other.pairs("utilization").keys.sorted().compactMap { kind -> Failure? in
        let lacking = base.nodes.filter { $0.capacity[kind] == nil }.map(\.name)
        if lacking.isEmpty { return nil }
        return Failure(
          .wouldStop, other.id,
          cause: "it takes \(kind), and \(lacking.joined(separator: ", ")) has none"
        ).naming(PacemakerFavour.names(lacking, kind))
      }
    }
  }

  /// What the remedy's command names: the node when it is the only one that lacks something.
  private static func names(_ nodes: [String], _ kind: String) -> [String: String] {
    ["KIND": kind, "NODE": nodes.count == 1 ? nodes[0] : ""]
  }

  /// Pacemaker 2.1 lets a live migration wait for those that leave only where both take something: else they pass each other.
  private func unevicted(_ base: InformationBase) -> [Failure] {
    guard isByCapacity else {
      return [
        Failure(
          .notHonoured, ExtensionProperty.preEvict.name,
          cause:
            "Pacemaker lets a live migration wait for those that give way only with Load_factors")
      ]
    }
    return setup.favouredOver.filter {
      base.primitive($0).map { $0.pairs("utilization").isEmpty } ?? false
    }.map {
      Failure(
        .notHonoured, ExtensionProperty.preEvict.name,
        cause: "\($0), which is to leave first, has no Load_factors")
    }
  }

  /// What is worth a word.
  func notes(_ base: InformationBase) -> [String] {
    guard isByCapacity else { return [] }
    return setup.favouredOver.filter {
      base.primitive($0).map { $0.pairs("utilization").isEmpty } ?? false
    }.map { "\($0) takes nothing that is counted, so its stop would free nothing" }
  }
}
