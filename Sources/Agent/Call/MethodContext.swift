public import Frameworks
public import Hypervisors
public import Model
public import Platform

/// What every method of a resource works with: who, how, by when, and whom to tell.
public struct MethodContext: Sendable {
  public let identity: ResourceIdentity
  public let method: Method
  public let budget: Budget
  public let configuration: GuestConfiguration
  public let driver: any HypervisorDriver
  public let store: RecordStore
  public let log: ResourceLog
  public let framework: any ClusterFramework
  /// Where the resource's configuration table lies; nil when a parameter file configures it.
  public let tables: TableStore?

  init(
    identity: ResourceIdentity, method: Method, budget: Budget,
    configuration: GuestConfiguration, driver: any HypervisorDriver, store: RecordStore,
    log: ResourceLog, framework: any ClusterFramework, tables: TableStore? = nil
  ) {
    (self.identity, self.method, self.budget) = (identity, method, budget)
    (self.configuration, self.driver, self.store) = (configuration, driver, store)
    (self.log, self.framework, self.tables) = (log, framework, tables)
  }

  /// A context of this machine: with the run record, the lock and the log of the resource.
  ///
  /// - Parameters:
  ///   - caller: the name in the log.
  ///   - driver: of the toolstack; nil takes the one that is configured.
  public init(
    _ identity: ResourceIdentity, _ method: Method, _ budget: Budget,
    _ configuration: GuestConfiguration, as caller: String, framework: any ClusterFramework,
    driver: (any HypervisorDriver)? = nil, locations: Locations = .current,
    tables: TableStore? = nil
  ) {
    self.init(
      identity: identity, method: method, budget: budget, configuration: configuration,
      driver: driver ?? Drivers.driver(for: configuration),
      store: RecordStore(identity, locations: locations),
      log: ResourceLog(
        identity, method: caller, debugLevel: configuration.values.integer(.debugLevel),
        locations: locations),
      framework: framework, tables: tables)
  }

  /// The guest, without a particular run of it.
  public var guest: Guest { Guest(name: configuration.domainName) }

  /// The guest, and which run of it where that is on record.
  func guest(on record: RunRecord?) -> Guest {
    guard let record, record.guest.name == configuration.domainName else { return guest }
    return Guest(name: record.guest.name, identity: record.guest.identity)
  }

  /// What the second witness says of the run that is on record; nil where there is no such witness.
  ///
  /// - Parameter seen: what the tool says, which tells the guest from others of its name where no record does.
  func observeBelow(on record: RunRecord?, seen: Observation? = nil) -> Observation? {
    witnesses.second(identified(guest(on: record), seen), until: deadline(.seconds(5)))
  }

  /// A guest with its UUID, where that was not on record: as the tool has it, or the definition that is kept for all nodes.
  func identified(_ guest: Guest, _ seen: Observation?) -> Guest {
    guard guest.identity.uuid.isEmpty else { return guest }
    var guest = guest
    let uuid = seen?.identity?.uuid ?? ""
    guest.identity.uuid = uuid.isEmpty ? keptUUID : uuid
    return guest
  }

  /// A deadline for one call of the management tool: at most `limit`, and never after `mark` or the budget's end.
  func deadline(_ limit: Duration = .seconds(10), before mark: Instant? = nil) -> Instant {
    budget.deadline(at: Clock.now, limit: limit, before: mark)
  }

  /// Lets a paused guest go on.
  ///
  /// - Throws: `.paused` too, where the toolstack has no way to.
  func resume(_ guest: Guest, until deadline: Instant) throws(Failure) {
    guard let resumer = driver.resumer else {
      throw Failure(.paused, guest.name, cause: "\(driver.name) cannot let a guest go on")
    }
    try resumer.resume(guest, until: deadline)
  }

  /// The run record as it changes.
  var charge: Charge { Charge(store, of: identity) }

  /// Puts on record that the machine went down under the guest: what was noted last is that it was there, and in a boot before
  /// this one.
  ///
  /// - Parameter state: what the guest is since; nil when that is going to be noted.
  func noteReboot(state: GuestState? = nil) {
    let booted = Clock.bootedSince1970
    guard let last = (try? log.recorder.history)?.events.last(where: { $0.state != nil }),
      let word = last.state,
      ![GuestState.absent.word, GuestState.off(.shutdown).word].contains(word),
      // A second more or less, as the clock was set.
      last.time / 1_000 < booted - 1
    else { return }
    let time = Clock.local(booted)
    log.note(
      .fault, state: state?.word,
      "the machine was started again at \(time.dateAndTime)\(time.zone) and no stop is on record before that"
    )
  }

  /// The mark that our guests bear.
  var mark: String { "\(identity.group)/\(identity.resource)" }
}
