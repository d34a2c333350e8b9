internal import Hypervisors
public import Model

/// What stands in the way of a guest's running, or of its being kept running; a function from values to values.
public enum Obstacles {
  /// Every obstacle, each with its remedy; none when the guest runs and is looked after.
  public static func find(_ facts: GuestFacts) -> [Failure] {
    var found = facts.problems
    if facts.isGuest {
      let local = configuration(facts) + guest(facts) + guarding(facts)
      let away = departure(facts)
      found += away
      found += local.filter {
        facts.cluster?.explains($0.code) != true && !(!away.isEmpty && $0.code == .departed)
      }
      found += facts.cluster?.obstacles ?? []
      if let holder = facts.holder {
        found.append(Failure(.busy, facts.resource, cause: holder))
      }
    }
    return found + service(facts)
  }

  private static func configuration(_ facts: GuestFacts) -> [Failure] {
    guard let configuration = facts.configuration, let record = facts.record,
      !configuration.domainName.isEmpty,
      !GuestConfiguration(record.values).isOfSameGuest(as: configuration)
    else { return [] }
    return [
      Failure(
        .otherGuest, facts.resource,
        cause: "started was \(record.guest.name), configured is \(configuration.domainName)")
    ]
  }

  // MARK: The guest

  /// That it has left a node, which binds all of them: told whichever node is asked.
  private static func departure(_ facts: GuestFacts) -> [Failure] {
    guard let departure = facts.departure, facts.isRunning != true else { return [] }
    let name = facts.guest?.name ?? facts.resource
    let words = departure.to == nil ? ", and is not found" : ""
    return [Failure(.departed, name, cause: "it left \(departure.place)\(words)")]
  }

  private static func guest(_ facts: GuestFacts) -> [Failure] {
    guard let observation = facts.observation, let guest = facts.guest else { return [] }
    var found: [Failure] = []
    if facts.startsByItself == true { found.append(Failure(.autostart, guest.name)) }
    let kept = facts.record.map { GuestConfiguration($0.values) } ?? facts.configuration
    guard let kept else { return found }
    func add(_ code: Failure.Code, _ cause: String) {
      found.append(Failure(code, guest.name, cause: cause))
    }
    found += facts.diskDifferences
    switch observation.state {
    case .unknown(let cause):
      found.append(.silent(facts.silence, facts.toolstack, cause: cause, livesAnyway(facts)))
    case .running:
      break
    case .paused(let cause):
      let policy = kept.policy(for: cause)
      let text = cause.rawValue + (policy.map { "; the policy is \($0.rawValue)" } ?? "")
      add(policy == .honour ? .paused : .passing, text)
    case .booting, .shuttingDown, .movingIn, .movingOut:
      add(.passing, observation.reason)
    case .crashed:
      add(.crashKept, "On_crash is \(kept.crashPolicy.rawValue)")
    case .off, .absent:
      if let failure = gone(observation, facts, kept) { found.append(failure) }
    }
    if observation.state.isActive == true, facts.record == nil {
      add(.unclaimed, observation.reason)
    }
    return found
  }

  /// Why a guest is down that the tool says is off or unknown here.
  private static func gone(
    _ observation: Observation, _ facts: GuestFacts, _ kept: GuestConfiguration
  ) -> Failure? {
    let name = facts.guest?.name ?? ""
    if let sighting = facts.sighting, sighting.presence == .disputed {
      return Failure(.disagreement, name, cause: sighting.reason)
    }
    let isGone = observation.state == .off(.migrated) && facts.record?.phase == .running
    if facts.record?.phase == .departed || isGone {
      return Failure(.departed, name, cause: facts.recordPath)
    }
    if observation.state == .absent, kept.domainDefinition.isEmpty {
      return Failure(.noSuchGuest, name, cause: observation.reason)
    }
    switch facts.record?.phase {
    case .running? where observation.state == .off(.shutdown) && kept.honoursGuestShutdown:
      return Failure(.shutDownInside, name)
    case .running?:
      return Failure(.down, name, cause: observation.reason)
    default:
      // What the engine says of its last start is better than that there was none.
      if let service = facts.service {
        let states = ["START_FAILED", "STOP_FAILED", "STARTING"]
        if states.contains(service.state) || !service.message.isEmpty { return nil }
      }
      return Failure(.notStarted, facts.resource, cause: observation.reason)
    }
  }

  private static func livesAnyway(_ facts: GuestFacts) -> String {
    facts.sighting?.presence == .hereBelow
      ? "; the guest lives: \(facts.below?.reason ?? "")" : ""
  }

  private static func guarding(_ facts: GuestFacts) -> [Failure] {
    guard let record = facts.record, record.phase == .running, facts.keeper == nil,
      facts.isRunning == true
    else { return [] }
    return [Failure(.unguarded, record.guest.name)]
  }

  // MARK: The engine

  private static func service(_ facts: GuestFacts) -> [Failure] {
    guard let service = facts.service else {
      return facts.isGuest ? [] : [Failure(.notStarted, facts.resource)]
    }
    var found: [Failure] = []
    func add(_ code: Failure.Code, _ cause: String = "") {
      found.append(Failure(code, facts.resource, cause: cause))
    }
    if let worker = service.worker { add(.busy, worker) }
    switch service.state {
    case "STOP_FAILED": add(.stopFailed, cause(service.message))
    case "START_FAILED": add(.startFailed, cause(service.message))
    case "OFFLINE":
      // After a start that failed SOFT takes the resource offline, and leaves the reason.
      if !service.message.isEmpty { add(.startFailed, cause(service.message)) }
      if !facts.isGuest, service.message.isEmpty { add(.notStarted) }
    default:
      for code in [Failure.Code.retriesExhausted, .giveoverRefused]
      where service.status == "FAULTED" && service.message.contains(code.sentence) {
        add(code, tail(of: service.message, after: code.sentence))
      }
      if service.monitor == nil { add(.unmonitored, "the state is \(service.state)") }
    }
    return found

    /// The message without the name of the resource, which stands before it anyway.
    func cause(_ message: String) -> String {
      let name = facts.resource + ": "
      return message.hasPrefix(name) ? String(message.dropFirst(name.count)) : message
    }
  }

  private static func tail(of message: String, after sentence: String) -> String {
    guard let range = message.firstRange(of: sentence) else { return "" }
    return String(message[range.upperBound...].drop { $0 == ":" || $0 == " " })
  }
}
