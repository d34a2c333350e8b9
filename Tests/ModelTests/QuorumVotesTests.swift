import Testing

@testable import Model

/// Who has quorum when nodes are lost.
@Suite struct QuorumVotesTests {
  /// What corosync-quorumtool of corosync 3.1.7 writes about three nodes, with these differences.
  private static func answer(
    expected: Int = 3, quorum: String = "2", flags: String = "Quorate", members: [String]
  ) -> String {
    """
    Quorum information
    ------------------
    Date:             Mon Nov 30 15:00:00 2026
    Quorum provider:  corosync_votequorum
    Nodes:            \(members.count)
    Node ID:          1
    Ring ID:          1.d
    Quorate:          Yes

    Votequorum information
    ----------------------
    Expected votes:   \(expected)
    Highest expected: \(expected)
    Total votes:      \(expected)
    Quorum:           \(quorum)
    Flags:            \(flags)

    Membership information
    ----------------------
        Nodeid      Votes Name
    \(members.map { "         " + $0 }.joined(separator: "\n"))
    """
  }

  @Test(arguments: [
    (
      answer(members: ["1          1 node1 (local)", "2          1 node2", "3          1 node3"]),
      [1], true
    ),
    (
      answer(members: ["1          1 node1 (local)", "2          1 node2", "3          1 node3"]),
      [1, 3], false
    ),
    // One is away already.
    (answer(members: ["1          1 node1 (local)", "2          1 node2"]), [2], false),
    // Two nodes of which one is enough.
    (
      answer(
        expected: 2, quorum: "1", flags: "2Node Quorate WaitForAll",
        members: ["1          1 node1 (local)", "2          1 node2"]), [1], true
    ),
    // A device gives the vote that the other one had.
    (
      answer(
        expected: 3,
        members: [
          "1          1    A,V,NMW node1 (local)", "2          1    A,V,NMW node2",
          "0          1            Qdevice",
        ]), [1], true
    ),
    // Half of them, with the lowest number and without.
    (
      answer(
        expected: 2, flags: "Quorate AutoTieBreaker",
        members: ["1          1 node1 (local)", "2          1 node2"]), [2], true
    ),
    (
      answer(
        expected: 2, flags: "Quorate AutoTieBreaker",
        members: ["1          1 node1 (local)", "2          1 node2"]), [1], false
    ),
  ])
  func whoIsLeftHasQuorumByVotes(_ text: String, _ lost: [Int], _ isQuorate: Bool) throws {
    let votes = try #require(QuorumVotes(parsing: text))
    #expect(!votes.isAssumed)
    #expect(votes.isQuorate(without: lost) == isQuorate)
  }

  @Test(arguments: [
    "", "Cannot initialize CMAP service", "Expected votes:   3\nQuorum:           2\n",
  ])
  func whatIsNoAnswerIsNone(_ text: String) { #expect(QuorumVotes(parsing: text) == nil) }

  @Test(arguments: [
    (2, [1], true), (3, [1], true), (3, [1, 2], false), (4, [1, 2], false), (5, [1, 2], true),
  ])
  func withoutAnAnswerTheUsualHolds(_ count: Int, _ lost: [Int], _ isQuorate: Bool) {
    let votes = QuorumVotes(assuming: Array(1...count))
    #expect(votes.isAssumed && votes.isQuorate(without: lost) == isQuorate)
  }

  @Test func eachSetOfNodesIsLostOnce() {
    let nodes = ["a", "b", "c"]
    #expect(ClusterPromise.losses(of: 0, among: nodes) == [])
    #expect(ClusterPromise.losses(of: 1, among: nodes) == [["a"], ["b"], ["c"]])
    #expect(
      ClusterPromise.losses(of: 2, among: nodes)
        == [["a"], ["b"], ["c"], ["a", "b"], ["a", "c"], ["b", "c"]])
    #expect(ClusterPromise.losses(of: 2, among: []) == [])
  }

  @Test(arguments: [
    "", "<pacemaker-result/>",
    "<pacemaker-result><cluster_status/><status code='1' message='Error'/></pacemaker-result>",
  ])
  func aForecastWithoutAnOutcomeIsNone(_ text: String) {
    #expect(throws: Failure.self) { try ScheduleForecast(parsing: Array(text.utf8)) }
  }
}
