internal import GenericDataService
internal import Model
internal import Platform

/// The GIVEOVER of scha_control under Pacemaker: the engine's own hand-over, where another node can take the service.
struct Giveover {
  private let configuration: ServiceConfiguration
  private let method: String
  private var resource: String { configuration.identity.resource }

  init(_ configuration: ServiceConfiguration, _ method: String) {
    (self.configuration, self.method) = (configuration, method)
  }

  /// The nodes that could take the service.
  ///
  /// - Throws: the refusal, by the properties or for the lack of nodes.
  func check() throws(Refusal) -> [String] {
    let sight = ClusterSight()
    guard let groups = try sight.groups(), let there = groups.resource(resource) else {
      throw refusal("there is no other node")
    }
    let own = try sight.own()
    guard configuration.values.flag(.failoverEnabled) else {
      throw refusal("Failover_enabled is FALSE")
    }
    guard groups.leavesAfterFailure(there, from: own) else {
      throw refusal(
        "the cluster would start it on this node again; crm_resource --resource \(resource) --meta "
          + "--set-parameter migration-threshold --parameter-value 1 has a failure move it")
    }
    let nodes = groups.successors(of: there, from: own)
    if nodes.isEmpty { throw refusal("no other node is up that could take it") }
    return nodes
  }

  /// Has the cluster move the service, and waits until it runs elsewhere.
  func perform(to nodes: [String]) throws(Refusal) {
    do throws(Failure) { try Service.enterRoot() } catch { throw Refusal(1, error.description) }
    let service = Service(configuration, method: method)
    let failure = Failure(.givenOver, resource, cause: "scha_control asks for another node")
    if let cause = service.handOver(failure) {
      throw Refusal(ClusterAnswer.Exit.silent, "the cluster was not told: \(cause)")
    }
    let limit =
      configuration.values.seconds(.stopTimeout) + configuration.values.seconds(.startTimeout)
      + .seconds(30)
    let end = Clock.now + limit
    repeat {
      Clock.sleep(until: Clock.now + .seconds(1))
      // While the cluster is at work it may not know for a moment.
      if let arrived = try? arrived(nodes), arrived { return }
    } while Clock.now < end
    throw Refusal(
      ClusterAnswer.Exit.method, "it does not run on another node after \(limit.readable)")
  }

  private func arrived(_ nodes: [String]) throws(Refusal) -> Bool {
    guard let groups = try ClusterSight().groups(), let there = groups.resource(resource) else {
      return false
    }
    return nodes.contains { node in
      let state = try? groups.state(of: there, on: node)
      return state == .online || state == .notMonitored
    }
  }

  private func refusal(_ reason: String) -> Refusal {
    Refusal(ClusterAnswer.Exit.checks, "refused: \(reason)")
  }
}
