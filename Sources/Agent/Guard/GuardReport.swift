internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// What the guard tells the framework of a guest: that it is dead, or that it has left this node.
struct GuardReport {
  private let store: RecordStore
  private let log: ResourceLog
  private let framework: any ClusterFramework
  private let departures: Departures

  init(
    _ identity: ResourceIdentity, _ store: RecordStore, _ log: ResourceLog, _ locations: Locations,
    framework: (any ClusterFramework)? = nil
  ) {
    (self.store, self.log) = (store, log)
    self.framework = framework ?? CallingFramework.find(for: identity, locations: locations)
    departures = Departures(identity, self.framework, locations, log)
  }

  // MARK: A death

  /// Whether a death is one that the framework is to be told of: only of the run that was started last, and only when no action of
  /// ours is at work, which sees it by itself.
  ///
  /// - Parameters:
  ///   - record: what is on record now.
  ///   - watched: what was on record of the guest that died.
  ///   - holder: who holds the lock of the resource's methods.
  static func isWanted(_ record: RunRecord, watched: RunRecord, holder: String?) -> Bool {
    record.phase == .running && record.guest == watched.guest && holder == nil
  }

  /// Tells of the death, where the framework wants to be told.
  ///
  /// An action at work is waited for: it may be the one that has just left this guard behind, and saw the guest alive.
  func tell(deathOf watched: RunRecord) {
    let patience = Clock.now + .seconds(30)
    while FileLock.holder(of: store.lockPath) != nil, Clock.now < patience {
      Clock.sleep(until: Clock.now + .milliseconds(100))
    }
    let name = watched.guest.name
    var quiet = log
    quiet.debugLevel = watched.values.integer(.debugLevel)
    // A move whose author is dead is nobody's work any more.
    guard let record = (try? store.load()).map(store.asItStands),
      GuardReport.isWanted(record, watched: watched, holder: FileLock.holder(of: store.lockPath))
    else {
      return quiet.debug(1, "the death of guest \(name) is not reported: a method sees to it")
    }
    switch framework.report(deathOf: record.identity, until: Clock.now + .seconds(30)) {
    case .told: log.write(.notice, "the cluster was told that guest \(name) is dead")
    case .needless(let reason):
      quiet.debug(1, "the death of guest \(name) is not reported: \(reason)")
    case .failed(let cause):
      log.write(.warning, "the cluster was not told that guest \(name) is dead: \(cause)")
    }
  }

  // MARK: A departure

  /// Has every node know of a departure, before it is on record here.
  func note(departureOf record: RunRecord) throws(Failure) {
    try departures.note(record, until: Clock.now + .seconds(20))
  }

  /// Looks where it has gone, while it may still run there: what is found every node knows then.
  func seek(_ gone: RunRecord, _ driver: any HypervisorDriver) {
    let context = MethodContext(
      identity: gone.identity, method: .probe,
      budget: Budget(start: Clock.now, total: .seconds(60)),
      configuration: GuestConfiguration(gone.values), driver: driver, store: store, log: log,
      framework: framework)
    guard let departure = try? departures.open(until: context.factsDeadline) else { return }
    DepartureSearch(context).look(for: departure, here: .off(.migrated))
  }

  /// Tells that the guest has left by itself; whether the framework takes it so. Else the tree is held together.
  ///
  /// A framework that has found the guest on another node needs no record of ours, which would keep it from coming back. Finding it
  /// takes a while: what a start has put on record meanwhile stays.
  ///
  /// - Parameter gone: the record of the departure.
  func tell(departureOf gone: RunRecord) -> Bool {
    let place = gone.target.map { "to \($0.node)" } ?? "to another node"
    guard framework.withdraw(gone.identity, "moved: guest \(gone.guest.name) has gone \(place)")
    else { return false }
    guard framework.knowsPlacement else { return true }
    departures.settle("the cluster has it on another node", until: Clock.now + .seconds(20))
    let charge = Charge(store, of: gone.identity)
    do throws(Failure) {
      if try charge.ifStill(gone, by: "guard", { _ throws(Failure) in try charge.end() }) != nil {
        log.write(.notice, "the cluster has found guest \(gone.guest.name) on another node")
      }
    } catch {
      // What is at work may leave the record as it is.
      if error.code == .busy { return false }
    }
    return true
  }
}
