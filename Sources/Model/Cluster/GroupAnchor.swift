/// The resource that makes a resource group a unit under Pacemaker: the members of the group follow it from node to node.
///
/// A `<group>` of Pacemaker's is none: a member that is stopped stops all behind it. Nor is a tag, whose members part where there is no
/// room for all (run: `Tests/AppletsTests/AnchorTests.swift`).
public enum GroupAnchor {
  /// The agent of the resource.
  public static let agent = "group"

  /// The parameter that names the group.
  public static let parameter = "Resource_group"

  /// The name of the anchor that a group gets.
  public static func resource(of group: String) -> String { "\(group)-anchor" }
}

extension XMLElement {
  /// Whether it is a primitive that is the anchor of a group.
  public var isAnchor: Bool {
    name == "primitive" && self["class"] == "ocf" && self["provider"] == "ohac"
      && self["type"] == GroupAnchor.agent
  }

  /// The group whose anchor it is; nil where it is none.
  public var anchored: String? {
    isAnchor ? pairs("instance_attributes")[GroupAnchor.parameter] : nil
  }
}

extension InformationBase {
  /// The anchor of a group; nil where the group has none.
  public func anchor(of group: String) -> XMLElement? {
    primitives.first { $0.anchored == group }
  }

  /// The anchor that a resource follows; nil where it follows none.
  public func anchor(before resource: String) -> XMLElement? {
    constraints.lazy.filter {
      $0.name == "rsc_colocation" && $0["rsc"] == resource && $0["score"] == "INFINITY"
    }.compactMap { self.primitive($0["with-rsc"] ?? "") }.first(where: \.isAnchor)
  }

  /// The resources that follow an anchor.
  public func followers(of anchor: String) -> [String] {
    constraints.filter {
      $0.name == "rsc_colocation" && $0["with-rsc"] == anchor && $0["score"] == "INFINITY"
    }.compactMap { $0["rsc"] }.filter { self.anchor(before: $0)?.id == anchor }
  }

  /// The group that a resource is in, by its anchor or by its tag; nil where it is in none.
  public func group(of resource: String) -> String? {
    anchor(before: resource)?.anchored ?? tag(of: resource)
  }

  /// What decides where a resource runs: the anchor that it follows, or itself.
  public func lead(of resource: String) -> String { anchor(before: resource)?.id ?? resource }
}
