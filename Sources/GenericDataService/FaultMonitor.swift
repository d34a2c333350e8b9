internal import Frameworks
public import Model
internal import Platform

/// The fault monitor at work: sleeps, probes, and does what `FaultTally` decides.
///
/// A class, because it keeps the failures of the past and its wait for the processes between two rounds.
public final class FaultMonitor {
  /// Why the watch ended.
  public enum End: Equatable, Sendable {
    /// The program was asked to end.
    case interrupted
    /// Somebody else took the service offline.
    case offline
    /// The service could not be brought up again.
    case given(up: Failure)
  }

  private let service: Service
  private let persists: Bool
  /// Held for as long as the watch lives, so that no two of them restart one service.
  private let claim: FileLock
  private var mind: FaultTally
  private var watch: TreeWait?
  /// The monitor whose tree's death was weighed; it stays on record when nothing follows it.
  private var weighed: ProcessIdentity?
  private var lastStatus = 0
  private var isReported = false

  /// A watch over a service. With `persists` it waits while the service is offline, as a fault monitor does that the resource
  /// manager starts and stops; else it ends then.
  ///
  /// - Throws: `.busy` when another fault monitor watches the service.
  public init(_ service: Service, persists: Bool) throws(Failure) {
    claim = try service.claimWatch()
    (self.service, self.persists) = (service, persists)
    mind = FaultTally(FaultTally.Rules(service.configuration))
  }

  /// Watches until there is a reason to end.
  public func run() -> End {
    service.log.information(.probe, "The GDS monitor (gds_probe) has been started")
    var wake = nextProbe
    while true {
      let waited = connect() ?? service.wait(for: watch, until: wake)
      if waited == .interrupted { return .interrupted }
      guard let state = seen else {
        // What cannot be read now, as on a full descriptor table, ends no watch.
        if service.wait(for: nil, until: Clock.now + .seconds(1)) == .interrupted {
          return .interrupted
        }
        continue
      }
      if state != .online {
        if let end = awaitOnline() { return end }
        wake = nextProbe
        continue
      }
      if service.isInterrupted { return .interrupted }
      if let end = round(waited) { return end }
      if waited == .time || waited == .tree(.dead) { wake = nextProbe }
    }
  }

  /// What to do while the service is not online: nothing, as long as somebody is at work on it.
  ///
  /// A restart that was cut short, because its process was killed, is done again.
  private func awaitOnline() -> End? {
    watch = nil
    while seen != .online {
      if service.stateFile.worker == nil {
        switch seen {
        case .online, nil: break
        case .starting, .stopping:
          return act(FaultTally.completeFailure, "a start or stop of it was cut short")
        case .offline: if !persists { return .offline }
        case .startFailed, .stopFailed: if !persists { return .given(up: left) }
        }
      }
      if service.wait(for: nil, until: Clock.now + .seconds(1)) == .interrupted {
        return .interrupted
      }
    }
    return nil
  }

  /// The state on file; nil when it cannot be read now.
  private var seen: ServiceState.State? {
    do throws(Failure) {
      return try service.stateFile.look()?.state ?? .offline
    } catch {
      return nil
    }
  }

  /// What a call of somebody else has left that failed: nobody asked for the service to be off.
  private var left: Failure {
    let (name, state) = (service.configuration.identity.resource, service.stateFile.read())
    return state.state == .stopFailed
      ? Failure(.stopFailed, name, cause: state.message)
      : Failure(.serviceNotStarted, name, cause: "a call of somebody else failed: \(state.message)")
  }

  /// Connects to the process monitor of the service as it is now: others restart it too, and it may have died since.
  ///
  /// - Returns: that it is lost, where it died before this watch was connected to it; nil otherwise.
  private func connect() -> Service.Waited? {
    guard watch == nil, let record = try? service.monitor.record(), record.watcher != weighed
    else { return nil }
    if record.state == .watched, !Processes.isAlive(record.watcher) { return .tree(.lost) }
    if record.state.isDeath || record.state == .watched { watch = service.monitor.watch() }
    return nil
  }

  private var nextProbe: Instant {
    Clock.now + service.values.seconds(.thoroughProbeInterval)
  }

  /// One round: what ended the sleep is weighed and acted upon.
  private func round(_ waited: Service.Waited) -> End? {
    let name = service.configuration.identity.resource
    switch waited {
    case .interrupted:
      return nil
    case .tree(.ended):
      watch = nil
      return nil
    case .tree(.lost):
      watch = nil
      if let watcher = (try? service.monitor.record())?.watcher, !Processes.isAlive(watcher) {
        weighed = watcher
      }
      service.log.error(.probe, Failure(.monitorLost, name))
      service.log.event(.monitorLost, "the process monitor has gone; only the probe counts now")
      // Without a probe nothing would ever be noticed again.
      let blind =
        service.configuration[.probeCommand].isEmpty && !service.values.flag(.networkAware)
      return blind ? act(FaultTally.completeFailure, "nothing watches it any more") : nil
    case .tree(.dead):
      return died()
    case .time:
      let interruptions = [service.interruption, watch?.handle].compactMap { $0 }
      let result = service.probe(interruptions: interruptions)
      if service.isInterrupted { return .interrupted }
      // A death during the probe cuts it short and is what counts.
      if let watch, let outcome = watch.outcome(by: Clock.now) { return round(.tree(outcome)) }
      if service.stateFile.read().state != .online { return nil }
      note(result)
      return act(result.status, result.note.isEmpty ? "the probe said it" : result.note)
    }
  }

  private func died() -> End? {
    watch = nil
    weighed = (try? service.monitor.record())?.watcher
    if let reason = service.withdrawal.take() { return withdraw(reason) }
    service.log.event(.died, "its processes died: counts 100")
    service.log.messages.write(.error, "the last of its processes died")
    return act(FaultTally.completeFailure, "its processes died")
  }

  /// The service has gone elsewhere by itself: it is offline here, and nothing is started again.
  private func withdraw(_ reason: String) -> End? {
    do throws(Failure) {
      // Where some levels are watched alone, deeper processes may have outlived the others.
      try service.monitor.end(
        by: Clock.now + service.values.seconds(.stopTimeout),
        of: service.configuration.identity.resource)
    } catch {
      service.log.error(.probe, error)
    }
    service.stateFile.update { state in
      (state.state, state.status, state.message) = (.offline, .offline, reason)
    }
    service.log.event(.withdrawn, "offline here: \(reason)")
    service.log.messages.write(.notice, "offline here: \(reason)")
    return persists ? nil : .offline
  }

  private func note(_ result: Service.ProbeResult) {
    service.log.information(.probe, "The probe result is \(result.status)")
    Files.empty(service.log.outputFile, over: 1 << 20)
    let threshold = service.values.integer(.timeoutThreshold)
    let limit = service.values.seconds(.probeTimeout)
    if threshold > 0, result.elapsed > limit * threshold / 100 {
      service.log.messages.write(.warning, "the probe took \(result.elapsed.readable)")
    }
    if result.status != lastStatus {
      let note = result.note.isEmpty ? "" : " (\(result.note))"
      service.log.event(.probe, "the probe says \(result.status)\(note)")
      if result.status != 0 {
        service.log.messages.write(.warning, "the probe says \(result.status)\(note)")
      }
    }
    lastStatus = result.status
    if result.status == 0, service.stateFile.read().status != .healthy, !isGivenUp {
      isReported = false
      set(.healthy, "Service is online.")
    }
  }

  private func act(_ status: Int, _ reason: String) -> End? {
    if isGivenUp { return nil }
    mind.restarts = service.restarts
    switch mind.weigh(status, at: Clock.now) {
    case .nothing: return nil
    case .restart(let count): return restart(count, reason)
    case .giveOver: return giveOver(reason)
    case .report:
      report(reason)
      return nil
    }
  }

  private func restart(_ count: Int, _ reason: String) -> End? {
    let began = Clock.now
    set(.degraded, "Restarting: \(reason)")
    service.log.event(
      .restarting, "restart \(count) of \(service.configuration[.retryCount]): \(reason)")
    do throws(Failure) {
      try service.restart()
    } catch {
      if error.code == .interrupted { return .interrupted }
      return giveOver("its restart failed: \(error.sentence)")
    }
    finishRestart(began)
    return nil
  }

  private func finishRestart(_ began: Instant) {
    mind.restarted(at: began)
    watch = nil
    (lastStatus, isReported) = (0, false)
    service.log.event(
      .restarted, "up again \((Clock.now - began).readable) after the restart began")
  }

  /// On one machine there is nowhere to go: that is said, and the documented fall-back follows.
  private func giveOver(_ reason: String) -> End? {
    let identity = service.configuration.identity
    if Pacemaker.keeps(identity) {
      handOver(Failure(.givenOver, identity.resource, cause: reason))
      return nil
    }
    let refused = Failure(
      .giveoverRefused, service.configuration.identity.resource, cause: reason)
    set(.faulted, refused.sentence)
    service.log.error(.probe, refused)
    service.log.event(.giveOverRefused, "no node to move to: \(reason)")
    Output.complain(refused.description)
    let isUp = service.stateFile.read().state == .online
    if service.values.choice(.giveoverRefused) == LastResort.stopRetrying {
      return isUp ? nil : .given(up: refused)
    }
    let began = Clock.now
    do throws(Failure) {
      try service.restart()
    } catch {
      if error.code == .interrupted { return .interrupted }
      set(.faulted, error.sentence)
      return .given(up: error)
    }
    service.stateFile.update { $0.restarts = [] }
    finishRestart(began)
    mind.startedAnew()
    return nil
  }

  private func report(_ reason: String) {
    guard !isReported else { return }
    isReported = true
    let failure = Failure(
      .retriesExhausted, service.configuration.identity.resource, cause: reason)
    if Pacemaker.keeps(service.configuration.identity) { return handOver(failure) }
    set(.faulted, failure.sentence)
    service.log.error(.probe, failure)
    service.log.event(.exhausted, failure.sentence)
  }

  private func handOver(_ failure: Failure) { _ = service.handOver(failure) }

  private var isGivenUp: Bool { service.stateFile.read().isGivenUp }

  private func set(_ status: ServiceState.Status, _ message: String) {
    service.stateFile.update { state in
      (state.status, state.message) = (status, message)
    }
  }
}
