import Model
import Testing

@testable import Render

/// For how long a guest ran nowhere, by its history.
@Suite struct AvailabilityTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Seconds, node, method, kind and state; a state of `-` for none.
    let events: [(Int64, String, String, GuestEvent.Kind, String)]
    let until: Int64
    let words: String?
  }

  private static func row(
    _ what: String, _ events: [(Int64, String, String, GuestEvent.Kind, String)], until: Int64,
    _ words: String?
  ) -> Row { Row(testDescription: what, events: events, until: until, words: words) }

  static let rows: [Row] = [
    row("nothing is on record", [], until: 9, nil),
    row("nothing tells of a state", [(0, "a", "start_xvm", .began, "-")], until: 9, nil),
    row(
      "it ran all the time", [(0, "a", "start_xvm", .seen, "running")], until: 100,
      "on record for 100 s, and it ran all the time that is known"),
    row(
      "what was before its first start is no outage",
      [(0, "a", "start_xvm", .seen, "off"), (40, "a", "start_xvm", .seen, "running")], until: 100,
      "on record for 60 s, and it ran all the time that is known"),
    row(
      "it never ran", [(0, "a", "start_xvm", .seen, "off")], until: 100,
      "on record for 100 s, and never seen to run"),
    row(
      "a death and a restart",
      [
        (0, "a", "start_xvm", .seen, "running"), (60, "a", "guard_xvm", .fault, "off"),
        (61, "a", "start_xvm", .began, "-"), (64, "a", "start_xvm", .seen, "running"),
      ], until: 100, "on record for 100 s: it ran nowhere once, for 4.0 s"),
    row(
      "two, of which one is longer",
      [
        (0, "a", "start_xvm", .seen, "running"), (10, "a", "guard_xvm", .fault, "crashed"),
        (11, "a", "guard_xvm", .seen, "off"), (13, "a", "start_xvm", .seen, "booting"),
        (15, "a", "start_xvm", .seen, "running"), (20, "a", "stop_xvm", .seen, "off"),
        (21, "a", "start_xvm", .seen, "running"),
      ], until: 100,
      "on record for 100 s: it ran nowhere 2 times, for 6.0 s in all and 5.0 s at most"),
    row(
      "a live move is no outage",
      [
        (0, "a", "start_xvm", .seen, "running"), (10, "a", "stop_xvm", .decision, "moving-out"),
        (20, "b", "start_xvm", .began, "-"), (21, "b", "start_xvm", .seen, "running"),
        (22, "a", "stop_xvm", .seen, "off"),
      ], until: 100, "on record for 100 s, and it ran all the time that is known"),
    row(
      "a node dies: nothing is known until another begins to start it",
      [
        (0, "a", "start_xvm", .seen, "running"), (50, "a", "probe_xvm", .seen, "running"),
        (80, "b", "start_xvm", .began, "-"), (83, "b", "start_xvm", .seen, "running"),
      ], until: 100,
      "on record for 100 s: it ran nowhere once, for 3.0 s; for 30 s it is not known what it was"),
    row(
      "a start by hand that came to nothing proves nothing",
      [
        (0, "a", "start_xvm", .seen, "running"), (80, "b", "start_xvm", .began, "-"),
        (83, "b", "start_xvm", .ended, "-"),
      ], until: 100, "on record for 100 s, and it ran all the time that is known"),
    row(
      "it is off now",
      [(0, "a", "start_xvm", .seen, "running"), (40, "a", "stop_xvm", .seen, "off")], until: 7_240,
      "on record for 2 h: it ran nowhere once, for 2 h"),
    row(
      "the tool gave no answer",
      [
        (0, "a", "start_xvm", .seen, "running"), (40, "a", "probe_xvm", .fault, "unknown"),
        (50, "a", "probe_xvm", .seen, "running"),
      ], until: 100,
      "on record for 100 s, and it ran all the time that is known; for 10 s it is not known what it was"
    ),
  ]

  @Test(arguments: rows) func itSays(_ row: Row) {
    let history = GuestHistory(
      row.events.map { time, node, method, kind, state in
        GuestEvent(
          time: time * 1_000, node: node, method: method, kind: kind,
          state: state == "-" ? nil : state)
      })
    #expect(Availability(history, until: row.until * 1_000)?.words == row.words)
  }
}
