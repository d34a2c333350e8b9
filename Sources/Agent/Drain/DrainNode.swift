public import Frameworks
public import Model
internal import Platform

/// A node of a Pacemaker cluster that is emptied, guest by guest, and put in standby; or taken back into work, with what had left it.
public struct DrainNode {
  /// What has come of it.
  public enum Outcome: Equatable, Sendable {
    /// All that was wanted.
    case done
    /// These guests have stayed where they are, each for a reason.
    case stayed([String: String])
    /// Somebody asked for the end before all was done.
    case ended
  }

  /// How it goes on.
  public struct Manner: Sendable {
    /// How many guests go at a time.
    public var parallel = 1
    /// Whether guests may be stopped and started that cannot go while they run.
    public var restarts = false
    /// How long one guest may take before nothing more is waited for.
    public var patience = Duration.seconds(3_600)

    public init() {}
  }

  private let cluster: DrainingCluster
  private let node: String
  private let manner: Manner
  private let tell: (DrainEvent) -> Void
  private let pause: () -> Bool
  private let claims: DrainClaims

  /// - Parameters:
  ///   - own: what the cluster calls the node of this process.
  ///   - pause: waits for a moment; whether somebody asks for the end.
  public init(
    _ node: String, of cluster: DrainingCluster, own: String, _ manner: Manner = Manner(),
    tell: @escaping (DrainEvent) -> Void, pause: @escaping () -> Bool
  ) {
    (self.node, self.cluster, self.manner) = (node, cluster, manner)
    (self.tell, self.pause) = (tell, pause)
    claims = DrainClaims(cluster: cluster, own: own)
  }

  // MARK: The plan

  /// What it would do; nothing is changed.
  ///
  /// - Parameter look: looks at the move of a guest to a node; nil where that cannot be seen from here.
  /// - Throws: `.unknownNode`; `.cannotDrain` for a node that is no member.
  public func plan(look: (_ resource: String, _ node: String) -> DrainPlan.Look?) throws(Failure)
    -> DrainPlan
  {
    let moment = try cluster.look()
    try check(moment)
    var trial = ClusterTrial(moment.whole)
    for name in moment.guests(on: node) where moment.failedMove(of: name) != nil {
      trial.forgetFailedMove(of: name)
    }
    trial.setStandby(node)
    let present = try cluster.actions(ClusterTrial(moment.whole))
    let actions = try cluster.actions(trial).filter { !present.contains($0) || $0.source == node }
    var plan = DrainPlan(node, moment, actions)
    for guest in plan.live {
      if let target = guest.target, moment.guests(on: node).contains(guest.resource),
        let found = look(guest.resource, target)
      {
        plan.add(found, of: guest.resource)
      }
    }
    return plan
  }

  private func check(_ moment: ClusterMoment) throws(Failure) {
    let known = moment.state.nodes.map(\.name)
    guard let there = moment.node(node) else {
      let near = Spelling.nearest(to: node, among: known)
      throw Failure(
        .unknownNode, node,
        cause: near.map { "did you mean \($0)?" } ?? "known are " + known.joined(separator: ", "))
    }
    guard there.isOnline, !there.isUnclean else {
      throw Failure(.cannotDrain, node, cause: "it is no member of the cluster now")
    }
  }

  // MARK: Away

  /// Empties the node by a plan, then puts it in standby, unless a guest has stayed on it.
  public func empty(by plan: DrainPlan) throws(Failure) -> Outcome {
    let first = try cluster.look()
    try check(first)
    try release(first.guests(on: node), first)
    var moves = moves(
      .away(from: node), record: DrainRecord.all(in: first.base)[node] ?? DrainRecord()
    ) { $0.guests(on: node) }
    if manner.restarts {
      let restarts = plan.obstacles.filter(\.isRestart).map(\.resource)
      moves.mayStop = Set(restarts)
      // What the cluster would move while it runs, and a look says that it cannot be, is stopped by the cluster when it is told to.
      moves.mustStop = Set(restarts.filter { first.guests(on: node).contains($0) })
    }
    return try concluding { () throws(Failure) in
      // A guest may have come to the node meanwhile.
      for _ in 0..<3 {
        try moves.run()
        if moves.isEnding { return .ended }
        if !moves.stayed.isEmpty { return .stayed(moves.stayed) }
        _ = cluster.settle(within: .seconds(120))
        if try cluster.look().guests(on: node).isEmpty { break }
      }
      return try rest()
    }
  }

  /// The standby, of a node that no guest is on: it stops no guest, also elsewhere.
  private func rest() throws(Failure) -> Outcome {
    let moment = try cluster.look()
    let left = moment.guests(on: node)
    guard left.isEmpty else {
      return .stayed(Dictionary(uniqueKeysWithValues: left.map { ($0, "it has come to \(node)") }))
    }
    if !(moment.node(node)?.isStandby ?? false) {
      var trial = ClusterTrial(moment.whole)
      trial.setStandby(node)
      let present = try cluster.actions(ClusterTrial(moment.whole))
      let ours = Set(moment.base.guests.map(\.id))
      let stopped = try cluster.actions(trial).filter {
        !present.contains($0) && ours.contains($0.resource) && $0.stops
      }
      if !stopped.isEmpty {
        let reasons = stopped.map { ($0.resource, "the standby would \($0.word) it") }
        return .stayed(Dictionary(reasons, uniquingKeysWith: { first, _ in first }))
      }
      try cluster.setStandby(node, true)
      tell(.standby(node, true))
    }
    _ = cluster.settle(within: .seconds(300))
    return .done
  }

  // MARK: Home

  /// Ends the standby, and brings home what left the node by a drain and is still where drains have sent it.
  public func bringBack() throws(Failure) -> Outcome {
    let first = try cluster.look()
    try check(first)
    if first.node(node)?.isStandby == true {
      try cluster.setStandby(node, false)
      _ = cluster.settle(within: .seconds(300))
      tell(.standby(node, false))
    }
    let records = DrainRecord.all(in: first.base)
    let left = records[node] ?? DrainRecord()
    try release(left.entries.map(\.resource), first)
    let moment = try cluster.look()
    guard moment.isAtWork(node) else {
      throw Failure(
        .cannotDrain, node, cause: "it is in standby still, or in maintenance, by other means")
    }
    var record = left
    var going: [String] = []
    for entry in left.entries {
      let places = moment.state.resources[entry.resource]?.nodes ?? []
      let place = left.place(of: entry, by: records.filter { $0.key != node })
      if places == [place] {
        going.append(entry.resource)
      } else {
        record.forget(entry.resource)
        if places != [node] {
          let there = places.isEmpty ? "nowhere" : "on " + places.joined(separator: ", ")
          tell(
            .leftAlone(entry.resource, because: "it is \(there) now, and was sent to \(place)"))
        }
      }
    }
    if record != left { try cluster.write(record, of: node) }
    let names = Array(going.reversed())
    var moves = moves(.home(to: node), record: record) { moment in
      names.filter { name in
        let places = moment.state.resources[name]?.nodes ?? []
        return places.count == 1 && places != [node]
      }
    }
    if manner.restarts { moves.mayStop = Set(names) }
    return try concluding { () throws(Failure) in
      try moves.run()
      // The end may have been asked for while the last one was on its way.
      if moves.isEnding, !moves.record.entries.isEmpty { return .ended }
      return moves.stayed.isEmpty ? .done : .stayed(moves.stayed)
    }
  }

  // MARK: Both

  /// Has the cluster hold guests no longer whose earlier move failed.
  private func release(_ names: [String], _ moment: ClusterMoment) throws(Failure) {
    for name in names
    where moment.state.resources[name]?.isBlocked == true && moment.failedMove(of: name) != nil {
      try cluster.forgetFailure(of: name)
    }
  }

  private func moves(
    _ aim: GuestMoves.Aim, record: DrainRecord, wanted: @escaping (ClusterMoment) -> [String]
  ) -> GuestMoves {
    GuestMoves(
      cluster, aim, limit: manner.parallel, patience: manner.patience, record: record,
      wanted: wanted, tell: tell, pause: pause)
  }

  /// Does that, and takes away what it has put into the configuration, whatever has come of it.
  private func concluding(_ body: () throws(Failure) -> Outcome) throws(Failure) -> Outcome {
    let outcome: Outcome
    do throws(Failure) { outcome = try body() } catch {
      // What cannot be taken away now the next call finds.
      _ = try? claims.clear()
      throw error
    }
    try claims.clear()
    return outcome
  }
}

extension DrainNode {
  /// Does that while nobody else in the cluster drains a node.
  ///
  /// - Throws: `.drainUnderWay` while somebody does.
  public static func alone<Result>(
    _ node: String, in cluster: DrainingCluster, own: String, tell: (DrainEvent) -> Void,
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let claims = DrainClaims(cluster: cluster, own: own)
    let (claim, rest) = try claims.claim(node)
    defer { try? cluster.end(claim.text) }
    if rest > 0 { tell(.cleared(rest)) }
    return try body()
  }
}
