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

  /// Whether the guest has left this node; one that has not is to be shut down.
  ///
  /// - Throws: when the guest stays and Abort_migration says to leave it.
  func hasMoved(_ guest: Guest) throws(Failure) -> Bool {
    let earlier = record?.phase == .moving ? record?.target : nil
    let node = wantsMove ? context.framework.target(of: context.identity, until: look) : nil
    let target = node.map { Interconnect(context).target($0) }
    if let earlier, earlier.node != target?.node {
      try callOff(guest, to: earlier)
    }
    guard let target else { return false }
    guard target.node != Environment.nodeName else { return false }
    do throws(Failure) {
      try context.charge.send(guest, to: target, after: record, context.configuration.values)
    } catch {
      // Nobody could settle a move that is not on record; the guest can be stopped all the same.
      if context.configuration.values.flag(.abortMigration) { throw error }
      context.log.write(error)
      return false
    }
    let outcome: MoveGuest.Outcome
    do throws(Failure) {
      outcome = try MoveGuest(context, to: target, until: deadline)
        .run(guest, isUnderWay: earlier?.node == target.node)
    } catch {
      // Neither end is known for certain: it is left to a person, or to an ordinary stop, which proves this end.
      if context.configuration.values.flag(.abortMigration) { throw error }
      context.log.write(error)
      return false
    }
    switch outcome {
    case .moved, .ended:
      return true
    case .left:
      context.log.write(
        .warning,
        "guest \(guest.name) has left this node, and \(target) does not say whether it arrived")
      return true
    case .stayed(let failure):
      if !context.configuration.values.flag(.abortMigration) { return false }
      try context.charge.stay(record)
      throw failure
    }
  }

  /// Whether the framework is switching the group to where the guest went: then it knows as much as our record.
  func leads(to target: MoveTarget?) -> Bool {
    guard let target else { return false }
    return context.framework.target(of: context.identity, until: look) == target.node
  }

  private var wantsMove: Bool {
    context.configuration.values.text(.migrationType) == "MIGRATE" && context.driver.mover != nil
  }

  private var look: Instant { context.deadline(.seconds(5), before: deadline) }

  private func callOff(_ guest: Guest, to target: MoveTarget) throws(Failure) {
    let reached = Interconnect(context).target(target.node)
    do throws(Failure) {
      let outcome = try MoveGuest(context, to: reached, until: deadline).callOff(guest)
      if outcome == .moved {
        context.log.write(
          .warning, "guest \(guest.name) runs on \(reached), where it had been sent")
      }
    } catch {
      context.log.write(error)
    }
  }
}
