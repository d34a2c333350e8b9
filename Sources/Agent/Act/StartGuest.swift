internal import Frameworks
internal import Hypervisors
public import Model
internal import Platform

extension GuestMethod {
  /// Brings the guest up, or finds it up, and leaves a guard with it.
  ///
  /// - Parameter requiringToolstack: fails at once where the toolstack is not on this node.
  public func start(requiringToolstack: Bool = false) throws(Failure) {
    try run { context throws(Failure) in
      if requiringToolstack { try context.requireToolstack() }
      try StartGuest(context).run(leaveGuard: GuardKeeper.leave)
    }
  }
}

extension MethodContext {
  /// Refuses what needs a toolstack that is not on this node; silence of one that is there may pass.
  func requireToolstack() throws(Failure) {
    guard driver.isInstalled else { throw Failure(.noToolstack, driver.name) }
  }
}

/// Start: the guest runs when it returns, and a guard watches it.
struct StartGuest {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// Brings the guest up, or finds it up; leaves run record, mark and guard behind.
  ///
  /// - Parameter leaveGuard: starts the guard under the process monitor that watches the caller.
  func run(leaveGuard: (ResourceIdentity, Instant) throws(Failure) -> Void) throws(Failure) {
    let booted = try context.store.locked("start", until: context.budget.mark(percent: 90)) {
      () throws(Failure) in
      try bringUp(leaveGuard: leaveGuard)
    }
    // It is in charge by now, so a stop does not have to wait for what the guest does not answer.
    try ReadyGate(context).pass(booted: booted)
  }

  /// - Returns: when it gave the order to boot the guest; nil when the guest ran already.
  private func bringUp(leaveGuard: (ResourceIdentity, Instant) throws(Failure) -> Void)
    throws(Failure) -> Instant?
  {
    var previous = try? context.store.load()
    if previous == nil { context.noteReboot() }
    try refuseSecond(previous)
    if let moving = previous, moving.phase == .moving { previous = try settleMove(moving) }
    var attempts = Attempts()
    var arrival = ArrivalPace(context)
    var contradictedSince: Instant?
    var isAnswered = false
    var last = GuestState.unknown("never asked")
    while Clock.now < context.budget.end {
      let began = Clock.now
      // Some of the budget is kept for saying that nobody could be asked.
      let first = context.witnesses.first(
        context.guest, until: context.deadline(before: looksEnd))
      if isCutShort(first, began), last.isActive != nil { break }
      let below =
        first.state.isActive == false ? context.observeBelow(on: previous, seen: first) : nil
      let sighting = context.witnesses.sighting(
        first, below: below, of: context.guest(on: previous), record: previous)
      let observation = sighting.first
      last = observation.state
      let decision = StartDecision.next(
        sighting, configuration: context.configuration,
        hasStalled: arrival.measure(context.guest, observation.state),
        isContradicted: contradictedSince.map { Clock.now - $0 >= credit } ?? false)
      contradictedSince = below?.showsLife == true ? contradictedSince ?? Clock.now : nil
      context.log.debug(2, "start: \(observation.reason): \(decision)")
      if decision == .accept {
        // What was booted here is the guest, whatever the record of an earlier run says.
        if !attempts.booted { try Namesake(context).refuse(observation, previous) }
        try settle(previous, hasBooted: attempts.booted, by: attempts.definition)
        if !attempts.booted {
          context.departures.settle("it runs here", until: third(.seconds(20)))
        }
        context.log.note(.seen, state: observation.state.word, observation.reason)
        context.store.memory.leave(note: GuestMemory.started)
        try leaveGuard(context.identity, context.deadline(.seconds(30)))
        context.tellReady()
        DefinitionIntake(context).take(until: third(.seconds(15)))
        context.log.write(
          .notice,
          "guest \(context.guest.name) runs" + (attempts.booted ? "" : " (it did already)"))
        return attempts.bootedAt
      }
      if !isAnswered, decision.wouldBoot || decision.isDeparture {
        isAnswered = try judgeDeparture(
          &previous, observation.state, hasLeft: decision.isDeparture)
        if !isAnswered || decision.isDeparture { continue }
      }
      do throws(Failure) {
        try take(decision, observation, previous, &attempts)
      } catch {
        guard error.code == .toolstackUnreachable else { throw error }
        // The tool went away in the middle and never said whether it did it: what it finds when it is back counts, and
        // what it has not done may be asked for again.
        context.log.write(error, as: .warning)
        attempts = Attempts()
        last = .unknown(error.sentence)
        try pause(last, error.cause)
      }
    }
    throw outOfTime(last, "\(last)")
  }

  /// Refuses to boot a guest that has left a node and is not known to have ended; false while nobody can say.
  ///
  /// - Parameter hasLeft: whether this node itself says that it has.
  private func judgeDeparture(_ previous: inout RunRecord?, _ state: GuestState, hasLeft: Bool)
    throws(Failure) -> Bool
  {
    do throws(Failure) {
      if let departure = try departure(&previous, hasLeft: hasLeft) {
        try DepartureSearch(context).requireEnd(of: departure, here: state)
      } else if hasLeft {
        try Neighbours(context).allowReturn(from: previous?.target)
      }
    } catch {
      // What every node is to know has to be known before it is booted.
      guard error.code == .clusterSilent else { throw error }
      context.log.write(error, as: .warning)
      try pause(state, error.sentence)
      return false
    }
    if hasLeft { previous = nil }
    return true
  }

  /// The departure that is open, noted here where the guard has not come to it yet.
  ///
  /// - Throws: `.clusterSilent` of a cluster that looks after its guests by itself; one that does not is done without, with a warning.
  private func departure(_ previous: inout RunRecord?, hasLeft: Bool) throws(Failure) -> Departure?
  {
    do throws(Failure) {
      if hasLeft, let record = previous, record.phase != .departed {
        try context.departures.note(record, until: context.factsDeadline)
        previous = try context.charge.depart(record)
      }
      return try context.departures.open(until: context.factsDeadline)
    } catch {
      if error.code != .clusterSilent || context.framework.knowsPlacement { throw error }
      context.log.write(error, as: .warning)
      return nil
    }
  }

  /// A move that an earlier call began and did not finish: the guest is wanted here now, so it is called off.
  private func settleMove(_ record: RunRecord) throws(Failure) -> RunRecord? {
    guard let target = record.target else { return record.asBeforeItsMove }
    let ends = context.budget.mark(percent: 40)
    switch try context.callOffMove(of: record.guest, to: target.node, until: ends) {
    case .stayed: return record.asBeforeItsMove
    case .ended: return nil
    case .moved, .left:
      return try context.charge.depart(record)
    }
  }

  /// A resource keeps one guest: while the one that an earlier configuration named may run, another is not started.
  private func refuseSecond(_ previous: RunRecord?) throws(Failure) {
    guard let previous, previous.phase != .departed else { return }
    let earlier = GuestConfiguration(previous.values)
    if earlier.isOfSameGuest(as: context.configuration) { return }
    let driver =
      earlier.isOnSameToolstack(as: context.configuration)
      ? context.driver : Drivers.driver(for: earlier)
    let observation = Witnesses(driver).first(previous.guest, until: context.deadline())
    if observation.state.isActive != false {
      throw Failure(
        .otherGuest, context.identity.resource,
        cause:
          "guest \(previous.guest.name), which this resource was started with, is still there ("
          + observation.reason + "); stop the resource first")
    }
  }

  /// When no look at the guest goes on any more.
  private var looksEnd: Instant { context.budget.mark(percent: 90) }

  /// Whether a look that began late got no answer for want of time: what the one before it found counts then.
  private func isCutShort(_ observation: Observation, _ began: Instant) -> Bool {
    guard case .unknown = observation.state, Clock.now >= looksEnd else { return false }
    return looksEnd - began < min(.seconds(10), context.budget.total * 0.1)
  }

  /// How long the two witnesses may contradict each other before the guest is not booted for that.
  private var credit: Duration { min(.seconds(2), context.budget.total * 0.1) }

  /// What to say when the time is over: that nobody could be asked, or that the guest never came up.
  private func outOfTime(_ state: GuestState, _ reason: String) -> Failure {
    if case .unknown = state {
      return context.driver.silent(reason)
    }
    return Failure(.notUpInTime, context.guest.name, cause: reason)
  }

  private struct Attempts {
    var bootedAt: Instant?
    var booted: Bool { bootedAt != nil }
    /// The definition that was given.
    var definition: [UInt8]?
    var cleared = false
    var defined = false
    var resumed = false
  }

  /// One step towards a running guest; throws when the step is one that was tried before or must not be taken.
  private func take(
    _ decision: StartDecision, _ observation: Observation, _ previous: RunRecord?,
    _ attempts: inout Attempts
  ) throws(Failure) {
    let guest = context.guest
    let disks = rightDisks(previous, observation.state)
    if let word = decision.word {
      context.log.note(
        .decision, state: observation.state.word, "\(word): \(observation.reason)")
    }
    switch decision {
    case .accept:
      return
    case .refuse(let failure):
      throw failure
    case .wait(let reason):
      try pause(observation.state, reason)
    case .define where startsFromDefinition, .boot:
      if attempts.booted { throw Failure(.notUpInTime, guest.name, cause: observation.reason) }
      attempts.bootedAt = Clock.now
      try Neighbours(context).guardStart(
        mayHaveLeft: previous?.phase == .running
          && context.driver.traits.contains(.departsUnseen))
      try takeCharge(previous, of: observation)
      if startsFromDefinition, !context.configuration.domainDefinition.isEmpty {
        attempts.definition = try define(guest, disks)
      }
      if let redefiner = context.driver.redefiner, !attempts.defined {
        try Redefinition(context, redefiner, disks).bring(guest, until: third(.seconds(30)))
      }
      try context.firmwareState?.bring(until: third(.seconds(15)))
      ReadyGate.prepare(context, until: third(.seconds(10)))
      try boot(guest, after: previous, seen: observation.state)
    case .define:
      if attempts.defined { throw Failure(.noSuchGuest, guest.name, cause: observation.reason) }
      attempts.defined = true
      try takeCharge(previous)
      attempts.definition = try define(guest, disks)
      context.log.write(.notice, "guest \(guest.name) was not known here and has been defined")
    case .clear:
      if attempts.cleared { throw Failure(.cannotDestroy, guest.name, cause: observation.reason) }
      attempts.cleared = true
      try takeCharge(previous)
      context.log.write(.warning, "guest \(guest.name) is in the way: \(observation.reason)")
      try context.driver.destroy(guest, until: context.deadline(.seconds(30)))
    case .resume:
      if attempts.resumed { throw Failure(.paused, guest.name, cause: observation.reason) }
      attempts.resumed = true
      try takeCharge(previous)
      context.log.write(.notice, "guest \(guest.name) is let go on: \(observation.reason)")
      try context.resume(guest, until: context.deadline(.seconds(30)))
    }
  }

  /// Whether the hypervisor keeps no definition, so that each start needs it and absent is what off is elsewhere.
  private var startsFromDefinition: Bool {
    context.driver.traits.contains(.startsFromDefinition)
  }

  /// The record of a run that nobody has stopped, of a guest that the tool knows to be off, is that of its last run.
  private func rightDisks(_ previous: RunRecord?, _ state: GuestState) -> RightDisks {
    var isOff = false
    if case .off = state { isOff = true }
    return RightDisks(context, ranHere: isOff && previous?.phase == .running)
  }

  private func define(_ guest: Guest, _ disks: RightDisks) throws(Failure) -> [UInt8] {
    let kept = try KeptDefinition(context).load()
    let definition = try disks.settle(kept, own: nil)
    return try WholeDefinition(context).define(
      guest, by: definition, own: nil, until: context.deadline(.seconds(30)))
  }

  /// A start that fails although the guest then runs was overtaken by another caller's start, which is not ours to judge.
  private func boot(_ guest: Guest, after record: RunRecord?, seen state: GuestState)
    throws(Failure)
  {
    let image = SavedImage(context)
    let isWanted = context.configuration.values.flag(.restoreSavedState)
    let isNewest = try image.isNewest(
      guest, after: record, seen: state, until: third(.seconds(15)))
    if isNewest || image.isHere(guest, until: context.deadline()) {
      let reason =
        isNewest
        ? "restored, as it was saved in our charge and nothing has run since"
        : isWanted ? "restored" : "dropped, as it may be older than the disks"
      context.log.write(
        .notice, "guest \(guest.name) has a saved memory image on this node: it is \(reason)")
    }
    do {
      try start(guest, restoring: isWanted || isNewest)
    } catch {
      guard error.code == .cannotStart, isNewest, !isWanted else { throw error }
      context.log.write(
        .warning, "the memory image is dropped, as it cannot be restored: \(error.sentence)")
      try start(guest, restoring: false)
    }
    if isNewest { image.forget(until: third(.seconds(10))) }
  }

  private func start(_ guest: Guest, restoring: Bool) throws(Failure) {
    do {
      try context.driver.start(
        guest, restoring: restoring, until: context.budget.mark(percent: 90))
    } catch {
      let now = context.witnesses.first(guest, until: context.deadline())
      guard now.state.isActive == true else { throw error }
    }
  }

  /// Waits a moment, if there is time for one.
  private func pause(_ state: GuestState, _ reason: String) throws(Failure) {
    guard Clock.now < context.budget.mark(percent: 85) else { throw outOfTime(state, reason) }
    Clock.sleep(until: min(looksEnd, Clock.now + .milliseconds(500)))
  }

  /// Writes the record before the guest is touched, so that a stop finds it whatever happens next.
  ///
  /// - Parameter booting: what is about to boot, which may have been defined otherwise since the record was written.
  private func takeCharge(_ previous: RunRecord?, of booting: Observation? = nil) throws(Failure) {
    var guest = context.guest(on: previous)
    if let seen = booting?.identity, !seen.uuid.isEmpty, seen.uuid != guest.identity.uuid {
      guest.identity = GuestIdentity(uuid: seen.uuid)
    }
    try context.charge.take(guest, context.configuration.values)
  }

  /// Records which run of the guest is ours and on which disks it is, and marks it.
  ///
  /// - Parameters:
  ///   - hasBooted: whether this start has booted it.
  ///   - definition: the one that it was given for that.
  func settle(_ previous: RunRecord?, hasBooted: Bool = false, by definition: [UInt8]? = nil)
    throws(Failure)
  {
    if previous?.phase != .running { try takeCharge(previous) }
    var guest = context.guest
    do {
      guest.identity = try context.driver.identify(guest, until: third(.seconds(15)))
    } catch {
      // It runs; that its process is not known makes the guard look instead of wait, and nothing worse.
      let said = error.naming(context.identity).description
      context.log.write(.warning, "guest \(guest.name) runs, but: \(said)")
    }
    try context.charge.settle(guest, context.configuration.values)
    context.learnDisks(of: guest, hasBooted: hasBooted, until: third(.seconds(15)))
    WholeDefinition(context).learn(guest, defined: definition, until: third(.seconds(15)))
    StateCopying(context.identity, context.configuration.values, context.log)
      .run(.take, until: third(.seconds(20)))
    do {
      try context.driver.marker?.mark(guest, as: context.mark, until: third(.seconds(10)))
    } catch {
      context.log.write(.warning, "guest \(guest.name) could not be marked: \(error.sentence)")
    }
  }

  /// A deadline for what a start can do without: a tool that hangs leaves the greater part of the time to what it cannot.
  private func third(_ limit: Duration) -> Instant {
    context.deadline(min(limit, context.budget.remaining(at: Clock.now) / 3))
  }
}
