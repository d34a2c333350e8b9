/// What a flight recorder holds of one guest, on one node or on several.
public struct GuestHistory: Equatable, Sendable {
  /// What happened, the oldest first.
  public private(set) var events: [GuestEvent]
  /// How many lines were damaged or half written; they are left out.
  public private(set) var damaged: Int

  /// A history of these events.
  public init(_ events: [GuestEvent] = [], damaged: Int = 0) {
    // Of events at the same moment the one that was written first comes first.
    self.events = events.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }.map(\.element)
    self.damaged = damaged
  }

  /// The history that a file holds; whatever in it is no sound line is counted, and believed by nobody.
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

  /// The history of this node and that of another, by the clock of each.
  public func merged(with other: GuestHistory) -> GuestHistory {
    GuestHistory(events + other.events, damaged: damaged + other.damaged)
  }

  /// Its last `count` events.
  public func last(_ count: Int) -> GuestHistory {
    GuestHistory(Array(events.suffix(count)), damaged: damaged)
  }

  /// The nodes that it tells of, by name.
  public var nodes: [String] { Set(events.map(\.node)).sorted() }
}
