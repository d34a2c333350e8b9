public import Model
public import Platform

/// The full set of a service's properties, in a configuration table that other commands and agents read.
///
/// start writes it, so that the methods after it, scha_resource_get and the application's own agent work with the values
/// that are in effect and not with what somebody has typed since.
public struct PublishedProperties: Sendable {
  /// The file: `<group>/<resource>/properties` below the engine's directory.
  public let path: String

  /// The file of one resource.
  public init(_ identity: ResourceIdentity, locations: Locations = .current) {
    path = "\(locations.services)/\(identity.group)/\(identity.resource)/properties"
  }

  /// Replaces the file by the values in effect, the unset ones with their initial values.
  public func write(_ configuration: ServiceConfiguration) throws(Failure) {
    var table = ConfigurationTable()
    for row in ServiceProperties.all { try table.set(row.name, configuration[row]) }
    // What is there already needs no room: a restart on a full file system does not fail for it.
    if let bytes = try? Files.read(path, trusted: true), bytes == table.serialized() { return }
    try Files.store(path, table.serialized(), inOurs: 0o755)
  }

  /// The values of the file; nil when there is none.
  public func read() throws(Failure) -> [PropertyValues.Given]? {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try Files.read(path, trusted: true)
    } catch {
      if error.isMissing { return nil }
      throw Failure(.unreadable, path, of: error)
    }
    let table = try ConfigurationTable(parsing: bytes, name: path)
    return table.entries.map { .init($0.key, $0.value, place: path) }
  }
}
