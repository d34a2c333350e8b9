/// What a node is to a guest: where it runs, or where it could.
public struct GuestPlace: Equatable, Sendable {
  /// What there is to be said of the node.
  public enum State: Equatable, Sendable {
    /// The guest runs there.
    case runs
    /// It is no member that could run anything, for this reason: `offline`.
    case away(String)
    /// It could run the guest, or could not, or does not say.
    case stands(Readiness)
  }

  public let node: String
  public let state: State

  public init(_ node: String, _ state: State) { (self.node, self.state) = (node, state) }

  /// The nodes that may run a guest which a Pacemaker cluster keeps: all that its NODELIST does not leave out.
  public static func find(_ resource: String, _ base: InformationBase, _ state: ClusterState)
    -> [GuestPlace]
  {
    guard let there = state.resources[resource] else { return [] }
    let rule = base.constraints.first { $0.id == "ha-xvm-nodes-\(resource)" }
    let listed = rule?.everywhere("expression").compactMap { $0["value"] }
    return state.nodes.compactMap { node in
      if there.nodes.contains(node.name) { return GuestPlace(node.name, .runs) }
      if let listed, !listed.contains(node.name) { return nil }
      if let cause = node.absence { return GuestPlace(node.name, .away(cause)) }
      return GuestPlace(node.name, .stands(state.readiness(of: resource, on: node.name)))
    }
  }

  /// `runs`, `ready`, `not-ready`, `unknown` or `away`.
  public var word: String {
    switch state {
    case .runs: "runs"
    case .away: "away"
    case .stands(.ready): "ready"
    case .stands(.lacking): "not-ready"
    case .stands(.unknown): "unknown"
    }
  }

  /// Why it is so, in a few words; empty where there is nothing to be said.
  public var reason: String {
    switch state {
    case .runs: ""
    case .away(let cause): cause
    case .stands(let readiness): readiness.reason
    }
  }

  /// As it is told in a line: `not ready: it has no bridge or network device br0`.
  public var words: String {
    let head: String
    switch state {
    case .runs: head = "runs here"
    case .stands(.lacking): head = "not ready"
    default: head = word
    }
    return reason.isEmpty ? head : "\(head): \(reason)"
  }

  /// What keeps the guest from being there, with its remedy; nil for nothing.
  public func obstacle(to resource: String) -> Failure? {
    guard case .stands(.lacking(let cause)) = state else { return nil }
    let isPast = Readiness.lacking(cause).isPast
    return Failure(isPast ? .runsPast : .notReady, node, cause: cause).naming([
      "NODE": node, "RESOURCE": resource,
    ])
  }
}

extension ClusterState.Node {
  /// Why it is no member that resources can run on; nil when it is one.
  public var absence: String? {
    if isUnclean { return "lost and not fenced yet" }
    if !isOnline { return "offline" }
    if isStandby { return "in standby" }
    return isInMaintenance ? "in maintenance" : nil
  }
}
