internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// The guest's definition, wherever it is kept.
struct KeptDefinition {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// Whether it is kept in a file that is not there: on shared storage that is not mounted on this node.
  var isOnAbsentStorage: Bool {
    let place = context.configuration.domainDefinition
    return place.hasPrefix("/") && Files.information(place) == nil
  }

  /// Its bytes, checked to be those of a guest of our name.
  func load() throws(Failure) -> [UInt8] {
    let configuration = context.configuration
    let place = configuration.domainDefinition
    let bytes: [UInt8]
    if configuration.hasStoredDefinition {
      let kept = try context.framework.definition(
        of: context.identity, until: context.deadline(.seconds(20)))
      guard let stored = kept ?? configuration.storedDefinition else {
        throw Failure(
          .badDefinition, "Domain_definition",
          cause: "is TABLE, and neither the cluster nor the table holds a definition")
      }
      bytes = stored
    } else if place.hasPrefix("/") {
      bytes = try Files.load(place, trusted: true)
    } else {
      throw Failure(
        .badValue, "Domain_definition", cause: "'\(place)' is neither an absolute path nor TABLE")
    }
    let name = try context.driver.read(definition: bytes).name
    guard name == configuration.domainName else {
      throw Failure(
        .badDefinition, place,
        cause: "it names '\(name)', and Domain_name is '\(configuration.domainName)'")
    }
    return bytes
  }
}
