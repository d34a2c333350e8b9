internal import Glibc
public import Model

/// The bounded history of one guest on this node, which outlives the program, the guest and the boot.
///
/// A file that is appended to, a line an event, each line one write with a checksum of its own. A writer that is killed in the
/// middle leaves a line that each reader discards, and the next writer begins a new one. A full file becomes `NAME~` in the
/// place of the one before, so that there are two at most.
public struct FlightRecorder: Sendable {
  /// The file.
  public let path: String
  /// The full file before it; no resource can have such a name.
  public var older: String { path + "~" }
  private let resource: String

  /// How long a file gets before it is put aside, in bytes: some 500 events.
  public static let limit: Int64 = 1 << 16

  /// The recorder of a resource; names of resources are unique in a cluster.
  public init(resource: String, locations: Locations = .current) {
    path = "\(locations.history)/\(resource)"
    self.resource = resource
  }

  /// Adds an event.
  ///
  /// It is handed to the kernel and not waited for on the disk: a storage that hangs must not hold a stop up. What a machine
  /// loses with its power is what the kernel had not written yet, some seconds.
  public func add(_ event: GuestEvent) {
    var event = event
    event.resource = resource
    // Nobody is left to tell of a recorder that cannot be written.
    try? write(event)
  }

  private func write(_ event: GuestEvent) throws(SystemError) {
    try Trust.prepareDirectory(Files.parent(of: path), mode: 0o750)
    ResourceLog.rotate(path, to: older, limit: FlightRecorder.limit)
    let opened = open(
      path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o640)
    guard opened >= 0 else { throw .last("open \(path)") }
    let file = Descriptor(opened)
    let torn = endsWithinLine(file) ? "\n" : ""
    try file.write(Array((torn + event.line + "\n").utf8), until: Clock.now + .seconds(1))
  }

  /// Whether the last writer was cut short.
  private func endsWithinLine(_ file: borrowing Descriptor) -> Bool {
    let end = lseek(file.number, 0, SEEK_END)
    var last: UInt8 = 0
    return end > 0 && pread(file.number, &last, 1, end - 1) == 1 && last != UInt8(ascii: "\n")
  }

  /// What is on record, which may be nothing; nothing of what was damaged.
  public var history: GuestHistory {
    get throws(SystemError) {
      let present = try readIfThere(path)
      let old = try readIfThere(older)
      // The file may have been put aside between the two looks.
      if !present.events.isEmpty, old.events.starts(with: present.events) { return old }
      return old.followed(by: present)
    }
  }

  private func readIfThere(_ path: String) throws(SystemError) -> GuestHistory {
    do {
      return try FlightRecorder.read(path)
    } catch {
      if error.isMissing { return GuestHistory() }
      throw error
    }
  }

  /// The history in a file, such as one that was copied from another node.
  public static func read(_ path: String) throws(SystemError) -> GuestHistory {
    GuestHistory(parsing: try Files.read(path, limit: 1 << 22))
  }

  /// Forgets everything.
  public func erase() throws(SystemError) {
    try Files.remove(older)
    try Files.remove(path)
  }
}
