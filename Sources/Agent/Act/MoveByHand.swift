internal import Hypervisors
public import Model
internal import Platform

/// A move that somebody orders, with no framework that switches the group: the guest goes, and its resource is offline here.
public struct MoveByHand {
  private let context: MethodContext

  /// The move of one resource's guest; the context's budget is for all of it.
  public init(_ context: MethodContext) {
    self.context = context
  }

  /// How the node is reached.
  ///
  /// - Throws: `.unknownNode` when nothing says how.
  public func target(_ node: String) throws(Failure) -> MoveTarget {
    let interconnect = Interconnect(context)
    let known = interconnect.neighbours().map(\.node)
    guard known.contains(node) else {
      let near = Spelling.nearest(to: node, among: known)
      let names = known.isEmpty ? "none is known" : "known are " + known.joined(separator: ", ")
      throw Failure(.unknownNode, node, cause: near.map { "did you mean \($0)?" } ?? names)
    }
    return interconnect.target(node)
  }

  /// Moves the guest there, or finishes the move that an earlier call began.
  ///
  /// - Throws: when the guest is not there afterwards; the failure says where it is.
  public func run(to target: MoveTarget) throws(Failure) {
    try context.store.locked("move", until: context.budget.mark(percent: 30)) {
      () throws(Failure) in
      try move(to: target)
    }
  }

  private func move(to target: MoveTarget) throws(Failure) {
    let record = try context.store.load()
    let guest = context.guest(on: record)
    let earlier = record?.phase == .moving ? record?.target : nil
    if let earlier, earlier.node != target.node {
      throw Failure(
        .busy, guest.name,
        cause: "its move to \(earlier.node) is not settled; finish that one first")
    }
    let first = context.witnesses.first(guest, until: context.deadline())
    guard earlier != nil || first.state == .running else {
      throw Failure(.moveRefused, guest.name, cause: "here it is \(first.state)")
    }
    let moving = try context.charge.send(
      guest, to: target, after: record, context.configuration.values)
    let outcome = try MoveGuest(context, to: target, until: context.budget.mark(percent: 90))
      .run(guest, isUnderWay: earlier != nil)
    switch outcome {
    case .moved:
      try context.charge.depart(moving)
    case .left:
      try context.charge.depart(moving)
      throw Failure(.moveUnsettled, guest.name, cause: "it has left this node; \(target) is silent")
    case .ended:
      try context.charge.stay(record)
      throw Failure(.moveFailed, guest.name, cause: "it ended on the way and runs nowhere")
    case .stayed(let failure):
      try context.charge.stay(record)
      throw failure
    }
  }

  /// Forgets that the guest has left this node, because an operator says that it runs nowhere else; whether it had.
  public func clear() throws(Failure) -> Bool {
    try context.store.locked("clear", until: context.budget.mark(percent: 30)) {
      () throws(Failure) in
      guard let record = try context.store.load(), record.phase == .departed else { return false }
      try context.charge.end()
      return true
    }
  }
}
