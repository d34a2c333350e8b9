/// Who holds, names and refers to what in a cluster's configuration.
extension InformationBase {
  /// The element of an id, wherever it stands.
  public func element(_ id: String) -> XMLElement? {
    func find(_ element: XMLElement) -> XMLElement? {
      if element["id"] == id, !["obj_ref", "resource_ref"].contains(element.name) {
        return element
      }
      return element.children.lazy.compactMap(find).first
    }
    return find(configuration)
  }

  /// An id that nothing has: this one, or it with a number.
  public func freeID(_ wish: String) -> String {
    if element(wish) == nil { return wish }
    return (2...).lazy.map { "\(wish)-\($0)" }.first { element($0) == nil } ?? wish
  }

  /// The group, clone and bundle that a resource is in, the innermost last.
  public func holders(of resource: String) -> [XMLElement] {
    func path(_ element: XMLElement) -> [XMLElement]? {
      if element.children.contains(where: { $0.name == "primitive" && $0.id == resource }) {
        return [element]
      }
      return element.children.lazy.compactMap { path($0).map { [element] + $0 } }.first ?? nil
    }
    return (configuration.first("resources").flatMap(path) ?? []).filter { $0.name != "resources" }
  }

  /// The constraints and tags that name a resource or a template, in words.
  public func users(of name: String) -> [String] {
    let constraints = constraints.filter { constraint in
      ["rsc", "with-rsc", "first", "then"].contains { constraint[$0] == name }
        || constraint.everywhere("resource_ref").contains { $0.id == name }
    }.map { "the constraint \($0.id)" }
    let tags = (configuration.first("tags")?.all("tag") ?? []).filter { tag in
      tag.all("obj_ref").contains { $0.id == name }
    }.map { "the tag \($0.id)" }
    return constraints + tags
  }

  /// Every reference, with the resource, constraint or tag in which it stands.
  public var references: [(to: String, user: String)] {
    let owners: Set = [
      "primitive", "template", "group", "clone", "master", "bundle", "tag", "node",
    ]
    func inside(_ element: XMLElement, _ owner: String) -> [(to: String, user: String)] {
      let isOwner = owners.contains(element.name) || element.name.hasPrefix("rsc_")
      let owner = isOwner ? element.id : owner
      let own = element["id-ref"] ?? (element.name == "obj_ref" ? element.id : nil)
      return (own.map { [($0, owner)] } ?? []) + element.children.flatMap { inside($0, owner) }
    }
    return configuration.children.flatMap { inside($0, $0.name) }
  }

  /// The time-out of operations that name none, where one is set for all of them; nil when a rule decides, or nothing.
  public var usualTimeout: String? {
    (configuration.first("op_defaults")?.all("meta_attributes") ?? [])
      .filter { $0.first("rule") == nil }.byWeight.reversed().lazy
      .compactMap { block in block.all("nvpair").first { $0["name"] == "timeout" }?["value"] }.first
  }
}

extension XMLElement {
  /// Every id in it, without its own.
  public var innerIDs: [String] {
    children.flatMap { child in (child["id"].map { [$0] } ?? []) + child.innerIDs }
  }
}

extension [XMLElement] {
  /// Blocks of attributes, the one that counts most last: Pacemaker takes that of the highest score, and of equals the last.
  public var byWeight: [XMLElement] {
    func score(_ block: XMLElement) -> Int {
      let text = block["score"] ?? ""
      if text.hasSuffix("INFINITY") {
        return text.hasPrefix("-") ? -ClusterState.infinity : ClusterState.infinity
      }
      return Int(outside: text) ?? 0
    }
    return enumerated().sorted {
      let (first, second) = (score($0.element), score($1.element))
      return first < second || first == second && $0.offset < $1.offset
    }.map(\.element)
  }
}
