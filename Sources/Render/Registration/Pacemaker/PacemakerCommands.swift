internal import Model

/// The tool that a Pacemaker cluster is configured with, and how it spells what is done.
public enum PacemakerTool: String, CaseIterable, Sendable {
  /// Pacemaker's own, which is everywhere where it is, and which is what we run.
  case cibadmin = "pacemaker"
  /// crmsh.
  case crm
  /// pcs.
  case pcs
}

/// How a tool spells the making of what a base holds. cibadmin takes all of it as it stands.
struct PacemakerCommands {
  let tool: PacemakerTool

  /// Makes an element that is not there, or adds to one that is.
  func make(_ element: XMLElement, in section: String) -> RegistrationStep.Action {
    guard let words = words(element) else { return PacemakerCommands.merge(element, section) }
    return .run(words)
  }

  /// Lets the cluster start a resource that was made to be stopped.
  func enable(_ resource: String) -> RegistrationStep.Action {
    switch tool {
    case .cibadmin:
      .run(["crm_resource", "--resource", resource, "--meta", "--delete-parameter", "target-role"])
    case .crm: .run(["crm", "resource", "start", resource])
    case .pcs: .run(["pcs", "resource", "enable", resource])
    }
  }

  /// Ends the maintenance that a resource was made in.
  func manage(_ resource: String) -> RegistrationStep.Action {
    switch tool {
    case .cibadmin:
      .run(["crm_resource", "--resource", resource, "--meta", "--delete-parameter", "maintenance"])
    case .crm: .run(["crm", "resource", "meta", resource, "delete", "maintenance"])
    case .pcs: .run(["pcs", "resource", "meta", resource, "maintenance="])
    }
  }

  // MARK: cibadmin

  /// Adds to what is there, or makes it.
  static func merge(_ element: XMLElement, _ section: String) -> RegistrationStep.Action {
    feed(["--modify", "--allow-create"], section, element)
  }

  /// Adds to what is there in several sections at once.
  static func merge(_ configuration: XMLElement) -> RegistrationStep.Action {
    .feed(
      ["cibadmin", "--modify", "--allow-create", "--xml-pipe"],
      input: Array(configuration.text.utf8))
  }

  /// Puts an element in the place of the one of its id.
  static func replace(_ element: XMLElement, _ section: String) -> RegistrationStep.Action {
    feed(["--replace"], section, element)
  }

  /// Removes an element, which is known by its name and id.
  static func delete(_ element: XMLElement, _ section: String) -> RegistrationStep.Action {
    let bare = XMLElement(element.name, ["id": element.id])
    return .run(["cibadmin", "--delete", "--scope", section, "--xml-text", bare.line])
  }

  /// Sets a meta attribute of a resource.
  static func meta(_ resource: String, _ name: String, _ value: String)
    -> RegistrationStep.Action
  {
    .run([
      "crm_resource", "--resource", resource, "--meta", "--set-parameter", name,
      "--parameter-value", value,
    ])
  }

  private static func feed(_ flags: [String], _ section: String, _ element: XMLElement)
    -> RegistrationStep.Action
  {
    .feed(
      ["cibadmin"] + flags + ["--scope", section, "--xml-pipe"], input: Array(element.text.utf8))
  }

  // MARK: crm and pcs

  /// The words that make an element; nil where the tool has none and cibadmin does it.
  private func words(_ element: XMLElement) -> [String]? {
    switch (tool, element.name) {
    case (.cibadmin, _), (_, "cluster_property_set"): nil
    case (.crm, _): ["crm", "configure"] + crm(element)
    case (.pcs, _): ["pcs"] + pcs(element)
    }
  }

  private func crm(_ element: XMLElement) -> [String] {
    let id = element.id
    switch element.name {
    case "primitive":
      return ["primitive", id, "ocf:ohac:xvm"]
        + block("params", element.first("instance_attributes"))
        + block("meta", element.first("meta_attributes"))
        + block("utilization", element.first("utilization"))
        + operations(element).flatMap { ["op", $0["name"] ?? ""] + options($0) }
    case "tag": return ["tag", id + ":"] + element.all("obj_ref").map(\.id)
    case "rsc_order":
      return ["order", id, (element["kind"] ?? "") + ":"]
        + [element["first"], element["then"]]
        .compactMap(\.self)
    case "rsc_location":
      if let node = element["node"] {
        return ["location", id, element["rsc"] ?? "", (element["score"] ?? "") + ":", node]
      }
      let score = (element.first("rule")?["score"] ?? "").replacingInfinity
      return ["location", id, element["rsc"] ?? "", "rule", score + ":"] + expressions(element)
    case "rsc_colocation" where element["influence"] == nil:
      let score = (element["score"] ?? "").replacingInfinity
      return ["colocation", id, score + ":", element["rsc"] ?? "", element["with-rsc"] ?? ""]
    default:
      // crmsh 4.4 has no word for influence.
      return ["xml", element.line]
    }
  }

  private func pcs(_ element: XMLElement) -> [String] {
    let id = element.id
    let rsc = element["rsc"] ?? ""
    switch element.name {
    case "primitive":
      var meta = element.first("meta_attributes") ?? XMLElement("meta_attributes")
      let isStopped = meta.children.contains { $0["name"] == "target-role" }
      meta.children.removeAll { $0["name"] == "target-role" }
      return ["resource", "create", id, "ocf:ohac:xvm"]
        + pairs(element.first("instance_attributes"))
        + operations(element).flatMap { ["op", $0["name"] ?? ""] + options($0) }
        + block("meta", meta) + (isStopped ? ["--disabled"] : [])
    case "tag": return ["tag", "create", id] + element.all("obj_ref").map(\.id)
    case "rsc_order":
      return ["constraint", "order", element["first"] ?? "", "then", element["then"] ?? ""]
        + ["kind=\(element["kind"] ?? "")", "id=\(id)"]
    case "rsc_location":
      if let node = element["node"] {
        return ["constraint", "location", "add", id, rsc, node, element["score"] ?? ""]
      }
      return ["constraint", "location", rsc, "rule", "id=\(id)-rule", "constraint-id=\(id)"]
        + ["score=\(element.first("rule")?["score"] ?? "")"] + expressions(element)
    default:
      return ["constraint", "colocation", "add", rsc, "with", element["with-rsc"] ?? ""]
        + ["score=\(element["score"] ?? "")"]
        + (element["influence"].map { ["influence=\($0)"] } ?? []) + ["id=\(id)"]
    }
  }

  /// What pcs has no place for when it makes a resource: what the guest takes.
  func afterwards(_ primitive: XMLElement) -> RegistrationStep.Action? {
    guard tool == .pcs, let block = primitive.first("utilization") else { return nil }
    return .run(["pcs", "resource", "utilization", primitive.id] + pairs(block))
  }

  private func operations(_ primitive: XMLElement) -> [XMLElement] {
    primitive.first("operations")?.children ?? []
  }

  private func options(_ operation: XMLElement) -> [String] {
    ["interval", "timeout", "on-fail"].compactMap { name in
      operation[name].map { "\(name)=\($0)" }
    }
  }

  private func pairs(_ block: XMLElement?) -> [String] {
    (block?.all("nvpair") ?? []).map { "\($0["name"] ?? "")=\($0["value"] ?? "")" }
  }

  private func block(_ word: String, _ block: XMLElement?) -> [String] {
    let pairs = pairs(block)
    return pairs.isEmpty ? [] : [word] + pairs
  }

  private func expressions(_ location: XMLElement) -> [String] {
    let all = location.first("rule")?.children ?? []
    return Array(
      all.map { [$0["attribute"] ?? "", $0["operation"] ?? "", $0["value"] ?? ""] }
        .joined(separator: ["and"]))
  }
}

extension String {
  /// crmsh writes `inf`.
  fileprivate var replacingInfinity: String {
    self == "INFINITY" ? "inf" : self == "-INFINITY" ? "-inf" : self
  }
}
