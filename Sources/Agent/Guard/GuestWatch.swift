public import Hypervisors
public import Model
public import Platform

/// What `guard_xvm` does: it stays as long as the guest is to be there, and ends when it is proven to be dead.
///
/// It waits for three things at once: the end of the guest's process, which it sees with no daemon at all, what the toolstack
/// tells by itself, and the end of its keeper. Each of the first two is only a reason to look.
public struct GuestWatch {
  /// How a watch ended.
  public enum Ending: Equatable, Sendable {
    case died(String)
    /// The watch is not wanted any more: the guest is being stopped, or was.
    case dismissed
    /// The guest has left this node, and the framework knows.
    case withdrawn
    case orphaned
  }

  private let store: RecordStore
  private let log: ResourceLog
  private let keeper: Int32?
  private let locations: Locations
  private let driver: (GuestConfiguration) -> any HypervisorDriver
  private let disks: DiskWatch

  /// A watch over the guest of a resource.
  ///
  /// - Parameters:
  ///   - keeper: a descriptor that becomes readable when the process that would start the next watch has ended.
  ///   - driver: makes the driver of the toolstack that the record names.
  public init(
    _ identity: ResourceIdentity, keeper: Int32?, locations: Locations = .current,
    driver: @escaping (GuestConfiguration) -> any HypervisorDriver
  ) {
    self.driver = driver
    store = RecordStore(identity, locations: locations)
    log = ResourceLog(identity, method: "guard_xvm", locations: locations)
    (self.keeper, self.locations) = (keeper, locations)
    disks = DiskWatch(identity, log, locations)
  }

  /// What a watch keeps in mind from one look to the next.
  private struct Mind {
    var record: RunRecord
    var silentSince: Instant?
    var restlessness = 0
    var lostSince: Instant?
    var nextTelling = Clock.now
    var state: StateWatch
  }

  /// Watches until the end.
  ///
  /// - Parameter whenReady: is called when it is known what to watch: a record that is damaged afterwards is none to it.
  public func run(whenReady: () -> Void = {}) throws(Failure) -> Ending {
    let found = try store.load()
    whenReady()
    guard let record = found else { return .dismissed }
    let driver = driver(GuestConfiguration(record.values))
    let interval = record.values.seconds(.guardInterval)
    let ear = GuestEar(
      driver.news(of: record.guest, retryingWithin: interval), of: driver.name, log)
    var mind = Mind(record: record, state: StateWatch(record, driver, store, log))
    while true {
      if !waitForNews(&mind, ear, driver, at: interval) { return .orphaned }
      if let ending = try look(&mind, driver, ear, interval) { return ending }
    }
  }

  /// One look at the guest, and what follows from it; how the watch ended, if it did.
  private func look(
    _ mind: inout Mind, _ driver: any HypervisorDriver, _ ear: GuestEar, _ interval: Duration
  ) throws(Failure) -> Ending? {
    // A start may have brought the guest back while this watch told the framework that it had left: that is another run, of which
    // nothing that was seen and heard before tells.
    if let now = try? store.load(), now.phase == .running, now.guest != mind.record.guest {
      mind = Mind(record: now, state: StateWatch(now, driver, store, log))
      ear.forgetDeparture()
    }
    let sighting = sight(mind.record, driver)
    let state = sighting.first.state
    if case .unknown = state {
      mind.silentSince = mind.silentSince ?? Clock.now
    } else {
      mind.silentSince = nil
    }
    if state.isActive == true { ear.forgetDeparture() }
    // A guest that is defined nowhere vanishes by a migration as by a death.
    if state == .absent { ear.listen(until: Clock.now + .milliseconds(500)) }
    guard let record = sighting.record else { return .dismissed }
    switch GuardDecision.next(
      sighting, silence: mind.silentSince.map { Clock.now - $0 } ?? .zero,
      departed: ear.heardOfDeparture)
    {
    case .leave: return .dismissed
    case .die:
      log.write(.error, "guest \(mind.record.guest.name) is dead: \(sighting.reason)")
      log.note(.fault, state: state.word, "the guest is dead: \(sighting.reason)")
      mind.state.look(hasEnded: true)
      report(record).tell(deathOf: mind.record)
      return .died(sighting.reason)
    case .watch:
      watch(record, &mind, sighting.first, driver, interval)
      if state.isActive == true { disks.look(mind.record, driver) }
    case .depart where record.phase != .departed:
      mind.record = record
      if let gone = try depart(record, sighting.reason) {
        mind.record = gone
        return tell(&mind, driver)
      }
      Clock.sleep(until: Clock.now + .seconds(1))
    case .depart, .hold, .lookAgain:
      mind.record = record
      if record.phase == .departed, Clock.now >= mind.nextTelling, let ending = tell(&mind, driver)
      {
        return ending
      }
      Clock.sleep(until: Clock.now + .seconds(1))
    }
    return nil
  }

  /// What is known of the guest now. The record is read after the tool was asked: a stop that has begun in the meantime makes the
  /// death an intended one. One that cannot be read has not changed.
  private func sight(_ known: RunRecord, _ driver: any HypervisorDriver) -> Sighting {
    let witnesses = Witnesses(driver)
    let first = witnesses.first(known.guest, until: Clock.now + .seconds(10))
    var record: RunRecord? = known
    do throws(Failure) { record = try store.load() } catch {}
    let below =
      first.state.isActive == true
      ? nil : witnesses.second(known.guest, until: Clock.now + .seconds(5))
    return witnesses.sighting(
      first, below: below, of: known.guest, record: record.map(store.asItStands))
  }

  /// Puts on record that the guest has left; nil where a method is at work, or has written another record: it is looked at again.
  private func depart(_ record: RunRecord, _ evidence: String) throws(Failure) -> RunRecord? {
    let charge = Charge(store, of: record.identity)
    do throws(Failure) {
      let report = self.report(record)
      let gone = try charge.ifStill(record, by: "guard") { now throws(Failure) in
        try report.note(departureOf: now)
        return try charge.depart(now)
      }
      guard let gone else { return nil }
      log.write(.warning, "guest \(record.guest.name) has left this node: \(evidence)")
      log.note(.seen, state: GuestState.absent.word, "it has left this node: \(evidence)")
      return gone
    } catch {
      if error.code == .busy { return nil }
      guard error.code == .clusterSilent else { throw error }
      log.write(error, as: .warning)
      return nil
    }
  }

  private func report(_ record: RunRecord) -> GuardReport {
    GuardReport(record.identity, store, log, locations)
  }

  /// Tells the framework that the guest has left; how the watch ends, if that takes the report. Else it is told again, but not every
  /// second.
  private func tell(_ mind: inout Mind, _ driver: any HypervisorDriver) -> Ending? {
    mind.nextTelling = Clock.now + .seconds(30)
    report(mind.record).seek(mind.record, driver)
    return report(mind.record).tell(departureOf: mind.record) ? .withdrawn : nil
  }

  /// The guest lives as far as the tool knows, and its process is followed.
  private func watch(
    _ record: RunRecord, _ mind: inout Mind, _ observation: Observation,
    _ driver: any HypervisorDriver, _ interval: Duration
  ) {
    let followed = follow(record, driver)
    if followed.guest.identity == mind.record.guest.identity, hasLost(mind.record.guest) {
      // The tool has not noticed yet that the process is gone; it is asked again soon, and less and less often.
      mind.restlessness += 1
      let lostSince = mind.lostSince ?? Clock.now
      mind.lostSince = lostSince
      if Clock.now - lostSince >= GuardDecision.credit {
        doubt(mind.record.guest, observation, driver)
      }
      Clock.sleep(until: Clock.now + min(.milliseconds(50) * mind.restlessness, interval))
    } else {
      (mind.restlessness, mind.lostSince) = (0, nil)
    }
    mind.record = followed
  }

  /// Returns when the guest's process has ended, when there is news of the guest or, where no process is known, when it is
  /// time to look; false when the keeper has ended.
  ///
  /// The record is looked at now and then even so: a stop of a guest that another node runs by now removes it. What the guest's disks
  /// are, and what it has written besides, is looked at in between.
  private func waitForNews(
    _ mind: inout Mind, _ ear: GuestEar, _ driver: any HypervisorDriver, at interval: Duration
  ) -> Bool {
    let identity = mind.record.guest.identity
    let process = ProcessIdentity(pid: identity.pid, startTime: identity.startTime)
    mind.state.look()
    guard process.pid > 0 else {
      return wait(for: nil, ear, until: Clock.now + interval) != .orphaned
    }
    guard let watch = try? ProcessHandle(process) else { return true }
    while true {
      switch wait(for: watch.handle, ear, until: Clock.now + .seconds(30)) {
      case .orphaned: return false
      case .news: return true
      case .disks: disks.look(mind.record, driver)
      case .nothing:
        let phase = (try? store.load())?.phase
        if phase == nil || phase == .stopping { return true }
        if disks.isBehind { disks.look(mind.record, driver) }
      }
      mind.state.look()
    }
  }

  private enum Waking { case nothing, news, disks, orphaned }

  private func wait(for process: Int32?, _ ear: GuestEar, until deadline: Instant) -> Waking {
    let trace = disks.handle
    let always = [process, keeper, trace].compactMap { $0 }.map { Poll.Interest.readable($0) }
    while true {
      let ready =
        Poll.wait(always + ear.interests, until: min(deadline, ear.due ?? deadline)) ?? []
      if let keeper, ready.contains(keeper) { return .orphaned }
      // Before the process: what the toolstack says of its end is known by then.
      if ear.read() { return .news }
      if let process, ready.contains(process) { return .news }
      if let trace, ready.contains(trace) { return .disks }
      if Clock.now >= deadline { return .nothing }
    }
  }

  /// Tells the next probe not to believe the tool, which has a guest run without a process; said again when that has been taken
  /// for settled meanwhile.
  private func doubt(
    _ guest: Guest, _ observation: Observation, _ driver: any HypervisorDriver
  ) {
    guard store.memory.note != GuestMemory.doubted else { return }
    let below = Witnesses(driver).second(guest, until: Clock.now + .seconds(5))
    let sighting = Sighting(observation, below: below, of: guest)
    guard sighting.presence == .doubted else { return }
    let words = "the witnesses disagree: \(sighting.reason)"
    log.write(.warning, "guest \(guest.name): \(words); each probe asks both from now on")
    log.note(.fault, state: GuestState.unknown(words).word, words)
    store.memory.leave(note: GuestMemory.doubted)
  }

  /// The guest lives, perhaps in another process than before: then the record follows it.
  private func follow(_ record: RunRecord, _ driver: any HypervisorDriver) -> RunRecord {
    guard record.phase == .running, driver.witness != nil,
      !isAlive(record.guest),
      let identity = try? driver.identify(record.guest, until: Clock.now + .seconds(10)),
      identity.pid > 0, identity != record.guest.identity
    else { return record }
    let charge = Charge(store, of: record.identity)
    // A stop that has begun meanwhile, or a start that found the process itself, keeps its own word.
    guard
      let followed = try? charge.ifStill(
        record, by: "guard", { now throws(Failure) in try charge.follow(now, to: identity) })
    else { return record }
    log.write(.notice, "guest \(record.guest.name) now runs in process \(identity.pid)")
    log.note(.seen, state: GuestState.running.word, "now in process \(identity.pid)")
    return followed
  }

  private func isAlive(_ guest: Guest) -> Bool {
    Processes.isAlive(
      ProcessIdentity(pid: guest.identity.pid, startTime: guest.identity.startTime))
  }

  /// Whether the process that is on record has gone; a guest whose process was never known has lost none.
  private func hasLost(_ guest: Guest) -> Bool { guest.identity.pid > 0 && !isAlive(guest) }
}
