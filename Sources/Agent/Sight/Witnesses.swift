internal import Hypervisors
internal import Model
internal import Platform

/// The two witnesses of a guest on this node, and the only place that asks them (house rule 4).
struct Witnesses {
  private let driver: any HypervisorDriver

  init(_ driver: any HypervisorDriver) { self.driver = driver }

  /// What the management tool says.
  func first(_ guest: Guest, until deadline: Instant) -> Observation {
    driver.observe(guest, until: deadline)
  }

  /// What lies below the tool says, which does not ask the tool; nil where there is no such witness.
  func second(_ guest: Guest, until deadline: Instant) -> Observation? {
    driver.witness?.observeBelow(guest, until: deadline)
  }

  /// What follows from their words and the record: a guest that ran here and is not known any more, to a toolstack that still
  /// knows those which have ended, has left this node.
  ///
  /// Started here again it might run twice, so a removal by hand is taken for a move too, until somebody says otherwise.
  func sighting(
    _ first: Observation, below: Observation? = nil, of guest: Guest, record: RunRecord?
  ) -> Sighting {
    var sighting = Sighting(first, below: below, of: guest, record: record)
    if first.state == .absent, record?.phase == .running,
      driver.traits.contains(.remembersEnded)
    {
      let word = Evidence(
        "run record", "it ran here, and \(driver.name) still knows what has ended", at: Clock.now)
      sighting.first = Observation(.off(.migrated), evidence: first.evidence + [word])
    }
    return sighting
  }
}

extension MethodContext {
  var witnesses: Witnesses { Witnesses(driver) }

  /// What the tool says and, where that is not that the guest is there, what is on record and what lies below the tool says: for a
  /// guest that is well neither is asked.
  ///
  /// - Parameters:
  ///   - isDoubted: the tool's word that the guest runs is not taken by itself.
  func look(until deadline: Instant, isDoubted: Bool = false) -> Sighting {
    let seen = witnesses.first(guest, until: deadline)
    if seen.state.isActive == true, !isDoubted || seen.state != .running {
      return Sighting(seen, of: guest)
    }
    let record = try? store.load()
    return witnesses.sighting(
      seen, below: observeBelow(on: record, seen: seen), of: guest(on: record), record: record)
  }
}
