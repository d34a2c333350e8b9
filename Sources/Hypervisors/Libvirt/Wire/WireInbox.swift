/// What comes over the wire in pieces, as whole messages.
struct WireInbox {
  private var pending: [UInt8] = []

  /// Takes in what has come.
  mutating func append(_ bytes: [UInt8]) { pending += bytes }

  /// The next message that is all there.
  mutating func next() throws(WireError) -> WireMessage? {
    guard pending.count >= 4 else { return nil }
    do throws(XDRError) {
      let length = try WireMessage.length(Array(pending.prefix(4)))
      guard pending.count >= length else { return nil }
      defer { pending.removeFirst(length) }
      return try WireMessage(afterLength: Array(pending[4..<length]))
    } catch { throw .silent("expected \(error.expected)") }
  }
}
