public import Frameworks
public import Model
internal import Platform

/// Whether a change of a cluster keeps its promise (`ClusterPromise`): what is refused is only what makes it worse.
///
/// Nothing is looked at where nothing is promised, and no failover asks.
public struct PromiseCheck {
  /// A loss that could be borne before a change and cannot after it.
  public struct Breach: Equatable, Sendable {
    /// What would become of each guest.
    public let report: LossReport
    /// The guests that would have no place, and would have one without the change.
    public let guests: [LossReport.Guest]
  }

  private let base: [UInt8]
  private let tolerated: Int
  private let votes: QuorumVotes?

  /// The check of a cluster, by its whole information base; nil where it promises nothing.
  public init?(of base: [UInt8], until deadline: Instant) throws(Failure) {
    tolerated = try InformationBase(parsing: base).failuresToTolerate
    guard tolerated > 0 else { return nil }
    self.base = base
    votes = PacemakerTools.votes(until: deadline)
  }

  /// The check of the cluster of this machine, of which the configuration is known; nil where it promises nothing.
  public init?(_ configuration: InformationBase, until deadline: Instant) throws(Failure) {
    guard configuration.failuresToTolerate > 0 else { return nil }
    try self.init(of: PacemakerTools.wholeBase(until: deadline), until: deadline)
  }

  /// What would be broken by what is done to a copy of the cluster.
  ///
  /// - Parameter away: a node that the cluster does without anyway, and whose loss is none.
  public func breaches(
    without away: String? = nil, by change: (ClusterCopy) throws(Failure) -> Void
  ) throws(Failure) -> [Breach] {
    let hurtful = try WhatIf.of(base, votes: votes, changing: change) {
      after throws(Failure) -> [LossReport] in
      var found: [LossReport] = []
      for nodes in ClusterPromise.losses(of: tolerated, among: after.nodes.filter { $0 != away }) {
        let report = try after.lose(nodes)
        if !report.hurt.isEmpty { found.append(report) }
      }
      return found
    }
    if hurtful.isEmpty { return [] }
    return try WhatIf.of(base, votes: votes) { before throws(Failure) -> [Breach] in
      var found: [Breach] = []
      for report in hurtful {
        let present = Set(try before.lose(report.nodes).hurt.map(\.name))
        let worse = report.hurt.filter { !present.contains($0.name) }
        if !worse.isEmpty { found.append(Breach(report: report, guests: worse)) }
      }
      return found
    }
  }

  /// What the promise says while a node is on standby, as for a drain: the losses of other nodes that could not be borne then.
  public func breaches(onStandby node: String) throws(Failure) -> [Breach] {
    try breaches(without: node) { copy throws(Failure) in try copy.standBy(node) }
  }

  /// The same in a sentence with its remedy; nil where the promise holds.
  public func objection(toStandby node: String) throws(Failure) -> Failure? {
    failure(try breaches(onStandby: node), node)
  }

  /// What the promise has against a guest on a node; nil where it holds.
  public func objection(toMoving resource: String, to node: String) throws(Failure) -> Failure? {
    failure(
      try breaches { copy throws(Failure) in try copy.move(resource, to: node) }, resource)
  }

  /// What the promise has against a guest that is off and is started on a node; nil where it holds.
  public func objection(toStarting resource: String, on node: String) throws(Failure) -> Failure? {
    let change = { (copy: ClusterCopy) throws(Failure) in
      // One that nobody has disabled has nothing to be deleted.
      _ = try? copy.ask(
        "crm_resource", ["--resource", resource, "--meta", "--delete-parameter", "target-role"],
        until: Clock.now + .seconds(30))
      try copy.move(resource, to: node)
    }
    return failure(try breaches(by: change), resource)
  }

  /// What the promise has against a configuration, `content` of an information base; nil where it holds.
  public func objection(to content: [UInt8], of resource: String) throws(Failure) -> Failure? {
    failure(
      try breaches { copy throws(Failure) in try copy.replace(by: content) }, resource)
  }

  /// What the cluster could not bear as it is, for who gives the promise of so many; nil where it could.
  public static func objection(toPromising count: Int, of base: [UInt8], until deadline: Instant)
    throws(Failure) -> Failure?
  {
    let votes = PacemakerTools.votes(until: deadline)
    let hurtful = try WhatIf.of(base, votes: votes) { now throws(Failure) -> [Breach] in
      var found: [Breach] = []
      for nodes in ClusterPromise.losses(of: count, among: now.nodes) {
        let report = try now.lose(nodes)
        if !report.hurt.isEmpty { found.append(Breach(report: report, guests: report.hurt)) }
      }
      return found
    }
    return failure(hurtful, "\(ClusterPromise.key)=\(count)", of: count)
  }

  private func failure(_ breaches: [Breach], _ subject: String) -> Failure? {
    PromiseCheck.failure(breaches, subject, of: tolerated)
  }

  private static func failure(_ breaches: [Breach], _ subject: String, of count: Int) -> Failure? {
    guard let first = breaches.first, let guest = first.guests.first else { return nil }
    let nodes = first.report.nodes
    let why =
      guest.then.map { "\(guest.name) would come to \($0), which is not ready for it" }
      ?? "\(guest.name) would have no place"
      + (guest.reasons.first.map { ": \($0.code.sentence): \($0.cause)" } ?? "")
    var words = ["without \(nodes.joined(separator: " and ")), \(why)"]
    func more(_ count: Int, _ one: String, _ many: String) -> String {
      "\(count) more \(count == 1 ? one : many)"
    }
    if first.guests.count > 1 {
      words.append("so would \(more(first.guests.count - 1, "guest", "guests"))")
    }
    if breaches.count > 1 {
      words.append("\(more(breaches.count - 1, "loss", "losses")) could not be borne")
    }
    return Failure(
      .promiseBroken, subject,
      cause: "\(ClusterPromise.key)=\(count); " + words.joined(separator: "; ")
    ).naming(["NODE": nodes.joined(separator: ",")])
  }
}
