public import Frameworks
public import Model

/// How each guest of a node would leave it, where to and in what time; a function from what the cluster is, what its scheduler would do
/// with the node in standby, and what a look at the move found.
public struct DrainPlan: Sendable {
  /// How a guest leaves.
  public enum Way: Equatable, Sendable {
    /// It is moved while it runs.
    case live
    /// It is stopped and started elsewhere, for this reason.
    case restart(String)
    /// It cannot go, for this reason.
    case cannot(String)
  }

  /// A guest, and how it leaves.
  public struct Leaving: Equatable, Sendable {
    public let resource: String
    public var way: Way
    /// Where it goes; nil when nobody knows.
    public let target: String?
    /// How long its move takes, and for how long it stands still; nil where that was not measured.
    public var duration, standstill: Duration?
    /// What else is to be known, a clause each.
    public var notes: [String] = []
  }

  /// What a look at a move found, by the hypervisors of both sides.
  public enum Look: Sendable {
    case possible(duration: Duration?, standstill: Duration?, notes: [String])
    /// It cannot be moved while it runs.
    case refused(String)
    /// Nobody could look, or not now.
    case unknown(String)
  }

  public let node: String
  public private(set) var guests: [Leaving]
  /// What the standby does to others that are on the node: resources that are no guests of ours.
  public let others: [SchedulerAction]
  /// What the promise to do without nodes has against the standby; nil where it holds, or nothing is promised.
  public var promise: String?

  /// The plan for a node.
  ///
  /// - Parameter actions: what the scheduler would do with the node in standby.
  public init(_ node: String, _ moment: ClusterMoment, _ actions: [SchedulerAction]) {
    self.node = node
    let names = moment.guests(on: node)
    guests = names.map { DrainPlan.leaving($0, moment, actions) }
    let ours = Set(moment.base.guests.map(\.id))
    others = actions.filter { action in
      !ours.contains(action.resource) && action.source == node
        && moment.base.primitive(action.resource)?.isAnchor != true
    }
    // Elsewhere one of ours may have to give way.
    for action in actions where ours.contains(action.resource) && !names.contains(action.resource) {
      guests.append(DrainPlan.elsewhere(action))
    }
  }

  private static func leaving(
    _ resource: String, _ moment: ClusterMoment, _ actions: [SchedulerAction]
  ) -> Leaving {
    let there = moment.state.resources[resource]
    let action = actions.first { $0.resource == resource }
    let failed = moment.failedMove(of: resource)
    var leaving = Leaving(resource: resource, way: .live, target: action?.target)
    if there?.isManaged == false, there?.isBlocked == false {
      leaving.way = .cannot("the cluster does not manage it")
    } else if there?.isBlocked == true, failed == nil {
      leaving.way = .cannot("the cluster does nothing about it, as an action on it failed")
    } else if let action, action.isLive {
      if let failed { leaving.notes.append("an earlier move of it failed: \(failed)") }
      if !DrainPlan.staysAfterFailure(resource, moment.base) {
        leaving.notes.append(
          "if its move fails, it is stopped and started (Abort_migration=FALSE)")
      }
    } else if let action, action.target != nil {
      let isLive = moment.base.primitive(resource)?.pairs("meta_attributes")["allow-migrate"]
      leaving.way = .restart(
        isLive == "true"
          ? "the cluster would not move it while it runs"
          : "it is not moved while it runs (Migration_type)")
    } else {
      let reason = action.map(\.reason).flatMap { $0.isEmpty ? nil : ": \($0)" } ?? ""
      leaving.way = .cannot(
        action == nil
          ? "the cluster would leave it there" : "no other node may have it\(reason)")
    }
    return leaving
  }

  /// Whether the cluster leaves a guest where it is when a live migration of it fails.
  private static func staysAfterFailure(_ resource: String, _ base: InformationBase) -> Bool {
    let operations = base.primitive(resource)?.first("operations")?.all("op") ?? []
    return operations.first { $0["name"] == "migrate_to" }?["on-fail"] == "block"
  }

  private static func elsewhere(_ action: SchedulerAction) -> Leaving {
    let place = action.source.map { "it is on \($0), and " } ?? ""
    var leaving = Leaving(resource: action.resource, way: .live, target: action.target)
    if action.stops {
      leaving.way =
        action.target == nil || action.target == action.source
        ? .cannot("\(place)would have to be stopped for others")
        : .restart("\(place)gives way to others")
    } else {
      leaving.notes.append(place + (action.isLive ? "gives way to others" : "is started"))
    }
    return leaving
  }

  /// Adds what a look at a guest's move found.
  public mutating func add(_ look: Look, of resource: String) {
    guard let index = guests.firstIndex(where: { $0.resource == resource }) else { return }
    switch look {
    case .possible(let duration, let standstill, let notes):
      (guests[index].duration, guests[index].standstill) = (duration, standstill)
      guests[index].notes += notes
    case .refused(let reason): guests[index].way = .restart(reason)
    case .unknown(let reason): guests[index].notes.append(reason)
    }
  }

  /// The guests that go while they run.
  public var live: [Leaving] { guests.filter { $0.way == .live } }

  /// Those that would have to be stopped, or stay, each with the reason.
  public var obstacles: [(resource: String, reason: String, isRestart: Bool)] {
    guests.compactMap { guest in
      switch guest.way {
      case .live: nil
      case .restart(let reason): (guest.resource, reason, true)
      case .cannot(let reason): (guest.resource, reason, false)
      }
    }
  }

  /// What keeps the node from being emptied.
  ///
  /// - Parameter restarts: whether guests may be stopped and started.
  public func objections(restarts: Bool) -> [String] {
    obstacles.filter { !(restarts && $0.isRestart) }.map { "\($0.resource): \($0.reason)" }
  }

  /// The time that the moves take of which that is known, one after the other as they share the link, and how many there are of which
  /// it is not.
  public var total: (known: Duration, unknown: Int) {
    let going = guests.filter { if case .cannot = $0.way { false } else { true } }
    return (
      going.compactMap(\.duration).reduce(.zero, +), going.count { $0.duration == nil }
    )
  }
}
