public import Frameworks
public import Model
public import Platform

/// Finds how a resource is configured: the first of these places that has its properties counts, and it counts alone.
///
/// 1. The parameter file, if one is named.
/// 2. The framework that calls, where it keeps the properties itself: Pacemaker as parameters, Solaris Cluster as extension
///    properties of the resource's type.
/// 3. The resource's configuration table. Next to the framework's properties it holds the guest's definition alone.
public struct ConfigurationSource: Sendable {
  public var parameterFile: String?
  public var tables: String
  /// The framework that is asked; nil asks none.
  public let framework: (any ClusterFramework)?

  /// A source; without a file the framework is asked, and then the tables.
  public init(
    parameterFile: String? = nil, framework: (any ClusterFramework)? = nil,
    tables: String = Locations.current.tables
  ) {
    self.parameterFile = parameterFile
    self.framework = framework
    self.tables = tables
  }

  /// The file that holds the configuration of a resource, unless the framework keeps it.
  public func path(of identity: ResourceIdentity) -> String {
    parameterFile ?? "\(tables)/\(identity.resource)"
  }

  /// What one place says.
  struct Found {
    let place: String
    let given: [PropertyValues.Given]
    var definition: [UInt8]?
  }

  /// The configuration of a resource; throws the first of its problems.
  public func load(_ identity: ResourceIdentity) throws(Failure) -> GuestConfiguration {
    var problems: [Failure] = []
    let configuration = try read(identity, problems: &problems)
    if let first = problems.first { throw first }
    return configuration
  }

  /// The configuration of a resource as far as it is good, and everything that is wrong with it.
  public func read(_ identity: ResourceIdentity, problems: inout [Failure]) throws(Failure)
    -> GuestConfiguration
  {
    configuration(try find(identity, problems: &problems), problems: &problems)
  }

  /// What can be read of a configuration of which a part is wrong, and all of it that tells which guest it is and is lost; nil
  /// where nothing can be read.
  public func partial(_ identity: ResourceIdentity)
    -> (configuration: GuestConfiguration, lost: [ExtensionProperty])?
  {
    var problems: [Failure] = []
    guard let found = try? find(identity, problems: &problems) else { return nil }
    let configuration = configuration(found, problems: &problems)
    return (configuration, configuration.values.lost(of: found.given))
  }

  /// The typed view of what was found.
  func configuration(_ found: Found, problems: inout [Failure]) -> GuestConfiguration {
    GuestConfiguration(
      PropertyValues(found.given, of: ExtensionProperties.all, problems: &problems),
      storedDefinition: found.definition)
  }

  /// What the first place says that says anything.
  func find(_ identity: ResourceIdentity, problems: inout [Failure]) throws(Failure) -> Found {
    if let parameterFile {
      let given = ParameterFile.parse(
        try bytes(of: parameterFile, orElse: .unreadable), name: parameterFile, problems: &problems)
      return Found(place: parameterFile, given: given)
    }
    let silence: Failure?
    do throws(Failure) {
      if let found = try kept(identity) { return found }
      silence = nil
    } catch {
      silence = error
    }
    do throws(Failure) {
      let found = try stored(identity)
      // A table that names no guest has only its definition: the framework that is silent now has the properties.
      if let silence, !found.given.contains(where: { $0.isOf(.domainName) }) { throw silence }
      return found
    } catch {
      throw error.code == .unconfigured ? silence ?? error : error
    }
  }

  /// What the framework keeps.
  private func kept(_ identity: ResourceIdentity) throws(Failure) -> Found? {
    guard let framework,
      let given = try framework.properties(
        of: identity, until: Clock.now + ConfigurationSource.patience)
    else { return nil }
    var found = Found(place: "\(framework.name), resource \(identity.resource)", given: given)
    let kind = given.first { $0.isOf(.domainDefinition) }
    if let kind, ConfigurationTable.holdsDefinition(kind.value),
      Files.information(path(of: identity)) != nil
    {
      found.definition = try stored(identity).definition
    }
    return found
  }

  /// What the table has.
  private func stored(_ identity: ResourceIdentity) throws(Failure) -> Found {
    let path = path(of: identity)
    let table = try ConfigurationTable(
      parsing: try bytes(of: path, orElse: .unconfigured), name: path)
    let key = ConfigurationSource.definitionKey
    let given = table.entries.filter { $0.key != key && !$0.key.hasPrefix(key + ".") }
      .map { PropertyValues.Given($0.key, $0.value, place: path) }
    return Found(
      place: path, given: given, definition: try table.definition())
  }

  private func bytes(of path: String, orElse missing: Failure.Code) throws(Failure) -> [UInt8] {
    do throws(SystemError) { return try Files.read(path, limit: 16 << 20, trusted: true) } catch {
      throw Failure(error.isMissing ? missing : .unreadable, path, of: error)
    }
  }

  /// The time that a framework gets to tell all properties: a third of the default of the shortest method.
  private static let patience = Duration.seconds(10)

  /// Below this key a table keeps the lines of the guest's definition.
  public static let definitionKey = ConfigurationTable.definitionPrefix
}
