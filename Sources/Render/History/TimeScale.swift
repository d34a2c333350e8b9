internal import Model

/// Where moments stand in a picture of a history.
///
/// A guest runs for weeks, dies, and is up again within a second: on an even scale nothing would be seen of it. The room
/// between two events is therefore the logarithm of the time between them, and the time is written into it.
struct TimeScale {
  /// The place of each event, in their order, and that of the end.
  let places: [Double]
  /// The place of the picture's end.
  let end: Double

  /// A scale for events at these moments, ascending, in milliseconds, from `origin` on to `until`.
  init(_ times: [Int64], until: Int64, origin: Double) {
    var place = origin + TimeScale.least
    var places: [Double] = []
    var last = times.first ?? until
    for (position, time) in times.enumerated() {
      if position > 0 { place += TimeScale.room(time - last) }
      places.append(place)
      last = time
    }
    self.places = places
    end = place + max(48, TimeScale.room(until - last))
  }

  /// The least room between two events: their signs must not touch.
  private static let least = 26.0

  /// The room for a span: 17 more for each time that it is ten times as long.
  private static func room(_ milliseconds: Int64) -> Double {
    var tens = 0.0
    var rest = Double(max(0, milliseconds)) / 10 + 1
    while rest >= 10 { (tens, rest) = (tens + 1, rest / 10) }
    // The logarithm's chord between two powers of ten is near enough, and the same on every machine.
    return least + 17 * (tens + (rest - 1) / 9)
  }
}

extension TimeScale {
  /// A span as people read it, from milliseconds to days.
  static func words(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1_000
    switch seconds {
    case ..<1: return "\(max(0, milliseconds)) ms"
    case ..<10: return "\(seconds).\(milliseconds % 1_000 / 100) s"
    case ..<120: return "\(seconds) s"
    case ..<7_200: return "\(seconds / 60) min"
    case ..<172_800: return "\(seconds / 3_600) h"
    default: return "\(seconds / 86_400) days"
    }
  }
}
