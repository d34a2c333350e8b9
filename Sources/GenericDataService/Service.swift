internal import Frameworks
public import Model
public import Platform

/// One service under the GDS contract: what its methods do is in the extensions, a file each.
public struct Service: Sendable {
  /// How the service is configured.
  public let configuration: ServiceConfiguration
  /// Where its messages go.
  public let log: ServiceLog
  /// Where its state is kept.
  public let stateFile: ServiceStateFile
  /// Who watches its processes.
  public let monitor: ProcessMonitor
  let locations: Locations
  /// A descriptor that becomes readable when the program is asked to end; a start or probe is given up then.
  let interruption: Int32?

  /// A service, seen by one method.
  public init(
    _ configuration: ServiceConfiguration, method: String, isShown: Bool = false,
    interruption: Int32? = nil, locations: Locations = .current
  ) {
    let identity = configuration.identity
    let timeline = Timeline(identity, isShown: isShown, locations: locations)
    self.configuration = configuration
    log = ServiceLog(configuration, method: method, timeline: timeline, locations: locations)
    stateFile = ServiceStateFile(identity, locations: locations)
    monitor = ProcessMonitor(ProcessTag(.service, of: identity), locations: locations)
    self.locations = locations
    self.interruption = interruption
  }

  var values: PropertyValues { configuration.values }
  /// The note that the service has gone elsewhere by itself.
  var withdrawal: Withdrawal { Withdrawal(configuration.identity, locations: locations) }

  /// Whether the program was asked to end.
  public var isInterrupted: Bool {
    guard let interruption else { return false }
    return Poll.wait(for: .readable(interruption), until: Clock.now)
  }

  /// Commands of a resource run in the directory / (UNVERIFIED: Contract, What a command sees).
  public static func enterRoot() throws(Failure) {
    do throws(SystemError) { try Environment.enter("/") } catch {
      throw Failure(.unreadable, "/", of: error)
    }
  }

  /// The environment of the commands: a short PATH and nothing of the caller's, so that a command works at boot as it does
  /// when somebody tries it (UNVERIFIED: Contract, What a command sees).
  var environment: [String: String] {
    var variables = ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin:\(locations.clusterPrograms)/bin"]
    if !locations.root.isEmpty { variables[Locations.rootVariable] = locations.root }
    return variables
  }

  /// A command property with its variables replaced.
  func line(_ row: ExtensionProperty) throws(Failure) -> String {
    try CommandLine.substitute(
      configuration[row],
      variables: CommandLine.variables(
        of: configuration, restarts: stateFile.read().restarts.count),
      refusingUnknown: values.choice(.unknownVariables) == UnknownVariables.refuse)
  }

  /// Runs a shell line to its end or its deadline.
  func run(_ line: String, until deadline: Instant, interruptions: [Int32] = [])
    throws(Failure) -> Completion
  {
    do throws(SystemError) {
      return try ChildProcess.run(
        Command("/bin/sh", ["-c", line], environment: environment, outputLimit: 1 << 16),
        until: deadline, interruptions: interruptions)
    } catch {
      throw Failure(.cannotRun, line, of: error)
    }
  }

  /// The right to be the service's fault monitor, held for as long as the result lives.
  func claimWatch() throws(Failure) -> FileLock {
    // One that was killed may take a moment to be gone.
    try FileLock.take(
      stateFile.watchLock, owner: FileLock.owner(doing: "fault monitor"),
      for: configuration.identity.resource, directoryMode: 0o755, until: Clock.now + .seconds(1))
  }

  /// Does one thing to the service while nobody else does; the other one is waited for until `deadline`.
  func exclusively(
    _ what: String, until deadline: Instant, _ body: () throws(Failure) -> Void
  ) throws(Failure) {
    let lock = try FileLock.take(
      stateFile.lock, owner: FileLock.owner(doing: what), for: configuration.identity.resource,
      directoryMode: 0o755, until: deadline)
    do throws(Failure) {
      try body()
      lock.release()
    } catch {
      lock.release()
      throw error
    }
  }
}

extension Completion.Ending {
  /// How a command ended, for a message.
  var words: String {
    switch self {
    case .exited(let status): "exit status \(status)"
    case .signalled(let number): "ended by signal \(number)"
    case .timedOut: "not done in time"
    }
  }
}

extension Completion {
  /// How a command ended and the last thing that it said, for a message.
  var account: String {
    let end: String
    if case .timedOut = ending {
      end = "not done after \(elapsed.readable)"
    } else {
      end = ending.words
    }
    let words = (errorText + text).split(whereSeparator: \.isNewline).suffix(3)
    return words.isEmpty ? end : "\(end): \(words.joined(separator: " | "))"
  }
}
