internal import Hypervisors
public import Model
internal import Platform

extension GuestMethod {
  /// Takes charge of the guest that arrives, as a cluster orders it: migrate_from.
  public func receive() throws(Failure) {
    try run { context throws(Failure) in
      try context.requireToolstack()
      try ReceiveGuest(context).run(leaveGuard: GuardKeeper.leave)
    }
  }
}

/// The half of a live migration that a cluster orders on the node which gets the guest: migrate_from.
///
/// It never starts a guest. One that has not come is the cluster's to recover.
struct ReceiveGuest {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// How long a guest may be missing that may yet be about to arrive.
  private static let patience = Duration.seconds(3)

  /// Waits for the guest and takes charge of it: record, mark, guard.
  func run(leaveGuard: (ResourceIdentity, Instant) throws(Failure) -> Void) throws(Failure) {
    try context.store.locked("migrate_from", until: context.budget.mark(percent: 30)) {
      () throws(Failure) in
      try arrive()
      try StartGuest(context).settle(nil)
      context.departures.settle("it arrived here", until: context.deadline(.seconds(15)))
      try leaveGuard(context.identity, context.deadline(.seconds(30)))
      context.tellReady()
      DefinitionIntake(context).take(until: context.deadline(.seconds(15)))
      context.log.write(.notice, "guest \(context.guest.name) has arrived")
    }
  }

  private func arrive() throws(Failure) {
    let ends = context.budget.mark(percent: 80)
    var missingSince: Instant?
    while true {
      let observation = context.witnesses.first(
        context.guest, until: context.deadline(before: ends))
      context.log.debug(2, "migrate_from: \(observation.reason)")
      switch ReceiveDecision.next(observation.state) {
      case .accept:
        return
      case .wait:
        missingSince = nil
      case .missing:
        let since = missingSince ?? Clock.now
        missingSince = since
        if Clock.now - since >= min(ReceiveGuest.patience, context.budget.total * 0.1) {
          throw Failure(.notArrived, context.guest.name, cause: observation.reason)
        }
      }
      guard Clock.now < ends else {
        throw Failure(.notArrived, context.guest.name, cause: observation.reason)
      }
      Clock.sleep(until: min(ends, Clock.now + .milliseconds(200)))
    }
  }
}
