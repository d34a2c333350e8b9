internal import Hypervisors
internal import Model
internal import Platform

/// Moves a guest to another node while it runs, and settles both ends: exactly one copy is left, whatever happened.
///
/// A stop whose group is switched, a cluster's migrate_to and a move by hand all move it so. The caller holds the resource's lock.
struct MoveGuest {
  /// Where the guest is when a move is over.
  enum Outcome: Equatable, Sendable {
    /// On the other node.
    case moved
    /// Here, as before, for this reason.
    case stayed(Failure)
    /// Nowhere: it ended on the way.
    case ended
    /// Not here, and the other node gives no answer.
    case left
  }

  private let context: MethodContext
  private let target: MoveTarget
  private let deadline: Instant

  /// A move to `target` that has to be over, settled and all, by `deadline`.
  init(_ context: MethodContext, to target: MoveTarget, until deadline: Instant) {
    (self.context, self.target, self.deadline) = (context, target, deadline)
  }

  /// How long a state that should pass by itself is looked at before something is done about it.
  private static let patience = Duration.seconds(3)

  /// Moves the guest, or finishes the move of it there that an earlier call began; one to another node is called off.
  ///
  /// The move is on record while it goes on, so that a later call knows where to look. When the guest stays, what was on record
  /// before counts again.
  ///
  /// - Parameters:
  ///   - record: what is on record.
  ///   - isJudged: whether the caller knows that the guest is to move in the state that it is in.
  /// - Throws: `.moveRefused` for a guest that does not run; else when nobody knows where it is.
  func run(_ guest: Guest, after record: RunRecord?, isJudged: Bool = false) throws(Failure)
    -> Outcome
  {
    let earlier = record?.move
    let isUnderWay = earlier?.node == target.node
    if let earlier, !isUnderWay { context.abandonMove(of: guest, to: earlier, until: deadline) }
    if !isUnderWay, !isJudged { try context.requireRunning(guest) }
    try context.charge.send(guest, to: target, after: record, context.configuration.values)
    let outcome = try go(guest, isUnderWay)
    if case .stayed = outcome { try context.charge.stay(record) }
    return outcome
  }

  private func go(_ guest: Guest, _ isUnderWay: Bool) throws(Failure) -> Outcome {
    guard let mover = context.driver.mover else {
      return .stayed(Failure(.cannotMove, context.driver.name))
    }
    if isUnderWay {
      var trouble: Failure?
      do throws(Failure) {
        try follow(guest, mover)
      } catch {
        trouble = error
        context.log.write(error, as: .warning)
      }
      let outcome = try settle(guest, mover, trouble)
      // Cut short before anything was sent, or broken off while nobody looked: it is here, alone, and is sent now.
      guard case .stayed = outcome, trouble == nil else { return outcome }
      // One that has crashed meanwhile would be as dead there.
      do throws(Failure) { try context.requireRunning(guest, until: look) } catch {
        return .stayed(error)
      }
    }
    var trouble: Failure?
    do throws(Failure) {
      try send(guest, mover)
    } catch {
      trouble = error
      context.log.write(error, as: .warning)
      if error.code == .moveRefused || error.code == .guestBusy { return .stayed(error) }
    }
    return try settle(guest, mover, trouble)
  }

  /// Calls off a move that an earlier call began, and settles; used by methods that want the guest here.
  func callOff(_ guest: Guest) throws(Failure) -> Outcome {
    guard let mover = context.driver.mover else {
      return .stayed(Failure(.cannotMove, context.driver.name))
    }
    if goesOn(guest, mover, until: context.deadline(before: deadline)) {
      context.log.write(
        .notice, "the move of guest \(guest.name) to \(target) was cut short and is called off")
      mover.cancel(guest, until: context.deadline(before: deadline))
    }
    return try settle(guest, mover, Failure(.moveFailed, guest.name, cause: "it was called off"))
  }

  // MARK: Sending

  private func send(_ guest: Guest, _ mover: any GuestMover) throws(Failure) {
    try PasswordFile.check(for: target)
    var line = StatusLine(context)
    try lookAhead(guest, mover, &line)
    let began = Clock.now
    line.say("guest \(guest.name) is being moved to \(target)")
    context.log.note(.decision, state: GuestState.movingOut.word, "move it to \(target)")
    var next = began + .seconds(5)
    try mover.move(guest, to: target, until: sendEnds) { progress in
      if let step = progress.step { say(step, of: guest, on: &line) }
      guard Clock.now >= next else { return }
      next = Clock.now + .seconds(5)
      line.say("guest \(guest.name) on its way to \(target): \(progress)")
    }
    line.say("guest \(guest.name) was moved to \(target) in \((Clock.now - began).readable)")
  }

  /// Looks whether the guest could move there; a job that has the guest is waited for, for half of the time.
  private func lookAhead(_ guest: Guest, _ mover: any GuestMover, _ line: inout StatusLine)
    throws(Failure)
  {
    let waitEnds = Clock.now + (sendEnds - Clock.now) * 0.5
    var isSaid = false
    while true {
      do throws(Failure) {
        let unknown = try mover.check(
          guest, to: target, until: context.deadline(.seconds(30), before: sendEnds))
        if !unknown.isEmpty {
          context.log.write(
            .notice, "not known before the move: \(unknown.joined(separator: "; "))")
        }
        return
      } catch {
        switch error.code {
        // The toolstack looks again when the guest's turn comes.
        case .moveQueued:
          context.log.write(.notice, error.sentence)
          return
        case .guestBusy where Clock.now < waitEnds:
          if !isSaid { line.say("the move of guest \(guest.name) waits: \(error.sentence)") }
          isSaid = true
        default: throw error
        }
      }
      Clock.sleep(until: min(waitEnds, Clock.now + .seconds(1)))
    }
  }

  /// Waits for a move that an earlier call began and that goes on without it; one that does not go on is over.
  private func follow(_ guest: Guest, _ mover: any GuestMover) throws(Failure) {
    if !goesOn(guest, mover, until: context.deadline(before: deadline)) { return }
    var line = StatusLine(context)
    line.say("guest \(guest.name) is on its way to \(target) already, by an earlier call")
    var last: MoveProgress?
    var convergence = MoveConvergence(target.manner, within: sendEnds - Clock.now)
    while Clock.now < sendEnds {
      do throws(Failure) {
        let ends = context.deadline(before: sendEnds)
        guard let progress = try mover.progress(of: guest, until: ends) else { return }
        last = progress
        let left = sendEnds - Clock.now
        if let step = mover.urge(guest, by: &convergence, after: progress, left: left) {
          say(step, of: guest, on: &line)
        }
      } catch { context.log.debug(2, "move: \(error.sentence)") }
      Clock.sleep(until: min(sendEnds, Clock.now + .milliseconds(500)))
    }
    mover.cancel(guest, until: context.deadline(before: deadline))
    throw Failure(
      .moveTooLong, guest.name, cause: "not over in time" + (last.map { ": \($0)" } ?? ""))
  }

  private func say(_ step: MoveStep, of guest: Guest, on line: inout StatusLine) {
    context.log.note(.decision, state: GuestState.movingOut.word, "\(step)")
    line.say("guest \(guest.name) on its way to \(target): \(step)")
  }

  /// Whether a move of the guest goes on: one of which that cannot be told may, and nothing is done to either copy yet.
  private func goesOn(
    _ guest: Guest, _ mover: any GuestMover, until deadline: Instant, ifUntold: Bool = true
  ) -> Bool {
    do throws(Failure) { return try mover.progress(of: guest, until: deadline) != nil } catch {
      context.log.debug(2, "move: \(error.sentence)")
      return ifUntold
    }
  }

  /// Some of the time is kept for settling both ends.
  private var sendEnds: Instant {
    let left = deadline - Clock.now
    return deadline - min(.seconds(10), left * 0.25)
  }

  // MARK: Settling

  private func settle(_ guest: Guest, _ mover: any GuestMover, _ trouble: Failure?)
    throws(Failure) -> Outcome
  {
    let peer = mover.peer(at: target)
    let asked = Guest(name: guest.name)
    let isSaid =
      peer == nil && trouble == nil && context.driver.traits.contains(.remembersEnded)
    var seen: (here: GuestState, there: GuestState)?
    var since = Clock.now
    var ends = deadline
    while true {
      // Here first: a guest that arrives between the two looks is seen twice for a moment, and one that is missed never.
      let here = context.witnesses.first(guest, until: look(ends))
      // What lives on both nodes is waited for as long as a guest that shuts down: nothing else can be done for it.
      if here.state == .paused(.postcopy) { ends = max(ends, orderedEnds) }
      let there =
        peer?.observe(asked, until: look(ends))
        ?? Observation(.unknown("it is not asked"), evidence: [])
      if seen.map({ $0 != (here.state, there.state) }) ?? true {
        (seen, since) = ((here.state, there.state), Clock.now)
      }
      // What is called off may take its time, as memory is cleared; a guest that runs there and not here is no longer moving.
      let isThere = here.state.isActive == false && there.state == .running
      // Where this node says nothing at all nothing is done to either copy, whether the move goes on or not.
      let isMoving =
        !isThere && goesOn(guest, mover, until: look(ends), ifUntold: here.state.isActive != nil)
      let decision = MoveDecision.next(
        here: here.state, there: there.state, isMoving: isMoving,
        isLasting: Clock.now >= ends || !isMoving && Clock.now - since >= patience,
        isSaid: isSaid, canGoOn: mover.canGoOn)
      context.log.debug(
        2, "move: here \(here.state), on \(target.node) \(there.state): \(decision)")
      let cause = "here \(here.state), on \(target.node) \(there.state)"
      switch decision {
      case .moved:
        context.log.note(.seen, state: here.state.word, "it runs on \(target)")
        return .moved
      case .ended:
        context.log.note(.fault, state: here.state.word, "it ended on the way: \(cause)")
        return .ended
      case .left:
        context.log.note(.fault, state: here.state.word, "it has left: \(cause)")
        context.log.write(
          .warning,
          "guest \(guest.name) has left this node, and \(target) does not say whether it arrived")
        return .left
      case .stayed:
        context.log.note(.fault, state: here.state.word, trouble?.sentence ?? cause)
        return .stayed(trouble ?? Failure(.moveFailed, guest.name, cause: cause))
      case .wait: break
      case .unsettled: throw Failure(.moveUnsettled, guest.name, cause: cause)
      case .clearHere, .clearThere, .resumeHere, .resumeThere:
        correct(decision, guest, peer, cause)
      }
      if Clock.now >= ends + grace { throw Failure(.moveUnsettled, guest.name, cause: cause) }
      Clock.sleep(until: min(ends + grace, Clock.now + .milliseconds(250)))
    }
  }

  /// Does what is decided about a copy that is one too many, or that stands still.
  private func correct(
    _ decision: MoveDecision, _ guest: Guest, _ peer: (any HypervisorPeer)?, _ cause: String
  ) {
    let asked = Guest(name: guest.name)
    switch decision {
    case .moved, .stayed, .left, .ended, .wait, .unsettled: break
    case .clearHere:
      correct("the copy here is ended", cause) { () throws(Failure) in try end(guest) }
    case .clearThere:
      correct("what is left of it on \(target.node) is ended", cause) { () throws(Failure) in
        try peer?.destroy(asked, until: look)
      }
    case .resumeHere:
      correct("the copy here goes on", cause) { () throws(Failure) in
        try context.resume(guest, until: look)
      }
    case .resumeThere:
      correct("the copy on \(target.node) goes on", cause) { () throws(Failure) in
        try peer?.resume(asked, until: look)
      }
    }
  }

  /// Ends the copy that is here. Where it runs twice each second costs data, so that the last resort does not wait either.
  private func end(_ guest: Guest) throws(Failure) {
    do throws(Failure) {
      try context.driver.destroy(guest, until: look)
    } catch {
      guard context.driver.witness?.destroyBelow(guest, until: look) == true else { throw error }
      context.log.write(
        .warning, "\(error.sentence); its process was killed, without the management tool")
    }
  }

  /// A correction is the last thing that is done, so it may need a look more than the time that was given.
  private var grace: Duration { min(.seconds(3), context.budget.total * 5 / 100) }

  private var patience: Duration { min(MoveGuest.patience, context.budget.total * 5 / 100) }

  /// Until when a guest that shuts down would be waited for.
  private var orderedEnds: Instant {
    context.budget.mark(percent: StopPlan.percentages.ordered)
  }

  private var look: Instant { look(deadline) }

  /// Every look ends, at the latest a little after the move's own time.
  private func look(_ ends: Instant) -> Instant {
    min(Clock.now + .seconds(5), max(ends, Clock.now + .milliseconds(500)), context.budget.end)
  }

  private func correct(
    _ what: String, _ cause: String, _ body: () throws(Failure) -> Void
  ) {
    context.log.write(.warning, "after the move of guest \(context.guest.name) (\(cause)): \(what)")
    do throws(Failure) {
      try body()
    } catch {
      context.log.write(error, as: .warning)
    }
  }
}

extension MethodContext {
  /// Refuses to move a guest that does not run.
  func requireRunning(_ guest: Guest, until limit: Instant? = nil) throws(Failure) {
    let here = witnesses.first(guest, until: limit ?? deadline())
    guard here.state == .running else {
      throw Failure(.moveRefused, guest.name, cause: "here it is \(here.state)")
    }
  }

  /// Calls off a move that an earlier call began, and settles both ends.
  func callOffMove(of guest: Guest, to node: String, until deadline: Instant) throws(Failure)
    -> MoveGuest.Outcome
  {
    try MoveGuest(self, to: Interconnect(self).target(node), until: deadline).callOff(guest)
  }

  /// The same for a method that goes on whatever comes of it; whether the guest is known to be here or nowhere.
  @discardableResult
  func abandonMove(of guest: Guest, to target: MoveTarget, until deadline: Instant) -> Bool {
    do throws(Failure) {
      switch try callOffMove(of: guest, to: target.node, until: deadline) {
      case .stayed, .ended: return true
      case .left: return false
      case .moved:
        log.write(
          .warning, "guest \(guest.name) runs on \(target.node), where it had been sent")
        return false
      }
    } catch {
      log.write(error)
      return false
    }
  }
}

extension RunRecord {
  /// The move that has begun and that nobody has settled; nil where none has.
  var move: MoveTarget? { phase == .moving ? target : nil }
}
