public import Model
public import Platform

/// Who calls us, and what they can be asked.
public protocol ClusterFramework: Sendable {
  /// The name in messages.
  var name: String { get }

  /// What the framework has as the value of one of the properties that it shares with us; nil when it does not say.
  ///
  /// A framework that does not answer is no reason to fail: the caller goes on with what it knows.
  func value(
    of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
  )
    -> String?

  /// The node that the resource's group is being switched to right now; nil when it is not, or the framework does not say.
  func target(of identity: ResourceIdentity, until deadline: Instant) -> String?

  /// The name under which a node is reached over the private interconnect; nil when the framework has none.
  func privateName(of node: String, until deadline: Instant) -> String?

  /// The other nodes that may run the resource, this one not among them; none when the framework does not say.
  func neighbours(of identity: ResourceIdentity, until deadline: Instant) -> [String]

  /// Tells that the resource has gone to another node by itself, so that the end of its processes here is no failure; whether
  /// the framework takes that.
  func withdraw(_ identity: ResourceIdentity, _ reason: String) -> Bool
}

extension ClusterFramework {
  /// A framework knows nothing of services that move by themselves.
  public func withdraw(_ identity: ResourceIdentity, _ reason: String) -> Bool { false }
  /// No switch that is known of.
  public func target(of identity: ResourceIdentity, until deadline: Instant) -> String? { nil }
  /// No interconnect of its own.
  public func privateName(of node: String, until deadline: Instant) -> String? { nil }
  /// No other nodes.
  public func neighbours(of identity: ResourceIdentity, until deadline: Instant) -> [String] { [] }
}

/// The framework that calls us, found by the traces that it leaves.
public enum CallingFramework {
  /// Pacemaker by its environment, our own engine by what it has published, Solaris Cluster by its commands.
  public static func find(for identity: ResourceIdentity, locations: Locations = .current)
    -> any ClusterFramework
  {
    if Environment[Pacemaker.timeoutVariable] != nil { return Pacemaker() }
    let standalone = Standalone(locations: locations)
    if standalone.serves(identity) { return standalone }
    let solaris = SolarisCluster(locations: locations)
    return solaris.isPresent ? solaris : standalone
  }
}
