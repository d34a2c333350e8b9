internal import Agent
internal import Frameworks
internal import Model
internal import Platform

/// What xvm_drain does with one node.
struct DrainCommand {
  let cluster: DrainingCluster
  /// What the cluster calls this node.
  let own: String
  let manner: DrainNode.Manner
  let inquiries: Inquiries
  let display: DrainDisplay
  /// Whether somebody asks for the end; nil for a question, which that ends at once.
  let interrupts: Interrupts?

  private func drain(_ node: String, _ manner: DrainNode.Manner) -> DrainNode {
    DrainNode(
      node, of: cluster, own: own, manner, tell: display.tell,
      pause: { interrupts?.came(within: .seconds(1)) ?? false })
  }

  /// Does that while nobody else in the cluster drains a node.
  func alone(_ node: String, _ body: () throws(Failure) -> Int32) throws(Failure) -> Int32 {
    defer { display.finish() }
    return try DrainNode.alone(node, in: cluster, own: own, tell: display.tell, body)
  }

  /// Shows what it would do; status 3 where a guest cannot go.
  func plan(_ node: String) throws(Failure) -> Int32 {
    let plan = try look(node)
    try display.show(plan, parallel: try limit())
    return plan.objections(restarts: manner.restarts).isEmpty ? 0 : 3
  }

  private func look(_ node: String) throws(Failure) -> DrainPlan {
    inquiries.beginRound()
    var plan = try drain(node, manner).plan { resource, target in
      if interrupts?.came(within: .zero) == true { return nil }
      return look(at: resource, from: node, to: target)
    }
    plan.promise = promise(node)
    return plan
  }

  /// What the promise to do without nodes says while the node is away. It is said and does not keep anybody from work on a node.
  private func promise(_ node: String) -> String? {
    let deadline = Clock.now + .seconds(60)
    do throws(Failure) {
      let base = try PacemakerTools.wholeBase(until: deadline)
      return try PromiseCheck(of: base, until: deadline)?.objection(toStandby: node)?.sentence
    } catch { return "not known: \(error.sentence)" }
  }

  /// How many may go at a time.
  private func limit() throws(Failure) -> Int {
    let said = try cluster.look().base.property("migration-limit").flatMap { Int(outside: $0) }
    return said.map { $0 > 0 ? min($0, manner.parallel) : manner.parallel } ?? manner.parallel
  }

  /// The look of xvm_move, where the guest is on this node.
  private func look(at resource: String, from node: String, to target: String) -> DrainPlan.Look {
    guard node == own else {
      return .unknown("not looked at from here: xvm_drain -n on \(node) does")
    }
    do throws(Failure) {
      let group = try inquiries.directory.find(resource, group: nil)?.group ?? ""
      let identity = try ResourceIdentity(
        resource: resource, group: group.isEmpty ? "any" : group)
      let configuration = try inquiries.source(identity).load(identity)
      let hand = MoveByHand(identity, configuration, as: XVMDrain.name, within: nil)
      let prospect = try hand.rehearse(to: target)
      var notes = prospect.unknown.map { "not known: \($0)" }
      guard let forecast = prospect.measured?.forecast else {
        return .possible(duration: nil, standstill: nil, notes: notes)
      }
      if forecast.throttle > 0 { notes.append("it is throttled by up to \(forecast.throttle) %") }
      if forecast.needsPostcopy { notes.append("it arrives only by post-copy") }
      if let duration = forecast.duration, duration > prospect.allowed {
        notes.append("warning: the cluster gives it \(prospect.allowed.readable) only")
      }
      return .possible(
        duration: forecast.duration, standstill: forecast.standstill, notes: notes)
    } catch {
      switch error.code {
      case .moveRefused, .neverConverges, .cannotMove:
        return .refused(error.cause.isEmpty ? error.code.sentence : error.cause)
      case .guestBusy: return .unknown("it is busy, and its move waits for that: \(error.cause)")
      default: return .unknown("it could not be looked at: \(error.sentence)")
      }
    }
  }

  /// Shows the plan, and empties the node by it.
  func empty(_ node: String) throws(Failure) -> Int32 {
    let plan = try look(node)
    var manner = manner
    manner.parallel = try limit()
    try display.show(plan, parallel: manner.parallel)
    if interrupts?.hasCome == true { return try conclude(.ended, node, .notDrained) }
    let objections = plan.objections(restarts: manner.restarts)
    guard objections.isEmpty else {
      Output.complain(
        Failure(.guestsInTheWay, node, cause: objections.joined(separator: "; ")).description)
      return 3
    }
    return try conclude(try drain(node, manner).empty(by: plan), node, .notDrained)
  }

  /// Brings home what has left the node.
  func bringBack(_ node: String) throws(Failure) -> Int32 {
    var manner = manner
    manner.parallel = try limit()
    return try conclude(try drain(node, manner).bringBack(), node, .notBack)
  }

  private func conclude(_ outcome: DrainNode.Outcome, _ node: String, _ code: Failure.Code)
    throws(Failure) -> Int32
  {
    display.finish()
    switch outcome {
    case .done: return 0
    case .stayed(let reasons):
      let words = reasons.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      throw Failure(code, node, cause: words.joined(separator: "; "))
    case .ended:
      let left = DrainRecord.all(in: try cluster.look().base)[node]?.entries ?? []
      let words = left.map { "\($0.resource) is on \($0.node)" }.joined(separator: ", ")
      throw Failure(.drainEnded, node, cause: left.isEmpty ? "no guest is away from it" : words)
    }
  }
}
