public import Model

/// What a Pacemaker cluster has against a guest; a function from what it is configured to be and what it is doing.
public enum ClusterObstacles {
  /// Every obstacle in the cluster, each with its remedy; none when it runs and is kept running.
  public static func find(_ resource: String, _ base: InformationBase, _ state: ClusterState)
    -> [Failure]
  {
    guard let there = state.resources[resource] else { return [] }
    var found = general(resource, base, state)
    let away = there.nodes.filter { name in
      state.nodes.contains { $0.name == name && $0.isUnclean }
    }
    for node in away {
      found.append(
        Failure(
          .unclean, resource,
          cause: "\(node) ran it" + (state.fencing[node].map { ", fencing is \($0)" } ?? "")
        ).naming(["NODE": node]))
    }
    if let left = base.constraints.first(where: { $0.id == "cli-prefer-\(resource)" }) {
      found.append(
        Failure(.boundByMove, resource, cause: "\(left.id), to \(left["node"] ?? "a node")"))
    }
    let failed = state.failures.filter { $0.resource == resource }
    if there.isBlocked {
      let stop = failed.first { $0.task == "stop" }
      let move = stop == nil ? failed.first { $0.task == "migrate_to" } : nil
      found.append(
        Failure(
          move == nil ? .stopBlocked : .heldAfterMove, resource,
          cause: (stop ?? move).map(words) ?? ""))
      return found
    }
    if !there.nodes.isEmpty || found.contains(where: { $0.code == .disabled }) { return found }
    let nowhere = places(resource, base, state)
    found += group(resource, base, state) + nowhere + waits(resource, base, state)
    if let last = failed.first {
      found.append(
        Failure(
          .actionFailed, resource, cause: words(last)))
    }
    if found.isEmpty { found.append(Failure(.notPlaced, resource)) }
    return found
  }

  /// What keeps the group from being anywhere that a resource follows; none where it is somewhere.
  private static func group(
    _ resource: String, _ base: InformationBase, _ state: ClusterState
  ) -> [Failure] {
    guard let anchor = ClusterRules.absentAnchor(resource, base, state) else { return [] }
    return find(anchor, base, state).filter { $0.code != .notPlaced }.map {
      $0.naming(["RESOURCE": anchor])
    }
  }

  private static func words(_ action: ClusterState.Action) -> String {
    "\(action.task) on \(action.node): \(action.status)"
      + (action.reason.isEmpty ? "" : ", \(action.reason)")
  }

  /// What holds for the whole cluster, or for the resource wherever it is.
  private static func general(
    _ resource: String, _ base: InformationBase, _ state: ClusterState
  ) -> [Failure] {
    var found: [Failure] = []
    func add(_ code: Failure.Code, _ cause: String) {
      found.append(Failure(code, resource, cause: cause))
    }
    if !state.hasQuorum, state.withoutQuorum != "ignore" {
      add(.noQuorum, "no-quorum-policy is \(state.withoutQuorum)")
    }
    if state.isFencing, !base.primitives.contains(where: { $0["class"] == "stonith" }) {
      add(.noFencing, "stonith-enabled is true")
    }
    guard let there = state.resources[resource] else { return found }
    // A failed stop takes it out of the cluster's hands too, and says so itself.
    if !there.isManaged, !there.isBlocked {
      let node = state.nodes.first { $0.isInMaintenance && there.nodes.contains($0.name) }
      add(
        .leftAlone,
        state.isInMaintenance
          ? "maintenance-mode is on"
          : node.map { "\($0.name) is in maintenance" } ?? "the resource is not managed")
    }
    if there.targetRole == "Stopped" { add(.disabled, "its target role is Stopped") }
    return found
  }

  // MARK: Node by node

  /// Why it is on none of the nodes: one sentence for each kind of reason, with the nodes that it is about.
  static func places(
    _ resource: String, _ base: InformationBase, _ state: ClusterState
  ) -> [Failure] {
    var reasons: [Reason] = []
    var limited: [String] = []
    for node in state.nodes {
      let ban = state.bans.first { $0.resource == resource && $0.node == node.name }
      // Where the file does not want it is no news.
      if ban?.id.hasPrefix("ha-xvm-nodes-\(resource)") == true {
        limited.append(node.name)
        continue
      }
      if let reason = reason(resource, base, state, node, ban) { reasons.append(reason) }
    }
    if reasons.isEmpty, !limited.isEmpty, limited.count == state.nodes.count {
      reasons = [Reason(.banned, "NODELIST names none of " + limited.joined(separator: ", "))]
    }
    var codes: [Failure.Code] = []
    for reason in reasons where !codes.contains(reason.code) { codes.append(reason.code) }
    return codes.map { code in
      let ours = reasons.filter { $0.code == code }
      return ours.reduce(
        Failure(code, resource, cause: ours.map(\.words).joined(separator: "; "))
      ) { $0.naming($1.names) }
    }
  }

  /// Why a resource is not on a node, with what a remedy calls by words in capitals.
  struct Reason {
    let code: Failure.Code
    let words: String
    let names: [String: String]

    init(
      _ code: Failure.Code, _ words: String, _ node: String? = nil, _ more: [String: String] = [:]
    ) {
      (self.code, self.words) = (code, words)
      names = more.merging(node.map { ["NODE": $0] } ?? [:]) { $1 }
    }
  }

  private static func reason(
    _ resource: String, _ base: InformationBase, _ state: ClusterState, _ node: ClusterState.Node,
    _ ban: ClusterState.Ban?
  ) -> Reason? {
    let name = node.name
    if node.isUnclean { return Reason(.unclean, "\(name) is lost and not fenced yet", name) }
    if !node.isOnline { return Reason(.nodeAway, "\(name) is offline", name) }
    if node.isStandby { return Reason(.nodeAway, "\(name) is in standby", name) }
    if node.isInMaintenance { return Reason(.nodeAway, "\(name) is in maintenance", name) }
    if let ban { return Reason(.banned, "\(name) by \(ban.id)", name) }
    let failures = state.failCounts.first { $0.resource == resource && $0.node == node.name }
    if let failures, failures.threshold > 0, failures.count >= failures.threshold {
      let words =
        failures.count >= ClusterState.infinity
        ? "a start failed, and one is enough"
        : "\(failures.count) times, and \(failures.threshold) are enough"
      return Reason(.failedTooOften, "\(node.name): \(words)", node.name)
    }
    for rule in base.constraints where rule.name == "rsc_colocation" {
      if let reason = ClusterRules.reason(rule, resource, base, state, node.name) { return reason }
    }
    return ClusterRules.room(resource, base, state, node.name)
  }

  /// Resources that have to run before it and do not.
  private static func waits(
    _ resource: String, _ base: InformationBase, _ state: ClusterState
  ) -> [Failure] {
    base.constraints.compactMap { rule in
      guard rule.name == "rsc_order", let first = rule["first"],
        ClusterRules.members(rule["then"], base).contains(resource),
        rule["kind"] ?? "Mandatory" == "Mandatory", base.primitive(first)?.isAnchor != true
      else { return nil }
      let missing = ClusterRules.members(first, base).filter {
        state.resources[$0].map { $0.nodes.isEmpty } ?? false
      }
      return missing.first.map {
        Failure(.waitsForOther, resource, cause: "\($0) does not run; \(rule.id)")
      }
    }
  }
}

/// The rules of a cluster, as far as they can keep a guest off a node.
enum ClusterRules {
  /// The resources that a name in a constraint stands for: those under a tag, those that follow an anchor and it, else itself.
  static func members(_ name: String?, _ base: InformationBase) -> [String] {
    guard let name else { return [] }
    if base.primitive(name)?.isAnchor == true { return base.followers(of: name) + [name] }
    return base.tagged(name) ?? [name]
  }

  /// The anchor that a resource follows, where it runs nowhere; nil where it runs, or there is none.
  static func absentAnchor(_ resource: String, _ base: InformationBase, _ state: ClusterState)
    -> String?
  {
    guard let anchor = base.anchor(before: resource)?.id,
      state.resources[anchor]?.nodes.isEmpty == true
    else { return nil }
    return anchor
  }

  /// Why a resource is not on a node where its group is not.
  private static func follows(
    _ anchor: XMLElement, _ state: ClusterState, _ node: String
  ) -> ClusterObstacles.Reason? {
    let places = state.resources[anchor.id]?.nodes ?? []
    guard !places.isEmpty, !places.contains(node) else { return nil }
    let group = anchor.anchored ?? anchor.id
    return .init(
      .standsBeside,
      "the group \(group) is on \(places.joined(separator: ", ")) and not on \(node)",
      node)
  }

  /// Why a colocation keeps a resource off a node; nil when it does not.
  static func reason(
    _ rule: XMLElement, _ resource: String, _ base: InformationBase, _ state: ClusterState,
    _ node: String
  ) -> ClusterObstacles.Reason? {
    if rule["rsc"] == resource, let anchor = base.primitive(rule["with-rsc"] ?? ""),
      anchor.isAnchor
    {
      return follows(anchor, state, node)
    }
    guard members(rule["rsc"], base).contains(resource) else { return nil }
    let others = members(rule["with-rsc"], base).filter { $0 != resource }
    func nodes(_ name: String) -> [String] { state.resources[name]?.nodes ?? [] }
    switch rule["score"] {
    case "-INFINITY":
      return others.first { nodes($0).contains(node) }.map {
        .init(.keptApart, "\(node) has \($0), and \(rule.id) keeps it off", node)
      }
    case "INFINITY", "+INFINITY":
      return others.first { !nodes($0).contains(node) }.map { other in
        let place = nodes(other)
        return .init(
          .standsBeside,
          "\(node) has no \(other), which "
            + (place.isEmpty ? "does not run" : "runs on \(place.joined(separator: ", "))")
            + "; \(rule.id)", node)
      }
    default: return nil
    }
  }

  /// What a node has too little of for a resource; nil when there is room, or nobody looks.
  static func room(
    _ resource: String, _ base: InformationBase, _ state: ClusterState, _ node: String
  ) -> ClusterObstacles.Reason? {
    guard let load = shortage(resource, base, state, node) else { return nil }
    let wanted = base.demand(of: resource, load.kind)
    return .init(
      .noRoom,
      load.capacity.map {
        "\(node) has \($0 - load.used) of \(load.kind) left, and it takes \(wanted)"
      } ?? "\(node) has no capacity of \(load.kind)", node,
      ["KIND": load.kind, "AMOUNT": "\(load.used + wanted)"])
  }

  /// The first kind of load of which a node has less left than a resource takes.
  static func shortage(
    _ resource: String, _ base: InformationBase, _ state: ClusterState, _ node: String
  ) -> NodeLoad? {
    guard base.countsLoad else { return nil }
    let demand = base.primitive(resource)?.pairs("utilization") ?? [:]
    return demand.keys.sorted().lazy.map { NodeLoad(of: $0, on: node, base, state) }.first {
      ($0.capacity ?? 0) - $0.used < base.demand(of: resource, $0.kind)
    }
  }
}

/// How much of one kind of load a node has and what runs there takes, as the cluster counts it.
public struct NodeLoad: Equatable, Sendable {
  public let node: String, kind: String
  public let used: Int
  /// What the node has; nil where it has nothing of the kind.
  public let capacity: Int?

  init(of kind: String, on node: String, _ base: InformationBase, _ state: ClusterState) {
    (self.node, self.kind) = (node, kind)
    capacity = base.nodes.first { $0.name == node }?.capacity[kind].map { Int(outside: $0) ?? 0 }
    used = base.primitives.filter { state.resources[$0.id]?.nodes.contains(node) == true }
      .reduce(0) { $0 + base.demand(of: $1.id, kind) }
  }
}

extension InformationBase {
  /// What a resource takes of a kind of load. What no node has is nonsense, and must not overflow a sum.
  func demand(of resource: String, _ kind: String) -> Int {
    Int(outside: primitive(resource)?.pairs("utilization")[kind] ?? "") ?? 0
  }
}
