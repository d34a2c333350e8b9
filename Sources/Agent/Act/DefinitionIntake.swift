internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// Keeps the guest's definition in the resource's configuration table what the toolstack says it is, so that a node which has
/// never seen the guest can make it.
///
/// Only for toolstacks that export definitions, and resources that are configured by a table with Domain_definition=TABLE.
/// Nothing that goes wrong here fails a method: the guest itself is as it should be.
struct DefinitionIntake {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// Whether there is anything to keep, and a table to keep it in: with a parameter file there is none.
  var isWanted: Bool {
    context.tables != nil && context.configuration.hasStoredDefinition
      && context.driver.exporter != nil
  }

  /// Takes the present definition into the table if the table has another or none.
  ///
  /// - Returns: whether the table is known to hold the present definition now.
  @discardableResult
  func take(until deadline: Instant) -> Bool {
    guard isWanted, let tables = context.tables, let exporter = context.driver.exporter else {
      return false
    }
    do throws(Failure) {
      let present = try exporter.definition(of: context.guest, until: deadline)
      let name = try context.driver.read(definition: present).name
      guard name == context.guest.name else {
        throw Failure(.badDefinition, context.guest.name, cause: "it is that of '\(name)'")
      }
      try keepHere(present, tables, deadline)
      _ = try context.framework.keep(definition: present, of: context.identity, until: deadline)
      return true
    } catch {
      let failure = Failure(.definitionNotKept, context.guest.name, cause: error.sentence)
      context.log.write(.warning, failure.description)
      return false
    }
  }

  private func keepHere(_ present: [UInt8], _ tables: TableStore, _ deadline: Instant)
    throws(Failure)
  {
    let name = context.identity.resource
    let key = ConfigurationSource.definitionKey
    if !tables.holds(name) {
      // The framework keeps the properties, and nobody has had a reason to make a table.
      try tables.create(name, until: deadline)
    }
    // What was read when the method began may be older than the table is.
    if try tables.read(name).definition() == present { return }
    try tables.update(name, until: deadline) { table throws(Failure) in
      table.remove(key)
      try table.setFolded(key, present)
    }
    context.log.write(
      .notice,
      "the definition of guest \(context.guest.name) has changed and was taken into the table")
  }
}
