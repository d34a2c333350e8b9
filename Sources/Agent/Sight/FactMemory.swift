internal import Frameworks
internal import Model
internal import Platform

/// What every node has to know of a resource's guest: kept by the framework where that keeps such facts, and else in this node's own
/// memory, which outlives its boot.
struct FactMemory {
  private let identity: ResourceIdentity
  private let framework: any ClusterFramework
  private let own: Standalone

  init(_ identity: ResourceIdentity, _ framework: any ClusterFramework, _ locations: Locations) {
    (self.identity, self.framework, own) = (identity, framework, Standalone(locations: locations))
  }

  /// Every fact, and whether that is what all nodes know, or only this one.
  ///
  /// - Throws: `.clusterSilent` of a framework that gave no answer.
  func facts(until deadline: Instant) throws(Failure)
    -> (values: [SharedFact: String], isOfAllNodes: Bool)
  {
    if let shared = try framework.shared(of: identity, until: deadline) {
      return (shared, framework.keepsForAllNodes)
    }
    return (try own.shared(of: identity, until: deadline) ?? [:], false)
  }

  /// Keeps a fact; nil removes it.
  func keep(_ fact: SharedFact, as value: String?, until deadline: Instant) throws(Failure) {
    if try framework.share(fact, as: value, of: identity, until: deadline) { return }
    _ = try own.share(fact, as: value, of: identity, until: deadline)
  }
}
