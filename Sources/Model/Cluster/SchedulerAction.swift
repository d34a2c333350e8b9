/// What Pacemaker's scheduler would do with a resource, as crm_simulate(8) writes it in XML: schema crm_simulate-2.17, Pacemaker 2.1.5.
public struct SchedulerAction: Equatable, Sendable {
  /// The word for it: `migrate`, `move`, `start`, `stop`, `recover`, `restart` and so on.
  public let word: String
  public let resource: String
  /// The node that the resource leaves, and the one that it comes to; nil where there is none.
  public let source, target: String?
  /// Why, in the scheduler's words; empty where it says nothing.
  public let reason: String

  /// An action with these parts.
  public init(
    _ word: String, _ resource: String, from source: String? = nil, to target: String? = nil,
    reason: String = ""
  ) {
    (self.word, self.resource, self.reason) = (word, resource, reason)
    (self.source, self.target) = (source, target)
  }

  private init(_ element: XMLElement) {
    let word = element["action"] ?? ""
    let node = element["node"]
    self.init(
      word, element["resource"] ?? "", from: element["source"] ?? (word == "start" ? nil : node),
      to: element["dest"] ?? (word == "start" ? node : nil), reason: element["reason"] ?? "")
  }

  /// Whether the resource goes to another node while it runs.
  public var isLive: Bool { word == "migrate" }

  /// Whether the resource is stopped by it, for a moment or for longer; a word that is not known counts as that.
  public var stops: Bool { !["migrate", "start", "promote", "demote", "reload"].contains(word) }

  /// Reads the answer of `crm_simulate --run --output-as=xml`.
  ///
  /// - Throws: `.clusterSilent` when it is no whole answer: no action would mean that nothing happens.
  public static func read(_ bytes: [UInt8]) throws(Failure) -> [SchedulerAction] {
    let root: XMLElement
    do throws(Failure) { root = try XMLElement(parsing: bytes) } catch {
      throw Failure(.clusterSilent, "crm_simulate", cause: "\(error.subject): \(error.cause)")
    }
    guard root.first("status")?["code"] == "0", root.first("cluster_status") != nil else {
      let said = root.first("status")?["message"]
      throw Failure(.clusterSilent, "crm_simulate", cause: said ?? "it answers with <\(root.name)>")
    }
    return (root.first("actions")?.all("rsc_action") ?? []).filter { $0["action"] != nil }
      .map(SchedulerAction.init)
  }
}
