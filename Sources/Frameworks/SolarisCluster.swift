public import Model
public import Platform

/// Solaris Cluster and Open HA Cluster, asked through their scha commands.
public struct SolarisCluster: ClusterFramework {
  private let programs: String

  /// The adapter for the cluster whose commands lie at `locations`.
  public init(locations: Locations = .current) {
    programs = locations.clusterPrograms + "/bin"
  }

  /// The name in messages.
  public var name: String { "Solaris Cluster" }

  /// Whether the cluster's commands are installed.
  public var isPresent: Bool { Files.isExecutable(programs + "/scha_resource_get") }

  /// Asks scha_resource_get(1HA) for a property: a standard one by its own tag, an extension property by EXTENSION, which
  /// answers with the type on a line of its own first (gds-contract, section 5.3).
  public func value(
    of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
  ) -> String? {
    let isStandard = property.origin == .standard
    let question = isStandard ? [property.name.uppercased()] : ["EXTENSION"]
    let arguments =
      ["-O"] + question + ["-R", identity.resource, "-G", identity.group]
      + (isStandard ? [] : [property.name])
    let lines = ask("scha_resource_get", arguments, until: deadline)
    return isStandard ? lines?.first : lines?.dropFirst().first
  }

  /// The lines that a command answers, empty ones left out; nil when it does not answer or refuses.
  func ask(_ program: String, _ arguments: [String], until deadline: Instant) -> [String]? {
    guard
      let answer = try? ChildProcess.run(
        Command("\(programs)/\(program)", arguments), until: min(deadline, Clock.now + .seconds(5))),
      answer.succeeded
    else { return nil }
    return answer.text.split(separator: "\n").map(String.init)
  }
}
