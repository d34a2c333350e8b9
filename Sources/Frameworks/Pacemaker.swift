public import Model
internal import Platform

/// Pacemaker on Linux, which tells its agents what they may take in their environment.
public struct Pacemaker: ClusterFramework {
  /// The variable with the time that the present action may take, in milliseconds: ra-dev-guide, "Environment variables".
  static let timeoutVariable = "OCF_RESKEY_CRM_meta_timeout"

  /// The variable with the node that a resource is migrated to.
  static let targetVariable = "OCF_RESKEY_CRM_meta_migrate_target"

  /// The adapter; it keeps no state.
  public init() {}

  /// The name in messages.
  public var name: String { "Pacemaker" }

  /// The time-out of the action that is running, whichever method that is.
  public func value(
    of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
  ) -> String? {
    guard Method.allCases.contains(where: { $0.timeoutProperty.name == property.name }),
      let text = Environment[Pacemaker.timeoutVariable], let milliseconds = Int(text),
      milliseconds >= 1_000
    else { return nil }
    return String(milliseconds / 1_000)
  }

  /// The node that migrate_to is told to move to; Pacemaker tells a stop nothing: ra-dev-guide, "migrate_to action".
  public func target(of identity: ResourceIdentity, until deadline: Instant) -> String? {
    Environment[Pacemaker.targetVariable]
  }
}
