/// What a flight recorder holds of one guest, on one node or on several.
public struct GuestHistory: Equatable, Sendable {
  /// What happened, the oldest first.
  public var events: [GuestEvent] { entries.map(\.event) }
  /// How many lines were damaged or half written; they are left out.
  public private(set) var damaged: Int
  /// How many events before these were left out.
  public private(set) var omitted = 0

  private struct Entry: Equatable {
    let event: GuestEvent
    /// The latest time that its node had written until then; a clock that is set back does not lower it.
    let moment: Int64
  }
  private var entries: [Entry]

  /// A history of these events, those of each node in the order in which it wrote them.
  ///
  /// What a node wrote later happened later, even if its clock was set back in between; between nodes the clocks count.
  public init(_ events: [GuestEvent] = [], damaged: Int = 0) {
    var latest: [String: Int64] = [:]
    entries = events.map { event in
      let moment = max(event.time, latest[event.node] ?? event.time)
      latest[event.node] = moment
      return Entry(event: event, moment: moment)
    }
    self.damaged = damaged
    sort()
  }

  /// The history that a file holds; a damaged line is counted and left out.
  public init(parsing bytes: [UInt8]) {
    var found: [GuestEvent] = []
    var damaged = 0
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // Bytes that are no UTF-8 do not survive this, so the checksum refuses them.
      let text = String(decoding: line, as: UTF8.self)
      if let event = GuestEvent(line: text[...]) { found.append(event) } else { damaged += 1 }
    }
    self.init(found, damaged: damaged)
  }

  private mutating func sort() {
    // Of events at the same moment the one that was written first comes first.
    entries = entries.enumerated().sorted {
      ($0.element.moment, $0.offset) < ($1.element.moment, $1.offset)
    }.map(\.element)
  }

  /// The history of this node and that of another, by the clock of each; what both have counts once.
  public func merged(with other: GuestHistory) -> GuestHistory {
    var merged = self
    let known = Set(events)
    merged.entries += other.entries.filter { !known.contains($0.event) }
    merged.damaged += other.damaged
    merged.sort()
    return merged
  }

  /// This history and what was written after it into the next file.
  public func followed(by next: GuestHistory) -> GuestHistory {
    GuestHistory(events + next.events, damaged: damaged + next.damaged)
  }

  /// Its last `count` events.
  public func last(_ count: Int) -> GuestHistory {
    var last = self
    last.entries = Array(entries.suffix(count))
    last.omitted += entries.count - last.entries.count
    return last
  }

  /// The nodes that it tells of, by name.
  public var nodes: [String] { Set(entries.map(\.event.node)).sorted() }

  /// The nodes whose clock was set back by more than a method may take from looking at it to writing.
  public var nodesSetBack: [String] {
    var last: [String: Int64] = [:]
    var found: Set<String> = []
    for event in events {
      if let last = last[event.node], event.time < last - 10_000 { found.insert(event.node) }
      last[event.node] = event.time
    }
    return found.sorted()
  }
}
