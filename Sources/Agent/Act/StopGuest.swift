internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// Stop: ordered, then forced, then by the last resort; success with proof only (house rule 5).
struct StopGuest {
  private let context: MethodContext
  private let plan: StopPlan
  private let isMoving: Bool

  /// The stop of one resource's guest; the context's budget is Stop_timeout as a whole.
  ///
  /// - Parameter isMoving: whether it is a move where the framework switches the group.
  init(_ context: MethodContext, isMoving: Bool = true) {
    (self.context, self.isMoving) = (context, isMoving)
    plan = StopPlan(context.budget)
  }

  /// Stops the guest and removes its record; nothing to stop is success.
  func run() throws(Failure) {
    let lock: FileLock
    do throws(Failure) {
      lock = try context.store.lock("stop", until: context.budget.mark(percent: 30))
    } catch {
      // A disk that is full or read-only keeps no guest running: a stop does without whatever it cannot write.
      guard error.code != .busy else { throw error }
      context.log.write(.warning, error.description)
      return try bringDown()
    }
    try bringDown(holding: lock)
  }

  private func bringDown(holding lock: consuming FileLock) throws(Failure) {
    try bringDown()
    lock.release()
  }

  /// Writes down what a stop can do without.
  private func ifPossible(_ body: () throws(Failure) -> Void) {
    do throws(Failure) { try body() } catch { context.log.write(.warning, error.description) }
  }

  /// The same, under a lock that is held, or where none is to be had.
  func bringDown() throws(Failure) {
    let record = try? context.store.load()
    var guest = context.guest(on: record)
    let first = look(guest, until: plan.orderedEnds)
    try Namesake(context).refuse(first, record)
    guest.identity = identity(of: guest, seen: first)
    let seen = judged(guest, first, record)
    let isOff = seen.isProvenOff
    if first.state.isActive == true {
      context.learnDisks(of: guest, until: context.deadline(.seconds(5), before: plan.orderedEnds))
    }
    SavedImage(context).note(
      record, seen: first.state, until: context.deadline(.seconds(10), before: plan.orderedEnds))
    let switchover = Switchover(context, record, until: moveEnds)
    if let record,
      StopDecision.hasDeparted(seen, isPlaceKnown: context.framework.knowsPlacement),
      record.phase == .running || !switchover.leads(to: record.target)
    {
      return try leave(record, seen.first.reason, isNews: record.phase == .running)
    }
    let outcome = isOff || !isMoving ? .stayed : try switchover.move(guest)
    let hasMoved = outcome == .moved
    var lesson = context.store.memory.learnt(of: guest.name)
    let began = Clock.now
    var forcedAt: Instant?
    if !hasMoved {
      // From here on the guest's death is intended, and the guard is not to report it.
      if let record {
        ifPossible { () throws(Failure) in try context.charge.stop(record) }
      }
      if !isOff, !stopInOrder(guest, sight(guest, until: plan.orderedEnds)) {
        forcedAt = Clock.now
        force(guest)
      }
    }
    let last = try prove(guest)
    context.log.note(.seen, state: last.state.word, last.reason)
    if let record, outcome == .perhapsGone {
      return try leave(record, last.reason, isNews: true)
    }
    if !isOff, !hasMoved { learn(&lesson, began, forcedAt) }
    if let record, !hasMoved {
      StateCopying(context.identity, record.values, context.log)
        .run(.keep, until: context.deadline(.seconds(20), before: plan.proofEnds))
    }
    // One that nobody here was in charge of may be one that came by hand.
    if first.state.isActive == true, !hasMoved, record == nil {
      context.departures.settle("it was stopped here", until: context.deadline(.seconds(10)))
    }
    giveUp(guest, isKnown: last.state != .absent)
    ifPossible(context.charge.end)
    if hasMoved { DiskMemory.leave(context.identity, context.store.locations) }
    context.store.memory.endTransition()
    context.store.memory.leave(note: nil)
    context.log.write(.notice, "guest \(guest.name) is off")
  }

  /// It may run where it went: that it left stays on record, so that no start boots a second one. A cluster that is not told is not
  /// helped by a stop that fails.
  ///
  /// - Parameter isNews: whether the other nodes do not know yet.
  private func leave(_ record: RunRecord, _ evidence: String, isNews: Bool) throws(Failure) {
    if isNews {
      ifPossible { () throws(Failure) in
        try context.departures.note(record, until: context.deadline(.seconds(20)))
      }
    }
    try context.charge.depart(record)
    context.store.memory.leave(note: nil)
    context.log.write(
      .notice, "guest \(record.guest.name) is off here: it has left this node: \(evidence)")
  }

  /// Keeps how long this stop took, for the person who sets Stop_timeout.
  private func learn(_ lesson: inout LearntTimes, _ began: Instant, _ forcedAt: Instant?) {
    let now = Clock.now
    if let forcedAt {
      lesson.forced = (now - forcedAt).inMilliseconds
      // One that was forced at once was not waited for.
      if forcedAt >= plan.orderedEnds { lesson.patience = (forcedAt - began).inMilliseconds }
    } else {
      (lesson.ordered, lesson.patience) = ((now - began).inMilliseconds, nil)
    }
    do {
      try context.store.memory.keep(lesson)
    } catch {
      context.log.write(.warning, error.description)
    }
  }

  /// A move takes at most its share, and the rest of the ordered shutdown's is for that.
  private var moveEnds: Instant {
    context.budget.mark(percent: context.configuration.values.integer(.migrationShare))
  }

  /// Lets go of what a guest that is proven to be off still holds of this node; that it is off stands without it.
  ///
  /// The node forgets the guest only once the table is known to hold its present definition.
  func giveUp(_ guest: Guest, isKnown: Bool) {
    let now = Clock.now
    let forgetting =
      isKnown
      && DefinitionIntake(context).take(
        until: context.deadline(.seconds(15), before: now + (plan.proofEnds - now) * 0.5))
    let deadline = context.deadline(.seconds(60), before: plan.proofEnds)
    do {
      try context.driver.holdings?.release(guest, until: deadline)
      if forgetting { try context.driver.exporter?.forget(guest, until: deadline) }
    } catch {
      context.log.write(.warning, error.description)
    }
  }

  /// Which run of the guest it is, learnt now if no record tells: the last resort needs its process, and a name is no proof of
  /// whose that is.
  private func identity(of guest: Guest, seen observation: Observation) -> GuestIdentity {
    // Only a second witness has a use for it.
    guard guest.identity.pid == 0, context.driver.witness != nil else { return guest.identity }
    let ends = context.deadline(before: plan.orderedEnds)
    if observation.state.isActive == true,
      let known = try? context.driver.identify(guest, until: ends)
    {
      return known
    }
    var guest = context.identified(guest, observation)
    // Not every look of the tool tells which guest it is.
    if guest.identity.uuid.isEmpty, case .off = observation.state,
      let known = try? context.driver.identify(guest, until: ends)
    {
      guest.identity.uuid = known.uuid
    }
    let below = context.witnesses.second(guest, until: context.deadline(before: plan.orderedEnds))
    // One that only bears its name is not to be ended.
    return below?.state == .running ? below?.identity ?? guest.identity : guest.identity
  }

  // MARK: The ordered shutdown

  /// Asks in the configured ways, again and again, until the guest is off or the share is used up; whether it is off.
  private func stopInOrder(_ guest: Guest, _ first: Sighting) -> Bool {
    // A toolstack with one way to ask uses it whatever the mode is called; the second would be the same again.
    let words = context.configuration.shutdownModes
    let modes =
      context.driver.traits.contains(.shutdownModes) ? words : Array(words.prefix(1))
    let pause = context.configuration.values.seconds(.shutdownRepeat)
    var seen = first
    var arrival = ArrivalPace(context)
    var turn = 0
    var nextRequest = Clock.now
    context.log.note(
      .decision, state: first.first.state.isActive == true ? GuestState.shuttingDown.word : nil,
      "ask it to shut down, for \(max(.zero, plan.orderedEnds - Clock.now).readable) at most: "
        + first.first.reason)
    while Clock.now < plan.orderedEnds {
      switch StopDecision.next(seen, hasStalled: arrival.measure(guest, seen.first.state)) {
      case .done:
        return true
      case .force:
        return false
      case .resume:
        try? context.resume(guest, until: context.deadline(before: plan.orderedEnds))
      case .ask:
        if Clock.now >= nextRequest, !modes.isEmpty {
          turn = ask(guest, modes, from: turn)
          nextRequest = Clock.now + pause
        }
      case .look:
        break
      }
      wait(for: guest, until: min(plan.orderedEnds, nextRequest))
      seen = sight(guest, until: plan.orderedEnds)
    }
    return seen.isProvenOff
  }

  /// Asks in the first way that is not refused, beginning with the one whose turn it is; whose turn is next.
  private func ask(_ guest: Guest, _ modes: [ShutdownMode], from turn: Int) -> Int {
    for step in 0..<modes.count {
      let mode = modes[(turn + step) % modes.count]
      do {
        try context.driver.requestShutdown(
          guest, mode: mode, until: context.deadline(before: plan.orderedEnds))
        context.log.debug(2, "stop: asked \(guest.name) to shut down, mode \(mode)")
        return turn + step + 1
      } catch {
        context.log.debug(2, "stop: \(error.sentence)")
      }
    }
    return turn
  }

  /// Waits for the guest's process to end, or a moment where there is none to wait for.
  private func wait(for guest: Guest, until deadline: Instant) {
    let process = ProcessIdentity(pid: guest.identity.pid, startTime: guest.identity.startTime)
    if process.pid > 0, let watch = try? ProcessHandle(process) {
      // At most a second, so that a shutdown which pauses the guest, or a daemon that has come back, is noticed.
      if watch.ended(by: min(deadline, Clock.now + .seconds(1))) { return }
    } else {
      Clock.sleep(
        until: min(max(deadline, Clock.now + .milliseconds(50)), Clock.now + .milliseconds(250)))
    }
  }

  // MARK: The forced stop

  /// Destroys the guest by the management tool and, where that does not help, without it.
  private func force(_ guest: Guest) {
    context.log.write(
      .warning, "guest \(guest.name) did not shut down in time and is stopped by force")
    context.log.note(.decision, "stop it by force")
    let witness = context.driver.witness
    // With nothing below the tool to turn to, a tool that is away is waited for.
    let ends = witness == nil ? plan.lastResortEnds : plan.destroyEnds
    var isUnanswered = false
    repeat {
      if isUnanswered { Clock.sleep(until: min(ends, Clock.now + .seconds(1))) }
      isUnanswered = false
      do {
        try context.driver.destroy(guest, until: ends)
        if sight(guest, until: plan.lastResortEnds).isProvenOff { return }
      } catch {
        context.log.write(.warning, error.description)
        context.log.note(.fault, error.sentence)
        isUnanswered = error.code == .toolstackUnreachable
      }
    } while witness == nil && isUnanswered && Clock.now < ends
    guard let witness else { return }
    context.log.note(.decision, "last resort: kill its process")
    let gone = witness.destroyBelow(guest, until: plan.lastResortEnds)
    context.log.write(
      .warning,
      gone
        ? "guest \(guest.name) was ended by killing its process, without the management tool"
        : "guest \(guest.name): the last resort found no process that is proven to be the guest's")
  }

  // MARK: Proof

  /// Keeps looking until there is proof or the time for it is over; what the tool said last.
  private func prove(_ guest: Guest) throws(Failure) -> Observation {
    var seen = sight(guest, until: plan.proofEnds)
    while !seen.isProvenOff {
      // A look that is given no time would make silence of a tool that has just said that the guest is there.
      let next = Clock.now + .milliseconds(250)
      guard next < plan.proofEnds else {
        seen.below = seen.below ?? context.witnesses.second(guest, until: context.deadline())
        throw Failure(.stopUnproven, guest.name, cause: seen.reason)
      }
      Clock.sleep(until: next)
      seen = sight(guest, until: plan.proofEnds)
    }
    return seen.first
  }

  private func sight(_ guest: Guest, until mark: Instant) -> Sighting {
    judged(guest, look(guest, until: mark))
  }

  /// With the second witness's word, where the tool does not say that the guest is there.
  private func judged(_ guest: Guest, _ first: Observation, _ record: RunRecord? = nil) -> Sighting
  {
    let below =
      first.state.isActive == true
      ? nil : context.witnesses.second(guest, until: context.deadline(before: plan.proofEnds))
    return context.witnesses.sighting(first, below: below, of: guest, record: record)
  }

  private func look(_ guest: Guest, until mark: Instant) -> Observation {
    // Not nothing, or a phase that begins late would not look at all; and little, or it would eat the next one's share.
    let least = min(.seconds(1), context.budget.total * 2 / 100)
    let deadline = max(min(mark, Clock.now + .seconds(10)), Clock.now + least)
    let observation = context.witnesses.first(guest, until: min(deadline, plan.proofEnds))
    context.log.debug(2, "stop: \(observation.reason)")
    return observation
  }
}
