import Model
import Platform
import TestSupport
import Testing

@testable import Render

@Suite struct HistoryPictureTests {
  /// Two nodes: a start that took a slow boot, a quiet week, a death and a restart, and a move to the other node.
  static let history: GuestHistory = {
    let day: Int64 = 86_400_000
    func event(
      _ time: Int64, _ node: String, _ method: String, _ kind: GuestEvent.Kind,
      _ text: String, state: String? = nil, lasted: Int64? = nil, status: Int32? = nil
    ) -> GuestEvent {
      GuestEvent(
        time: time, node: node, method: method, kind: kind, state: state, duration: lasted,
        status: status, text: text)
    }
    let died = 7 * day + 12_345
    let moved = died + 3_600_000
    return GuestHistory([
      event(0, "alpha", "start_xvm", .began, "120 s allowed"),
      event(40, "alpha", "start_xvm", .decision, "boot it: virsh domstate: shut off (shutdown)"),
      event(2_100, "alpha", "start_xvm", .seen, "libvirt: running (booted)", state: "running"),
      event(2_400, "alpha", "start_xvm", .ended, "", lasted: 2_400, status: 0),
      event(62_000, "alpha", "probe_xvm", .seen, "well", state: "running", lasted: 4, status: 0),
      event(
        died - 600_000, "alpha", "probe_xvm", .fault,
        "libvirt: connect /run/libvirt/libvirt-sock: Connection refused; process 4711: it lives",
        state: "unknown", lasted: 5_000, status: 1),
      event(
        died - 540_000, "alpha", "probe_xvm", .seen, "well", state: "running", lasted: 4, status: 0),
      event(
        died, "alpha", "guard_xvm", .fault,
        "the guest is dead: libvirt: shut off (crashed); process 4711: it has ended, and <its> \"disk\" & all "
          + "that belonged to it went with it, as the kernel's log of that minute will say in more words than these",
        state: "off"),
      event(died + 3, "alpha", "gds_run", .decision, "restart 1 of 2: its processes died"),
      event(died + 40, "alpha", "start_xvm", .began, "120 s allowed"),
      event(died + 42, "alpha", "start_xvm", .decision, "boot it: libvirt: shut off (crashed)"),
      event(
        died + 300, "alpha", "start_xvm", .seen, "libvirt: running (booted)", state: "running"),
      event(died + 330, "alpha", "start_xvm", .ended, "", lasted: 290, status: 0),
      event(moved, "alpha", "stop_xvm", .began, "300 s allowed"),
      event(
        moved + 20, "alpha", "stop_xvm", .decision, "move it to beta:10.0.0.2", state: "moving-out"),
      event(
        moved + 31_000, "alpha", "stop_xvm", .seen, "it runs on beta:10.0.0.2", state: "off"),
      event(moved + 31_100, "alpha", "stop_xvm", .ended, "", lasted: 31_100, status: 0),
      event(moved + 31_900, "beta", "start_xvm", .began, "120 s allowed"),
      event(
        moved + 31_950, "beta", "start_xvm", .seen, "libvirt: running (migrated)", state: "running"),
      event(
        moved + 32_000, "beta", "start_xvm", .ended, "no guard", lasted: 100, status: 1),
    ])
  }()

  /// A clock of a zone without surprises: days and seconds since the beginning.
  static func clock(_ time: Int64) -> String {
    let rest = String(time % 1_000)
    return "day \(time / 86_400_000) \(time / 1_000 % 86_400)."
      + String(repeating: "0", count: 3 - rest.count) + rest
  }

  static var picture: String {
    HistoryPicture(
      "web-rs", history, until: (history.events.last?.time ?? 0) + 900_000, clock: clock
    ).svg
  }

  /// What is drawn is looked at by a person before it becomes the golden file: HA_XVM_GOLDEN=write, then rsvg-convert.
  @Test func thePictureIsTheOneThatWasLookedAt() throws {
    try Golden.expect(Self.picture, "history.svg")
  }

  @Test func theListIsTheOneThatWasLookedAt() throws {
    let lines = HistoryText.lines(Self.history, clock: Self.clock).map { $0 + "\n" }.joined()
    try Golden.expect(lines, "history.txt")
  }

  @Test func theValueForProgramsIsTheOneThatWasLookedAt() throws {
    try Golden.expect(HistoryText.json("web-rs", Self.history).indented + "\n", "history.json")
  }

  /// Nothing from outside: no script, no style sheet, no font, no image, no link.
  @Test func thePictureNeedsNothingElse() {
    for word in ["<script", "<style", "href", "@import", "<image", "<foreignObject"] {
      #expect(!Self.picture.contains(word), "\(word)")
    }
    #expect(Self.picture.contains("role=\"img\" aria-labelledby=\"title description\""))
  }

  @Test func signsOfOthersCannotBecomeMarkup() {
    let evil = "<script>\"&'\u{1B}\u{0}\u{202E}]]></svg>"
    let event = GuestEvent(time: 5, node: evil, method: evil, kind: .fault, state: evil, text: evil)
    let svg = HistoryPicture("web-rs", GuestHistory([event]), until: 9, clock: Self.clock).svg
    #expect(!svg.contains("<script"))
    #expect(svg.ranges(of: "</svg>").count == 1)
    #expect(svg.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" })
    #expect(!svg.contains("\u{202E}"))
  }

  @Test func anEmptyHistoryIsAPictureToo() {
    let svg = HistoryPicture("web-rs", GuestHistory(), until: 9, clock: Self.clock).svg
    #expect(svg.contains("Nothing is on record."))
  }

  private func picture(_ history: GuestHistory) -> String {
    HistoryPicture("web-rs", history, until: 9, clock: Self.clock).svg
  }

  /// The reader of the picture may have nothing else, so it says by itself what it does not show.
  @Test func whatIsLeftOutIsSaid() {
    #expect(picture(Self.history.last(2)).contains("The last 2 events of 20 on beta: 0 faults and"))
    let history = GuestHistory(Array(Self.history.events.prefix(2)), damaged: 1)
    let words = "1 line was damaged or half written and is left out."
    #expect(picture(history).contains(">\(words)</text>"))
    #expect(picture(history).contains("2 events on alpha: 0 faults and 1 decision."))
    #expect(HistoryText.lines(history, clock: Self.clock).last == words)
  }

  @Test func aClockThatWasSetBackIsTold() {
    let events = [7_200_000, 3_600_000].map {
      GuestEvent(time: $0, node: "alpha", method: "start_xvm", kind: .seen, state: "running")
    }
    #expect(picture(GuestHistory(events)).contains("The clock was set back on alpha"))
    #expect(!Self.picture.contains("set back"))
  }

  /// A method that was killed says nothing any more, and that is what a reader has to see.
  @Test func aCallWithoutAnEndIsDrawn() {
    let starts: [(Int64, GuestEvent.Kind, Int64?)] = [
      (0, .began, nil), (60_000, .began, nil), (60_010, .began, nil), (61_000, .ended, 1_000),
      (61_500, .ended, 1_490),
    ]
    let svg = picture(
      GuestHistory(
        starts.map {
          GuestEvent(time: $0, node: "a", method: "start_xvm", kind: $1, duration: $2)
        }))
    #expect(svg.ranges(of: ">start_xvm, end not on record</text>").count == 1)
    #expect(svg.contains("<title>a: start_xvm, end not on record</title>"))
    #expect(svg.contains(">start_xvm 1.0 s exit 0</text>"))
    #expect(svg.contains(">start_xvm 1.4 s exit 0</text>"))
  }

  /// A node that lost its power says nothing of it; its lane must not have the guest run on there for as long as it is away.
  @Test func aNodeThatFellSilentIsNotKnownToRunTheGuest() {
    let events: [(Int64, String, String)] = [
      (0, "a", "running"), (60_000, "b", "off"), (61_000, "b", "running"), (90_000, "a", "absent"),
    ]
    let svg = picture(
      GuestHistory(
        events.map { GuestEvent(time: $0, node: $1, method: "start_xvm", kind: .seen, state: $2) }))
    let seconds = { (second: Int) in "day 0 \(second).000" }
    #expect(svg.contains("<title>a: running from \(seconds(0)) to \(seconds(61))</title>"))
    #expect(
      svg.contains(
        "<title>a: unknown from \(seconds(61)) to \(seconds(90)), as it ran on b</title>"))
    #expect(svg.contains(">unknown</text>"))
    // Who ordered the move says what became of it.
    #expect(!Self.picture.contains("as it ran on"))
  }

  /// The names of sixteen nodes, or one of 255 bytes, and signs of East Asia stay within the picture.
  @Test func longAndWideWordsStayWithinThePicture() {
    let events = (0..<16).map {
      GuestEvent(
        time: $0, node: "node-\($0)-" + String(repeating: "é", count: 120), method: "gds_run",
        kind: .fault, text: String(repeating: "名前", count: 200))
    }
    let svg = picture(GuestHistory(events))
    #expect(svg.contains("16 events on 16 nodes: 16 faults"))
    let drawn = svg.split(separator: "\n").filter { $0.contains("<text") }
    let longest = drawn.map { $0.count { $0 == "名" || $0 == "前" } }.max()
    #expect((20...40).contains(longest ?? 0), "\(longest ?? 0)")
  }

  /// Every sign of contrast is 4.5 to 1 or more: WCAG 2.1, criterion 1.4.3.
  @Test(arguments: StateColour.all)
  func wordsStandOutFromTheirBand(colour: StateColour) throws {
    let fill = colour.fill.hasPrefix("#") ? colour.fill : "#FFFFFF"
    let pair = [try luminance(fill), try luminance(colour.text)].sorted()
    #expect((pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, "\(colour.word)")
  }

  private func luminance(_ colour: String) throws -> Double {
    let digits = Array(colour.dropFirst())
    let parts = try (0..<3).map { place -> Double in
      let value = Double(try #require(Int(String(digits[place * 2...place * 2 + 1]), radix: 16)))
      return value / 255
    }
    // The curve of sRGB, by whole powers: 2.4 is between the two, and 2 makes a colour brighter than it is.
    let linear = parts.map { $0 * $0 * (0.6 + 0.4 * $0) }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }
}

/// Files with what was generated once and looked at.
enum Golden {
  /// Compares with a file; with HA_XVM_GOLDEN=write it is written instead, to be looked at.
  static func expect(_ text: String, _ name: String) throws {
    let path = "\(SourceTree.root)/Tests/RenderTests/Golden/\(name)"
    if Environment["HA_XVM_GOLDEN"] == "write" {
      try Files.replace(path, with: Array(text.utf8), mode: 0o644)
    }
    let golden = String(decoding: try Files.read(path), as: UTF8.self)
    let pairs = zip(
      text.split(separator: "\n", omittingEmptySubsequences: false),
      golden.split(separator: "\n", omittingEmptySubsequences: false))
    for (line, pair) in pairs.enumerated() where pair.0 != pair.1 {
      Issue.record("\(name), line \(line + 1): '\(pair.0)' and not '\(pair.1)'")
      return
    }
    #expect(text.utf8.count == golden.utf8.count, "\(name) has another length")
  }
}
