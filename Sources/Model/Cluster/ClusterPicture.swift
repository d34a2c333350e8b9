/// What a cluster has, as far as a registration has to know it.
public struct ClusterPicture: Equatable, Sendable {
  /// A resource group.
  public struct Group: Equatable, Sendable {
    /// Its nodes, the preferred one first.
    public var nodes: [String]
    public var affinities: [String]
    /// Its other properties that were asked for, by name.
    public var properties: [String: String]
    public var resources: [String]
    /// Whether it is managed, and whether it is online on some node.
    public var isManaged, isOnline: Bool

    public init(
      nodes: [String] = [], affinities: [String] = [], properties: [String: String] = [:],
      resources: [String] = [], isManaged: Bool = false, isOnline: Bool = false
    ) {
      (self.nodes, self.affinities, self.properties) = (nodes, affinities, properties)
      (self.resources, self.isManaged, self.isOnline) = (resources, isManaged, isOnline)
    }
  }

  /// A resource that was looked at closely.
  public struct Resource: Equatable, Sendable {
    /// Its type, without a version.
    public var type: String
    public var isEnabled: Bool
    /// The properties that were asked for, by name; the elements of a list have commas between them.
    public var properties: [String: String]

    public init(type: String, isEnabled: Bool = false, properties: [String: String] = [:]) {
      (self.type, self.isEnabled, self.properties) = (type, isEnabled, properties)
    }
  }

  /// The registered types, without versions.
  public var types: Set<String>
  public var groups: [String: Group]
  /// The resources that were looked at, by name.
  public var resources: [String: Resource]

  /// A picture with these parts; an empty one is that of a cluster where nothing is registered.
  public init(
    types: Set<String> = [], groups: [String: Group] = [:], resources: [String: Resource] = [:]
  ) {
    (self.types, self.groups, self.resources) = (types, groups, resources)
  }

  /// The group that a resource is in; nil when there is no such resource.
  public func group(of resource: String) -> String? {
    groups.first { $0.value.resources.contains(resource) }?.key
  }
}
