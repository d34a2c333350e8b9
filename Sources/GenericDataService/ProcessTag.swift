public import Model
internal import Platform

/// The name under which the process monitor keeps one tree of processes, and the files that belong to it.
///
/// A tag may hold any byte, so its files bear a readable beginning of it and a number that tells it from every other.
public struct ProcessTag: Hashable, Sendable, CustomStringConvertible {
  /// The tag as pmfadm(1M) takes it.
  public let description: String

  /// A tag of this name.
  public init(_ name: String) {
    description = name
  }

  /// What a tag of a resource is for.
  public enum Kind: String, CaseIterable, Sendable {
    /// The service's own processes.
    case service = "svc"
    /// The fault monitor.
    case monitor = "mon"
    /// Work on the resource that must outlive its caller.
    case other = "oth"
  }

  /// `group,resource,0.svc`: the form that legacy agents give to `pmfadm -s` (UNVERIFIED: Contract, The process monitor).
  public init(_ kind: Kind, of resource: ResourceIdentity) {
    description = "\(resource.group),\(resource.resource),0.\(kind.rawValue)"
  }

  /// The beginning of the names of its files: short, as one of them is a socket.
  var stem: String {
    let readable = description.utf8.prefix(20).map { byte -> Character in
      let letter = Character(UnicodeScalar(byte))
      return letter.isASCII && (letter.isLetter || letter.isNumber) ? letter : "_"
    }
    // FNV-1a, 64 bits: the same in every process, unlike Swift's own hashes.
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in description.utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(readable) + "-" + String(sum, radix: 36)
  }

  func socket(_ locations: Locations) -> String { "\(locations.processMonitors)/\(stem).sock" }
  func lock(_ locations: Locations) -> String { "\(locations.processMonitors)/\(stem).lock" }
  func record(_ locations: Locations) -> String { "\(locations.processMonitors)/\(stem).tag" }
  func marks(_ locations: Locations) -> String { "\(locations.processMonitors)/\(stem).marks" }
}
