import Model
import Platform
import TestSupport
import Testing

@testable import Render

@Suite struct ClusterPageTests {
  /// Three nodes, one of which is lost: a guest that is well and has been everywhere, one whose other node is not ready for it, and one
  /// that runs nowhere.
  static var page: ClusterPage {
    ClusterPage(
      "Guests of the cluster north",
      at: (HistoryPictureTests.history.events.last?.time ?? 0) + 900_000,
      clock: HistoryPictureTests.clock,
      nodes: [
        .init("alpha", state: "member", isMember: true, guests: ["db-rs"]),
        .init("beta", state: "member", isMember: true, guests: ["web-rs"]),
        .init("gamma", state: "lost and not fenced yet", isMember: false, guests: []),
      ],
      guests: [
        .init(
          "web-rs", state: "running", mood: .good,
          rows: [("Guest", "web, LIBVIRT qemu:///system"), ("Cluster", "Started on beta")],
          places: [
            GuestPlace("alpha", .stands(.ready(""))), GuestPlace("beta", .runs),
            GuestPlace("gamma", .away("lost and not fenced yet")),
          ], obstacles: [], history: HistoryPictureTests.history),
        .init(
          "db-rs", state: "paused (I/O error)", mood: .doubtful, rows: [("Guest", "db, XEN xl")],
          places: [
            GuestPlace("alpha", .runs),
            GuestPlace("beta", .stands(.lacking("it has no bridge or network device br7"))),
          ],
          obstacles: [Failure(.paused, "db", cause: "I/O error")],
          history: HistoryPictureTests.history.last(4)),
        .init(
          "old-rs", state: "off (crashed)", mood: .bad, rows: [],
          places: [
            GuestPlace("alpha", .stands(.unknown(""))), GuestPlace("beta", .stands(.unknown(""))),
          ], obstacles: [], history: GuestHistory()),
      ],
      losses: [
        .init(["alpha"], mood: .bad, verdict: "cannot be borne", fates: ["db-rs has no place"]),
        .init(
          ["beta"], mood: .good, verdict: "can be borne", fates: ["web-rs starts there (alpha)"]),
      ],
      remarks: ["What the directory of tables has cannot be read."])
  }

  /// It is looked at by a person before it becomes the golden file: HA_XVM_GOLDEN=write, then Tests/page.
  @Test func thePageIsTheOneThatWasLookedAt() throws {
    try Golden.expect(Self.page.html, "page.html")
  }

  /// Nothing from outside, and nothing that runs.
  @Test func thePageNeedsNothingElse() {
    for word in [
      "<script", "href", "src=", "@import", "<image", "<foreignObject", "http:", "https:",
    ]
    where word != "http:" {
      #expect(!Self.page.html.contains(word), "\(word)")
    }
    // The name of SVG's own vocabulary is no place that is asked.
    #expect(
      Self.page.html.ranges(of: "http:").count
        == Self.page.html.ranges(of: "xmlns=\"http://www.w3.org/2000/svg\"").count)
  }

  @Test func noTwoElementsHaveOneName() {
    let names = Self.page.html.ranges(of: " id=\"").map { range in
      String(Self.page.html[range.upperBound...].prefix { $0 != "\"" })
    }
    #expect(names.count > 4)
    #expect(Set(names).count == names.count, "\(names)")
  }

  @Test func signsOfOthersCannotBecomeMarkup() {
    let evil = "<script>\"&'\u{1B}\u{0}\u{202E}</style></table>"
    let event = GuestEvent(
      time: 5, node: evil, method: evil, kind: .fault, state: evil, text: evil)
    let page = ClusterPage(
      evil, at: 9, clock: HistoryPictureTests.clock,
      nodes: [.init(evil, state: evil, isMember: false, guests: [evil])],
      guests: [
        .init(
          evil, state: evil, mood: .bad, rows: [(evil, evil)],
          places: [GuestPlace(evil, .stands(.lacking(evil)))],
          obstacles: [Failure(.paused, evil, cause: evil)], history: GuestHistory([event]))
      ], losses: [.init([evil], mood: .bad, verdict: evil, fates: [evil])], remarks: [evil])
    let html = page.html
    #expect(!html.contains("<script"))
    #expect(html.ranges(of: "</style>").count == 1)
    #expect(html.ranges(of: "</table>").count == 3)
    #expect(html.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" })
    #expect(!html.contains("\u{202E}"))
  }

  /// The words above say the worst of what is below.
  @Test func theSummaryIsTheWorst() {
    #expect(
      Self.page.html.contains(
        "<p class=\"bad\">3 guests on 3 nodes: something is in the way of 2. The loss of alpha cannot be borne.</p>"
      ))
    let narrow = ClusterPage(
      "t", at: 9, clock: HistoryPictureTests.clock, nodes: [], guests: [],
      losses: [
        .init(["alpha"], mood: .doubtful, verdict: "guests give way", fates: ["a gives way to b"]),
        .init(["beta"], mood: .good, verdict: "can be borne", fates: []),
      ])
    #expect(
      narrow.html.contains(
        "The loss of any one node can be borne, and guests give way when it is alpha."))
    let well = ClusterPage(
      "t", at: 9, clock: HistoryPictureTests.clock, nodes: [],
      guests: [
        .init(
          "web-rs", state: "running", mood: .good, rows: [], places: [], obstacles: [],
          history: GuestHistory())
      ], losses: [])
    #expect(well.html.contains("<p class=\"good\">1 guest: nothing is in the way.</p>"))
    #expect(!well.html.contains("What if"))
  }
}
