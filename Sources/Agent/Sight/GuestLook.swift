internal import Hypervisors
internal import Model
internal import Platform

extension Observation {
  /// What the record adds to the tool's word: a guest that ran here and is not known any more, to a toolstack that still knows
  /// those which have ended, has left this node.
  ///
  /// Started here again it might run twice, so a removal by hand is taken for a move too, until somebody says otherwise.
  func explained(by record: RunRecord?, _ driver: any HypervisorDriver) -> Observation {
    guard state == .absent, record?.phase == .running,
      driver.capabilities.contains(.remembersEnded)
    else { return self }
    let word = Evidence(
      "run record", "it ran here, and \(driver.name) still knows what has ended", at: Clock.now)
    return Observation(.off(.migrated), evidence: evidence + [word])
  }
}
