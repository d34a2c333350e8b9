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

  /// The properties of the resource where the framework itself keeps them; nil where it keeps none of a guest.
  ///
  /// - Throws: `.clusterSilent` when it gave no answer, so that it is not known which of the two is so.
  func properties(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [PropertyValues.Given]?

  /// The guest's definition where the framework itself keeps it for every node; nil where it keeps none.
  ///
  /// - Throws: `.clusterSilent` when it gave no answer, `.badDefinition` when what it keeps was damaged.
  func definition(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [UInt8]?

  /// Has the framework keep the guest's definition for every node; whether it keeps definitions.
  ///
  /// - Throws: `.clusterSilent` when it did not take it.
  func keep(definition: [UInt8], of identity: ResourceIdentity, until deadline: Instant)
    throws(Failure) -> Bool

  /// What every node is to know of the guest, as the framework keeps it for all of them and through a loss of power; empty when
  /// nothing is known, nil where it keeps none.
  ///
  /// - Throws: `.clusterSilent` when it gave no answer, or why what it keeps cannot be read.
  func shared(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [SharedFact: String]?

  /// Whether what it keeps is what all nodes know, and not this one alone.
  var keepsForAllNodes: Bool { get }

  /// Has the framework keep a fact for every node, or forget it where `value` is nil; whether it keeps any. One that is kept already
  /// is not written again.
  ///
  /// - Throws: `.badValue` for what cannot be kept, `.clusterSilent` when it was not taken.
  func share(
    _ fact: SharedFact, as value: String?, of identity: ResourceIdentity, until deadline: Instant
  ) throws(Failure) -> Bool

  /// The node that the resource's group is being switched to right now; nil when it is not, or the framework does not say.
  func target(of identity: ResourceIdentity, until deadline: Instant) -> String?

  /// The name under which a node is reached over the private interconnect; nil when the framework has none.
  func privateName(of node: String, until deadline: Instant) -> String?

  /// The other nodes that may run the resource, this one not among them; none when the framework does not say.
  func neighbours(of identity: ResourceIdentity, until deadline: Instant) -> [String]

  /// The same with those that are no members now: one that was shut down in order may have a guest that somebody moved there.
  func everyNode(of identity: ResourceIdentity, until deadline: Instant) -> [String]

  /// Whether the cluster is at work on a node now and would see what becomes of a guest there.
  func watches(_ node: String, for identity: ResourceIdentity, until deadline: Instant) -> Bool

  /// The nodes on which the cluster has a resource that it manages, where this node is not among them; nil where it is, and where the
  /// framework does not say.
  func elsewhere(_ identity: ResourceIdentity, until deadline: Instant) -> [String]?

  /// Whether a node is known to have been fenced at that time or later, in seconds since 1970.
  func hasFenced(_ node: String, since time: Int64, until deadline: Instant) -> Bool

  /// Whether the cluster is being stopped on this node, so that nothing stays here.
  func isStopping(until deadline: Instant) -> Bool

  /// Keeps why a live migration from this node failed, for those who ask; nil forgets it.
  func note(failedMove reason: String?, of identity: ResourceIdentity, until deadline: Instant)

  /// Keeps whether this node could run the resource now, for those who ask and for the choice of a node; whether it did.
  func note(
    _ readiness: Readiness, of identity: ResourceIdentity, until deadline: Instant
  ) -> Bool

  /// Puts words on the resource's status line while a method is at work; whether they were taken, or there is no such line.
  func report(_ words: String, of identity: ResourceIdentity, until deadline: Instant) -> Bool

  /// Tells that the resource has gone to another node by itself, so that the end of its processes here is no failure; whether
  /// the framework takes that.
  func withdraw(_ identity: ResourceIdentity, _ reason: String) -> Bool

  /// Whether the framework itself knows which nodes may have a resource, so that no record of ours has to stand in its way.
  var knowsPlacement: Bool { get }

  /// Whether the time that it tells is that of the call which is running, whichever method is asked about.
  var timesOnlyTheCall: Bool { get }

  /// Tells that the resource died, so that it is recovered now and not at its next probe.
  func report(deathOf identity: ResourceIdentity, until deadline: Instant) -> DeathReport
}

extension ClusterFramework {
  /// Most believe what a start says.
  public var knowsPlacement: Bool { false }
  /// Most have a property for each method.
  public var timesOnlyTheCall: Bool { false }
  /// Most watch the processes of a resource, and so a guard's end is report enough.
  public func report(deathOf identity: ResourceIdentity, until deadline: Instant) -> DeathReport {
    .needless("the framework watches the guard")
  }
  /// A framework knows nothing of services that move by themselves.
  public func withdraw(_ identity: ResourceIdentity, _ reason: String) -> Bool { false }
  /// No status line.
  public func report(_ words: String, of identity: ResourceIdentity, until deadline: Instant)
    -> Bool
  { true }
  /// Properties are kept elsewhere.
  public func properties(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [PropertyValues.Given]?
  { nil }
  /// Definitions are kept elsewhere.
  public func definition(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [UInt8]?
  { nil }
  /// Definitions are kept elsewhere.
  public func keep(
    definition: [UInt8], of identity: ResourceIdentity, until deadline: Instant
  ) throws(Failure) -> Bool { false }
  /// Nothing is kept for all nodes.
  public func shared(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [SharedFact: String]?
  { nil }
  /// A cluster has a repository.
  public var keepsForAllNodes: Bool { true }
  /// Nothing is kept for all nodes.
  public func share(
    _ fact: SharedFact, as value: String?, of identity: ResourceIdentity, until deadline: Instant
  ) throws(Failure) -> Bool { false }
  /// No switch that is known of.
  public func target(of identity: ResourceIdentity, until deadline: Instant) -> String? { nil }
  /// No interconnect of its own.
  public func privateName(of node: String, until deadline: Instant) -> String? { nil }
  /// No other nodes.
  public func neighbours(of identity: ResourceIdentity, until deadline: Instant) -> [String] { [] }
  /// Most believe what a start says.
  public func elsewhere(_ identity: ResourceIdentity, until deadline: Instant) -> [String]? { nil }
  /// Most tell of no fencing.
  public func hasFenced(_ node: String, since time: Int64, until deadline: Instant) -> Bool {
    false
  }
  /// The log has it.
  public func note(
    failedMove reason: String?, of identity: ResourceIdentity, until deadline: Instant
  ) {}
  /// Nobody else asks.
  public func note(
    _ readiness: Readiness, of identity: ResourceIdentity, until deadline: Instant
  ) -> Bool { false }
  /// Most stop what is here by its stop.
  public func isStopping(until deadline: Instant) -> Bool { false }
  /// Most have no node that is not at work.
  public func watches(_ node: String, for identity: ResourceIdentity, until deadline: Instant)
    -> Bool
  { true }
  /// Most name all nodes as it is.
  public func everyNode(of identity: ResourceIdentity, until deadline: Instant) -> [String] {
    neighbours(of: identity, until: deadline)
  }
}

/// The framework that calls us, found by the traces that it leaves.
public enum CallingFramework {
  /// Pacemaker by its environment, our own engine by what it has published, Solaris Cluster by its commands.
  ///
  /// - Parameter complain: told when the framework gives no answer, and what is done without it.
  public static func find(
    for identity: ResourceIdentity, locations: Locations = .current,
    complain: @escaping @Sendable (Failure) -> Void = { _ in }
  ) -> any ClusterFramework {
    if Pacemaker.calls { return Pacemaker() }
    let standalone = Standalone(locations: locations)
    if standalone.serves(identity) { return standalone }
    let solaris = SolarisCluster(locations: locations, complain: complain)
    return solaris.isPresent ? solaris : standalone
  }

  /// Whether no framework calls, and none that was published here keeps the resource: a person does.
  public static func isNobody(for identity: ResourceIdentity, locations: Locations = .current)
    -> Bool
  {
    !Pacemaker.calls && !Standalone(locations: locations).serves(identity)
      && !SolarisCluster(locations: locations).isPresent
  }
}
