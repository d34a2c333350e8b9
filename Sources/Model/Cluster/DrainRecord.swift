/// Which guests left a node because it was drained, in the order in which they went, and where to.
///
/// It is an attribute of that node in the cluster's configuration: every node can read it, and it outlives a reboot of each of them.
public struct DrainRecord: Equatable, Sendable {
  /// A guest that left.
  public struct Entry: Equatable, Sendable {
    public let resource, node: String
  }

  /// The name of the attribute.
  public static let attribute = "ha-xvm-drained"

  public private(set) var entries: [Entry] = []

  public init() {}

  /// Reads the attribute, `web=node2 db=node3`: a resource's name is an XML id and has no such sign. What is no such word is left out.
  public init(parsing text: String) {
    for word in text.split(separator: " ") {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty {
        left(String(parts[0]), to: String(parts[1]))
      }
    }
  }

  /// The record of each node that has one.
  public static func all(in base: InformationBase) -> [String: DrainRecord] {
    let nodes = base.configuration.first("nodes")?.all("node") ?? []
    let found = nodes.compactMap { node in
      node["uname"].flatMap { name in
        node.pairs("instance_attributes")[attribute].map { (name, DrainRecord(parsing: $0)) }
      }
    }
    return Dictionary(found, uniquingKeysWith: { first, _ in first })
  }

  /// As it is written down.
  public var text: String { entries.map { "\($0.resource)=\($0.node)" }.joined(separator: " ") }

  /// Puts down that a guest goes to a node, as the last one that left.
  public mutating func left(_ resource: String, to node: String) {
    forget(resource)
    entries.append(Entry(resource: resource, node: node))
  }

  /// Has a guest on record no more.
  public mutating func forget(_ resource: String) {
    entries.removeAll { $0.resource == resource }
  }

  /// Where a guest is expected to be that drains alone have moved since it left this node: another node's drain may have sent it on.
  public func place(of entry: Entry, by others: [String: DrainRecord]) -> String {
    var place = entry.node
    var seen: Set<String> = []
    while seen.insert(place).inserted,
      let next = others[place]?.entries.first(where: { $0.resource == entry.resource })
    {
      place = next.node
    }
    return place
  }
}
