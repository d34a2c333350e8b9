public import Model
public import Platform

/// The two logs that SUNW.gds keeps of each service, and the engine's own log and timeline beside them.
///
/// `start_stop_log.txt` and `probe_log.txt` have the documented names, lines and levels (Contract, Logs).
public struct ServiceLog: Sendable {
  /// The method whose lines these are, as the prefix of a line names it.
  public enum Method: String, Sendable {
    case start = "START"
    case stop = "STOP"
    case validate = "VALIDATE"
    case probe = "PROBE"
  }

  /// The engine's own log, which also goes to syslog.
  public let messages: ResourceLog
  private let directory: String
  private let level: LogLevel
  private let timeline: Timeline

  /// The logs of one service.
  public init(
    _ configuration: ServiceConfiguration, method: String, timeline: Timeline,
    locations: Locations = .current
  ) {
    let identity = configuration.identity
    messages = ResourceLog(identity, method: method, locations: locations)
    directory = "\(locations.logs)/\(identity.group)/\(identity.resource)"
    level = configuration.values.choice(.logLevel) ?? .none
    self.timeline = timeline
  }

  /// The file that the application's output is kept in.
  public var outputFile: String { directory + "/start_output.txt" }

  /// Makes the directory of the logs; whether nobody else can turn elsewhere what is written there.
  public func prepare() -> Bool {
    (try? Trust.prepareDirectory(directory, mode: 0o750)) != nil
  }

  /// An informational line; it is written when Log_level is INFO.
  public func information(_ method: Method, _ text: String) {
    if level == .information { append(method, text) }
  }

  /// An error; it is written when Log_level is ERR, and always to the engine's own log.
  public func error(_ method: Method, _ failure: Failure) {
    messages.write(failure)
    if level == .errors { append(method, failure.naming(messages.identity).description) }
  }

  /// Something that happened, for the timeline.
  ///
  /// What the engine found and what it decided goes to the flight recorder too; what its commands do they put there
  /// themselves.
  public func event(_ kind: Timeline.Kind, _ text: String) {
    timeline.add(kind, text)
    if let kind = kind.record { messages.note(kind, text) }
  }

  private func append(_ method: Method, _ text: String) {
    let file = method == .probe ? "probe_log.txt" : "start_stop_log.txt"
    guard prepare() else { return }
    let path = "\(directory)/\(file)"
    ResourceLog.rotate(path)
    let entry =
      "\(Clock.local.americanDateAndTime) \(Environment.nodeName) "
      + "\(method.rawValue)-\(level.rawValue)> \(Escapes.line(text))\n"
    try? Files.append(path, Array(entry.utf8))
  }
}
