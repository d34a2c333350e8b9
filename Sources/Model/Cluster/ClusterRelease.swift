/// A release of the cluster software of Sun and Oracle, as far as a registration depends on it.
public struct ClusterRelease: Comparable, Hashable, Sendable {
  /// `4` of 4.2.
  public let major: Int
  /// `2` of 4.2.
  public let minor: Int

  public init(_ major: Int, _ minor: Int) {
    (self.major, self.minor) = (major, minor)
  }

  /// The release that is meant when nobody says which.
  public static let usual = ClusterRelease(4, 4)

  /// Reads the first number of the form 4.2 in a text such as that of /etc/cluster/release.
  ///
  /// UNVERIFIED: the text of that file; an Open HA Cluster calls itself by a year there and is of the time of 3.2.
  public init?(parsing text: String) {
    for word in text.split(whereSeparator: { $0.isWhitespace }) {
      let parts = word.split(separator: ".")
      guard parts.count >= 2, let major = Int(outside: parts[0]),
        let minor = Int(outside: parts[1].prefix { $0.isNumber })
      else { continue }
      self = major > 1_000 ? ClusterRelease(3, 2) : ClusterRelease(major, minor)
      return
    }
    return nil
  }

  /// The earlier one is less.
  public static func < (left: ClusterRelease, right: ClusterRelease) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  /// `4.2`
  public var number: String { "\(major).\(minor)" }

  /// Whether it has clresource and its fellows: Contract, Releases. Before, there are scrgadm and scswitch.
  public var hasObjectCommands: Bool { self >= ClusterRelease(3, 2) }
  /// Whether storage is named by Resource_dependencies_offline_restart: Contract, Releases.
  public var hasOfflineRestart: Bool { self >= ClusterRelease(4, 0) }
  /// Whether resources have Pre_evict: Contract, Releases.
  public var hasPreEvict: Bool { self >= ClusterRelease(4, 2) }
  /// Whether groups have Priority and Load_factors. UNVERIFIED: the first release that has them.
  public var hasLoadLimits: Bool { self >= ClusterRelease(3, 3) }
}
