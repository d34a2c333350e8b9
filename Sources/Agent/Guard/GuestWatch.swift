internal import Frameworks
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
    /// The guest is dead, with this evidence.
    case died(String)
    /// The watch is not wanted any more: the guest is being stopped, or was.
    case dismissed
    /// The guest has left this node, and the framework knows.
    case withdrawn
    /// The keeper is dead; somebody has to keep this watch alive.
    case orphaned
  }

  private let store: RecordStore
  private let log: ResourceLog
  private let keeper: Int32?
  private let locations: Locations
  private let driver: (GuestConfiguration) -> any HypervisorDriver

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
  }

  /// What a watch keeps in mind from one look to the next.
  private struct Mind {
    var record: RunRecord
    var silentSince: Instant?
    var restlessness = 0
    var lostSince: Instant?
    var nextTelling = Clock.now
  }

  /// Watches until the end.
  public func run() throws(Failure) -> Ending {
    guard let record = try store.load() else { return .dismissed }
    let driver = driver(GuestConfiguration(record.values))
    let interval = record.values.seconds(.guardInterval)
    let ear = GuestEar(
      driver.news(of: record.guest, retryingWithin: interval), of: driver.name, log)
    var mind = Mind(record: record)
    while true {
      if !waitForNews(of: mind.record.guest, ear, at: interval) { return .orphaned }
      if let ending = try look(&mind, driver, ear, interval) { return ending }
    }
  }

  /// One look at the guest, and what follows from it; how the watch ended, if it did.
  private func look(
    _ mind: inout Mind, _ driver: any HypervisorDriver, _ ear: GuestEar, _ interval: Duration
  ) throws(Failure) -> Ending? {
    var observation = Witnesses(driver).first(mind.record.guest, until: Clock.now + .seconds(10))
    if case .unknown = observation.state {
      mind.silentSince = mind.silentSince ?? Clock.now
    } else {
      mind.silentSince = nil
    }
    // Read again: a stop that has begun in the meantime makes the death an intended one.
    var current: RunRecord?
    do { current = try store.load() } catch { current = mind.record }
    current = current?.asItStands(in: store)
    observation = observation.explained(by: current, driver)
    let below =
      observation.state.isActive == true
      ? nil : Witnesses(driver).second(mind.record.guest, until: Clock.now + .seconds(5))
    if observation.state.isActive == true { ear.forgetDeparture() }
    // A guest that is defined nowhere vanishes by a migration as by a death.
    if observation.state == .absent { ear.listen(until: Clock.now + .milliseconds(500)) }
    let sighting = Sighting(observation, below: below, of: mind.record.guest, record: current)
    let evidence = sighting.reason
    let decision = GuardDecision.next(
      sighting, configuration: GuestConfiguration((current ?? mind.record).values),
      silence: mind.silentSince.map { Clock.now - $0 } ?? .zero, departed: ear.heardOfDeparture)
    switch decision {
    case .leave:
      return .dismissed
    case .die:
      let name = mind.record.guest.name
      log.write(.error, "guest \(name) is dead: \(evidence)")
      log.note(.fault, state: observation.state.word, "the guest is dead: \(evidence)")
      report(deathOf: mind.record)
      return .died(evidence)
    case .depart:
      mind.record = try depart(current ?? mind.record, evidence)
      if hasToldFramework(mind.record) { return .withdrawn }
      mind.nextTelling = Clock.now + .seconds(30)
    case .watch:
      watch(current ?? mind.record, &mind, observation, driver, interval)
    case .hold, .lookAgain:
      mind.record = current ?? mind.record
      if mind.record.phase == .departed, Clock.now >= mind.nextTelling {
        if hasToldFramework(mind.record) { return .withdrawn }
        // A framework that did not take the report is told again, but not every second.
        mind.nextTelling = Clock.now + .seconds(30)
      }
      Clock.sleep(until: Clock.now + .seconds(1))
    }
    return nil
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
  /// The record is looked at now and then even so: a stop of a guest that another node runs by now removes it.
  private func waitForNews(of guest: Guest, _ ear: GuestEar, at interval: Duration) -> Bool {
    let process = ProcessIdentity(pid: guest.identity.pid, startTime: guest.identity.startTime)
    guard process.pid > 0 else {
      return waits(for: nil, ear, until: Clock.now + interval) != .orphaned
    }
    guard let watch = try? ProcessWatch(process) else { return true }
    while true {
      switch waits(for: watch.handle, ear, until: Clock.now + .seconds(30)) {
      case .orphaned: return false
      case .news: return true
      case .nothing:
        let phase = (try? store.load())?.phase
        if phase == nil || phase == .stopping { return true }
      }
    }
  }

  private enum Waking { case nothing, news, orphaned }

  private func waits(for process: Int32?, _ ear: GuestEar, until deadline: Instant) -> Waking {
    let always = [process, keeper].compactMap { $0 }.map { Poll.Interest.readable($0) }
    while true {
      let ready =
        Poll.wait(always + ear.interests, until: min(deadline, ear.due ?? deadline)) ?? []
      if let keeper, ready.contains(keeper) { return .orphaned }
      // Before the process: what the toolstack says of its end is known by then.
      if ear.read() { return .news }
      if let process, ready.contains(process) { return .news }
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
    guard record.phase == .running, driver.capabilities.contains(.secondWitness),
      !isAlive(record.guest),
      let identity = try? driver.identify(record.guest, until: Clock.now + .seconds(10)),
      identity.pid > 0, identity != record.guest.identity
    else { return record }
    let followed = try? Charge(store, of: record.identity).follow(record, to: identity)
    log.write(.notice, "guest \(record.guest.name) now runs in process \(identity.pid)")
    log.note(.seen, state: GuestState.running.word, "now in process \(identity.pid)")
    return followed ?? record
  }

  private func isAlive(_ guest: Guest) -> Bool {
    Processes.isAlive(
      ProcessIdentity(pid: guest.identity.pid, startTime: guest.identity.startTime))
  }

  /// Whether the process that is on record has gone; a guest whose process was never known has lost none.
  private func hasLost(_ guest: Guest) -> Bool { guest.identity.pid > 0 && !isAlive(guest) }

  /// Tells the framework of the death, where it wants to be told.
  ///
  /// An action at work is waited for: it may be the one that has just left this guard behind, and saw the guest alive.
  private func report(deathOf watched: RunRecord) {
    let patience = Clock.now + .seconds(30)
    while FileLock.holder(of: store.lockPath) != nil, Clock.now < patience {
      Clock.sleep(until: Clock.now + .milliseconds(100))
    }
    guard let record = try? store.load(),
      GuardReport.isWanted(record, watched: watched, holder: FileLock.holder(of: store.lockPath))
    else { return }
    let name = record.guest.name
    switch CallingFramework.find(for: record.identity, locations: locations)
      .report(deathOf: record.identity, until: Clock.now + .seconds(30))
    {
    case .told: log.write(.notice, "the cluster was told that guest \(name) is dead")
    case .needless(let reason):
      ResourceLog(
        record.identity, method: "guard_xvm", debugLevel: record.values.integer(.debugLevel),
        locations: locations
      ).debug(1, "the death of guest \(name) is not reported: \(reason)")
    case .failed(let cause):
      log.write(.warning, "the cluster was not told that guest \(name) is dead: \(cause)")
    }
  }

  /// Whether the framework takes it that the guest has left by itself; else the tree is held together.
  ///
  /// A framework that has found the guest on another node needs no record of ours, which would keep it from coming back.
  private func hasToldFramework(_ record: RunRecord) -> Bool {
    let place = record.target.map { "to \($0.node)" } ?? "to another node"
    let framework = CallingFramework.find(for: record.identity, locations: locations)
    guard framework.withdraw(record.identity, "moved: guest \(record.guest.name) has gone \(place)")
    else { return false }
    if framework.knowsPlacement {
      try? Charge(store, of: record.identity).end()
      log.write(.notice, "the cluster has found guest \(record.guest.name) on another node")
    }
    return true
  }

  private func depart(_ record: RunRecord, _ evidence: String) throws(Failure) -> RunRecord {
    if record.phase == .departed {
      Clock.sleep(until: Clock.now + .seconds(1))
      return record
    }
    let gone = try Charge(store, of: record.identity).depart(record)
    log.write(.warning, "guest \(record.guest.name) has left this node: \(evidence)")
    log.note(.seen, state: GuestState.absent.word, "it has left this node: \(evidence)")
    return gone
  }
}
