public import Model
internal import Platform

/// A Pacemaker cluster as it was at one moment, for commands that people call: what it is configured to be and what it does.
public struct PacemakerView: ClusterFramework {
  /// What it is configured to be.
  public let base: InformationBase
  /// What it is doing.
  public let state: ClusterState

  /// A view with these parts.
  public init(base: InformationBase, state: ClusterState) {
    (self.base, self.state) = (base, state)
  }

  /// Looks at the cluster of this machine.
  ///
  /// - Throws: `.clusterSilent`; each of the two questions is given `limit`.
  public init(limit: Duration) throws(Failure) {
    base = try PacemakerTools.informationBase(until: Clock.now + limit)
    state = try ClusterState(
      parsing: PacemakerTools.ask("crm_mon", ClusterState.arguments, until: Clock.now + limit))
  }

  /// The name in messages.
  public var name: String { "Pacemaker" }

  /// Nothing is asked for a single property.
  public func value(
    of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
  ) -> String? { nil }

  /// The parameters of the resource, where it is one of our agent.
  public func properties(of identity: ResourceIdentity, until deadline: Instant)
    -> [PropertyValues.Given]?
  {
    guard let guest = base.primitive(identity.resource), guest.isGuest else { return nil }
    return guest.pairs("instance_attributes").sorted { $0.key < $1.key }.map {
      PropertyValues.Given($0.key, $0.value, place: "Pacemaker, resource \(guest.id)")
    }
  }

  /// The guest's definition.
  public func definition(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [UInt8]?
  {
    try base.property(ClusterDefinition.property(identity.resource)).map {
      value throws(Failure) in
      try ClusterDefinition.decoded(value, of: identity.resource)
    }
  }

  /// What every node is to know of the guest.
  public func shared(of identity: ResourceIdentity, until deadline: Instant)
    -> [SharedFact: String]?
  { base.shared(identity.resource) }
}
