import Testing

@testable import Model

/// A node that was fenced after the guest went there has no guest.
@Suite struct FenceHistoryTests {
  @Test(
    arguments: [
      ("1970-01-01 00:00:00Z", 0), ("2026-11-30 07:15:24Z", 1_796_022_924),
      ("2026-11-30 08:15:24 +01:00", 1_796_022_924), ("2026-11-30 01:45:24 -05:30", 1_796_022_924),
      ("2026-11-30 07:15:24.123456Z", 1_796_022_924), ("2024-02-29 12:00:00Z", 1_709_208_000),
      ("2000-03-01 00:00:00Z", 951_868_800), ("", nil), ("2026-11-30 07:15:24", nil),
      ("2026-13-30 07:15:24Z", nil), ("2026-11-30 07:15:24 +99:00", nil), ("Mon Nov 30", nil),
    ] as [(String, Int64?)])
  func aTimeIsRead(_ text: String, _ seconds: Int64?) {
    #expect(FenceHistory.seconds(text) == seconds)
  }

  /// What crm_mon of Pacemaker 2.1.5 wrote, and what it has when that failed or is under way.
  @Test func whoWasFencedAndWhen() throws {
    let event =
      "<fence_event action='off' target='node1' status='success' completed='2026-11-30 07:15:24Z'/>"
    for (text, isFenced) in [
      (event, true), (event.replacing("success", with: "failed"), false),
      (event.replacing("success", with: "pending"), false),
      (event.replacing("'off'", with: "'on'"), false),
      (event.replacing("'off'", with: "'reboot'"), true),
      (event.replacing("node1", with: "node2"), false),
      (event.replacing("completed='2026-11-30 07:15:24Z'", with: ""), false), ("", false),
    ] {
      let answer = "<pacemaker-result><fence_history>\(text)</fence_history></pacemaker-result>"
      let history = try FenceHistory(parsing: Array(answer.utf8))
      #expect(history.hasFenced("node1", since: 1_796_022_924) == isFenced, "\(text)")
      #expect(!history.hasFenced("node1", since: 1_796_022_925))
      #expect(!history.hasFenced("node1", since: 0))
    }
  }
}
