public import Model

/// The framework of a resource that is about to be registered: what counts is what its file says, whatever is there already.
public struct Unregistered: ClusterFramework {
  /// The framework that knows nothing.
  public init() {}

  /// The name in messages.
  public var name: String { "the set-up file" }

  /// Nothing is published yet.
  public func value(
    of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
  ) -> String? { nil }
}
