public import Model

/// What the commands of a Solaris Cluster print of nodes, groups and resources: Contract, Commands that are read.
///
/// Scripts go by the line on which the data begins, by rows that begin with a blank, and by the last word of a row.
public struct GroupTables {
  /// A property of a resource as it is shown, with the word for its type.
  public struct Property {
    let name, value, type: String

    public init(_ name: String, _ value: String, type: String = "string") {
      (self.name, self.value, self.type) = (name, value, type)
    }
  }

  private let groups: ResourceGroups
  private let properties: (ResourceGroups.Resource) -> [Property]

  /// Tables of these groups.
  ///
  /// - Parameter properties: those of a resource, by their names; else what is configured of it.
  public init(
    _ groups: ResourceGroups,
    properties: @escaping (ResourceGroups.Resource) -> [Property] = { resource in
      resource.properties.sorted { $0.key < $1.key }.map { Property($0.key, $0.value) }
    }
  ) {
    (self.groups, self.properties) = (groups, properties)
  }

  /// Whether a property is among those that are asked for, in any case of letters; without any all are.
  private static func isAsked(_ name: String, among names: [String]) -> Bool {
    names.isEmpty || names.contains { $0.lowercased() == name.lowercased() }
  }

  // MARK: Forms

  /// A heading, the heads of the columns and the rows, without blanks at the end of a line.
  private static func table(_ title: [String], _ heads: [String], _ rows: [[String]]) -> [String] {
    [""] + title.flatMap { [$0, ""] } + columns([heads, heads.map(dashes)] + rows, gap: 6)
  }

  private static func dashes(_ head: String) -> String { String(repeating: "-", count: head.count) }

  private static func columns(_ rows: [[String]], gap: Int) -> [String] {
    Columns.padded(rows).map { row in
      let line = row.joined(separator: String(repeating: " ", count: gap))
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// A name and its value, which begins in one column.
  private static func pair(_ name: String, _ value: String, indent: Int = 2) -> String {
    let head = String(repeating: " ", count: indent) + name + ":"
    let text = value.isEmpty ? "<NULL>" : value
    return head + String(repeating: " ", count: max(1, 48 - head.count)) + text
  }

  // MARK: Groups

  /// `clresourcegroup status`.
  ///
  /// - Throws: `.clusterSilent` where the state of one cannot be known: then there is no table.
  public func groupStatus(_ names: [ResourceGroups.Group], on nodes: [String]?) throws(Failure)
    -> [String]
  {
    var rows: [[String]] = []
    for group in names {
      var isFirst = true
      for node in group.nodes where nodes?.contains(node) ?? true {
        let state = try groups.state(of: group, on: node)
        let suspended = groups.isSuspended(group) ? "Yes" : "No"
        rows.append([isFirst ? group.name : "", node, suspended, state.shown])
        isFirst = false
      }
    }
    return GroupTables.table(
      ["=== Cluster Resource Groups ==="], ["Group Name", "Node Name", "Suspended", "Status"], rows)
  }

  /// `clresourcegroup show`.
  ///
  /// - Parameter asked: the properties that are shown; all where it is empty.
  public func groupDetails(
    _ names: [ResourceGroups.Group], asked: [String] = [], withResources: Bool
  ) -> [String] {
    var lines = ["", "=== Resource Groups and Resources ===", ""]
    for group in names {
      let (first, marks) = ("RG_description", [KeptProperties.state, KeptProperties.restart])
      lines.append(GroupTables.pair("Resource Group", group.name, indent: 0))
      let isManaged = group.isManaged ? KeptProperties.managed : KeptProperties.unmanaged
      let leading = [
        (first, group.kept[first] ?? ""), ("RG_mode", "Failover"),
        (KeptProperties.state, isManaged),
      ]
      lines += leading.filter { GroupTables.isAsked($0.0, among: asked) }.map {
        GroupTables.pair($0.0, Escapes.line($0.1))
      }
      var rest = ["Failback": "False"].merging(group.kept) { $1 }
      for name in leading.map(\.0) + marks { rest[name] = nil }
      rest["Nodelist"] = group.nodes.joined(separator: ",")
      let shown = rest.filter { GroupTables.isAsked($0.key, among: asked) }
      // A list is parted by blanks.
      lines += shown.sorted { $0.key < $1.key }.map {
        GroupTables.pair($0.key, Escapes.line($0.value.replacing(",", with: " ")))
      }
      lines.append("")
      guard withResources else { continue }
      lines += group.resources.compactMap(groups.resource).flatMap { details($0, indent: 2) + [""] }
    }
    return lines
  }

  // MARK: Resources

  /// `clresource status`.
  ///
  /// - Throws: `.clusterSilent` where the state of one cannot be known.
  public func resourceStatus(
    _ names: [ResourceGroups.Resource], on nodes: [String]?, in states: [ResourceState]?
  ) throws(Failure) -> [String] {
    var rows: [[String]] = []
    for resource in names {
      var isFirst = true
      for node in groups.group(resource.group)?.nodes ?? [] where nodes?.contains(node) ?? true {
        let state = try groups.state(of: resource, on: node)
        guard states?.contains(state) ?? true else { continue }
        rows.append(
          [isFirst ? resource.name : "", node, state.shown, try message(of: resource, on: node)])
        isFirst = false
      }
    }
    return GroupTables.table(
      ["=== Cluster Resources ==="], ["Resource Name", "Node Name", "State", "Status Message"], rows
    )
  }

  private func message(of resource: ResourceGroups.Resource, on node: String) throws(Failure)
    -> String
  {
    let status = try groups.status(of: resource, on: node)
    let words = ["OK": "Online", "FAULTED": "Faulted", "UNKNOWN": "Unknown", "OFFLINE": "Offline"]
    let word = words[status.word] ?? status.word
    return status.message.isEmpty ? word : "\(word) - \(Escapes.line(status.message))"
  }

  /// `clresource list -v`.
  public func resourceList(_ names: [ResourceGroups.Resource]) -> [String] {
    let heads = ["Resource Name", "Resource Type", "Resource Group"]
    let rows = names.map { [$0.name, $0.typeWithVersion, $0.group] }
    return GroupTables.columns([heads, heads.map(GroupTables.dashes)] + rows, gap: 6)
  }

  /// `clresource show`.
  ///
  /// - Parameter asked: the properties that are shown, beside the resource's name; without any, how it is made up.
  public func resourceDetails(
    _ names: [ResourceGroups.Resource], asked: [String] = [], withProperties: Bool
  ) -> [String] {
    var lines = ["", "=== Resources ===", ""]
    for resource in names {
      let details = details(resource, indent: 0)
      lines += asked.isEmpty ? details : Array(details.prefix(1))
      if withProperties || !asked.isEmpty {
        lines += ["", "  --- Standard and extension properties ---", ""]
        let shown = properties(resource).filter { GroupTables.isAsked($0.name, among: asked) }
        lines += shown.map { GroupTables.pair($0.name, Escapes.line($0.value)) }
      }
      lines.append("")
    }
    return lines
  }

  private func details(_ resource: ResourceGroups.Resource, indent: Int) -> [String] {
    let inner = indent + 2
    return [
      GroupTables.pair("Resource", resource.name, indent: indent),
      GroupTables.pair("Type", resource.typeWithVersion, indent: inner),
      GroupTables.pair("Group", resource.group, indent: inner),
      GroupTables.pair(
        "Enabled{\((groups.group(resource.group)?.nodes ?? []).joined(separator: " "))}",
        resource.isEnabled ? "True" : "False", indent: inner),
      GroupTables.pair("Monitored", resource.isMonitored ? "True" : "False", indent: inner),
    ]
  }

  // MARK: Types

  /// `clresourcetype show`.
  public func types(_ types: [ClusterType]) -> [String] {
    ["", "=== Registered Resource Types ===", ""]
      + types.flatMap { [GroupTables.pair("Resource Type", $0.withVersion, indent: 0), ""] }
  }

  // MARK: Nodes

  /// `clnode status`.
  public func nodeStatus(_ nodes: [ResourceGroups.Node]) -> [String] {
    GroupTables.table(
      ["=== Cluster Nodes ===", "--- Node Status ---"], ["Node Name", "Status"],
      nodes.map { [$0.name, $0.isUp ? "Online" : "Offline"] })
  }

  /// `clquorum status`. UNVERIFIED: its lines.
  public func quorum(_ votes: QuorumVotes) -> [String] {
    let rows = nodes(votes).map { [$0.name, String($0.present), String($0.possible), $0.state] }
    return ["", "=== Cluster Quorum ==="]
      + GroupTables.table(
        ["--- Quorum Votes Summary ---"], ["Needed", "Present", "Possible"],
        [[String(votes.needed), String(votes.left(without: [])), String(votes.expected)]])
      + GroupTables.table(
        ["--- Quorum Votes by Node (current status) ---"],
        ["Node Name", "Present", "Possible", "Status"], rows)
  }

  private func nodes(_ votes: QuorumVotes)
    -> [(name: String, present: Int, possible: Int, state: String)]
  {
    groups.nodes.map { node in
      let present = votes.votes(of: Int(outside: node.id) ?? 0)
      // What an absent node would bring nobody says: a vote is usual.
      return (node.name, present ?? 0, present ?? 1, node.isUp ? "Online" : "Offline")
    }
  }

  /// `clinterconnect status`. UNVERIFIED: its lines.
  public func links(_ links: [InterconnectLink], from own: String) -> [String] {
    let rows = links.map { link in
      let name = groups.nodes.first { $0.id == link.node }?.name ?? link.node
      return [
        "\(own):\(link.link)", "\(name):\(link.link)",
        link.isConnected ? "Path online" : "Path faulted",
      ]
    }
    return GroupTables.table(
      ["=== Cluster Transport Paths ==="], ["Endpoint1", "Endpoint2", "Status"], rows)
  }

  // MARK: The commands of release 3.1

  /// `scstat -q`.
  public func oldQuorum(_ votes: QuorumVotes) -> [String] {
    [
      "", "-- Quorum Summary --", "", "  Quorum votes possible:      \(votes.expected)",
      "  Quorum votes needed:        \(votes.needed)",
      "  Quorum votes present:       \(votes.left(without: []))", "", "",
      "-- Quorum Votes by Node --", "",
    ]
      + GroupTables.rows(
        "Node votes:", ["Node Name", "Present", "Possible", "Status"],
        nodes(votes).map { [$0.name, String($0.present), String($0.possible), $0.state] })
  }

  private static func rows(_ label: String, _ heads: [String], _ rows: [[String]]) -> [String] {
    let labels = ["", ""] + rows.map { _ in label }
    let body = columns([heads, heads.map(dashes)] + rows, gap: 2)
    let width = label.count + 2
    return zip(labels, body).map { label, line in
      let head = String(repeating: " ", count: width - label.count) + label
      return String("\(head) \(line)".reversed().drop { $0 == " " }.reversed())
    }
  }

  /// `scrgadm -p`, with the resources at level 1 and every property at level 2.
  public func oldConfiguration(_ types: [ClusterType], level: Int) -> [String] {
    var lines = types.flatMap { ["Res Type name: \($0.rawValue)", ""] }
    for group in groups.groups {
      let head = "(\(group.name)) "
      lines += [
        "Res Group name: \(group.name)", "\(head)Res Group mode: Failover",
        "\(head)Res Group management state: "
          + (group.isManaged ? KeptProperties.managed : KeptProperties.unmanaged),
        "\(head)Res Group Nodelist: \(group.nodes.joined(separator: " "))",
      ]
      for resource in level > 0 ? group.resources.compactMap(groups.resource) : [] {
        lines += [
          "\(head)Res name: \(resource.name)",
          "(\(group.name):\(resource.name)) Res resource type: \(resource.typeWithVersion)",
          "(\(group.name):\(resource.name)) Res resource group name: \(group.name)",
          "(\(group.name):\(resource.name)) Res enabled: \(resource.isEnabled ? "True" : "False")",
        ]
        for property in level > 1 ? properties(resource) : [] {
          let place = "(\(group.name):\(resource.name):\(property.name))"
          lines += [
            "(\(group.name):\(resource.name)) Res property name: \(property.name)",
            "\(place) Res property type: \(property.type)",
            "\(place) Res property value: \(Escapes.line(property.value))",
          ]
        }
      }
      lines.append("")
    }
    return lines
  }

  /// `scstat -n`.
  public func oldNodes() -> [String] {
    ["", "-- Cluster Nodes --", ""]
      + GroupTables.rows(
        "Cluster node:", ["Node name", "Status"],
        groups.nodes.map { [$0.name, $0.isUp ? "Online" : "Offline"] })
  }

  /// `scstat -g`.
  ///
  /// - Throws: `.clusterSilent` where the state of one cannot be known.
  public func oldGroups() throws(Failure) -> [String] {
    var (states, rows): ([[String]], [[String]]) = ([], [])
    for group in groups.groups {
      for node in group.nodes {
        let suspended = groups.isSuspended(group) ? "Yes" : "No"
        states.append([group.name, node, try groups.state(of: group, on: node).shown, suspended])
      }
      for resource in group.resources.compactMap(groups.resource) {
        for node in group.nodes {
          rows.append([
            resource.name, node, try groups.state(of: resource, on: node).shown,
            try message(of: resource, on: node),
          ])
        }
      }
    }
    return ["", "-- Resource Groups and Resources --", ""]
      + GroupTables.rows(
        "Resources:", ["Group Name", "Resources"],
        groups.groups.map { [$0.name, $0.resources.joined(separator: " ")] })
      + ["", "-- Resource Groups --", ""]
      + GroupTables.rows("Group:", ["Group Name", "Node Name", "State", "Suspended"], states)
      + ["", "-- Resources --", ""]
      + GroupTables.rows(
        "Resource:", ["Resource Name", "Node Name", "State", "Status Message"], rows)
  }
}
