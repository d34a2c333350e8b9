internal import Agent
internal import Frameworks
internal import Model
internal import Platform

/// A start that a person calls, and no cluster and no engine.
enum StartByHand {
  /// Refuses one that breaks the promise of the Pacemaker cluster that keeps the guest, to do without nodes.
  ///
  /// Where anybody else calls, or there is no such cluster, nobody is asked.
  static func keepPromise(_ identity: ResourceIdentity) throws(Failure) {
    guard PacemakerTools.isPresent(), CallingFramework.isNobody(for: identity) else { return }
    let deadline = Clock.now + .seconds(30)
    // A cluster that is silent, as one that is stopped, promises nothing and would not be asked.
    guard let base = try? PacemakerTools.informationBase(until: deadline),
      base.primitive(identity.resource) != nil,
      let check = try PromiseCheck(base, until: deadline)
    else { return }
    // The cluster may call this node by another name than its host's.
    let node = (try? DrainingCluster().ownNode()) ?? Environment.nodeName
    if let objection = try check.objection(toStarting: identity.resource, on: node) {
      throw objection
    }
  }
}
