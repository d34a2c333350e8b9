internal import Model
public import Platform

/// What is on disk about one tag: who watches it, and how it came to its end.
public struct ProcessRecord: Equatable, Sendable {
  /// What has become of the processes.
  public enum State: String, Sendable {
    /// They live and are watched.
    case watched
    /// Their monitoring was stopped (`pmfadm -s`); their end means nothing.
    case released
    /// The last of them ended while they were watched.
    case dead
  }

  /// The tag.
  public var tag: ProcessTag
  /// What has become of the processes.
  public var state: State
  /// The process that watches or watched them.
  public var watcher: ProcessIdentity

  var bytes: [UInt8] {
    Array("\(state.rawValue)\t\(watcher.pid)\t\(watcher.startTime)\t\(tag)\n".utf8)
  }

  init(tag: ProcessTag, state: State, watcher: ProcessIdentity) {
    (self.tag, self.state, self.watcher) = (tag, state, watcher)
  }

  /// The record in a file; nil when there is none, or not a whole one.
  init?(file: String) {
    guard let bytes = try? Files.read(file, limit: 1 << 16, trusted: true) else { return nil }
    self.init(bytes: bytes)
  }

  /// The record that these bytes are; nil when they were cut short.
  init?(bytes: [UInt8]) {
    guard bytes.last == UInt8(ascii: "\n") else { return nil }
    let fields = String(decoding: bytes.dropLast(), as: UTF8.self)
      .split(separator: "\t", maxSplits: 3, omittingEmptySubsequences: false)
    guard fields.count == 4, let state = State(rawValue: String(fields[0])),
      let pid = Int32(outside: fields[1]), let start = UInt64(outside: fields[2])
    else { return nil }
    tag = ProcessTag(String(fields[3]))
    self.state = state
    watcher = ProcessIdentity(pid: pid, startTime: start)
  }

  /// The records of every tag of this machine.
  public static func all(_ locations: Locations = .current) -> [ProcessRecord] {
    let directory = locations.processMonitors
    return ((try? Files.list(directory)) ?? []).filter { $0.hasSuffix(".tag") }
      .compactMap { ProcessRecord(file: "\(directory)/\($0)") }
  }
}
