internal import Frameworks
internal import Hypervisors
public import Model
internal import Platform

extension GuestMethod {
  /// Moves the guest to a node, as a cluster orders it: migrate_to.
  public func send(to node: String) throws(Failure) {
    try run { context throws(Failure) in try SendGuest(context).run(to: node) }
  }
}

/// The half of a live migration that a cluster orders on the node which has the guest: migrate_to.
///
/// On a whiteboard: it fails unless the guest is proven not to be here, and then the cluster leaves it where it is (`on-fail=block`).
/// Where it is not here any more this half is done: migrate_from looks on the other node, and what that does not find the cluster stops
/// on both and starts once. Of a guest of which nobody knows the guard learns what has become of it, and tells.
struct SendGuest {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// Moves the guest to a node, or finishes the move that an earlier call began.
  ///
  /// - Throws: when it stays here.
  func run(to node: String) throws(Failure) {
    guard context.configuration.migrates else {
      throw Failure(
        .cannotMove.advising(
          "Set Migration_type to MIGRATE; or register the resource again (xvm_register -f FILE), which takes allow-migrate away."
        ), context.guest.name,
        cause: "Migration_type is NORMAL, and the cluster has allow-migrate=true for it")
    }
    try context.store.locked("migrate_to", until: context.budget.mark(percent: 30)) {
      () throws(Failure) in
      do throws(Failure) { try move(to: Interconnect(context).target(node)) } catch {
        try answer(for: error)
      }
    }
  }

  private func move(to target: MoveTarget) throws(Failure) {
    let record = try context.store.load()
    let guest = context.guest(on: record)
    let move = MoveGuest(context, to: target, until: context.budget.mark(percent: 90))
    switch try move.run(guest, after: record) {
    case .moved, .left:
      // The guest is another node's now, and one that is silent the next action asks by itself: the record is removed, so that the
      // guard ends silently.
      StopGuest(context).giveUp(guest, isKnown: true)
      context.framework.note(failedMove: nil, of: context.identity, until: context.factsDeadline)
      try context.charge.end()
      context.store.memory.endTransition()
    case .ended:
      throw Failure(.moveFailed, guest.name, cause: "it ended on the way and runs nowhere")
    case .stayed(let failure):
      throw failure
    }
  }

  /// What a move that failed is to the cluster: a failure, unless the guest is off here with proof.
  ///
  /// A node that is being stopped cannot keep it: there it is shut down, as it would be without live migration.
  private func answer(for failure: Failure) throws(Failure) {
    let seen = context.look(until: context.deadline())
    if seen.isProvenOff {
      context.log.write(failure, as: .warning)
      return try context.charge.end()
    }
    guard context.framework.isStopping(until: context.deadline(.seconds(10))) else {
      context.framework.note(
        failedMove: failure.sentence, of: context.identity, until: context.factsDeadline)
      throw failure
    }
    context.log.write(failure, as: .warning)
    context.log.write(
      .notice,
      "the cluster is being stopped on this node: guest \(context.guest.name) is shut down, and started on another node"
    )
    try StopGuest(context, isMoving: false).bringDown()
  }
}
