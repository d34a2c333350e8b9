internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// The part of a stop that may be a move: the framework says where the group goes, and the guest goes there while it runs.
struct Switchover {
  private let context: MethodContext
  private let record: RunRecord?
  private let deadline: Instant

  /// - Parameters:
  ///   - record: the run record as the stop found it; it tells of a move that an earlier call began.
  ///   - deadline: until when the guest may be on its way.
  init(_ context: MethodContext, _ record: RunRecord?, until deadline: Instant) {
    (self.context, self.record, self.deadline) = (context, record, deadline)
  }

  /// What has become of the guest.
  enum Outcome {
    case moved
    /// It is here, and to be shut down.
    case stayed
    /// A move that an earlier call began may have taken it away: what is here is to be shut down, and it may run elsewhere.
    case perhapsGone
  }

  /// Moves the guest to where the framework switches its group.
  ///
  /// - Throws: when the guest stays and Abort_migration says to leave it.
  func move(_ guest: Guest) throws(Failure) -> Outcome {
    let node = wantsMove ? context.framework.target(of: context.identity, until: look) : nil
    guard let node, node != Environment.nodeName else {
      guard let earlier = record?.move else { return .stayed }
      return context.abandonMove(of: guest, to: earlier, until: deadline) ? .stayed : .perhapsGone
    }
    let outcome: MoveGuest.Outcome
    do throws(Failure) {
      let move = MoveGuest(context, to: Interconnect(context).target(node), until: deadline)
      outcome = try move.run(guest, after: record, isJudged: true)
    } catch {
      // A move that is not on record nobody could settle, and where neither end is known for certain it is left to a person, or to
      // an ordinary stop, which proves this end.
      if context.configuration.values.flag(.abortMigration) { throw error }
      context.log.write(error)
      return .stayed
    }
    guard case .stayed(let failure) = outcome else { return .moved }
    if context.configuration.values.flag(.abortMigration) { throw failure }
    return .stayed
  }

  /// Whether the framework is switching the group to where the guest went: then it knows as much as our record.
  func leads(to target: MoveTarget?) -> Bool {
    guard let target else { return false }
    return context.framework.target(of: context.identity, until: look) == target.node
  }

  private var wantsMove: Bool {
    context.configuration.migrates && context.driver.mover != nil
  }

  private var look: Instant { context.deadline(.seconds(5), before: deadline) }
}
