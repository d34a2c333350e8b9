public import Frameworks
public import Model
internal import Platform

/// What would become of a cluster's guests without some of its nodes, by Pacemaker's own scheduler; the cluster is not touched.
public struct WhatIf {
  /// What the cluster is configured to be.
  public let base: InformationBase
  /// Whether the votes are what is usual, as nobody could be asked.
  public var assumesVotes: Bool { votes.isAssumed }
  private let votes: QuorumVotes
  private let copy: ClusterCopy
  private let scheduler: Scheduler
  /// What each node says of itself, by its name and that of the attribute.
  private let attributes: [String: [String: String]]
  /// How everything is when nothing is left to be done.
  private let rest: ScheduleForecast
  private let state: ClusterState

  /// The cluster of an information base, which is brought to rest.
  ///
  /// - Parameter votes: who has how many votes; nil where nobody can be asked.
  private init(_ copy: ClusterCopy, votes: QuorumVotes?) throws(Failure) {
    let content = try copy.content()
    base = try InformationBase(parsing: content)
    attributes = WhatIf.attributes(try XMLElement(parsing: content))
    self.votes = votes ?? QuorumVotes(assuming: base.members.map(\.number))
    (self.copy, scheduler) = (copy, Scheduler(copy))
    rest = try scheduler.settle()
    state = try scheduler.state()
  }

  private static func attributes(_ base: XMLElement) -> [String: [String: String]] {
    let states = (base.first("status")?.all("node_state") ?? []).map { state in
      let pairs = state.first("transient_attributes")?.everywhere("nvpair") ?? []
      return (state["uname"] ?? "", pairs.map { ($0["name"] ?? "", $0["value"] ?? "") })
    }
    return Dictionary(states, uniquingKeysWith: { first, _ in first }).mapValues {
      Dictionary($0, uniquingKeysWith: { first, _ in first })
    }
  }

  private func isReady(_ node: String, _ guest: String) -> Bool? {
    attributes[node]?[Readiness.attribute(guest)].map { $0 != "0" }
  }

  /// Asks about the cluster of an information base, or about what `change` makes of it.
  public static func of<Value>(
    _ base: [UInt8], votes: QuorumVotes?,
    changing change: (ClusterCopy) throws(Failure) -> Void = { _ in },
    _ body: (WhatIf) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try ClusterCopy.of(base) { copy throws(Failure) in
      try change(copy)
      return try body(try WhatIf(copy, votes: votes))
    }
  }

  /// The nodes that could be lost: members of the cluster that are there.
  public var nodes: [String] {
    base.members.map(\.name).filter { name in
      rest.nodes.contains { $0.name == name && $0.isOnline && !$0.isUnclean }
    }
  }

  /// What becomes of each guest when nodes are lost at once.
  public func lose(_ nodes: [String]) throws(Failure) -> LossReport {
    // Where nobody could be asked, who is no member now is taken for one without a vote.
    let away = base.members.filter { member in
      nodes.contains(member.name) || (votes.isAssumed && !self.nodes.contains(member.name))
    }
    let isQuorate = state.hasQuorum && votes.isQuorate(without: away.map(\.number))
    let after = try scheduler.lose(nodes, losesQuorum: state.hasQuorum && !isQuorate)
    return LossReport(
      nodes, areLost: true, before: rest, after: after,
      state.becoming(after, hasQuorum: isQuorate), base, isReady: isReady)
  }

  /// What becomes of each guest when a node is put on standby: nothing is fenced, and what can move live does.
  public func standBy(_ node: String) throws(Failure) -> LossReport {
    try WhatIf.of(
      try copy.content(), votes: votes,
      changing: { copy throws(Failure) in try copy.standBy(node) }
    ) { other throws(Failure) in
      LossReport(
        [node], areLost: false, before: rest, after: other.rest, other.state, base,
        isReady: isReady)
    }
  }
}

extension ClusterCopy {
  /// Puts a node on standby.
  func standBy(_ node: String) throws(Failure) {
    try ask(
      "crm_attribute", ["--node", node, "--name", "standby", "--update", "on"],
      until: Clock.now + .seconds(30))
  }

  /// Has a resource on a node, as crm_resource --move does, and no rule that holds it there.
  func move(_ resource: String, to node: String) throws(Failure) {
    let name = ["--resource", resource]
    let deadline = Clock.now + .seconds(120)
    try ask("crm_resource", ["--move"] + name + ["--node", node], until: deadline)
    _ = try Scheduler(self).settle()
    try ask("crm_resource", ["--clear"] + name, until: deadline)
  }
}
