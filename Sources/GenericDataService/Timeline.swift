public import Model
public import Platform

/// What happened to a service and when, for people: kept in the file `events` and, by `gds run`, printed as it happens.
public struct Timeline: Sendable {
  /// What sort of event it is: a stable word for those who read the file.
  public enum Kind: String, Sendable {
    case validated, starting, started, startFailed, probe, died, monitorLost, restarting,
      restarted, giveOverRefused, givenOver, exhausted, stopping, stopped, stopFailed, adopted,
      withdrawn

    /// What it is to the flight recorder; nil for what is not put there.
    var record: GuestEvent.Kind? {
      switch self {
      case .startFailed, .died, .monitorLost, .stopFailed: .fault
      case .restarting, .giveOverRefused, .givenOver, .exhausted, .withdrawn: .decision
      case .validated, .starting, .started, .probe, .restarted, .stopping, .stopped, .adopted: nil
      }
    }
  }

  /// The file: lines of milliseconds on the machine's monotonic clock, a tab, the kind, a tab and the text.
  public let path: String
  private let origin: Instant
  private let isShown: Bool

  /// The timeline of a service; the times that are printed count from now.
  public init(
    _ identity: ResourceIdentity, isShown: Bool = false, locations: Locations = .current
  ) {
    path = "\(locations.services)/\(identity.group)/\(identity.resource)/events"
    origin = Clock.now
    self.isShown = isShown
  }

  /// Adds an event that happens now.
  public func add(_ kind: Kind, _ text: String) {
    let now = Clock.now
    let line = Escapes.line(text)
    if isShown { Output.line("\(Timeline.stamp(now - origin))  \(line)") }
    guard (try? Trust.prepareDirectory(Files.parent(of: path), mode: 0o755)) != nil else { return }
    ResourceLog.rotate(path, limit: 1 << 18)
    let entry = "\(now.sinceBoot.inMilliseconds)\t\(kind.rawValue)\t\(line)\n"
    try? Files.append(path, Array(entry.utf8))
  }

  /// A time since the beginning as the timeline shows it: `+  12.345 s`.
  static func stamp(_ span: Duration) -> String {
    let milliseconds = max(0, span.inMilliseconds)
    let seconds = String(milliseconds / 1_000)
    let rest = String(milliseconds % 1_000)
    return "+" + String(repeating: " ", count: max(0, 4 - seconds.count)) + seconds + "."
      + String(repeating: "0", count: 3 - rest.count) + rest + " s"
  }
}
