public import Model

/// What stands in a Pacemaker cluster's configuration for a resource group and what is in it, as the commands of Solaris Cluster make them:
/// Contract, Commands that change.
public enum GroupElements {
  // MARK: Groups

  /// The anchor of a new group, stopped and unmanaged, with what is kept of the group.
  public static func anchor(of group: String, kept: [(String, String)]) -> XMLElement {
    PacemakerAnchor.element(
      of: group,
      kept + stickiness(kept) + [
        (KeptProperties.state, KeptProperties.unmanaged), ("target-role", "Stopped"),
      ])
  }

  /// A group with Failback returns to the node that it prefers.
  public static func stickiness(_ kept: [(String, String)]) -> [(String, String)] {
    let pairs = Dictionary(kept, uniquingKeysWith: { _, last in last })
    guard let failsBack = KeptProperties.isOn("Failback", in: pairs) else { return [] }
    return [("resource-stickiness", failsBack ? "0" : String(PacemakerScore.anchored))]
  }

  /// Where a group may be, and what it has to do with others.
  ///
  /// - Parameter dependencies: the groups that have to be online before.
  public static func rules(
    of group: String, nodes: [String], affinities: [Affinity], dependencies: [String],
    _ base: InformationBase
  ) -> [XMLElement] {
    let anchor = base.anchor(of: group)?.id ?? GroupAnchor.resource(of: group)
    let wishes = affinities.flatMap {
      PacemakerRule.affinity(anchor, $0.sign, $0.group, base)
    }
    let orders = dependencies.flatMap { other in
      needs(anchor, base.anchor(of: other)?.id ?? other, .strong)
    }
    return (PacemakerRule.nodes(anchor, nodes) + wishes).map(\.element) + places(anchor, base)
      + orders
  }

  /// What lets the cluster choose a node for a resource at all, where nodes have to be named: its group decides.
  public static func places(_ resource: String, _ base: InformationBase) -> [XMLElement] {
    base.isOptIn ? [PacemakerRule.anywhere(resource).element] : []
  }

  /// Whether a constraint is one of those that ``rules(of:nodes:affinities:dependencies:_:)`` makes for an anchor.
  public static func isRule(_ element: XMLElement, of anchor: String) -> Bool {
    let beginnings = ["nodes", "prefers", "affinity", "order", "anywhere"].map {
      "ha-xvm-\($0)-\(anchor)"
    }
    return [element["rsc"], element["then"]].contains(anchor)
      && (beginnings + ["ohac-needs-\(anchor)-", "ohac-row-\(anchor)-"]).contains {
        element.id.hasPrefix($0)
      }
  }

  // MARK: Members

  /// How a resource depends on another: Contract, Dependencies.
  public enum Dependency: String, CaseIterable, Sendable {
    case strong = "Resource_dependencies"
    case weak = "Resource_dependencies_weak"
    case restart = "Resource_dependencies_restart"
    case offlineRestart = "Resource_dependencies_offline_restart"
  }

  /// The orders by which one resource is started after another.
  public static func needs(_ resource: String, _ other: String, _ kind: Dependency)
    -> [XMLElement]
  {
    func order(_ word: String, _ kind: String, _ more: [String: String] = [:]) -> XMLElement {
      XMLElement(
        "rsc_order",
        [
          "id": "ohac-\(word)-\(resource)-\(other)", "first": other, "then": resource,
          "kind": kind,
        ].merging(more) { $1 })
    }
    return switch kind {
    // A restart of the other one restarts nobody.
    case .strong:
      [order("needs", "Mandatory", ["symmetrical": "false"]), order("row", "Optional")]
    case .weak: [order("row", "Optional")]
    case .restart, .offlineRestart: [order("needs", "Mandatory")]
    }
  }

  /// Whether a constraint is one of those for a dependency of a resource.
  public static func isNeed(_ element: XMLElement, of resource: String) -> Bool {
    element["then"] == resource
      && ["needs", "row"].contains { element.id.hasPrefix("ohac-\($0)-\(resource)-") }
  }

  /// What has a resource go where its group goes.
  public static func follows(_ resource: String, _ anchor: String) -> [XMLElement] {
    PacemakerRule.follows(resource, anchor).map(\.element)
  }

  /// A service of SUNW.gds.
  ///
  /// - Parameter given: its parameters, by the agent's names.
  public static func service(
    _ name: String, _ values: PropertyValues, given: [(String, String)], meta: [(String, String)]
  ) -> XMLElement {
    primitive(
      name, "ohac", "gds-service", given, meta, serviceOperations(name, values))
  }

  /// The operations of a service by its properties. What is used up on a node, or fails to stop, is for the engine or a person to decide where the
  /// mode says so.
  public static func serviceOperations(_ name: String, _ values: PropertyValues) -> [XMLElement] {
    let mode = FailoverMode(rawValue: values.text(.failoverMode)) ?? .soft
    let moves = values.flag(.failoverEnabled) && mode.allowsMoves
    func seconds(_ row: ExtensionProperty) -> String { values.text(row) + "s" }
    return [
      operation(
        name, "start", seconds(.startTimeout), onFail: mode.stopsAfterFailedStart ? nil : "block"),
      operation(name, "stop", seconds(.stopTimeout), onFail: mode == .hard ? "fence" : "block"),
      operation(
        name, "monitor", seconds(.probeTimeout), interval: "10s", onFail: moves ? nil : "block"),
    ]
  }

  /// A logical host.
  public static func address(_ name: String, _ address: String, meta: [(String, String)])
    -> XMLElement
  {
    primitive(
      name, "heartbeat", "IPaddr2", [("ip", address)], meta,
      usualOperations(name, start: "60s", monitor: "30s"))
  }

  /// A file system.
  public static func fileSystem(
    _ name: String, _ parameters: [(String, String)], meta: [(String, String)]
  ) -> XMLElement {
    primitive(
      name, "heartbeat", "Filesystem", parameters, meta,
      usualOperations(name, start: "60s", monitor: "40s"))
  }

  /// A pool of ZFS.
  public static func pool(_ name: String, _ pool: String, meta: [(String, String)]) -> XMLElement {
    primitive(
      name, "heartbeat", "ZFS", [("pool", pool)], meta,
      usualOperations(name, start: "60s", monitor: "30s"))
  }

  /// How the cluster treats a member: one failure that its agent reports moves the group, and is forgotten after Pingpong_interval.
  public static func meta(pingpong: String, isEnabled: Bool, kept: [(String, String)])
    -> [(String, String)]
  {
    [("migration-threshold", "1"), ("failure-timeout", "\(pingpong)s")]
      + (isEnabled ? [] : [("target-role", "Stopped")]) + kept
  }

  private static func primitive(
    _ name: String, _ provider: String, _ type: String, _ parameters: [(String, String)],
    _ meta: [(String, String)], _ operations: [XMLElement]
  ) -> XMLElement {
    func pairs(_ block: String, _ values: [(String, String)]) -> XMLElement {
      XMLElement(
        block, ["id": "\(name)-\(block)"],
        values.map {
          XMLElement(
            "nvpair", ["id": "\(name)-\(block)-\($0.0)", "name": $0.0, "value": $0.1])
        })
    }
    return XMLElement(
      "primitive", ["id": name, "class": "ocf", "provider": provider, "type": type],
      [
        pairs("instance_attributes", parameters), pairs("meta_attributes", meta),
        XMLElement("operations", [:], operations),
      ])
  }

  private static func usualOperations(_ name: String, start: String, monitor: String)
    -> [XMLElement]
  {
    [
      operation(name, "start", start), operation(name, "stop", start, onFail: "block"),
      operation(name, "monitor", monitor, interval: "30s"),
    ]
  }

  private static func operation(
    _ resource: String, _ name: String, _ timeout: String, interval: String = "0s",
    onFail: String? = nil
  ) -> XMLElement {
    XMLElement(
      "op",
      [
        "id": "\(resource)-\(name)-interval-\(interval)", "name": name, "interval": interval,
        "timeout": timeout,
      ].merging(onFail.map { ["on-fail": $0] } ?? [:]) { $1 })
  }

  // MARK: Times

  /// The seconds that the start and the stop of some resources may take, one after the other.
  public static func seconds(toRestart resources: [String], _ base: InformationBase) -> Int {
    resources.compactMap(base.primitive).flatMap { primitive in
      ["start", "stop"].map { name in
        let operations = primitive.first("operations")?.all("op") ?? []
        let timeout = operations.first { $0["name"] == name }?["timeout"]
        let usual = base.usualTimeout ?? "20s"
        return (PacemakerDuration.milliseconds(timeout ?? usual) ?? 20_000) / 1_000
      }
    }.reduce(0, +)
  }
}
