/// One thing that happened to a guest, as the flight recorder keeps it.
public struct GuestEvent: Hashable, Sendable {
  /// The kind of event; the words are stored in files and never change.
  public enum Kind: String, CaseIterable, Sendable {
    case began
    case ended
    /// The guest was seen to be something else than before.
    case seen
    case fault
    /// Something was decided because of what was seen.
    case decision
  }

  /// When, in milliseconds since 1970 by the clock of the node.
  public var time: Int64
  public var node: String
  /// The method that says so: `start_xvm`, `guard_xvm`, `gds`.
  public var method: String
  public var kind: Kind
  /// What the guest is on this node from now on, one word of `GuestState`; nil when the event says nothing of that.
  public var state: String?
  /// How long it took, in milliseconds.
  public var duration: Int64?
  public var status: Int32?
  /// The evidence or reason, in words.
  public var text: String
  /// The resource; nil in a line of an older release, which did not write it.
  public var resource: String?

  public init(
    time: Int64, node: String, method: String, kind: Kind, state: String? = nil,
    duration: Int64? = nil, status: Int32? = nil, text: String = ""
  ) {
    (self.time, self.node, self.method, self.kind) = (time, node, method, kind)
    (self.state, self.duration, self.status, self.text) = (state, duration, status, text)
  }
}

// MARK: The line of the file

extension GuestEvent {
  /// The longest text that is kept, in bytes: a line stays well below what one write puts down in one piece.
  public static let longestText = 600

  /// The event as a line: nine fields and a checksum of them, with tabs between.
  public var line: String {
    let fields = [
      String(time), node, method, kind.rawValue, state ?? "", duration.map { String($0) } ?? "",
      status.map { String($0) } ?? "", shortened, resource ?? "",
    ]
    let body = TabbedLine.join(fields)
    return body + "\t" + GuestEvent.checksum(body)
  }

  /// The event that a line holds; nil for a line that was damaged or only half written.
  public init?(line: Substring) {
    guard let tab = line.lastIndex(of: "\t") else { return nil }
    let body = line[..<tab]
    guard GuestEvent.checksum(String(body)) == line[line.index(after: tab)...] else { return nil }
    guard let fields = TabbedLine.split(String(body)), (8...9).contains(fields.count),
      let time = Int64(outside: fields[0], in: -1 << 50...1 << 50),
      let kind = Kind(rawValue: fields[3])
    else { return nil }
    let duration = Int64(outside: fields[5], in: Int64.min...Int64.max)
    // A span between two times must not overflow, whatever numbers are in the file.
    guard (0..<1 << 50).contains(duration ?? 0) else { return nil }
    self.init(
      time: time, node: fields[1], method: fields[2], kind: kind,
      state: fields[4].isEmpty ? nil : fields[4], duration: duration,
      status: Int32(outside: fields[6]), text: fields[7])
    resource = fields.count > 8 && !fields[8].isEmpty ? fields[8] : nil
  }

  private var shortened: String {
    guard text.utf8.count > GuestEvent.longestText else { return text }
    var kept = ""
    for letter in text {
      if kept.utf8.count + letter.utf8.count > GuestEvent.longestText - 3 { break }
      kept.append(letter)
    }
    return kept + "…"
  }

  private static func checksum(_ text: String) -> String {
    String(MD5.hexadecimal(Array(text.utf8)).prefix(8))
  }
}
