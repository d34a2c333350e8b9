internal import Frameworks
internal import Model
internal import Platform

/// Who drains: one at a time in a cluster.
struct DrainClaims {
  let cluster: DrainingCluster
  /// What the cluster calls this node.
  let own: String

  /// Claims that this process drains a node, and clears away what is left of one that was killed.
  ///
  /// - Returns: the claim, and how much was cleared away.
  /// - Throws: `.drainUnderWay` while another one is at work, or may be.
  func claim(_ node: String) throws(Failure) -> (DrainClaim, rest: Int) {
    let moment = try cluster.look()
    if let present = DrainClaim.present(in: moment.base) {
      if let claim = present.claim, let reason = life(of: claim, moment) {
        throw Failure(.drainUnderWay, claim.node, cause: reason).naming(["NODE": claim.caller])
      }
      try cluster.end(present.text)
    }
    let process = Processes.identity(Environment.processIdentifier)
    let claim = DrainClaim(
      node: node, caller: own, boot: Environment.bootIdentifier ?? "",
      process: Environment.processIdentifier, started: process?.startTime ?? 0)
    do throws(Failure) { try cluster.make(claim) } catch {
      guard let other = DrainClaim.present(in: try cluster.look().base)?.claim else { throw error }
      throw Failure(
        .drainUnderWay, other.node, cause: "xvm_drain on \(other.caller), process \(other.process)"
      ).naming(["NODE": other.caller])
    }
    return (claim, try clear())
  }

  /// Why the one that made a claim may be at work; nil when it is certainly not.
  private func life(of claim: DrainClaim, _ moment: ClusterMoment) -> String? {
    let words = "xvm_drain on \(claim.caller), process \(claim.process)"
    if claim.caller != own {
      // That node is not asked; one that is no member has been fenced, or will be.
      return moment.node(claim.caller)?.isOnline == true ? words : nil
    }
    let process = ProcessIdentity(pid: claim.process, startTime: claim.started)
    let isOfThisBoot = Environment.bootIdentifier.map { $0 == claim.boot } ?? true
    return isOfThisBoot && Processes.isAlive(process) ? words : nil
  }

  /// Takes away what a drain has put into the configuration, once nothing is under way any more: without its constraint the scheduler
  /// would break a move off.
  ///
  /// - Returns: how much there was.
  @discardableResult
  func clear() throws(Failure) -> Int {
    var present = DrainMarks.present(in: try cluster.look().base)
    guard !present.constraints.isEmpty || !present.blocks.isEmpty else { return 0 }
    _ = cluster.settle(within: .seconds(600))
    present = DrainMarks.present(in: try cluster.look().base)
    for mark in present.constraints + present.blocks { try cluster.take(mark) }
    _ = cluster.settle(within: .seconds(120))
    return present.constraints.count + present.blocks.count
  }
}
