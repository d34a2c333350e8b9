/// The resource groups of a Pacemaker cluster at one moment, in the terms of the Resource Group Manager.
///
/// One picture answers for all nodes. What cannot be known of a node is a failure, and never OFFLINE.
public struct ResourceGroups: Sendable {
  /// A node of the cluster.
  public struct Node: Equatable, Sendable {
    public let name: String
    /// Its number.
    public let id: String
    /// Whether it is a member of the cluster now.
    public let isUp: Bool

    public init(name: String, id: String, isUp: Bool) {
      (self.name, self.id, self.isUp) = (name, id, isUp)
    }
  }

  /// A resource that is in a group.
  public struct Resource: Equatable, Sendable {
    public let name, group: String
    /// The type that a Solaris site knows it by, without a version; else the name of its agent.
    public let type: String
    /// What an administrator has set, and not what the resource is doing.
    public let isEnabled, isMonitored: Bool
    /// Its parameters by name.
    public let parameters: [String: String]
    /// What is kept of it for the commands of Solaris Cluster.
    public let kept: [String: String]
    /// After how many failures it leaves a node; nil for never.
    public let threshold: Int?
  }

  /// A group.
  public struct Group: Equatable, Sendable {
    public let name: String
    /// Its nodes, the preferred one first.
    public let nodes: [String]
    public let resources: [String]
    /// The resource that is where the group is; nil for a group that is no unit.
    public let anchor: String?
    /// Whether it is managed: only a group that a command of Solaris Cluster made is not, until one manages it.
    public let isManaged: Bool
    /// What is kept of it for the commands of Solaris Cluster.
    public let kept: [String: String]
  }

  public let nodes: [Node]
  public let groups: [Group]
  public let resources: [Resource]
  /// The name of the cluster; nil where it has none.
  public let name: String?
  private let state: ClusterState
  /// Whether the cluster looks at each node for each resource before it takes it to be off there.
  private let looksFirst: Bool
  /// The last action on a resource by node, and whether it is under way.
  private let last: [String: [String: Action]]

  private struct Action {
    let task: String
    let isPending: Bool
  }

  /// The groups of a cluster.
  ///
  /// - Parameters:
  ///   - whole: the element `<cib>`, as `cibadmin --query` writes it.
  ///   - state: what the cluster was doing at that moment.
  /// - Throws: `.clusterSilent` where this part of the cluster has no quorum, and does not know what the others do.
  public init(_ whole: XMLElement, _ base: InformationBase, _ state: ClusterState) throws(Failure) {
    guard state.hasQuorum else {
      throw Failure(
        .clusterSilent, "the cluster", cause: "this node is in a part of it that has no quorum")
    }
    self.state = state
    name = base.property("cluster-name")
    let ids = (base.configuration.first("nodes")?.all("node") ?? []).map { ($0["uname"], $0.id) }
    nodes = state.nodes.map { node in
      Node(
        name: node.name, id: ids.first { $0.0 == node.name }?.1 ?? "",
        isUp: node.isOnline && !node.isUnclean)
    }
    resources = base.primitives.compactMap { ResourceGroups.resource($0, base) }
    var names: [String] = []
    // An anchor stands for a group that has nothing in it yet.
    for name in base.primitives.compactMap(\.anchored) + resources.map(\.group)
    where !names.contains(name) {
      names.append(name)
    }
    let (resources, nodes) = (resources, nodes)
    groups = names.map { name in
      let members = resources.filter { $0.group == name }.map(\.name)
      let anchor = base.anchor(of: name)
      let kept = anchor.map(KeptProperties.of) ?? [:]
      return Group(
        name: name,
        nodes: ResourceGroups.nodelist(
          of: [anchor?.id].compactMap(\.self) + members, nodes.map(\.name), base),
        resources: members, anchor: anchor?.id,
        isManaged: kept[KeptProperties.state] != KeptProperties.unmanaged, kept: kept)
    }
    last = ResourceGroups.history(whole)
    let probes = base.property("enable-startup-probes")?.lowercased()
    looksFirst = !["false", "off", "no", "n", "0"].contains(probes)
  }

  // MARK: What there is

  /// The resource of a name; nil when there is none in a group.
  public func resource(_ name: String) -> Resource? { resources.first { $0.name == name } }

  /// The group of a name; nil when there is none.
  public func group(_ name: String) -> Group? { groups.first { $0.name == name } }

  /// The node of a name; nil when there is none.
  public func node(_ name: String) -> Node? { nodes.first { $0.name == name } }

  private static func resource(_ primitive: XMLElement, _ base: InformationBase) -> Resource? {
    let parameters = primitive.pairs("instance_attributes")
    let meta = base.defaults.merging(primitive.pairs("meta_attributes")) { $1 }
    let threshold = Int(outside: meta["migration-threshold"] ?? "").flatMap { $0 > 0 ? $0 : nil }
    guard let group = home(of: primitive, parameters, base) else { return nil }
    let monitors = (primitive.first("operations")?.all("op") ?? []).filter {
      $0["name"] == "monitor" && !["0", "0s", nil].contains($0["interval"])
    }
    return Resource(
      name: primitive.id, group: group, type: type(of: primitive),
      isEnabled: meta["target-role"]?.lowercased() != "stopped",
      isMonitored: monitors.contains { $0["enabled"] != "false" }
        && parameters[KeptProperties.monitored] != "FALSE",
      parameters: parameters.filter { $0.key != KeptProperties.monitored },
      kept: KeptProperties.of(primitive), threshold: threshold)
  }

  /// The group that a resource is in: that of its anchor, Pacemaker's own, a tag, the one that a service names, or for a guest one by its own name.
  private static func home(
    of primitive: XMLElement, _ parameters: [String: String], _ base: InformationBase
  ) -> String? {
    let holders = base.holders(of: primitive.id)
    if let holder = holders.first { return holder.name == "group" ? holder.id : nil }
    if let group = base.group(of: primitive.id) { return group }
    if primitive.isService { return parameters["Resource_group"] ?? Resource.usualGroup }
    return primitive.isGuest ? primitive.id : nil
  }

  private static func type(of primitive: XMLElement) -> String {
    if let type = KeptProperties.of(primitive)[KeptProperties.type] { return type }
    if primitive.isService { return ResourceType.genericDataService.rawValue }
    if primitive.isGuest { return ResourceType.guest.rawValue }
    let words = [primitive["class"], primitive["provider"], primitive["type"]].compactMap(\.self)
    return words.joined(separator: ":")
  }

  /// The nodes that may have all of a group, the preferred one first.
  private static func nodelist(of members: [String], _ nodes: [String], _ base: InformationBase)
    -> [String]
  {
    let scores = nodes.map { node in
      members.map { base.score(of: $0, on: node) }
    }
    let allowed = zip(nodes, scores).filter { _, scores in
      !scores.contains { $0 <= -ClusterState.infinity }
    }
    let ranked = allowed.enumerated().sorted { left, right in
      let (one, other) = (left.element.1.reduce(0, +), right.element.1.reduce(0, +))
      return one == other ? left.offset < right.offset : one > other
    }
    return ranked.map(\.element.0)
  }

  /// What is under way counts; else the last of what does not recur.
  private static func history(_ whole: XMLElement) -> [String: [String: Action]] {
    var found: [String: [String: Action]] = [:]
    for node in whole.first("status")?.all("node_state") ?? [] {
      for history in node.everywhere("lrm_resource") {
        let single = history.all("lrm_rsc_op").filter { ["0", nil].contains($0["interval"]) }
        let pending = single.first { $0["op-status"] == "-1" }
        let latest = single.max { number($0) < number($1) }
        guard let action = pending ?? latest, let task = action["operation"] else { continue }
        found[history.id, default: [:]][node["uname"] ?? ""] = Action(
          task: task, isPending: pending != nil)
      }
    }
    return found
  }

  private static func number(_ action: XMLElement) -> Int {
    Int(outside: action["call-id"] ?? "") ?? 0
  }

  // MARK: What it does

  /// The state of a resource on a node.
  ///
  /// - Throws: `.clusterSilent` where it cannot be known.
  public func state(of resource: Resource, on node: String) throws(Failure) -> ResourceState {
    if let cause = doubt(about: node) {
      throw Failure(.clusterSilent, node, cause: cause)
    }
    guard self.node(node)?.isUp == true else { return .offline }
    let there = state.resources[resource.name]
    let isHere = there?.nodes.contains(node) == true
    let action = last[resource.name]?[node]
    if looksFirst, action == nil || action?.task == "monitor" && action?.isPending == true {
      throw Failure(
        .clusterSilent, node,
        cause: "it has not been looked at yet whether \(resource.name) runs there")
    }
    switch (action?.task, action?.isPending) {
    case ("start", true), ("migrate_from", true): return .starting
    case ("stop", true): return .stopping
    // What has arrived elsewhere is stopped here next.
    case ("migrate_to", false) where isHere && (there?.nodes.count ?? 0) > 1: return .stopping
    default: break
    }
    if failed("stop", resource.name, node) != nil, isHere { return .stopFailed }
    if isHere { return resource.isMonitored ? .online : .notMonitored }
    // Where it failed and its group has left it is not on: what counts is the node on which the group stays without it.
    let unit = group(resource.group).flatMap { $0.anchor == nil ? nil : places(of: $0) }
    let isNowhere = there?.nodes.isEmpty ?? true
    if resource.isEnabled, isNowhere, unit?.contains(node) ?? true,
      failed("start", resource.name, node) != nil
    {
      return .startFailed
    }
    return .offline
  }

  /// The status of a resource on a node, as far as the cluster knows it: a word of scha_resource_setstatus, and what is said with it.
  ///
  /// - Throws: `.clusterSilent` where it cannot be known.
  public func status(of resource: Resource, on node: String) throws(Failure) -> (
    word: String, message: String
  ) {
    let failure = state.failures.last { $0.resource == resource.name && $0.node == node }
    let words = failure.map { "\($0.task): \($0.reason.isEmpty ? $0.status : $0.reason)" } ?? ""
    switch try state(of: resource, on: node) {
    case .online, .notMonitored:
      return state.resources[resource.name]?.hasFailed == true ? ("FAULTED", words) : ("OK", "")
    case .starting: return ("UNKNOWN", "Starting")
    case .stopping: return ("UNKNOWN", "Stopping")
    case .startFailed, .stopFailed: return ("FAULTED", words)
    case .offline: return ("OFFLINE", "")
    }
  }

  /// The state of a group on a node.
  ///
  /// - Throws: `.clusterSilent` where it cannot be known.
  public func state(of group: Group, on node: String) throws(Failure) -> GroupState {
    var states: [ResourceState] = []
    for name in group.resources {
      if let resource = resource(name) { states.append(try state(of: resource, on: node)) }
    }
    let state = GroupState(of: states)
    // A unit is online where its anchor is, whether its members are enabled or not.
    guard group.anchor != nil, state == .offline else { return state }
    guard places(of: group).contains(node) else { return group.isManaged ? .offline : .unmanaged }
    // In a move it arrives before its members do.
    return group.resources.contains { self.state.resources[$0]?.nodes.isEmpty == false }
      ? .pendingOnline : .online
  }

  /// Where the anchor of a group is; none for a group that is no unit.
  public func places(of group: Group) -> [String] {
    group.anchor.flatMap { state.resources[$0]?.nodes } ?? []
  }

  /// Whether anything failed on record of a resource: it is not started where it has failed before that is forgotten.
  public func hasFailed(_ resource: String) -> Bool {
    state.failures.contains { $0.resource == resource }
      || state.failCounts.contains { $0.resource == resource && $0.count > 0 }
  }

  /// What the cluster says of the last failure of a resource, anywhere; nil where none is on record.
  public func lastFailure(of resource: Resource) -> String? {
    state.failures.last { $0.resource == resource.name }.map {
      "\($0.task) on \($0.node): \($0.reason.isEmpty ? $0.status : $0.reason)"
    }
  }

  /// Whether the cluster does nothing about a group by itself: neither its members nor its anchor are managed.
  public func isSuspended(_ group: Group) -> Bool {
    let names = group.resources + [group.anchor].compactMap(\.self)
    return state.isInMaintenance
      || !names.isEmpty
        && names.allSatisfy {
          self.state.resources[$0]?.isManaged == false
            && self.state.resources[$0]?.isBlocked == false
        }
  }

  /// The nodes that could take a resource over from one: members that may have it, and on which it has not failed too often.
  public func successors(of resource: Resource, from node: String) -> [String] {
    (group(resource.group)?.nodes ?? []).filter { other in
      guard other != node, let there = state.nodes.first(where: { $0.name == other }) else {
        return false
      }
      let hasFailed = state.failCounts.contains {
        $0.resource == resource.name && $0.node == other && $0.count >= $0.threshold
      }
      let isBanned = state.bans.contains { $0.resource == resource.name && $0.node == other }
      return there.absence == nil && !hasFailed && !isBanned
    }
  }

  /// Whether one more failure of a resource has it leave a node.
  public func leavesAfterFailure(_ resource: Resource, from node: String) -> Bool {
    guard let threshold = resource.threshold else { return false }
    let failed = state.failCounts.first { $0.resource == resource.name && $0.node == node }
    return (failed?.count ?? 0) + 1 >= threshold
  }

  private func failed(_ task: String, _ resource: String, _ node: String) -> ClusterState.Action? {
    state.failures.last { $0.resource == resource && $0.node == node && $0.task == task }
  }

  /// Why what is on a node cannot be known; nil where it can.
  private func doubt(about node: String) -> String? {
    state.nodes.first { $0.name == node }?.isUnclean == true
      ? "it is lost and not fenced yet, so what runs there is not known" : nil
  }
}

extension ResourceGroups.Resource {
  /// The type as the cluster's commands name it, `SUNW.gds:6`: Contract, Answers of the commands.
  public var typeWithVersion: String { ClusterType(rawValue: type)?.withVersion ?? type }

  /// What the commands of Solaris Cluster show as its properties: what they were given, where its agent has other names for it.
  public var properties: [String: String] {
    let given = kept.filter { $0.key != KeptProperties.type }
    return kept[KeptProperties.type] == nil
      ? parameters.merging(given) { parameter, _ in parameter } : given
  }

  /// The group of a service that names none.
  public static let usualGroup = "pacemaker"
}

extension XMLElement {
  /// Whether it is a primitive of our agent for services of SUNW.gds.
  public var isService: Bool {
    name == "primitive" && self["class"] == "ocf" && self["provider"] == "ohac"
      && self["type"] == "gds-service"
  }
}

extension InformationBase {
  /// The meta attributes that every resource has which sets none itself.
  var defaults: [String: String] {
    configuration.first("rsc_defaults")?.pairs("meta_attributes") ?? [:]
  }

  /// How much a resource prefers a node by rules that somebody has set down; a ban or a wish of crm_resource is none.
  func score(of resource: String, on node: String) -> Int {
    let rules = constraints.filter {
      $0.name == "rsc_location" && $0["rsc"] == resource && !$0.id.hasPrefix("cli-")
    }
    var sum = 0
    var isNamed = false
    for rule in rules {
      if rule["node"] == node {
        sum = InformationBase.add(sum, rule["score"])
        isNamed = true
      }
      for part in rule.all("rule") where InformationBase.matches(part, node) {
        sum = InformationBase.add(sum, part["score"])
        isNamed = true
      }
    }
    return isOptIn && !isNamed ? -ClusterState.infinity : sum
  }

  /// Whether a rule about the names of nodes holds for a node; one about anything else does not count.
  private static func matches(_ rule: XMLElement, _ node: String) -> Bool {
    let expressions = rule.all("expression")
    guard expressions.count == rule.children.count, !expressions.isEmpty else { return false }
    let verdicts = expressions.map { expression -> Bool in
      guard expression["attribute"] == "#uname" else { return false }
      return expression["operation"] == "eq" && expression["value"] == node
        || expression["operation"] == "ne" && expression["value"] != node
    }
    return rule["boolean-op"] == "or" ? verdicts.contains(true) : !verdicts.contains(false)
  }

  /// Pacemaker's addition: minus infinity stays.
  private static func add(_ sum: Int, _ score: String?) -> Int {
    let number: Int
    switch score {
    case "INFINITY", "+INFINITY": number = ClusterState.infinity
    case "-INFINITY": number = -ClusterState.infinity
    default: number = Int(outside: score ?? "") ?? 0
    }
    if sum <= -ClusterState.infinity || number <= -ClusterState.infinity {
      return -ClusterState.infinity
    }
    return min(sum + number, ClusterState.infinity)
  }
}
