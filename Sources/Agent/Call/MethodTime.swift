public import Frameworks
public import Model
internal import Platform

/// Where the time of a method comes from, and what the others say.
public struct MethodTime: Equatable, Sendable {
  /// One place that says how long a method may take.
  public struct Source: Equatable, Sendable {
    /// The place: `-t`, `the service engine`, `Start_timeout`.
    public let name: String
    public let seconds: Int

    public init(name: String, seconds: Int) {
      (self.name, self.seconds) = (name, seconds)
    }
  }
  /// Those that say something, the one that counts first.
  public let sources: [Source]

  /// The default when nobody says anything.
  public static let fallback = 60

  /// What a method may take, in seconds.
  public var seconds: Int { sources.first?.seconds ?? MethodTime.fallback }

  /// What these sources say, the first of which counts.
  public init(_ sources: [Source]) {
    self.sources = sources
  }

  /// Asks in the order that counts: -t, the framework, the property.
  public init(
    _ method: Method, option: Int?, framework: any ClusterFramework, identity: ResourceIdentity,
    values: PropertyValues?, until deadline: Instant
  ) {
    let property = method.timeoutProperty
    var found: [Source] = []
    if let option { found.append(Source(name: "-t", seconds: option)) }
    if let text = framework.value(of: property, for: identity, until: deadline),
      let seconds = Int(outside: text), seconds > 0
    {
      found.append(Source(name: framework.name, seconds: seconds))
    }
    if let values, values.isSet(property) {
      found.append(Source(name: property.name, seconds: values.integer(property)))
    }
    sources = found
  }
}
