public import Model
internal import Platform

extension Service.Findings {
  /// Shows what validate found; whether the configuration can be used.
  public func show() -> Bool {
    for warning in warnings { Output.complain("warning: \(warning)") }
    for problem in problems { Output.complain(problem.description) }
    return problems.isEmpty
  }
}

/// A service that a program in the foreground looks after, and what it ends with.
public enum ServiceForeground {
  /// The signals that ask a program in the foreground to end.
  private static func endings() throws(Failure) -> SignalQueue {
    do throws(SystemError) {
      return try SignalQueue([Signal.terminate, Signal.interrupt, Signal.hangUp])
    } catch {
      throw Failure(.cannotRun, "signalfd", of: error)
    }
  }

  /// The fault monitor in the foreground, until it is asked to end.
  public static func watch(_ configuration: ServiceConfiguration, persists: Bool) throws(Failure)
    -> Int32
  {
    let signals = try endings()
    let service = Service(
      configuration, method: "gds_probe", isShown: !persists, interruption: signals.handle)
    let end = try FaultMonitor(service, persists: persists).run()
    if case .given(let failure) = end {
      Output.complain(failure.description)
      return 3
    }
    return 0
  }

  /// The whole life of a service in the foreground: `gds run`.
  public static func keep(_ configuration: ServiceConfiguration) throws(Failure) -> Int32 {
    let signals = try endings()
    let service = Service(
      configuration, method: "gds_run", isShown: true, interruption: signals.handle)
    let watch = try FaultMonitor(service, persists: false)
    if service.stateFile.read().state == .online, service.monitor.isWatched {
      service.log.event(.adopted, "already running under its process monitor: taken over")
      try service.adopt()
    } else {
      // start validates again; what it would say is said here, all of it.
      let findings = service.validate()
      if service.isInterrupted { return stop(service) }
      guard findings.show() else { return findings.problems.map(RunStatus.status).min() ?? 1 }
      service.log.event(.validated, "the configuration is valid")
      do throws(Failure) {
        try service.online()
      } catch {
        guard error.code == .interrupted else { throw error }
        return stop(service)
      }
    }
    switch watch.run() {
    case .interrupted:
      return stop(service)
    case .offline:
      Output.complain("\(configuration.identity.resource): somebody else took it offline")
      return 0
    case .given(let failure):
      Output.complain(failure.description)
      _ = stop(service)
      return 3
    }
  }

  private static func stop(_ service: Service) -> Int32 {
    do throws(Failure) {
      try service.offline()
      return 0
    } catch {
      Output.complain(error.description)
      return 4
    }
  }
}
