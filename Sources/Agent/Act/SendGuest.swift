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
struct SendGuest {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// Moves the guest to a node, or finishes the move that an earlier call began.
  ///
  /// - Throws: when it is not there afterwards; exactly one copy is left, here or nowhere, for the recovery to stop.
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
      try move(to: Interconnect(context).target(node))
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
      try context.charge.end()
      context.store.memory.endTransition()
    case .ended:
      try context.charge.end()
      throw Failure(.moveFailed, guest.name, cause: "it ended on the way and runs nowhere")
    case .stayed(let failure):
      throw failure
    }
  }
}
