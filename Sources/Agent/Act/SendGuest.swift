internal import Hypervisors
public import Model
internal import Platform

/// The half of a live migration that a cluster orders on the node which has the guest: migrate_to.
public struct SendGuest {
  private let context: MethodContext

  /// The sending of one resource's guest; the context's budget is for all of it.
  public init(_ context: MethodContext) {
    self.context = context
  }

  /// Moves the guest to a node, or finishes the move that an earlier call began.
  ///
  /// - Throws: when it is not there afterwards; exactly one copy is left, here or nowhere, for the recovery to stop.
  public func run(to node: String) throws(Failure) {
    guard context.configuration.values.text(.migrationType) == "MIGRATE" else {
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
    var guest = context.guest
    if let record, record.guest.name == guest.name { guest = record.guest }
    let earlier = record?.phase == .moving ? record?.target?.node : nil
    if earlier != target.node { try requireRunning(guest) }
    try context.charge.send(
      guest, to: target, after: record, context.configuration.values)
    let outcome = try MoveGuest(context, to: target, until: context.budget.mark(percent: 90))
      .run(guest, isUnderWay: earlier == target.node)
    switch outcome {
    case .moved:
      try letGo(guest)
    case .left:
      // It has gone, and the next action asks the other node by itself.
      context.log.write(
        .warning,
        "guest \(guest.name) has left this node, and \(target) does not say whether it arrived")
      try letGo(guest)
    case .ended:
      try context.charge.end()
      throw Failure(.moveFailed, guest.name, cause: "it ended on the way and runs nowhere")
    case .stayed(let failure):
      try context.charge.stay(record)
      throw failure
    }
  }

  private func requireRunning(_ guest: Guest) throws(Failure) {
    let observation = context.witnesses.first(guest, until: context.deadline())
    guard observation.state == .running else {
      throw Failure(.moveRefused, guest.name, cause: "here it is \(observation.state)")
    }
  }

  /// The guest is another node's now: the record is removed, so that its guard ends silently.
  private func letGo(_ guest: Guest) throws(Failure) {
    StopGuest(context).giveUp(guest, isKnown: true)
    try context.charge.end()
    context.store.endTransition()
  }
}
