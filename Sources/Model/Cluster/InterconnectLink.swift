/// A link of the private interconnect from this node to another.
///
/// Source: `corosync-cfgtool -s` of corosync 3.1, as run.
public struct InterconnectLink: Equatable, Sendable {
  /// The number of the other node, and that of the link.
  public let node, link: String
  /// Whether it is connected.
  public let isConnected: Bool

  public init(node: String, link: String, isConnected: Bool) {
    (self.node, self.link, self.isConnected) = (node, link, isConnected)
  }

  /// The links that the answer names.
  public static func all(in text: String) -> [InterconnectLink] {
    var link = ""
    var found: [InterconnectLink] = []
    for line in text.split(separator: "\n") {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      if words.starts(with: ["LINK", "ID"]), words.count > 2 { link = words[2] }
      guard words.first == "nodeid:", words.count > 2, words[2] != "localhost" else { continue }
      found.append(
        InterconnectLink(
          node: String(words[1].prefix { $0 != ":" }), link: link,
          isConnected: words[2] == "connected"))
    }
    return found
  }
}
