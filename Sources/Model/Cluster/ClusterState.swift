/// What a Pacemaker cluster is doing, as crm_mon(8) writes it in XML: nodes, resources, failures and bans.
public struct ClusterState: Equatable, Sendable {
  /// A node.
  public struct Node: Equatable, Sendable {
    public let name: String
    /// Whether it is a member that resources can run on, as far as these words go.
    public let isOnline, isStandby, isInMaintenance, isUnclean: Bool
  }

  /// A resource.
  public struct Resource: Equatable, Sendable {
    /// Started, Stopped, and so on; and what somebody has asked for, if anybody has.
    public let role: String, targetRole: String?
    /// Whether the cluster acts on it at all.
    public let isManaged: Bool
    /// Whether a failure keeps the cluster from doing anything more.
    public let isBlocked: Bool
    /// Whether it has failed where it is, and was not recovered.
    public let hasFailed: Bool
    public let nodes: [String]
  }

  /// How often a resource has failed on a node, and after how many times it leaves.
  public struct FailCount: Equatable, Sendable {
    public let resource, node: String
    /// How often, and how often it may not; 1000000 is what Pacemaker calls INFINITY.
    public let count, threshold: Int
  }

  /// An action that failed and was not cleaned up.
  public struct Action: Equatable, Sendable {
    public let resource, task, node: String
    /// What came of it, and what the agent said.
    public let status, reason: String
  }

  /// A constraint that keeps a resource off a node.
  public struct Ban: Equatable, Sendable {
    /// The constraint, or the rule in it, and whom it keeps off which node.
    public let id, resource, node: String
  }

  /// Whether this part of the cluster may act.
  public private(set) var hasQuorum: Bool
  /// Whether nothing at all is acted upon.
  public let isInMaintenance: Bool
  /// Whether nodes are to be fenced.
  public let isFencing: Bool
  /// What happens without quorum.
  public let withoutQuorum: String
  public private(set) var nodes: [Node]
  public private(set) var resources: [String: Resource]
  public let failCounts: [FailCount], failures: [Action]
  public let bans: [Ban]
  /// What the nodes say of guests, by node and by the name of the attribute.
  private let attributes: [String: [String: String]]
  /// Nodes that are being fenced, or should have been, with what came of it.
  public let fencing: [String: String]

  /// What has to be asked for all of it to be in the answer.
  public static let arguments = [
    "--one-shot", "--output-as=xml", "--inactive",
    "--include=none,dc,options,nodes,resources,failures,failcounts,bans,fencing,attributes",
  ]

  /// Reads the answer.
  ///
  /// - Throws: `.clusterSilent` when it is none, or says that there is no cluster.
  public init(parsing bytes: [UInt8]) throws(Failure) {
    let root: XMLElement
    do throws(Failure) { root = try XMLElement(parsing: bytes) } catch {
      throw Failure(.clusterSilent, "crm_mon", cause: "\(error.subject): \(error.cause)")
    }
    guard let summary = root.first("summary") else {
      let cause = root.first("status")?["message"]
      throw Failure(.clusterSilent, "crm_mon", cause: cause ?? "it answers with <\(root.name)>")
    }
    let options = summary.first("cluster_options")
    hasQuorum = summary.first("current_dc")?["with_quorum"] == "true"
    isInMaintenance = options?["maintenance-mode"] == "true"
    isFencing = options?["stonith-enabled"] == "true"
    withoutQuorum = options?["no-quorum-policy"] ?? "stop"
    (nodes, resources) = (ClusterState.nodes(in: root), ClusterState.resources(in: root))
    failCounts = (root.first("node_history")?.all("node") ?? []).flatMap { node in
      node.all("resource_history").compactMap { history in
        guard let count = Int(outside: history["fail-count"] ?? ""), count > 0 else { return nil }
        return FailCount(
          resource: history.id, node: node["name"] ?? "", count: count,
          threshold: Int(outside: history["migration-threshold"] ?? "") ?? ClusterState.infinity)
      }
    }
    var attributes: [String: [String: String]] = [:]
    for node in root.first("node_attributes")?.all("node") ?? [] {
      attributes[node["name"] ?? ""] = Dictionary(
        node.all("attribute").map { ($0["name"] ?? "", $0["value"] ?? "") },
        uniquingKeysWith: { first, _ in first })
    }
    self.attributes = attributes
    failures = (root.first("failures")?.all("failure") ?? []).map { failure in
      let key = failure["op_key"] ?? ""
      let task = failure["task"] ?? ""
      let end = key.firstRange(of: "_\(task)_")?.lowerBound ?? key.endIndex
      let resource = String(key[..<end])
      let said = ClusterState.reason(failure["exitreason"] ?? "")
      let noted =
        task == "migrate_to"
        ? attributes[failure["node"] ?? ""]?[ClusterState.moveAttribute(resource)] : nil
      return Action(
        resource: resource, task: task, node: failure["node"] ?? "",
        status: failure["status"] == "complete"
          ? failure["exitstatus"] ?? "" : failure["status"] ?? "",
        reason: said.isEmpty ? noted ?? "" : said)
    }
    bans = (root.first("bans")?.all("ban") ?? []).map { ban in
      Ban(id: ban.id, resource: ban["resource"] ?? "", node: ban["node"] ?? "")
    }
    let events = (root.first("fence_history")?.all("fence_event") ?? []).compactMap { event in
      event["target"].map { ($0, event["status"] ?? "") }
    }
    fencing = Dictionary(events, uniquingKeysWith: { first, _ in first })
  }

  /// The nodes that an answer of one of Pacemaker's tools lists.
  static func nodes(in answer: XMLElement) -> [Node] {
    (answer.first("nodes")?.all("node") ?? []).map { node in
      Node(
        name: node["name"] ?? "",
        isOnline: node["online"] == "true" && node["pending"] != "true",
        isStandby: node["standby"] == "true" || node["standby_onfail"] == "true",
        isInMaintenance: node["maintenance"] == "true", isUnclean: node["unclean"] == "true")
    }
  }

  /// The resources that an answer of one of Pacemaker's tools lists.
  static func resources(in answer: XMLElement) -> [String: Resource] {
    let found = (answer.first("resources")?.everywhere("resource") ?? []).map { resource in
      (
        resource.id,
        Resource(
          role: resource["role"] ?? "", targetRole: resource["target_role"],
          isManaged: resource["managed"] == "true" && resource["maintenance"] != "true",
          isBlocked: resource["blocked"] == "true", hasFailed: resource["failed"] == "true",
          nodes: resource["active"] == "true" ? resource.all("node").compactMap { $0["name"] } : [])
      )
    }
    return Dictionary(found, uniquingKeysWith: { first, _ in first })
  }

  /// The same cluster where nodes and resources are as the scheduler foretells.
  public func becoming(_ forecast: ScheduleForecast, hasQuorum: Bool) -> ClusterState {
    var copy = self
    (copy.nodes, copy.resources) = (forecast.nodes, forecast.resources)
    copy.hasQuorum = hasQuorum
    return copy
  }

  /// The same cluster without some of its nodes.
  public func without(nodes lost: [String]) -> ClusterState {
    var copy = self
    copy.nodes.removeAll { lost.contains($0.name) }
    return copy
  }

  /// Whether a node could run a guest now, by what it says.
  public func readiness(of resource: String, on node: String) -> Readiness {
    Readiness(
      attribute: attributes[node]?[Readiness.attribute(resource)],
      reason: attributes[node]?[Readiness.reasonAttribute(resource)])
  }

  /// The nodes that have an attribute of this name.
  public func nodes(saying attribute: String) -> [String] {
    attributes.filter { $0.value[attribute] != nil }.keys.sorted()
  }

  /// The attribute of a node in which a migrate_to says why it failed, as Pacemaker 2.1.5 drops the reason of a migration: source,
  /// pcmk__create_history_xml.
  public static func moveAttribute(_ resource: String) -> String { "ha-xvm-move-\(resource)" }

  /// What an agent said. crm_mon of Pacemaker 2.1 escapes it once more than XML does, and has a word where nothing was said.
  private static func reason(_ text: String) -> String {
    if text == "none" { return "" }
    let signs = [("&apos;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
    return signs.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  /// What Pacemaker counts as INFINITY.
  public static let infinity = 1_000_000
}
