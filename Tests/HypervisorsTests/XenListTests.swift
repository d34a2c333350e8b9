import Model
import Platform
import Testing

@testable import Hypervisors

@Suite struct XenListTests {
  @Test(
    arguments: [
      ("r-----", GuestState.running), ("-b----", .running), ("------", .running),
      ("--p---", .paused(.byOperator)), ("---s--", .off(.shutdown)),
      ("---sr-", .paused(.transition)),
      ("---ss-", .movingOut), ("---sc-", .crashed), ("---sw-", .crashed),
      ("---sS-", .paused(.transition)), ("---s?-", .off(.unknown)), ("--ps--", .off(.shutdown)),
      ("----c-", .crashed), ("--p--d", .paused(.transition)), ("---s-d", .paused(.transition)),
      ("-----d", .paused(.transition)), ("r----", nil), ("r------", nil), ("", nil),
      ("x-----", nil), ("-r----", nil), ("-----x", nil), ("----x-", nil), ("----r-", nil),
    ])
  func aColumnIs(_ column: String, _ state: GuestState?) {
    #expect(XenState.decode(column, processors: 1) == state)
  }

  /// Lines that another sign ends are one, in whose name a guest hides that would be found missing.
  @Test(arguments: [
    "Name ID Mem VCPUs State Time(s)\nDomain-0 0 640 1 r----- 3.2\r\nweb 3 96 1 -b---- 4.7\n",
    "Name\rweb 3 96 1 -b---- 4.7\rTime(s)\nDomain-0 0 640 1 r----- 3.2\n",
    "Name ID Mem VCPUs State Time(s)\nDomain-0 0 640 1 r----- 3.2\rweb 3 96 1 -b---- 4.7\n",
  ])
  func aListWithOtherLineEndsIsNone(_ text: String) {
    #expect(XenList(parsing: text) == nil)
  }

  @Test func aDomainWithoutProcessorsIsBeingCreated() {
    #expect(XenState.decode("--p---", processors: 0) == .paused(.transition))
  }

  enum Found: Equatable, Sendable { case state(GuestState), absent, unsettled }

  @Test(
    arguments: [
      ("xl-states", "idle", "vm1", Found.state(.running)),
      ("xl-states", "runnable", "vm1", .state(.running)), ("xl-states", "gone", "vm1", .absent),
      ("xl-states", "idle", "vm", .absent), ("xl-states", "idle", "vm11", .absent),
      ("xl-lists", "arriving", "pvh1", .state(.movingIn)),
      ("xl-lists", "last pass", "pvh1", .state(.movingOut)),
      ("xl-lists", "leaving", "pvh1", .state(.movingOut)),
      ("xl-lists", "leaving", "vh1", .absent),
      ("xl-lists", "being created", "pvh1", .unsettled),
      ("xl-lists", "created, no processor yet", "pvh1", .state(.paused(.transition))),
      ("xl-lists", "dying", "pvh1", .absent),
      ("xl-lists", "xenstore emptied", "pvh1", .unsettled),
      ("xl-lists", "blanks and a long name", "two words", .state(.running)),
      ("xl-lists", "blanks and a long name", "words", .absent),
      (
        "xl-lists", "blanks and a long name", "a-name-that-is-longer-than-the-forty-columns-it-has",
        .state(.running)
      ),
      ("xl-moves", "arriving, on the other host", "web", .state(.movingIn)),
      ("xl-moves", "all of it there, on the other host", "web", .state(.movingIn)),
      ("xl-moves", "arrived, on the other host", "web", .state(.running)),
      ("xl-moves", "xl killed while the guest was suspended", "web", .state(.movingOut)),
      ("xl-moves", "being created", "off", .unsettled),
      ("xl-moves", "created, no processor yet", "off", .state(.paused(.transition))),
      ("xl-moves", "rebooting", "rb", .state(.paused(.transition))),
      ("xl-moves", "between two domains of a reboot", "rb", .absent),
      ("xm-answers", "managed", "web", .state(.off(.unknown))),
      ("xm-answers", "leaving", "web", .state(.movingOut)),
    ] as [(String, String, String, Found)])
  func aWholeListSays(_ file: String, _ title: String, _ name: String, _ expected: Found) throws {
    let list = try #require(XenList(parsing: Transcript(file, title).completion.text))
    let found: Found =
      switch list.finding(name) {
      case .seen(_, let state): .state(state)
      case .absent: .absent
      case .unsettled: .unsettled
      }
    #expect(found == expected)
  }

  /// What is left of a domain may stay for ever, and tells of that run alone; a list without Domain-0, by name and number, tells
  /// nothing.
  @Test(arguments: [
    (
      "Domain-0 0 640 1 r----- 3.2\n(null) 8 0 1 --p--d 5.0", "8", Found.state(.paused(.transition))
    ),
    ("Domain-0 0 640 1 r----- 3.2\n(null) 8 0 1 --p--d 5.0", "9", .absent),
    ("Domain-0 0 640 1 r----- 3.2\n(null) 8 0 1 --p--d 5.0", "", .absent),
    ("Domain-0 0 640 1 r----- 3.2\n(null) 8 0 1 --p--- 5.0", "9", .unsettled),
    ("(null) 0 640 1 r----- 3.2\n(null) 8 0 1 --p--d 5.0", "9", .unsettled),
    ("Domain-0 5 640 1 r----- 3.2\n(null) 0 640 1 r----- 3.2", "", .unsettled),
    ("Domain-0 5 640 1 r----- 3.2", "", .unsettled),
    ("db 0 640 1 r----- 3.2", "", .unsettled),
  ])
  func aListSays(_ rows: String, _ run: String, _ expected: Found) throws {
    let list = try #require(XenList(parsing: "Name ID Mem VCPUs State Time(s)\n\(rows)\n"))
    let found: Found =
      switch list.finding("web", run: run) {
      case .seen(_, let state): .state(state)
      case .absent: .absent
      case .unsettled: .unsettled
      }
    #expect(found == expected)
  }

  /// An answer that was longer than what is kept of one lacks guests, at the end of a line as well.
  @Test(
    arguments: [(0, false, true), (0, true, false), (1, false, false)] as [(Int32, Bool, Bool)])
  func aListIsWhole(_ status: Int32, _ isCut: Bool, _ isWhole: Bool) {
    let text = "Name ID Mem VCPUs State Time(s)\nweb 3 96 1 -b---- 4.7\n"
    let answer = Completion(ending: .exited(status), output: Array(text.utf8), truncated: isCut)
    #expect((XenList(whole: answer) != nil) == isWhole)
    let isRow = if case .row = XenToolstack.xl.answer(answer, of: "web") { true } else { false }
    #expect(isRow == isWhole)
  }

  /// Cut at any byte, a list is refused or ends with a whole row; that the tool came to its end is told by its status.
  @Test func aListThatIsCutShortIsNone() throws {
    let whole = try Transcript("xl-states", "idle").completion.output
    for length in 0..<whole.count {
      let text = String(decoding: whole.prefix(length), as: UTF8.self)
      #expect((XenList(parsing: text) == nil) == !text.hasSuffix("\n"), "\(length)")
    }
    #expect(XenList(parsing: "") == nil)
    #expect(XenList(parsing: "xl: something else\n") == nil)
  }

  enum Heard: Equatable, Sendable { case state(GuestState), denied, unsettled, silent }

  @Test(
    arguments: [
      (XenToolstack.xl, "xl-states", "paused", "vm1", Heard.state(.paused(.byOperator))),
      (.xl, "xl-states", "off and preserved", "vmpres", .state(.off(.shutdown))),
      (.xl, "xl-states", "crashed and preserved", "vmcrash", .state(.crashed)),
      // The answer is of another domain, or of more than one: nonsense.
      (.xl, "xl-states", "paused", "vm2", .silent), (.xl, "xl-states", "idle", "vm1", .silent),
      (.xl, "xl-answers", "no such domain", "vm1", .denied),
      (.xl, "xl-answers", "cannot read the list", "vm1", .silent),
      (.xl, "xl-answers", "another domain", "vm1", .silent),
      (.xl, "xl-answers", "no such number", "99", .silent),
      (.xl, "xl-answers", "not on Xen, by the wrapper", "vm1", .silent),
      (.xl, "xl-answers", "not on Xen, by the program", "vm1", .silent),
      (.xl, "xl-answers", "hangs", "vm1", .silent),
      (.xm, "xm-answers", "running", "web", .state(.running)),
      (.xm, "xm-answers", "crashed", "web", .state(.crashed)),
      (.xm, "xm-answers", "no such domain", "web", .denied),
      (.xm, "xm-answers", "xend is away", "web", .silent),
      // Each tool has its own way of saying so.
      (.xl, "xm-answers", "no such domain", "web", .silent),
      (.xm, "xl-answers", "no such domain", "vm1", .silent),
    ] as [(XenToolstack, String, String, String, Heard)])
  func anAnswerIs(
    _ tool: XenToolstack, _ file: String, _ title: String, _ name: String, _ expected: Heard
  ) throws {
    let heard: Heard =
      switch tool.answer(try Transcript(file, title).completion, of: name) {
      case .row(let row): .state(row.state)
      case .denied: .denied
      case .unsettled: .unsettled
      case .silent: .silent
      }
    #expect(heard == expected)
  }
}
