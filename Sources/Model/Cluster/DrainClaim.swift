/// That somebody drains a node, or brings home what has left it: one at a time in a cluster, as two would send guests to each other.
///
/// It is a set of properties of the cluster under one id, which is made only where there is none, and so by one alone.
public struct DrainClaim: Equatable, Sendable {
  /// The node that is drained; `*` for all, one after the other.
  public let node: String
  /// The node on which that was called, and its boot.
  public let caller, boot: String
  /// The process there, and when it was started, by the machine's own count.
  public let process: Int32
  public let started: UInt64

  public init(node: String, caller: String, boot: String, process: Int32, started: UInt64) {
    (self.node, self.caller, self.boot) = (node, caller, boot)
    (self.process, self.started) = (process, started)
  }

  /// The id of the set.
  public static let id = "ha-xvm-drain"

  /// The claim that is there, if there is one; nil for one that cannot be read, with its element, so that it can be removed.
  public static func present(in base: InformationBase) -> (claim: DrainClaim?, text: String)? {
    guard let set = base.propertySets.first(where: { $0.id == id }) else { return nil }
    let text = set.first("nvpair")?["value"] ?? ""
    return (DrainClaim(parsing: text), text)
  }

  init?(parsing text: String) {
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 5, let process = Int32(outside: words[3], in: 1...Int32.max),
      let started = UInt64(outside: words[4])
    else { return nil }
    self.init(node: words[0], caller: words[1], boot: words[2], process: process, started: started)
  }

  /// As it is written down.
  public var text: String { "\(node) \(caller) \(boot) \(process) \(started)" }

  /// The set of properties.
  public var element: XMLElement {
    XMLElement(
      "cluster_property_set", ["id": DrainClaim.id],
      [XMLElement("nvpair", ["id": DrainClaim.id + "-by", "name": DrainClaim.id, "value": text])])
  }

  /// What finds the set of this text and no other that was made since.
  public static func path(of text: String) -> String {
    "//cluster_property_set[@id='\(id)'][nvpair[@value='\(text.filter { $0 != "'" })']]"
  }
}
