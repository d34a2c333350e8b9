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
      try read(path, limit: ParameterFile.maximumSize), name: path, problems: &problems)
    guard let last = problems.popLast() else { return file }
    for problem in problems { Output.complain(problem.description) }
    throw last
  }

  /// The table that a set-up file asks for, with the definition that it names.
  static func table(of file: SetupFile) throws(Failure) -> ConfigurationTable {
    try file.table(definition: definition(of: file))
  }

  /// The definition that the table is to hold: one of this very guest, and without a password in it.
  static func definition(of file: SetupFile) throws(Failure) -> [UInt8]? {
    guard let path = file.definitionFile else { return nil }
    let bytes = try read(path, limit: ConfigurationTable.maximumSize / 4)
    let definition: DomainDefinition
    do throws(Failure) { definition = try DomainDefinition(parsing: bytes) } catch {
      throw Failure(error.code, path, cause: error.cause)
    }
    if definition.hasSecrets { throw Failure(.secretInDefinition, path) }
    let name = file.guest.text(.domainName)
    guard definition.name == name else {
      throw Failure(
        .badDefinition, path,
        cause: "it names '\(definition.name)', and Domain_name is '\(name)'")
    }
    return bytes
  }

  private static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    do throws(SystemError) { return try Files.read(path, limit: limit, trusted: true) } catch {
      throw Failure(.unreadable, path, cause: error.reason)
    }
  }
}
