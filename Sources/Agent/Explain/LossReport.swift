public import Model

/// What becomes of each guest of a cluster when it does without some of its nodes; a function from what the scheduler foretells.
public struct LossReport: Equatable, Sendable {
  /// What becomes of a guest.
  public enum Fate: String, CaseIterable, Sendable {
    /// It runs on where it is.
    case stays
    /// Its node is lost, and it is started on another one.
    case restarts
    /// The cluster has it on another node, though its own is there.
    case moves
    /// It runs nowhere, because what goes first by rank or affinity takes its place.
    case givesWay = "gives-way"
    /// It runs nowhere.
    case noPlace = "no-place"
  }

  /// A guest that runs before.
  public struct Guest: Equatable, Sendable {
    public let name: String
    /// Where it runs before, and afterwards; nil for nowhere.
    public let now: String, then: String?
    public let fate: Fate
    /// Whether the node where it comes to run says that it could run it; nil where it says nothing.
    public let isReady: Bool?
    /// Whom it gives way to.
    public let rivals: [String]
    /// Why it runs nowhere, each with its remedy.
    public let reasons: [Failure]

    /// Whether it would not run, though nothing that goes first has its place, or only where it could not be started.
    public var isHurt: Bool { fate == .noPlace || (fate != .stays && isReady == false) }
  }

  /// The nodes that the cluster does without.
  public let nodes: [String]
  /// Whether the others may act.
  public let isQuorate: Bool
  public let guests: [Guest]
  /// The nodes that have no room for a guest that runs nowhere.
  public let full: [NodeLoad]

  /// The guests that do not survive it as they should.
  public var hurt: [Guest] { guests.filter(\.isHurt) }
  /// The guests that make room.
  public var yielding: [Guest] { guests.filter { $0.fate == .givesWay } }

  /// The report of a cluster that is configured so.
  ///
  /// - Parameters:
  ///   - nodes: those that the cluster does without, and whether they are lost and not only on standby.
  ///   - before: where everything is.
  ///   - after: where everything comes to be.
  ///   - state: the same with what is not foretold: bans and failures.
  ///   - isReady: whether a node says that it could run a guest; nil where it says nothing.
  init(
    _ nodes: [String], areLost: Bool, before: ScheduleForecast, after: ScheduleForecast,
    _ state: ClusterState, _ base: InformationBase,
    isReady: (_ node: String, _ guest: String) -> Bool?
  ) {
    let mayAct = state.hasQuorum || state.withoutQuorum == "ignore"
    (self.nodes, isQuorate) = (nodes, mayAct)
    let outcome = Outcome(nodes: nodes, after: after, state: state, base: base)
    guests = base.virtualMachines.compactMap { name in
      guard let now = before.places(of: name).first else { return nil }
      let places = after.places(of: name)
      guard let then = places.first else {
        let rivals = outcome.rivals(of: name)
        return Guest(
          name: name, now: now, then: nil, fate: rivals.isEmpty ? .noPlace : .givesWay,
          isReady: nil, rivals: rivals, reasons: outcome.reasons(name))
      }
      let fate: Fate = areLost && nodes.contains(now) ? .restarts : then == now ? .stays : .moves
      return Guest(
        name: name, now: now, then: then, fate: fate,
        isReady: fate == .stays ? nil : isReady(then, name), rivals: [], reasons: [])
    }
    full = outcome.full(for: guests.filter { $0.then == nil }.map(\.name))
  }
}

/// What has come of it, and what kept a guest from having a place.
private struct Outcome {
  let nodes: [String]
  let after: ScheduleForecast
  let state: ClusterState
  let base: InformationBase

  /// The state of the nodes that are left: that a lost one has no place needs not be said.
  private var left: ClusterState { state.without(nodes: nodes) }

  func rivals(of guest: String) -> [String] {
    if !state.hasQuorum, state.withoutQuorum != "ignore" { return [] }
    var found: [String] = []
    for node in left.nodes.map(\.name) {
      for rival in ClusterRules.targets(guest, base, state, on: node)
        + ClusterRules.betters(guest, base, state, on: node) where !found.contains(rival)
      { found.append(rival) }
    }
    return found
  }

  func reasons(_ guest: String) -> [Failure] {
    if !state.hasQuorum, state.withoutQuorum != "ignore" {
      return [Failure(.noQuorum, guest, cause: "no-quorum-policy is \(state.withoutQuorum)")]
    }
    let unfenced = (after.resources[guest]?.nodes ?? []).filter { name in
      after.nodes.contains { $0.name == name && $0.isUnclean }
    }
    if let node = unfenced.first {
      return [
        Failure(.unclean, guest, cause: "\(node) ran it, and the cluster cannot fence it")
          .naming(["NODE": node])
      ]
    }
    let places = ClusterObstacles.places(guest, base, left)
    return places.isEmpty ? [Failure(.notPlaced, guest)] : places
  }

  func full(for guests: [String]) -> [NodeLoad] {
    var found: [NodeLoad] = []
    for node in left.nodes.map(\.name) {
      for guest in guests {
        guard let load = ClusterRules.shortage(guest, base, state, node), !found.contains(load)
        else { continue }
        found.append(load)
      }
    }
    return found
  }
}
