import Frameworks
import Model
import Platform
import Synchronization

#if DEBUG
  /// A cluster in virtual time that keeps what every node has to know, and may be switching the group to a node.
  struct VirtualCluster: ClusterFramework {
    /// What is kept. A class, because what one call has told the next one finds.
    final class Facts: Sendable {
      let values = Mutex<[SharedFact: String]>([:])
    }

    let name = "a cluster"
    let node: String?
    let facts: Facts

    func value(
      of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
    ) -> String? { nil }

    func target(of identity: ResourceIdentity, until deadline: Instant) -> String? { node }

    func privateName(of node: String, until deadline: Instant) -> String? { "\(node)-priv" }

    func shared(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
      -> [SharedFact: String]?
    { facts.values.withLock { $0 } }

    func share(
      _ fact: SharedFact, as value: String?, of identity: ResourceIdentity, until deadline: Instant
    ) throws(Failure) -> Bool {
      facts.values.withLock { $0[fact] = value }
      return true
    }
  }
#endif
