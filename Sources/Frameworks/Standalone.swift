public import Model
public import Platform

/// Our own engine, which publishes the properties of each service that it runs as a file.
public struct Standalone: ClusterFramework {
  private let locations: Locations

  /// The adapter for the engine that keeps its state at `locations`.
  public init(locations: Locations = .current) {
    self.locations = locations
  }

  /// The name in messages.
  public var name: String { "the service engine" }

  /// Whether the engine runs this resource, or has.
  public func serves(_ identity: ResourceIdentity) -> Bool {
    Files.information(path(identity)) != nil
  }

  /// The published value of a property.
  public func value(
    of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
  ) -> String? {
    guard let bytes = try? Files.read(path(identity), limit: 1 << 20, trusted: true),
      let table = try? ConfigurationTable(parsing: bytes, name: path(identity))
    else { return nil }
    return table[property.name]
  }

  /// Our own scha_resource_setstatus, as an agent of Korn-shell scripts would call it.
  public func report(_ words: String, of identity: ResourceIdentity, until deadline: Instant)
    -> Bool
  {
    guard serves(identity) else { return true }
    let name = "scha_resource_setstatus"
    let arguments = [
      "-R", identity.resource, "-G", identity.group, "-s", "OK", "-m", words,
    ]
    let answer = try? ChildProcess.run(
      Command(Environment.ownProgram, arguments, name: name), until: deadline)
    return answer?.succeeded == true
  }

  /// Our own engine takes such a service offline.
  public func withdraw(_ identity: ResourceIdentity, _ reason: String) -> Bool {
    serves(identity) && Withdrawal(identity, locations: locations).write(reason)
  }

  private var facts: TableStore { TableStore(directory: locations.shared) }

  /// What another machine has come to know nobody tells this one.
  public var keepsForAllNodes: Bool { false }

  /// This machine's own memory, which outlives its boots.
  public func shared(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [SharedFact: String]?
  {
    let table: ConfigurationTable
    do throws(Failure) { table = try facts.read(identity.resource) } catch {
      if error.code == .noTable { return [:] }
      throw error
    }
    return SharedFact.allCases.reduce(into: [:]) { $0[$1] = table[$1.key].map(SharedFact.read) }
  }

  /// Puts it into that memory.
  public func share(
    _ fact: SharedFact, as value: String?, of identity: ResourceIdentity, until deadline: Instant
  ) throws(Failure) -> Bool {
    let written = try value.map { value throws(Failure) in try fact.written(value) }
    if try shared(of: identity, until: deadline)?[fact] == written.map(SharedFact.read) {
      return true
    }
    try facts.updateOrMake(identity.resource, until: deadline) { table throws(Failure) in
      if let written { try table.set(fact.key, written) } else { table.remove(fact.key) }
    }
    return true
  }

  private func path(_ identity: ResourceIdentity) -> String {
    "\(locations.services)/\(identity.group)/\(identity.resource)/properties"
  }
}
