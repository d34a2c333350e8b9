public import Model
public import Platform

/// Finds how a resource is configured: a parameter file if one is named, else the resource's configuration table.
public struct ConfigurationSource: Equatable, Sendable {
  /// The parameter file named with -P.
  public var parameterFile: String?
  /// The directory of configuration tables.
  public var tables: String

  /// A source; without a file the tables are used.
  public init(parameterFile: String? = nil, tables: String = Locations.current.tables) {
    (self.parameterFile, self.tables) = (parameterFile, tables)
  }

  /// The file that holds the configuration of a resource.
  public func path(of identity: ResourceIdentity) -> String {
    parameterFile ?? "\(tables)/\(identity.resource)"
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
    let path = path(of: identity)
    let bytes: [UInt8]
    do {
      bytes = try Files.read(path, limit: 16 << 20)
    } catch {
      throw Failure(
        error.isMissing && parameterFile == nil ? .unconfigured : .unreadable, path,
        cause: error.reason)
    }
    if parameterFile != nil {
      let given = ParameterFile.parse(bytes, name: path, problems: &problems)
      return GuestConfiguration(
        PropertyValues(given, of: ExtensionProperties.all, problems: &problems))
    }
    let table = try ConfigurationTable(parsing: bytes, name: path)
    let given = table.entries.filter { !$0.key.hasPrefix(ConfigurationSource.definitionKey + ".") }
      .map { PropertyValues.Given($0.key, $0.value, place: path) }
    let values = PropertyValues(given, of: ExtensionProperties.all, problems: &problems)
    return GuestConfiguration(
      values, storedDefinition: try table.folded(ConfigurationSource.definitionKey))
  }

  /// Below this key a table keeps the lines of the guest's definition.
  public static let definitionKey = ConfigurationTable.definitionPrefix
}
