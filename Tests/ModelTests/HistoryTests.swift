import Testing

@testable import Model

@Suite struct HistoryTests {
  static let events = [
    GuestEvent(time: 1, node: "n1", method: "start_xvm", kind: .began),
    GuestEvent(
      time: 1_764_114_835_900, node: "node-2", method: "stop_xvm", kind: .ended, state: "off",
      duration: 12_345, status: 1, text: "no: 'it'\tis\n not\r\\n \u{1B}[31m off"),
    GuestEvent(
      time: -5, node: "", method: "", kind: .fault, duration: 0, status: -1, text: "größer ✓ \u{0}"),
  ]

  @Test(arguments: events)
  func aLineSaysWhatWasSaid(event: GuestEvent) {
    #expect(!event.line.contains("\n"))
    #expect(GuestEvent(line: event.line[...]) == event)
  }

  @Test func aLongTextIsCutBetweenLetters() throws {
    let event = GuestEvent(
      time: 1, node: "n", method: "m", kind: .seen, text: String(repeating: "é", count: 4_000))
    let read = try #require(GuestEvent(line: event.line[...]))
    #expect(read.text.utf8.count <= GuestEvent.longestText)
    #expect(read.text.hasSuffix("é…"))
  }

  /// Whatever a kill, a full disk or a bad block has left of a line, it is none.
  @Test func noPartOfALineAndNoDamagedOneIsBelieved() {
    let line = Self.events[1].line
    for length in 0..<line.utf8.count {
      let part = String(decoding: line.utf8.prefix(length), as: UTF8.self)
      #expect(GuestEvent(line: part[...]) == nil, "\(length) bytes of it")
    }
    for place in 0..<line.utf8.count {
      var bytes = Array(line.utf8)
      bytes[place] ^= 1
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(GuestEvent(line: text[...]) == nil, "byte \(place)")
    }
  }

  /// What is made of times, such as the span between two of them, must not overflow.
  @Test(arguments: [(Int64.max, 1), (Int64.min, 1), (1, Int64.max), (1, -1)] as [(Int64, Int64)])
  func aTimeThatNoClockShowsIsDamage(time: Int64, duration: Int64) {
    let event = GuestEvent(
      time: time, node: "n1", method: "stop_xvm", kind: .ended, duration: duration, status: 0)
    #expect(GuestEvent(line: event.line[...]) == nil)
    let history = GuestHistory(parsing: Array(event.line.utf8))
    #expect(history.events.isEmpty && history.damaged == 1)
  }

  @Test func damagedLinesAreCountedAndTheOthersKept() {
    let lines = Self.events.map(\.line)
    let text = [lines[1], "", String(lines[0].dropLast(3)), "rubbish", lines[0]]
      .joined(separator: "\n")
    let history = GuestHistory(parsing: Array(text.utf8) + [0x0A, 0xFF, 0xFE])
    #expect(history.events == [Self.events[0], Self.events[1]])
    #expect(history.damaged == 3)
  }

  @Test func eventsOfOneMomentKeepTheirOrder() {
    let one = GuestEvent(time: 7, node: "b", method: "x", kind: .seen)
    let two = GuestEvent(time: 7, node: "a", method: "x", kind: .seen)
    let early = GuestEvent(time: 6, node: "c", method: "x", kind: .seen)
    let merged = GuestHistory([one, two]).merged(with: GuestHistory([early], damaged: 2))
    #expect(merged.events == [early, one, two])
    #expect(merged.damaged == 2)
    #expect(merged.nodes == ["a", "b", "c"])
    #expect(merged.last(1).events == [two])
  }

  /// The end of a start is not its beginning because somebody corrected the clock in between.
  @Test func aClockThatIsSetBackTurnsNoOrderRound() {
    func event(_ time: Int64, _ node: String, _ text: String) -> GuestEvent {
      GuestEvent(time: time, node: node, method: "start_xvm", kind: .seen, text: text)
    }
    let here = GuestHistory([
      event(5_000_000, "a", "began"), event(1_400_000, "a", "ended"), event(6_000_000, "a", "died"),
    ])
    let there = GuestHistory([event(4_000_000, "b", "early"), event(5_500_000, "b", "late")])
    for merged in [here.merged(with: there), there.merged(with: here)] {
      #expect(merged.events.map(\.text) == ["early", "began", "ended", "late", "died"])
    }
  }

  @Test func whatTwoFilesHaveCountsOnce() {
    let history = GuestHistory(Self.events, damaged: 1)
    let longer = GuestHistory(
      Self.events + [GuestEvent(time: 9, node: "n1", method: "x", kind: .seen)])
    #expect(history.merged(with: longer).events == longer.events)
  }
}

@Suite struct LearntTimesTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var ordered: Int64?
    var forced: Int64?
    var patience: Int64?
    let needed: Int?
    var testDescription: String { "\(ordered ?? -1), \(forced ?? -1), \(patience ?? -1)" }
    var times: LearntTimes {
      var times = LearntTimes(domain: "web")
      (times.ordered, times.forced, times.patience) = (ordered, forced, patience)
      return times
    }
  }

  static let rows = [
    Row(needed: nil),
    // 60 percent of it are the ordered shutdown's.
    Row(ordered: 60_000, needed: 100), Row(ordered: 60_001, needed: 101),
    Row(ordered: 1, needed: 1),
    // 18 percent are the forced stop's, its proof included.
    Row(forced: 18_000, needed: 100), Row(forced: 18_001, needed: 101),
    // A wait that was too short has to become longer.
    Row(patience: 60_000, needed: 102),
    Row(ordered: 6_000, forced: 9_000, patience: 60_000, needed: 102),
    Row(ordered: 90_000, forced: 9_000, needed: 150),
  ]

  @Test(arguments: rows)
  func theLeastTimeoutHasRoomForAllThatWasSeen(row: Row) throws {
    #expect(row.times.neededTimeout == row.needed)
    if let needed = row.needed {
      #expect(row.times.objection(toTimeout: needed) == nil)
      let failure = try #require(row.times.objection(toTimeout: needed - 1))
      #expect(failure.code == .stopTooShort)
      #expect(failure.cause.contains("at least \(needed): it"))
    } else {
      #expect(row.times.objection(toTimeout: 0) == nil)
    }
    #expect(LearntTimes(try row.times.table()) == row.times)
  }

  /// A hundred times that is no number any more, and ended the validate that asked.
  @Test(arguments: [Int64.max, Int64.max / 100 + 1, -1, Int64.min])
  func aTimeThatNoStopTookWasNotLearnt(_ time: Int64) throws {
    let row = Row(ordered: time, forced: time, patience: time, needed: nil)
    let times = try #require(LearntTimes(try row.times.table()))
    #expect(times == LearntTimes(domain: times.domain))
    #expect(times.objection(toTimeout: 1) == nil)
  }
}
