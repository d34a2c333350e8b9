internal import Glibc
public import Model

/// What a method says: to syslog under the resource's tag, to the resource's own log, and to its flight recorder.
///
/// None of them can hold a method up. What syslog did not take is counted in the resource's log.
public struct ResourceLog: Sendable {
  /// Whose log it is.
  public let identity: ResourceIdentity
  /// The method that writes.
  public let method: String
  /// What of the debug lines is written: 0 none, 1 beginnings and ends, 2 everything.
  public var debugLevel: Int
  /// The flight recorder of the resource.
  public let recorder: FlightRecorder
  private let path: String

  /// The log of a method of a resource.
  public init(
    _ identity: ResourceIdentity, method: String, debugLevel: Int = 0,
    locations: Locations = .current
  ) {
    (self.identity, self.method, self.debugLevel) = (identity, method, debugLevel)
    path = "\(locations.logs)/\(identity.group)/\(identity.resource)/message_log.txt"
    recorder = FlightRecorder(resource: identity.resource, locations: locations)
  }

  /// The file of the resource's own log.
  public var file: String { path }

  /// Writes a line to both logs.
  public func write(_ severity: SystemLog.Severity, _ text: String) {
    let taken = SystemLog.send(severity, tag: identity.tag(method: method), text)
    record(severity, taken ? text : text + " (syslog did not take this line)")
  }

  /// Writes a failure to both logs; its remedy names the resource.
  public func write(_ failure: Failure, as severity: SystemLog.Severity = .error) {
    write(severity, failure.naming(identity).description)
  }

  /// Puts something that happened to the guest on the flight recorder.
  public func note(
    _ kind: GuestEvent.Kind, state: String? = nil, lasted: Duration? = nil, status: Int32? = nil,
    _ text: String = ""
  ) {
    recorder.add(
      GuestEvent(
        time: Clock.millisecondsSince1970, node: Environment.nodeName, method: method, kind: kind,
        state: state, duration: lasted?.inMilliseconds, status: status, text: text))
  }

  /// Writes a line of debugging if `level` is asked for; level 1 is for the beginning and end of a method.
  public func debug(_ level: Int, _ text: @autoclosure () -> String) {
    if level <= debugLevel { write(.debug, text()) }
  }

  private func record(_ severity: SystemLog.Severity, _ text: String) {
    let names: [SystemLog.Severity: String] = [
      .error: "ERR", .warning: "WARN", .notice: "NOTE", .information: "INFO", .debug: "DEBUG",
    ]
    let entry =
      "\(Clock.local.americanDateAndTime) \(Environment.nodeName) "
      + "\(method)-\(names[severity] ?? "INFO")> \(Escapes.line(text))\n"
    // A log that cannot be written, or that others could turn elsewhere, must not fail the method.
    guard (try? Trust.prepareDirectory(Files.parent(of: path), mode: 0o750)) != nil else { return }
    ResourceLog.rotate(path)
    try? Files.append(path, Array(entry.utf8))
  }

  /// Keeps a log bounded: one that is over a megabyte, or another limit in bytes, becomes `older`, or else `NAME.old`.
  ///
  /// Of several writers that find it too long one renames it; the others must not rename the new one over it.
  public static func rotate(_ path: String, to older: String? = nil, limit: Int64 = 1 << 20) {
    guard let found = Files.information(path, following: false), found.size > limit else { return }
    let log = Descriptor(open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK))
    var status = stat()
    // The lock is on the file itself: a process that gets it later finds another file of that name.
    guard log.number >= 0, flock(log.number, LOCK_EX | LOCK_NB) == 0,
      fstat(log.number, &status) == 0, status.st_size > limit,
      Files.information(path, following: false)?.number == UInt64(status.st_ino)
    else { return }
    try? Files.rename(path, to: older ?? path + ".old")
  }
}
