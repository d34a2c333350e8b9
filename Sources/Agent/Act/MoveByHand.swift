internal import Frameworks
internal import Hypervisors
public import Model
internal import Platform

/// A move that somebody orders, with no framework that switches the group: the guest goes, and its resource is offline here.
public struct MoveByHand {
  private let context: MethodContext
  /// The cluster that keeps the resource; nil when none does.
  private let keeper: ClusterOrders?

  init(_ context: MethodContext) { (self.context, keeper) = (context, nil) }

  /// The move of the guest of a resource that is kept like this, by a command of this name.
  ///
  /// - Parameter limit: the seconds for all of it; Stop_timeout unless given.
  public init(
    _ identity: ResourceIdentity, _ configuration: GuestConfiguration, as caller: String,
    within limit: Int?
  ) {
    let seconds = limit ?? configuration.values.integer(.stopTimeout)
    let budget = Budget(start: Clock.now, total: .seconds(seconds))
    keeper = ClusterOrders.keeper(of: identity, until: budget.mark(percent: 10))
    context = MethodContext(
      identity, .stop, budget, configuration, as: caller,
      framework: keeper?.isPacemaker == true
        ? Pacemaker() : CallingFramework.find(for: identity))
  }

  /// Has the guest moved to a node: by the cluster that keeps its resource where one does, as the guest is never moved behind its
  /// back. A cluster is not asked for a move that would be refused.
  ///
  /// - Parameter say: is told how it goes.
  /// - Throws: when it is not there afterwards.
  public func order(to node: String, say: (String) -> Void) throws(Failure) {
    let (began, resource) = (Clock.now, context.identity.resource)
    context.log.note(.began, "to \(node)")
    do throws(Failure) {
      if let keeper {
        try refuseWhatCannotBe(to: node)
        say("\(keeper.name) keeps \(resource) and is asked to move it to \(node)")
        try keeper.move(context.identity, to: node, until: context.budget.end)
        say("\(keeper.name) has \(resource) on \(node), after \((Clock.now - began).readable)")
      } else {
        let target = try target(node)
        try run(to: target)
        say(
          "guest \(context.guest.name) runs on \(target), after \((Clock.now - began).readable)")
      }
    } catch {
      context.log.write(error)
      context.log.note(.ended, lasted: Clock.now - began, status: 1, error.sentence)
      throw error
    }
    context.log.note(.ended, lasted: Clock.now - began, status: 0)
  }

  /// Looks as the move itself does, where the guest is here; from another node that cannot be seen.
  private func refuseWhatCannotBe(to node: String) throws(Failure) {
    let guest = context.guest
    guard context.configuration.migrates, let mover = context.driver.mover,
      context.witnesses.first(guest, until: context.deadline()).state == .running
    else { return }
    do throws(Failure) {
      _ = try mover.check(
        guest, to: Interconnect(context).target(node), until: context.deadline(.seconds(30)))
    } catch {
      // What passes by itself the move waits for.
      if error.code == .moveRefused { throw error }
    }
  }

  /// How the node is reached.
  ///
  /// - Throws: `.unknownNode` when nothing says how.
  func target(_ node: String) throws(Failure) -> MoveTarget {
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
  func run(to target: MoveTarget) throws(Failure) {
    try context.store.locked("move", until: context.budget.mark(percent: 30)) {
      () throws(Failure) in
      try move(to: target)
    }
  }

  private func move(to target: MoveTarget) throws(Failure) {
    let record = try context.store.load()
    let guest = context.guest(on: record)
    if let earlier = record?.move, earlier.node != target.node {
      throw Failure(
        .busy, guest.name,
        cause: "its move to \(earlier.node) is not settled; finish that one first")
    }
    let move = MoveGuest(context, to: target, until: context.budget.mark(percent: 90))
    switch try move.run(guest, after: record) {
    case .moved:
      try depart()
    case .left:
      try depart()
      throw Failure(.moveUnsettled, guest.name, cause: "it has left this node; \(target) is silent")
    case .ended:
      try context.charge.stay(record)
      throw Failure(.moveFailed, guest.name, cause: "it ended on the way and runs nowhere")
    case .stayed(let failure):
      throw failure
    }
  }

  private func depart() throws(Failure) {
    guard let moving = try context.store.load() else { return }
    do throws(Failure) {
      try context.departures.note(moving, until: context.deadline(.seconds(20)))
    } catch { context.log.write(error, as: .warning) }
    try context.charge.depart(moving)
  }

  /// Forgets on every node that the guest has left one, because an operator says that it runs nowhere; whether it had.
  public func clear() throws(Failure) -> Bool {
    let isKnown = try context.departures.open(until: context.deadline(.seconds(20))) != nil
    if isKnown { try context.departures.put(nil, until: context.deadline(.seconds(20))) }
    let wasHere = try forget()
    if isKnown { lookAgain() }
    return isKnown || wasHere
  }

  /// Has every node know that the copies of the guest's NVRAM and TPM state are lost, because an operator says so.
  ///
  /// - Returns: the number of the newest; nil where none is known.
  public func forgetCopies() throws(Failure) -> Int? {
    let deadline = context.deadline(.seconds(20))
    guard let number = try context.firmwareState?.forget(until: deadline) else { return nil }
    lookAgain()
    return number
  }

  /// Has the cluster look for the guest again, whose starts have failed meanwhile.
  private func lookAgain() {
    guard keeper?.isPacemaker == true else { return }
    do throws(Failure) {
      try Pacemaker().lookAgain(for: context.identity, until: context.deadline(.seconds(20)))
    } catch { context.log.write(error, as: .warning) }
  }

  /// Removes what is on record of it here.
  private func forget() throws(Failure) -> Bool {
    try context.store.locked("clear", until: context.budget.mark(percent: 30)) {
      () throws(Failure) in
      guard let record = try context.store.load(), record.phase == .departed else { return false }
      try context.charge.end()
      return true
    }
  }

  /// What a dry run tells of a move that would work.
  public struct Prospect {
    /// Where it would go.
    public let target: MoveTarget
    /// How long it would take; nil where the toolstack measures nothing.
    public let measured: (pace: MovePace, forecast: MoveForecast)?
    /// What a stop would give it: Migration_share of Stop_timeout.
    public let allowed: Duration
    /// What could not be found out, a clause each.
    public let unknown: [String]
  }

  /// A dry run: the same look at the other node as before a real one, and a forecast. Nothing of the guest is sent.
  ///
  /// - Throws: the first obstacle; `.neverConverges` for a guest that would never arrive, by nothing that its properties allow.
  public func rehearse(to node: String) throws(Failure) -> Prospect {
    let (target, guest) = (try target(node), context.guest)
    guard let mover = context.driver.mover else { throw Failure(.cannotMove, context.driver.name) }
    try context.requireRunning(guest)
    try PasswordFile.check(for: target)
    var unknown = try mover.check(guest, to: target, until: context.deadline(.seconds(60)))
    var pace: MovePace?
    do throws(Failure) {
      pace = try mover.pace(of: guest, to: target, until: context.deadline(.seconds(60)))
    } catch { unknown.append("how long it would take: \(error.cause)") }
    let measured = pace.map { ($0, MoveForecast($0, by: target.manner)) }
    if let (pace, forecast) = measured, forecast.duration == nil {
      throw Failure(
        .neverConverges, guest.name,
        cause: "\(pace.written.second >> 20) MiB are written within a second, and the link to "
          + "\(target.node) carries \(pace.speed >> 20) MiB")
    }
    let values = context.configuration.values
    return Prospect(
      target: target, measured: measured,
      allowed: values.seconds(.stopTimeout) * values.integer(.migrationShare) / 100,
      unknown: unknown)
  }
}
