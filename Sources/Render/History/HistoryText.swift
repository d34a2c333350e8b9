public import Model

/// A history for people who read, and for programs.
public enum HistoryText {
  /// A line an event, below a heading.
  ///
  /// - Parameter clock: a moment in milliseconds since 1970 as people read it.
  public static func lines(_ history: GuestHistory, clock: (Int64) -> String) -> [String] {
    let heading = ["TIME", "NODE", "METHOD", "WHAT", "STATE", "LASTED", "EXIT", "EVIDENCE"]
    let rows = history.events.map { row($0, clock).map { Escapes.terminal($0) } }
    let widths = heading.indices.map { column in
      ([heading] + rows).map { $0[column].count }.max() ?? 0
    }
    let lines = ([heading] + rows).map { row in
      var line = zip(row, widths)
        .map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
    return lines + remarks(history)
  }

  /// What keeps a history from being the whole truth.
  static func remarks(_ history: GuestHistory) -> [String] {
    var remarks: [String] = []
    if history.damaged > 0 {
      let (lines, were) = (count(history.damaged, "line"), history.damaged == 1 ? "was" : "were")
      let are = history.damaged == 1 ? "is" : "are"
      remarks.append("\(lines) \(were) damaged or half written and \(are) left out.")
    }
    let nodes = history.nodesSetBack.map { Escapes.terminal($0) }.joined(separator: ", ")
    if !nodes.isEmpty {
      remarks.append(
        "The clock was set back on \(nodes): what it wrote is in the order of writing.")
    }
    return remarks
  }

  /// `1 event`, `2 events`.
  static func count(_ number: Int, _ word: String) -> String {
    number == 1 ? "1 \(word)" : "\(number) \(word)s"
  }

  /// The fields of an event as text.
  static func row(_ event: GuestEvent, _ clock: (Int64) -> String) -> [String] {
    [
      clock(event.time), event.node, event.method, event.kind.rawValue, event.state ?? "",
      event.duration.map(TimeScale.words) ?? "", event.status.map { String($0) } ?? "", event.text,
    ]
  }

  /// The events of a resource as one JSON value; times and spans are in milliseconds.
  public static func json(_ resource: String, _ history: GuestHistory) -> JSON {
    .members([
      ("resource", .text(resource)), ("damaged", .number(Int64(history.damaged))),
      ("events", .list(history.events.map(json))),
    ])
  }

  private static func json(_ event: GuestEvent) -> JSON {
    .members([
      ("time", .number(event.time)), ("node", .text(event.node)), ("method", .text(event.method)),
      ("kind", .text(event.kind.rawValue)), ("state", event.state.map { .text($0) } ?? .null),
      ("duration", event.duration.map { .number($0) } ?? .null),
      ("status", event.status.map { .number(Int64($0)) } ?? .null),
      ("evidence", .text(event.text)),
    ])
  }
}
