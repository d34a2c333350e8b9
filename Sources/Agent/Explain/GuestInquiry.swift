internal import Frameworks
public import Hypervisors
public import Model
public import Platform

/// Finds out about one resource: reads what is on disk and asks both witnesses, each question with a deadline.
public struct GuestInquiry {
  private let identity: ResourceIdentity
  private let source: ConfigurationSource
  private let locations: Locations
  private let driver: (GuestConfiguration) -> any HypervisorDriver

  public init(
    _ identity: ResourceIdentity, source: ConfigurationSource, locations: Locations = .current,
    driver: @escaping (GuestConfiguration) -> any HypervisorDriver = Drivers.driver(for:)
  ) {
    (self.identity, self.source, self.locations) = (identity, source, locations)
    self.driver = driver
  }

  /// What is known of it.
  ///
  /// - Parameters:
  ///   - limit: the time for one question to a toolstack, by its name in messages.
  ///   - lines: how many lines of the log are wanted.
  public func run(lines: Int, limit: (String) -> Duration) -> GuestFacts {
    let store = RecordStore(identity, locations: locations)
    var facts = GuestFacts(resource: identity.resource, group: identity.group)
    facts.place = source.path(of: identity)
    facts.recordPath = store.path
    var isKnown = true
    do throws(Failure) {
      let found = try source.find(identity, problems: &facts.problems)
      facts.place = found.place
      let configuration = source.configuration(found, problems: &facts.problems)
      facts.configuration = configuration
      // With one of these refused the guest that would be asked about is another one.
      isKnown = configuration.values.lost(of: found.given).isEmpty
    } catch {
      facts.problems = [error]
    }
    do throws(Failure) { facts.record = try store.load() } catch { facts.problems.append(error) }
    let framework =
      source.framework ?? CallingFramework.find(for: identity, locations: locations)
    let log = ResourceLog(identity, method: "", locations: locations)
    facts.departure = try? Departures(identity, framework, locations, log).open(
      until: Clock.now + .seconds(5))
    facts.keeper = GuardRoll(store).keepers.first
    facts.holder = FileLock.holder(of: store.lockPath)
    let file = ResourceLog(identity, method: "", locations: locations).file
    facts.log = Files.lastLines(of: file, lines)
    // The guest in charge is the one that was started; a configuration may have come to name another one since.
    guard let kept = facts.record.map({ GuestConfiguration($0.values) }) ?? facts.configuration,
      !kept.domainName.isEmpty, isKnown || facts.record != nil
    else { return facts }
    ask(kept, &facts, limit)
    return facts
  }

  private func ask(
    _ kept: GuestConfiguration, _ facts: inout GuestFacts, _ limit: (String) -> Duration
  ) {
    let driver = driver(kept)
    let guest = facts.record?.guest ?? Guest(name: kept.domainName)
    (facts.guest, facts.toolstack) = (guest, driver.name)
    (facts.hypervisor, facts.uri) = (driver.hypervisor.rawValue, driver.uri)
    facts.silence = driver.silence
    let witnesses = Witnesses(driver)
    let first = witnesses.first(guest, until: Clock.now + limit(driver.name))
    let observation = witnesses.sighting(first, of: guest, record: facts.record).first
    facts.observation = observation
    if observation.state.isActive == true {
      facts.impediment = driver.impediment(to: guest, until: Clock.now + limit(driver.name))
    }
    var sought = guest
    if sought.identity.uuid.isEmpty { sought.identity.uuid = observation.identity?.uuid ?? "" }
    facts.below = witnesses.second(sought, until: Clock.now + limit(driver.name))
    if case .unknown = observation.state { return }
    facts.startsByItself = try? driver.autostart(of: observation.state)?.startsByItself(
      guest, until: Clock.now + limit(driver.name))
    facts.remarks = driver.remarks(about: guest, until: Clock.now + limit(driver.name))
    facts.diskDifferences = DiskDifferences(context(kept, driver)).find(guest)
    guard let configuration = facts.configuration, facts.problems.isEmpty else { return }
    facts.problems = problems(of: configuration, driver, observation)
  }

  /// What would fail a start or a probe, of that which can be seen from here.
  private func problems(
    of configuration: GuestConfiguration, _ driver: any HypervisorDriver,
    _ observation: Observation
  ) -> [Failure] {
    let context = context(configuration, driver)
    let validate = ValidateGuest(context)
    var found =
      validate.rules(times: [:]).filter(\.isError) + validate.plugin()
      + validate.firmware()
    found += validate.starters().map { .warning($0) }
    // The definition is needed only where the hypervisor does not know the guest.
    if observation.state == .absent, !configuration.domainDefinition.isEmpty {
      do throws(Failure) { _ = try KeptDefinition(context).load() } catch {
        found.append(.error(error))
      }
    }
    return found.map(\.failure)
  }

  /// What is asked of a guest that is kept like this, within a limit.
  func context(_ configuration: GuestConfiguration, within limit: Duration) -> MethodContext {
    context(configuration, driver(configuration), within: limit)
  }

  private func context(
    _ configuration: GuestConfiguration, _ driver: any HypervisorDriver,
    within limit: Duration = .seconds(5)
  ) -> MethodContext {
    MethodContext(
      identity, .validate, Budget(start: Clock.now, total: limit), configuration,
      as: "xvm_why",
      framework: source.framework ?? CallingFramework.find(for: identity, locations: locations),
      driver: driver, locations: locations)
  }
}
