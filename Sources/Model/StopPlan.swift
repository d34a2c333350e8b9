/// How a stop spends its time: 60 % of Stop_timeout for the ordered shutdown, the next 20 % for the forced one.
///
/// The Generic Data Service gives the command 80 % and kills what is left afterwards (Contract, Stop); the
/// proof therefore ends 2 % before that. The marks count from the start of the method, so that whatever a phase does not
/// use is the next one's.
public struct StopPlan: Equatable, Sendable {
  /// Until when the guest is asked to shut down and waited for.
  public let orderedEnds: Instant
  /// Until when the management tool may take to destroy it.
  public let destroyEnds: Instant
  /// Until when the last resort, which needs no management tool, may take.
  public let lastResortEnds: Instant
  /// Until when proof must be had.
  public let proofEnds: Instant

  /// The percentages of the four phases' ends.
  public static let percentages = (ordered: 60, destroy: 70, lastResort: 74, proof: 78)

  public init(_ budget: Budget) {
    orderedEnds = budget.mark(percent: StopPlan.percentages.ordered)
    destroyEnds = budget.mark(percent: StopPlan.percentages.destroy)
    lastResortEnds = budget.mark(percent: StopPlan.percentages.lastResort)
    proofEnds = budget.mark(percent: StopPlan.percentages.proof)
  }
}
