public import Model
public import Platform

/// One service as it is configured: whose it is and the values of its properties.
public struct ServiceConfiguration: Equatable, Sendable {
  public let identity: ResourceIdentity
  public let values: PropertyValues
  /// The properties that were given and mean nothing here: a cluster keeps them with the resource.
  public private(set) var unused: [String] = []

  /// A configuration of values that were checked.
  public init(_ identity: ResourceIdentity, _ values: PropertyValues) {
    (self.identity, self.values) = (identity, values)
  }

  /// The configuration that `-p NAME=value` make, on top of a parameter file when there is one, else of what is published if
  /// that is wanted.
  ///
  /// Every problem is reported.
  public init(
    _ identity: ResourceIdentity, words: [String], place: String = "-p", file: String? = nil,
    over published: Bool, problems: inout [Failure], locations: Locations = .current
  ) {
    var given: [PropertyValues.Given] = []
    for word in words {
      let pair = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, !pair[0].isEmpty else {
        problems.append(Failure(.usage, "\(place) \(word)", cause: "is not NAME=value"))
        continue
      }
      given.append(.init(String(pair[0]), String(pair[1]), place: place))
    }
    let named = Set(given.map { $0.name.lowercased() })
    do throws(Failure) {
      var beneath: [PropertyValues.Given] = []
      if let file {
        beneath = try ServiceConfiguration.read(file, problems: &problems)
      } else if published {
        beneath = try PublishedProperties(identity, locations: locations).read() ?? []
      }
      given = beneath.filter { !named.contains($0.name.lowercased()) } + given
    } catch {
      problems.append(error)
    }
    let unused = given.map(\.name).filter(ServiceProperties.isKeptByCluster)
    given.removeAll { ServiceProperties.isKeptByCluster($0.name) }
    let values = PropertyValues(given, of: ServiceProperties.all, problems: &problems)
    self.init(identity, values)
    self.unused = unused
    problems += contradictions
  }

  /// The configuration of values that were given one by one; every problem is reported.
  public init(
    _ identity: ResourceIdentity, given: [PropertyValues.Given], problems: inout [Failure]
  ) {
    self.init(identity, PropertyValues(given, of: ServiceProperties.all, problems: &problems))
    problems += contradictions
  }

  private static func read(_ file: String, problems: inout [Failure]) throws(Failure)
    -> [PropertyValues.Given]
  {
    let bytes = try Files.load(file, limit: ParameterFile.maximumSize, trusted: true)
    return ParameterFile.parse(bytes, name: file, problems: &problems)
  }

  /// The configuration that the last start published.
  public init(published identity: ResourceIdentity, locations: Locations = .current)
    throws(Failure)
  {
    let file = PublishedProperties(identity, locations: locations)
    guard let given = try file.read() else {
      throw Failure(
        .unconfigured, identity.resource, cause: "\(file.path) is not there; start publishes it")
    }
    var problems: [Failure] = []
    values = PropertyValues(given, of: ServiceProperties.all, problems: &problems)
    if let first = problems.first { throw first }
    self.identity = identity
  }

  /// A property's text.
  public subscript(_ row: ExtensionProperty) -> String { values.text(row) }

  /// What does not go together although each value is good.
  var contradictions: [Failure] {
    var found: [Failure] = []
    let networkAware = values.flag(.networkAware)
    if networkAware, self[.probeCommand].isEmpty, values.list(.portList).isEmpty {
      found.append(
        Failure(
          .contradiction, "Network_aware=TRUE",
          cause: "without a Probe_command it needs a Port_list; set it, or Network_aware=FALSE"))
    }
    for entry in values.list(.portList) where Port(entry) == nil {
      found.append(Failure(.badValue, "Port_list", cause: "'\(entry)' is not PORT/PROTOCOL"))
    }
    return found
  }

  /// The port that one entry of Port_list names.
  struct Port: Equatable {
    let number: UInt16
    let isSix: Bool
    let isStream: Bool

    init?(_ entry: String) {
      let parts = entry.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, let number = UInt16(outside: parts[0]), number > 0,
        ["tcp", "tcp6", "udp", "udp6"].contains(parts[1].lowercased())
      else { return nil }
      self.number = number
      isSix = parts[1].hasSuffix("6")
      isStream = parts[1].lowercased().hasPrefix("tcp")
    }
  }
}
