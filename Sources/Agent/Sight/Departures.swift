internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// The departure of a resource's guest, as every node knows it (house rule 13).
///
/// An ordinary move or failover leaves none: who orders it knows where the guest is, and a node that was fenced has none.
struct Departures {
  private let identity: ResourceIdentity
  private let memory: FactMemory
  private let log: ResourceLog

  init(
    _ identity: ResourceIdentity, _ framework: any ClusterFramework, _ locations: Locations,
    _ log: ResourceLog
  ) {
    (self.identity, self.log) = (identity, log)
    memory = FactMemory(identity, framework, locations)
  }

  /// The departure that is open; nil where the guest has not left.
  ///
  /// - Throws: when that cannot be told.
  func open(until deadline: Instant) throws(Failure) -> Departure? {
    try memory.facts(until: deadline).values[.departure].map(Departure.init(parsing:))
  }

  /// Has every node know of one.
  func put(_ departure: Departure?, until deadline: Instant) throws(Failure) {
    try memory.keep(.departure, as: departure?.text, until: deadline)
  }

  /// The guest of this record has left, and nobody of ours ordered it. Said before the record says so, which is this node's alone.
  func note(_ record: RunRecord, until deadline: Instant) throws(Failure) {
    // Who has found it, or sent it, has said more.
    if try open(until: deadline) != nil { return }
    let departure = Departure(
      from: Environment.nodeName, uuid: record.guest.identity.uuid, since: Clock.secondsSince1970,
      to: record.target?.node)
    try put(departure, until: deadline)
    log.write(
      .warning,
      "guest \(record.guest.name) has left this node, and nobody ordered it: no node starts it before it is found, or "
        + "xvm_move --clear \(identity.resource) says that it runs nowhere")
  }

  /// The guest is in charge on this node, or has ended with proof. What cannot be forgotten now costs a later start a look.
  func settle(_ reason: String, until deadline: Instant) {
    do throws(Failure) {
      guard let departure = try open(until: deadline) else { return }
      try put(nil, until: deadline)
      log.write(.notice, "the guest that had left \(departure.from) is found: \(reason)")
    } catch { log.write(error, as: .warning) }
  }
}

extension MethodContext {
  /// The departure of the guest, as every node knows it.
  var departures: Departures { Departures(identity, framework, store.memory.locations, log) }

  /// A deadline for what is asked of the framework about a departure.
  var factsDeadline: Instant { deadline(.seconds(20)) }
}

/// A guest that has left, looked for on every node that is known: members of the cluster, and those that left it in order, too.
struct DepartureSearch {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// What has become of a guest that left.
  enum Fate {
    case runs(MoveTarget, GuestState)
    /// It is proven to have ended where it went.
    case ended
    /// It is not found; what the nodes said.
    case missing(String)
  }

  /// Returns when the guest is proven to have ended where it went; the departure is over then.
  ///
  /// - Parameter here: what this node's tool says, which has it off.
  /// - Throws: `.runsElsewhere` where it is found, and `.departed` while it is not.
  func requireEnd(of departure: Departure, here: GuestState) throws(Failure) {
    switch look(for: departure, here: here) {
    case .ended: return
    case .runs(let node, let state):
      throw Failure(
        .runsElsewhere, context.guest.name, cause: "\(node): \(state); it left \(departure.place)")
    case .missing(let words):
      throw Failure(
        .departed, context.guest.name,
        cause: "it left \(departure.place), and is not found" + (words.isEmpty ? "" : " (\(words))")
      )
    }
  }

  /// Looks for it, and has every node know what is found.
  ///
  /// - Parameter here: what this node's tool says.
  @discardableResult
  func look(for departure: Departure, here: GuestState) -> Fate {
    var seen: [(node: String, observation: Observation)] = []
    for node in candidates(departure) {
      let observation = Neighbours(context).look(at: node, uuid: departure.uuid)
      if observation.state.isActive == true {
        found(departure, on: node.node)
        return .runs(node, observation.state)
      }
      seen.append((node.node, observation))
    }
    let words = seen.map { item in
      item.observation.state.isActive == nil
        ? "\(item.node) gives no answer: \(item.observation.reason)"
        : "\(item.node): \(item.observation.state)"
    }
    seen.append((Environment.nodeName, Observation(here, evidence: [])))
    if let node = departure.to,
      let last = seen.first(where: { $0.node == node })?.observation.state
    {
      let isFenced =
        last.isActive == nil
        && context.framework.hasFenced(node, since: departure.since, until: context.deadline())
      if isFenced || Self.hasEnded(last, isWatched: isWatched(node)) {
        context.departures.settle(
          "it ended on \(node): \(isFenced ? "the node was fenced" : "\(last)")",
          until: context.factsDeadline)
        return .ended
      }
    }
    return .missing(words.joined(separator: "; "))
  }

  /// Whether a node that had the guest has lost it by proof.
  ///
  /// One that is off there has ended, unless it moved on. One that is not known there has moved on or has ended; of a node that the
  /// cluster watches it would be known that it moved on.
  static func hasEnded(_ state: GuestState, isWatched: Bool) -> Bool {
    switch state {
    case .off(.migrated): false
    case .off: true
    case .absent: isWatched
    default: false
    }
  }

  private func isWatched(_ node: String) -> Bool {
    node == Environment.nodeName
      || context.framework.watches(node, for: context.identity, until: context.deadline())
  }

  /// The nodes to be asked, the one where it was seen last first.
  private func candidates(_ departure: Departure) -> [MoveTarget] {
    let interconnect = Interconnect(context)
    let all = interconnect.everyNode()
    guard let node = departure.to, node != Environment.nodeName else { return all }
    return [all.first { $0.node == node } ?? interconnect.target(node)]
      + all.filter { $0.node != node }
  }

  /// It runs there: every node is to know.
  private func found(_ departure: Departure, on node: String) {
    guard departure.to != node else { return }
    var known = departure
    known.to = node
    do throws(Failure) { try context.departures.put(known, until: context.factsDeadline) } catch {
      context.log.write(error, as: .warning)
    }
  }
}

extension Departure {
  /// Where from, when, and where to as far as that is known; for messages.
  var place: String {
    let time = Clock.local(since)
    return (from.isEmpty ? "a node" : from)
      + (since > 0 ? " at \(time.dateAndTime)\(time.zone)" : "")
      + (to.map { " and was on its way to \($0), or seen there" } ?? "")
  }
}
