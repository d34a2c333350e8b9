internal import Model

/// For how long a guest ran nowhere, by what is on record of it.
///
/// A guest that is moved live runs all the time. What a node that died leaves behind is the word of before; from its last event until
/// another node begins to start the guest nothing is known.
struct Availability: Equatable {
  /// Whether it was ever seen to run.
  let hasRun: Bool
  /// From when it first ran to the end, in milliseconds.
  private(set) var total: Int64 = 0
  /// How often it stopped running, for how long in all, and for how long at most.
  private(set) var outages = 0
  private(set) var down: Int64 = 0
  private(set) var longest: Int64 = 0
  /// For how long it is not known what it was.
  private(set) var unknown: Int64 = 0

  private enum Sort { case up, down, unknown }

  /// The words of a guest that runs.
  private static let up: Set = ["running", "moving-out", "moving-in"]

  /// - Returns: nil of a history that does not tell of a state.
  init?(_ history: GuestHistory, until: Int64) {
    let all = Availability.spans(history, until: until)
    // Before it first ran there was nothing that it could have missed.
    let spans = all.drop { $0.sort != .up }
    guard let first = spans.first ?? all.first else { return nil }
    hasRun = !spans.isEmpty
    total = max(0, until - first.from)
    var current: Int64 = 0
    var last = Sort.up
    for span in spans {
      let length = max(0, span.to - span.from)
      switch span.sort {
      case .up: current = 0
      case .unknown:
        current = 0
        unknown += length
      case .down:
        if last != .down { outages += 1 }
        down += length
        current += length
        longest = max(longest, current)
      }
      last = span.sort
    }
  }

  /// As people read it.
  var words: String {
    guard hasRun else { return "on record for \(TimeScale.words(total)), and never seen to run" }
    var parts = [
      outages == 0
        ? "on record for \(TimeScale.words(total)), and it ran all the time that is known"
        : "on record for \(TimeScale.words(total)): it ran nowhere \(outages == 1 ? "once" : "\(outages) times"), for "
          + (outages == 1
            ? TimeScale.words(down)
            : "\(TimeScale.words(down)) in all and \(TimeScale.words(longest)) at most")
    ]
    if unknown > 0 { parts.append("for \(TimeScale.words(unknown)) it is not known what it was") }
    return parts.joined(separator: "; ")
  }

  private typealias Span = (from: Int64, to: Int64, sort: Sort)
  private typealias Change = (time: Int64, node: String, state: String)

  private static func spans(_ history: GuestHistory, until: Int64) -> [Span] {
    var spans: [Span] = []
    var states: [String: String] = [:]
    var since: Int64?
    for change in changes(history.events) {
      if let since { close(&spans, since, change.time, sort(states)) }
      states[change.node] = change.state
      since = change.time
    }
    if let since { close(&spans, since, until, sort(states)) }
    return spans
  }

  /// What each node said that the guest is, and what follows of one that died: nothing is known from its last word on until another
  /// node begins the start that brings the guest up.
  private static func changes(_ events: [GuestEvent]) -> [Change] {
    var changes: [Change] = []
    var more: [Change] = []
    var states: [String: String] = [:]
    var seen: [String: Int64] = [:]
    var starts: [String: Int64] = [:]
    for event in events {
      let isStart = event.method.hasPrefix("start")
      if isStart, event.kind == .began { starts[event.node] = event.time }
      if isStart, event.state == "running", let start = starts[event.node] {
        for (node, state) in states where node != event.node && state == "running" {
          guard let last = seen[node], last <= start else { continue }
          more += [(last, node, "unknown"), (start, node, "absent")]
          states[node] = "absent"
        }
      }
      seen[event.node] = event.time
      guard let state = event.state else { continue }
      changes.append((event.time, event.node, state))
      states[event.node] = state
    }
    return (changes + more).enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }.map(\.element)
  }

  private static func close(_ spans: inout [Span], _ from: Int64, _ to: Int64, _ sort: Sort) {
    if let last = spans.last, last.sort == sort, last.to == from {
      spans[spans.count - 1].to = max(to, from)
    } else {
      spans.append((from, max(to, from), sort))
    }
  }

  private static func sort(_ states: [String: String]) -> Sort {
    if states.values.contains(where: up.contains) { return .up }
    return states.values.contains("unknown") ? .unknown : .down
  }
}
