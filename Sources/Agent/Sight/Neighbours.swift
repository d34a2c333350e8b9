internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// The other nodes, asked whether they have the guest.
struct Neighbours {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// Refuses a start while another node has the guest, as Start_guard says.
  ///
  /// - Parameter mayHaveLeft: whether the guest has gone in a way that tells nothing of where to; then the nodes are asked even
  ///   if Start_guard is OFF, and one that is silent does not keep the guest down.
  func guardStart(mayHaveLeft: Bool) throws(Failure) {
    let word = context.configuration.startGuard
    if word == .off, !mayHaveLeft { return }
    for node in Interconnect(context).neighbours() {
      guard let cause = try silence(of: node) else { continue }
      if word == .strict {
        throw Failure(.neighbourSilent, context.guest.name, cause: "\(node): \(cause)")
      }
      context.log.write(
        .warning, "\(node) does not say whether it runs guest \(context.guest.name): \(cause)")
    }
  }

  /// Refuses a start of a guest that has left this node, until the nodes where it may be deny having it.
  ///
  /// - Parameter target: the node that it went to, if that is known; else every node has to deny it.
  func allowReturn(from target: MoveTarget?) throws(Failure) {
    let interconnect = Interconnect(context)
    // A cluster that fences its nodes has no others than those that it names.
    let isAccounted = context.framework.knowsPlacement
    let known = isAccounted ? nil : target.map { [interconnect.target($0.node)] }
    let nodes = known ?? (isAccounted ? interconnect.members() : interconnect.neighbours())
    guard !nodes.isEmpty || isAccounted else {
      throw Failure(
        .departed, context.guest.name, cause: "no other node is known that could be asked for it")
    }
    for node in nodes {
      if let cause = try silence(of: node) {
        throw Failure(.departed, context.guest.name, cause: "\(node) gives no answer: \(cause)")
      }
    }
    let names = nodes.map(\.node).joined(separator: ", ")
    context.log.write(
      .notice, "guest \(context.guest.name) had left this node, and \(names) has not got it")
  }

  /// Asks a node whether it has the guest; why it gives no answer, and nil when it denies having it.
  ///
  /// - Throws: `.runsElsewhere` when it has the guest.
  private func silence(of node: MoveTarget) throws(Failure) -> String? {
    let known =
      context.driver.traits.contains(.foundByUUID)
      ? try? context.driver.identify(context.guest, until: context.deadline()) : nil
    let observation = look(at: node, uuid: known?.uuid ?? "")
    switch observation.state.isActive {
    case true?:
      throw Failure(.runsElsewhere, context.guest.name, cause: "\(node): \(observation.state)")
    case nil: return observation.reason
    case false?: return nil
    }
  }

  /// What a node has of the guest, by its name and, where the toolstack finds it so, by its UUID: under either it may run there.
  func look(at node: MoveTarget, uuid: String) -> Observation {
    guard let peer = context.driver.mover?.peer(at: node) else {
      return Observation(
        .unknown("\(context.driver.name) cannot be asked from another node"),
        evidence: [
          Evidence(
            node.node, "\(context.driver.name) cannot be asked from another node", at: Clock.now)
        ])
    }
    var last: Observation?
    for name in [context.guest.name] + (context.driver.traits.contains(.foundByUUID) ? [uuid] : [])
    where !name.isEmpty {
      let observation = peer.observe(Guest(name: name), until: context.deadline())
      if observation.state.isActive != false { return observation }
      // What it has under the guest's name tells more than that it knows no such UUID.
      if last.map({ $0.state == .absent }) ?? true { last = observation }
    }
    return last ?? Observation(.absent, evidence: [])
  }
}
