/// What a Pacemaker cluster remembers of its fencing, as crm_mon(8) writes it in XML.
public struct FenceHistory: Equatable, Sendable {
  /// A node that was switched off, or off and on, and when that was done, in seconds since 1970.
  public struct Event: Equatable, Sendable {
    public let node: String
    public let time: Int64

    public init(node: String, time: Int64) { (self.node, self.time) = (node, time) }
  }

  /// Those that succeeded.
  public let events: [Event]

  /// What has to be asked for.
  public static let arguments = ["--one-shot", "--output-as=xml", "--include=none,fencing"]

  /// Reads the answer; what is not understood is none of them.
  public init(parsing bytes: [UInt8]) throws(Failure) {
    let root = try XMLElement(parsing: bytes)
    events = (root.first("fence_history")?.all("fence_event") ?? []).compactMap { event in
      guard event["status"] == "success", ["off", "reboot"].contains(event["action"]),
        let node = event["target"], let time = FenceHistory.seconds(event["completed"] ?? "")
      else { return nil }
      return Event(node: node, time: time)
    }
  }

  /// Whether a node was fenced at that time or later: nothing that ran on it then runs there now.
  public func hasFenced(_ node: String, since time: Int64) -> Bool {
    time > 0 && events.contains { $0.node == node && $0.time >= time }
  }

  /// `2026-11-30 07:15:24Z`, or with the distance of the node's time from UTC behind a blank: `2026-11-30 08:15:24 +01:00` (run,
  /// and source: crm_time_as_string of Pacemaker 2.1); nil for anything else.
  static func seconds(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    func number(_ place: Int, _ length: Int, _ range: ClosedRange<Int64>) -> Int64? {
      guard place + length <= bytes.count else { return nil }
      return Int64(
        outside: String(decoding: bytes[place..<place + length], as: UTF8.self), in: range)
    }
    guard let year = number(0, 4, 1970...9999), let month = number(5, 2, 1...12),
      let day = number(8, 2, 1...31), let hour = number(11, 2, 0...23),
      let minute = number(14, 2, 0...59), let second = number(17, 2, 0...60)
    else { return nil }
    let rest = String(decoding: bytes.dropFirst(19), as: UTF8.self)
    let zone = rest.drop { $0 == "." || $0.isNumber }
    var distance: Int64 = 0
    if zone != "Z" {
      let digits = Array(zone.utf8)
      guard digits.count == 7, digits[0] == UInt8(ascii: " "),
        digits[1] == UInt8(ascii: "+") || digits[1] == UInt8(ascii: "-"),
        let hours = Int64(outside: String(decoding: digits[2...3], as: UTF8.self), in: 0...14),
        let minutes = Int64(outside: String(decoding: digits[5...6], as: UTF8.self), in: 0...59)
      else { return nil }
      distance = (hours * 3600 + minutes * 60) * (digits[1] == UInt8(ascii: "-") ? -1 : 1)
    }
    // Days since 1970 of the proleptic Gregorian calendar, with years that begin in March.
    let shifted = month <= 2 ? year - 1 : year
    let days =
      365 * shifted + shifted / 4 - shifted / 100 + shifted / 400
      + (153 * ((month + 9) % 12) + 2) / 5 + day - 1 - 719_468
    return days * 86_400 + hour * 3600 + minute * 60 + second - distance
  }
}
