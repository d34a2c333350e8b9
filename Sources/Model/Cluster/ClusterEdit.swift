/// A cluster's information base as it is to be: one change, made of several.
public struct ClusterEdit: Sendable {
  /// The element `<cib>`.
  public private(set) var whole: XMLElement

  /// An edit of a base as `cibadmin --query` writes it.
  public init(_ whole: XMLElement) { self.whole = whole }

  // MARK: Parts

  private mutating func change(section: String, _ body: (inout XMLElement) -> Void) {
    guard let configuration = whole.children.firstIndex(where: { $0.name == "configuration" })
    else { return }
    let sections = whole.children[configuration].children
    let index = sections.firstIndex { $0.name == section } ?? sections.count
    if index == sections.count {
      whole.children[configuration].children.append(XMLElement(section))
    }
    body(&whole.children[configuration].children[index])
  }

  /// Changes a primitive, at whatever depth it stands.
  private mutating func change(primitive: String, _ body: (inout XMLElement) -> Void) {
    func changed(_ element: XMLElement) -> XMLElement {
      var copy = element
      if copy.name == "primitive", copy.id == primitive {
        body(&copy)
      } else {
        copy.children = copy.children.map(changed)
      }
      return copy
    }
    change(section: "resources") { $0 = changed($0) }
  }

  // MARK: Resources

  /// Adds a primitive behind the others.
  public mutating func add(_ primitive: XMLElement) {
    change(section: "resources") { $0.children.append(primitive) }
  }

  /// Takes a primitive away, and every constraint and tag that names it.
  public mutating func remove(_ resource: String) {
    change(section: "resources") { section in
      func without(_ element: XMLElement) -> XMLElement {
        var copy = element
        copy.children.removeAll { $0.name == "primitive" && $0.id == resource }
        copy.children = copy.children.map(without)
        return copy
      }
      section = without(section)
    }
    removeConstraints { rule in
      ["rsc", "with-rsc", "first", "then"].contains { rule[$0] == resource }
    }
    change(section: "tags") { section in
      for index in section.children.indices {
        section.children[index].children.removeAll { $0.id == resource }
      }
      section.children.removeAll { $0.children.isEmpty }
    }
  }

  /// Gives a primitive the attributes, operations and meta attributes of another one, which the same commands have made.
  public mutating func replaceParts(of resource: String, by other: XMLElement) {
    change(primitive: resource) { primitive in
      // What a person has set beside, by Pacemaker's own names, stays.
      let meta = primitive.pairs("meta_attributes").filter {
        $0.key.first?.isUppercase == false && other.pairs("meta_attributes")[$0.key] == nil
      }
      primitive.children =
        other.children
        + primitive.children.filter { there in
          !other.children.contains { $0.name == there.name }
        }
      let index = primitive.children.firstIndex { $0.name == "meta_attributes" }
      guard let index, !meta.isEmpty else { return }
      for (name, value) in meta.sorted(by: { $0.key < $1.key }) {
        primitive.children[index].children.append(
          XMLElement(
            "nvpair",
            ["id": "\(primitive.children[index].id)-\(name)", "name": name, "value": value]))
      }
    }
  }

  /// Gives values to attributes of a primitive, in its block of that name; nil takes one away.
  public mutating func set(_ block: String, of resource: String, _ values: [(String, String?)]) {
    change(primitive: resource) { primitive in
      if !primitive.children.contains(where: { $0.name == block }) {
        primitive.children.append(XMLElement(block, ["id": "\(resource)-\(block)"]))
      }
      for (name, value) in values {
        for index in primitive.children.indices where primitive.children[index].name == block {
          primitive.children[index].children.removeAll { $0["name"] == name }
        }
        guard let value,
          let index = primitive.children.firstIndex(where: { $0.name == block })
        else { continue }
        let id = "\(primitive.children[index].id)-\(name)"
        primitive.children[index].children.append(
          XMLElement("nvpair", ["id": id, "name": name, "value": value]))
      }
      primitive.children.removeAll {
        $0.name == block && $0.children.isEmpty && $0["id-ref"] == nil
      }
    }
  }

  /// Gives meta attributes to a primitive; nil takes one away.
  public mutating func setMeta(_ resource: String, _ values: [(String, String?)]) {
    set("meta_attributes", of: resource, values)
  }

  /// Gives an attribute to the operations of a primitive that are meant; nil takes it away.
  public mutating func setOperations(
    of resource: String, _ isMeant: (XMLElement) -> Bool, _ name: String, to value: String?
  ) {
    change(primitive: resource) { primitive in
      for block in primitive.children.indices where primitive.children[block].name == "operations" {
        for index in primitive.children[block].children.indices
        where isMeant(primitive.children[block].children[index]) {
          primitive.children[block].children[index].attributes[name] = value
        }
      }
    }
  }

  // MARK: Constraints and notes

  /// Adds constraints; one that is there by its id is replaced, and of two with one id the first is taken.
  public mutating func add(constraints: [XMLElement]) {
    var ids: Set<String> = []
    let new = constraints.filter { ids.insert($0.id).inserted }
    change(section: "constraints") { section in
      section.children.removeAll { ids.contains($0.id) }
      section.children += new
    }
  }

  /// Takes away the constraints that are meant.
  public mutating func removeConstraints(_ isMeant: (XMLElement) -> Bool) {
    change(section: "constraints") { $0.children.removeAll(where: isMeant) }
  }

  /// Registers a resource type, or ends that.
  public mutating func setRegistered(_ type: ClusterType, _ isRegistered: Bool) {
    let set = KeptProperties.types
    change(section: "crm_config") { section in
      var element =
        section.children.first { $0.id == set } ?? XMLElement("cluster_property_set", ["id": set])
      section.children.removeAll { $0.id == set }
      element.children.removeAll { $0["name"] == type.rawValue }
      if isRegistered {
        element.children.append(
          XMLElement(
            "nvpair",
            [
              "id": "\(set)-\(type.rawValue)", "name": type.rawValue, "value": "registered",
            ]))
      }
      if !element.children.isEmpty { section.children.append(element) }
    }
  }
}
