/// A copy of a cluster's information base, with its status, on which something is tried: what the scheduler would do then.
public struct ClusterTrial: Sendable {
  /// The element `<cib>`.
  public private(set) var base: XMLElement

  public init(_ base: XMLElement) { self.base = base }

  /// As crm_simulate(8) takes it.
  public var bytes: [UInt8] { Array(base.text.utf8) }

  /// Changes every element that is meant, at any depth.
  private mutating func change(
    _ isMeant: (XMLElement) -> Bool, _ body: (inout XMLElement) -> Void
  ) {
    func changed(_ element: XMLElement) -> XMLElement {
      var copy = element
      copy.children = copy.children.map(changed)
      if isMeant(copy) { body(&copy) }
      return copy
    }
    base = changed(base)
  }

  /// Puts a node in standby.
  public mutating func setStandby(_ node: String) {
    let block = XMLElement(
      "instance_attributes", ["id": "ha-xvm-trial", "score": "INFINITY"],
      [XMLElement("nvpair", ["id": "ha-xvm-trial-s", "name": "standby", "value": "on"])])
    change({ $0.name == "node" && $0["uname"] == node }) { $0.children.append(block) }
  }

  /// Adds constraints; one of the same id is replaced.
  public mutating func constrain(_ constraints: [XMLElement]) {
    let ids = Set(constraints.map(\.id))
    change({ $0.name == "constraints" }) { section in
      section.children.removeAll { ids.contains($0.id) }
      section.children += constraints
    }
  }

  /// Adds a block to a resource; one of the same id is replaced.
  public mutating func add(_ block: XMLElement, to resource: String) {
    change({ $0.name == "primitive" && $0.id == resource }) { primitive in
      primitive.children.removeAll { $0.id == block.id }
      primitive.children.append(block)
    }
  }

  /// Forgets that a live migration of a resource failed, as a clean-up would: then the cluster holds it no longer.
  public mutating func forgetFailedMove(of resource: String) {
    change({ $0.name == "lrm_resource" && $0.id == resource }) { history in
      history.children.removeAll {
        $0["operation"] == "migrate_to" && $0["rc-code"] != "0" && $0["op-status"] != "-1"
      }
    }
  }
}
