/// What a Pacemaker cluster keeps of a resource group or a resource for the commands of Solaris Cluster, and has no other use for: meta
/// attributes of its primitive.
///
/// Pacemaker's own names are of small letters and hyphens, and those of the Resource Group Manager begin with a capital: neither is taken for
/// the other's.
public enum KeptProperties {
  /// The type that a resource was made as, where its agent does not say it.
  public static let type = "Type"
  /// Whether a group is managed.
  public static let state = "RG_state"
  public static let unmanaged = "Unmanaged"
  public static let managed = "Managed"
  /// The node on which a group that is being restarted was online.
  public static let restart = "RG_restart"

  /// Those of a primitive.
  public static func of(_ primitive: XMLElement) -> [String: String] {
    primitive.pairs("meta_attributes").filter { $0.key.first?.isUppercase == true }
  }

  /// Whether a service has a fault monitor: a parameter of its agent.
  public static let monitored = "Monitored_switch"

  /// Whether a boolean that is kept is on; nil where it is not kept.
  public static func isOn(_ name: String, in kept: [String: String]) -> Bool? {
    kept[name].map { ["true", "yes", "on", "1"].contains($0.lowercased()) }
  }

  /// The note of a cluster's configuration that holds the registered types.
  public static let types = "ohac-resource-types"
}

/// The resource types that the commands of Solaris Cluster know here: Contract, Commands that change.
public enum ClusterType: String, CaseIterable, Sendable {
  case service = "SUNW.gds"
  case address = "SUNW.LogicalHostname"
  case storage = "SUNW.HAStoragePlus"

  /// A type by its name, with or without its vendor and a version; nil when it is none of these.
  public init?(named text: String) {
    let bare = text.split(separator: ":", maxSplits: 1).first.map(String.init) ?? text
    guard
      let type = ClusterType.allCases.first(where: {
        $0.rawValue == bare || $0.rawValue == "SUNW.\(bare)"
      })
    else { return nil }
    self = type
  }

  /// Whether every cluster has it without a registration.
  public var isPreregistered: Bool { self == .address }

  /// With its version, as it is listed. UNVERIFIED: that of SUNW.HAStoragePlus, and so it has none.
  public var withVersion: String {
    switch self {
    case .service: "\(rawValue):\(ResourceIdentity.genericDataServiceVersion)"
    case .address: "\(rawValue):2"
    case .storage: rawValue
    }
  }
}

extension InformationBase {
  /// The resource types that are registered.
  public var registeredTypes: [ClusterType] {
    let set = propertySets.first { $0.id == KeptProperties.types }
    let names = (set?.all("nvpair") ?? []).compactMap { $0["name"] }
    return ClusterType.allCases.filter { $0.isPreregistered || names.contains($0.rawValue) }
  }
}
