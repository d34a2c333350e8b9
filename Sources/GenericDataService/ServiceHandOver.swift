internal import Frameworks
public import Model
internal import Platform

extension Service {
  /// Gives the service up on this node: the cluster that keeps it is told at once, what follows is its business, and the engine does
  /// no more.
  ///
  /// - Returns: why the cluster was not told; nil where it was.
  public func handOver(_ failure: Failure) -> String? {
    stateFile.update { state in
      (state.status, state.message, state.isGivenUp) = (.faulted, failure.sentence, true)
    }
    log.error(.probe, failure)
    log.event(.givenOver, failure.sentence)
    let report = Pacemaker().report(
      deathOf: configuration.identity, until: Clock.now + .seconds(30))
    switch report {
    case .told:
      log.messages.write(.notice, "the cluster was told")
      return nil
    case .needless(let cause), .failed(let cause):
      log.messages.write(.warning, "the cluster was not told: \(cause)")
      return cause
    }
  }
}
