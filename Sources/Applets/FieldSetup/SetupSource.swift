internal import Hypervisors
internal import Model
internal import Platform

/// The file that -f names, and what it names in turn.
enum SetupSource {
  /// The set-up file at a path, when all of it is good.
  ///
  /// - Throws: the last of its problems; the others are on standard error by then.
  static func load(_ path: String) throws(Failure) -> SetupFile {
    var problems: [Failure] = []
    let file = SetupFile.parse(
      try Files.load(path, limit: ParameterFile.maximumSize, trusted: true), name: path,
      problems: &problems)
    guard let last = problems.popLast() else { return file }
    for problem in problems { Output.complain(problem.description) }
    throw last
  }

  /// The table that a set-up file asks for, with the definition that it names.
  static func table(of file: SetupFile) throws(Failure) -> ConfigurationTable {
    let bytes: [UInt8]?
    do throws(Problem) { bytes = try definition(of: file) } catch { throw error.failure }
    return try file.table(definition: bytes)
  }

  /// Why there is none, and the key of the set-up file that is to blame.
  struct Problem: Error {
    let key: ExtensionProperty
    let failure: Failure
  }

  /// The definition that the table is to hold: one that the guest's toolstack takes, of this very guest, with no secret in it.
  static func definition(of file: SetupFile) throws(Problem) -> [UInt8]? {
    let configuration = GuestConfiguration(file.guest)
    let driver = Drivers.driver(for: configuration)
    guard let path = file.definitionFile else {
      if configuration.hasStoredDefinition, driver.exporter == nil {
        throw Problem(
          key: .domainDefinition,
          failure: Failure(
            .contradiction, ExtensionProperty.domainDefinition.name,
            cause:
              "it is TABLE, and no Definition_file says what the table is to hold; set Definition_file to a file"
          ))
      }
      return nil
    }
    do throws(Failure) {
      return try definition(path, of: configuration.domainName, driver)
    } catch { throw Problem(key: .definitionFile, failure: error) }
  }

  private static func definition(_ path: String, of name: String, _ driver: any HypervisorDriver)
    throws(Failure) -> [UInt8]
  {
    let bytes = try Files.load(path, limit: ConfigurationTable.maximumSize / 4, trusted: true)
    let found: GuestDefinition
    do throws(Failure) { found = try driver.read(definition: bytes) } catch {
      let place = error.subject.isEmpty ? path : "\(path): \(error.subject)"
      throw error.placed(place)
    }
    if let objection = found.objection(to: .access, of: path) { throw objection }
    guard found.name == name else {
      throw Failure(
        .badDefinition, path, cause: "it names '\(found.name)', and Domain_name is '\(name)'")
    }
    return bytes
  }
}
