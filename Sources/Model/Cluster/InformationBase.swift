/// What a Pacemaker cluster is configured to be: the configuration section of its information base, the CIB.
///
/// Source: "Pacemaker Explained" 2.1, and the schema pacemaker-3.9.
public struct InformationBase: Equatable, Sendable {
  /// The element `<configuration>`.
  public let configuration: XMLElement

  public init() { configuration = XMLElement("configuration") }

  /// Reads what `cibadmin --query` says, of the whole base or of the configuration.
  ///
  /// - Throws: `.clusterSilent` when it is no such text.
  public init(parsing bytes: [UInt8]) throws(Failure) {
    let root: XMLElement
    do throws(Failure) {
      root = try XMLElement(parsing: bytes)
    } catch {
      throw Failure(
        .clusterSilent, "cibadmin", cause: [error.subject, error.cause].joined(separator: ": "))
    }
    guard let found = root.name == "configuration" ? root : root.first("configuration") else {
      throw Failure(.clusterSilent, "cibadmin", cause: "it answers with <\(root.name)>")
    }
    configuration = found
  }

  /// The same base with more resources and constraints.
  public func adding(resources: [XMLElement], constraints: [XMLElement]) -> InformationBase {
    var copy = configuration
    for (name, elements) in [("resources", resources), ("constraints", constraints)] {
      if let index = copy.children.firstIndex(where: { $0.name == name }) {
        copy.children[index].children += elements
      } else {
        copy.children.append(XMLElement(name, [:], elements))
      }
    }
    return InformationBase(copy)
  }

  private init(_ configuration: XMLElement) { self.configuration = configuration }

  // MARK: Resources

  /// Whether there is a resource of this name: a primitive, or what holds some.
  public func holds(_ name: String) -> Bool {
    resources.contains { $0.id == name }
  }

  /// Primitives and what holds them, at every depth.
  private var resources: [XMLElement] {
    let kinds = ["primitive", "group", "clone", "master", "bundle"]
    func inside(_ element: XMLElement) -> [XMLElement] {
      element.children.filter { kinds.contains($0.name) }.flatMap { [$0] + inside($0) }
    }
    return (configuration.first("resources")).map(inside) ?? []
  }

  /// The resource of this name, or nil.
  public func resource(_ name: String) -> XMLElement? { resources.first { $0.id == name } }

  /// The primitive of this name, or nil.
  public func primitive(_ name: String) -> XMLElement? {
    resources.first { $0.name == "primitive" && $0.id == name }
  }

  /// Every primitive.
  public var primitives: [XMLElement] { resources.filter { $0.name == "primitive" } }

  /// The guests that are kept by our agent.
  public var guests: [XMLElement] { primitives.filter(\.isGuest) }

  /// The guests for which each node looks whether it could run them: a rule goes by what the nodes say.
  public var guestsLookedAt: [XMLElement] {
    guests.filter { guest in
      constraints.contains { rule in
        rule.name == "rsc_location" && rule["rsc"] == guest.id
          && rule.everywhere("expression").contains {
            $0["attribute"] == Readiness.attribute(guest.id)
          }
      }
    }
  }

  /// Whether a node has to be named by a rule to be chosen at all.
  public var isOptIn: Bool {
    ["false", "off", "no", "n", "0"].contains(property("symmetric-cluster")?.lowercased())
  }

  /// The rank of a resource; what has none has 0, and more than Pacemaker's INFINITY is as much.
  public func rank(of resource: String) -> Int {
    let rank = Int(outside: primitive(resource)?.pairs("meta_attributes")["priority"] ?? "") ?? 0
    return min(max(rank, -ClusterState.infinity), ClusterState.infinity)
  }

  // MARK: Tags, which are the groups of guests

  /// The resources under a tag; nil when there is no such tag.
  public func tagged(_ name: String) -> [String]? {
    configuration.first("tags")?.children.first { $0.name == "tag" && $0.id == name }?
      .all("obj_ref").map(\.id)
  }

  /// The tag that a resource is under; nil when it is under none.
  public func tag(of resource: String) -> String? { tags(of: resource).first }

  /// Every tag that a resource is under.
  public func tags(of resource: String) -> [String] {
    (configuration.first("tags")?.all("tag") ?? []).filter { tag in
      tag.all("obj_ref").contains { $0.id == resource }
    }.map(\.id)
  }

  // MARK: Nodes, rules and properties

  /// Every node by its name, with what it can take of each kind of load.
  public var nodes: [(name: String, capacity: [String: String])] {
    (configuration.first("nodes")?.all("node") ?? []).compactMap { node in
      node["uname"].map { ($0, node.pairs("utilization")) }
    }
  }

  /// Whether the cluster looks at what its nodes can take.
  public var countsLoad: Bool { !["default", nil].contains(property("placement-strategy")) }

  /// The constraints.
  public var constraints: [XMLElement] { configuration.first("constraints")?.children ?? [] }

  /// What each role of the site may see and change.
  public var accessRules: [XMLElement] {
    configuration.first("acls")?.everywhere("acl_permission") ?? []
  }

  /// The sets of the cluster's properties, the one that counts first.
  public var propertySets: [XMLElement] {
    let sets = configuration.first("crm_config")?.all("cluster_property_set") ?? []
    return sets.filter { $0.id == "cib-bootstrap-options" }
      + sets.filter { $0.id != "cib-bootstrap-options" }
  }

  /// The value of a property of the cluster, from whichever set; nil when it is not set.
  public func property(_ name: String) -> String? {
    propertySets.lazy.flatMap { $0.all("nvpair") }.first { $0["name"] == name }?["value"]
  }
}

extension XMLElement {
  /// Whether it is a primitive of our agent for guests.
  public var isGuest: Bool {
    name == "primitive" && self["class"] == "ocf" && self["provider"] == "ohac"
      && self["type"] == "xvm"
  }

  /// The names and values in its blocks of this name: `instance_attributes`, `meta_attributes`, `utilization`. Where blocks
  /// disagree that counts which Pacemaker takes, and in one block the first.
  public func pairs(_ block: String) -> [String: String] {
    let all = all(block).byWeight.reversed().flatMap { $0.all("nvpair") }.compactMap { pair in
      pair["name"].map { ($0, pair["value"] ?? "") }
    }
    return Dictionary(all, uniquingKeysWith: { first, _ in first })
  }
}
