/// One wish of a group about another: RG_affinities (Contract, Affinities).
public struct Affinity: Hashable, Sendable, CustomStringConvertible {
  /// How strongly, and whether toward or away.
  public enum Sign: String, CaseIterable, Sendable {
    /// Strong positive with failover delegation.
    case delegating = "+++"
    /// Only where the other one runs.
    case strongPositive = "++"
    /// Rather where the other one runs.
    case weakPositive = "+"
    /// Never where the other one runs.
    case strongNegative = "--"
    /// Rather where the other one does not run.
    case weakNegative = "-"
  }

  public let sign: Sign
  /// The other group, the target; the one that has the affinity is the source and yields.
  public let group: String

  public init(_ sign: Sign, _ group: String) {
    (self.sign, self.group) = (sign, group)
  }

  /// Reads `++other`; nil when there is no sign or no legal name behind it.
  public init?(parsing text: String) {
    // The longer signs stand first.
    guard let sign = Sign.allCases.first(where: { text.hasPrefix($0.rawValue) }) else { return nil }
    let name = String(text.dropFirst(sign.rawValue.count))
    guard ResourceIdentity.isLegal(name, colon: false) else { return nil }
    self.init(sign, name)
  }

  /// As the cluster's commands take it.
  public var description: String { sign.rawValue + group }
}
