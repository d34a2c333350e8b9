import Model
import Testing

/// The links of a node as corosync-cfgtool(8) of corosync 3.1 prints them: two links, of which one to node 3 is down.
@Suite struct InterconnectLinkTests {
  private static let answer = """
    Local node ID 1, transport knet
    LINK ID 0 udp
    \taddr\t= 10.77.0.1
    \tstatus:
    \t\tnodeid:          1:\tlocalhost
    \t\tnodeid:          2:\tconnected
    \t\tnodeid:          3:\tdisconnected
    LINK ID 1 udp
    \taddr\t= 10.78.0.1
    \tstatus:
    \t\tnodeid:          1:\tlocalhost
    \t\tnodeid:          2:\tconnected
    \t\tnodeid:          3:\tconnected

    """

  @Test func eachLinkToEachOtherNodeIsRead() {
    let links = InterconnectLink.all(in: Self.answer)
    #expect(links.map { "\($0.link)-\($0.node)" } == ["0-2", "0-3", "1-2", "1-3"])
    #expect(links.map(\.isConnected) == [true, false, true, true])
  }

  @Test func whatIsNoAnswerHasNone() {
    #expect(InterconnectLink.all(in: "Local node ID 1\nnodeid: 2").isEmpty)
  }
}
