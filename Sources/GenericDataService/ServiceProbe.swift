public import Model
internal import Platform

extension Service {
  /// What one probe found.
  public struct ProbeResult: Equatable, Sendable {
    /// 0 to 100, or 201.
    public var status: Int
    /// Why it is not 0, when there is something to say.
    public var note: String
    /// How long it took.
    public var elapsed: Duration
  }

  /// Probes the service once, for at most Probe_timeout: Contract, The probe's status.
  ///
  /// It is given up when one of `interruptions` becomes readable; the result means nothing then.
  public func probe(before limit: Instant? = nil, interruptions: [Int32] = []) -> ProbeResult {
    let began = Clock.now
    let timeout = began + values.seconds(.probeTimeout)
    let deadline = limit.map { min($0, timeout) } ?? timeout
    var (status, note) = (0, "")
    if !configuration[.probeCommand].isEmpty {
      (status, note) = probeByCommand(until: deadline, interruptions)
    } else {
      if values.flag(.networkAware) { (status, note) = probePorts(until: deadline) }
      // UDP has nothing to connect to, and another program may have the port by now.
      if status == 0 { (status, note) = probeProcesses() }
    }
    return ProbeResult(status: status, note: note, elapsed: Clock.now - began)
  }

  /// Whether the processes are dead. Of those that were let go (pmfadm -s) nothing is known, and nothing is claimed.
  private func probeProcesses() -> (Int, String) {
    do throws(SystemError) {
      return try monitor.record()?.state.isDeath == true
        ? (FaultTally.completeFailure, "its processes are dead") : (0, "")
    } catch {
      return (values.integer(.probeTimeoutWeight), error.description)
    }
  }

  private func probeByCommand(until deadline: Instant, _ interruptions: [Int32]) -> (Int, String) {
    do throws(Failure) {
      let completion = try run(
        try line(.probeCommand), until: deadline, interruptions: interruptions)
      let status = weight(of: completion.ending)
      return (status, status == 0 ? "" : completion.account)
    } catch {
      log.error(
        .probe, Failure(.cannotProbe, configuration.identity.resource, cause: error.sentence))
      return (FaultTally.completeFailure, error.sentence)
    }
  }

  /// The number that an ending of the probe counts as.
  func weight(of ending: Completion.Ending) -> Int {
    switch ending {
    case .exited(let status) where (0...100).contains(status): return Int(status)
    case .exited(Int32(FaultTally.immediateFailover)): return FaultTally.immediateFailover
    case .exited, .signalled: return values.integer(.foreignStatusWeight)
    case .timedOut: return values.integer(.probeTimeoutWeight)
    }
  }

  /// Connects to every port on every address and closes at once: the built-in probe. UDP has nothing to connect to.
  private func probePorts(until deadline: Instant) -> (Int, String) {
    let addresses = values.list(.probeAddresses)
    for port in values.list(.portList).compactMap(ServiceConfiguration.Port.init)
    where port.isStream {
      let own = addresses.filter { $0.contains(":") == port.isSix }
      for address in own.isEmpty ? [port.isSix ? "::1" : "127.0.0.1"] : own {
        do throws(SystemError) {
          try TCP.connect(to: address, port: port.number, until: deadline)
        } catch {
          let status =
            error.isTimeout
            ? values.integer(.probeTimeoutWeight) : FaultTally.completeFailure
          return (status, error.description)
        }
      }
    }
    return (0, "")
  }
}
