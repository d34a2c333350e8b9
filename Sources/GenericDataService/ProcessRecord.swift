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
    /// The last one of the watched levels ended while they were watched; deeper ones live, and their monitor keeps hold of them.
    case orphaned

    /// Whether those whose death counts have died.
    public var isDeath: Bool { self == .dead || self == .orphaned }
  }

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

  /// The records of every tag of this machine that can be read.
  public static func all(_ locations: Locations = .current) -> [ProcessRecord] {
    (try? list(locations) { _ in nil }) ?? []
  }

  /// The monitors of other tags than that of `watcher`, alive or not: they and what is below them are not its.
  ///
  /// A record that is damaged, or that others may write to, tells of none.
  ///
  /// - Throws: when there may be one of which cannot be told now, as on a full descriptor table.
  static func monitors(besides watcher: ProcessIdentity, _ locations: Locations)
    throws(SystemError) -> Set<ProcessIdentity>
  {
    let records = try list(locations) { error in
      error.isMissing || error.isObjection ? nil : error
    }
    return Set(records.map(\.watcher)).subtracting([watcher])
  }

  /// The records that can be read; `objection` says which failure to read one is not passed over.
  private static func list(
    _ locations: Locations, objection: (SystemError) -> SystemError?
  ) throws(SystemError) -> [ProcessRecord] {
    let directory = locations.processMonitors
    let names: [String]
    do throws(SystemError) { names = try Files.list(directory) } catch {
      if error.isMissing { return [] }
      throw error
    }
    var found: [ProcessRecord] = []
    for name in names where name.hasSuffix(".tag") {
      do throws(SystemError) {
        let bytes = try Files.read("\(directory)/\(name)", limit: 1 << 16, trusted: true)
        if let record = ProcessRecord(bytes: bytes) { found.append(record) }
      } catch {
        if let objection = objection(error) { throw objection }
      }
    }
    return found
  }
}
