internal import Hypervisors
public import Model
internal import Platform

extension GuestMethod {
  /// Stops the guest of a resource, however much of its configuration there is: the record tells what start did; without one the
  /// hypervisors are asked for our mark.
  ///
  /// - Parameter warn: is told that nothing was found to stop.
  public func stop(warn: (Failure) -> Void) throws(Failure) {
    try failing { () throws(Failure) in
      switch try known("stopping") {
      case .success(let configuration): try stop(inCharge(configuration))
      case .failure(let failure): try stop(without: failure, warn)
      }
    }
  }

  private func stop(_ configuration: GuestConfiguration) throws(Failure) {
    try logged(context(configuration)) { context throws(Failure) in
      try StopGuest(context).run()
      return 0
    }
  }

  private func stop(without failure: Failure, _ warn: (Failure) -> Void) throws(Failure) {
    // It may still name the guest, and where it is.
    let left = source.partial(identity)
    let partial = left?.configuration
    let found = try StopWithoutConfiguration.search(
      for: identity, on: Drivers.installed(besides: partial), until: Clock.now + .seconds(15))
    for (driver, guest) in found {
      let given = [
        (ExtensionProperty.domainName, guest.name), (.connectURI, driver.uri),
        (.hypervisor, driver.hypervisor.rawValue),
      ].map { PropertyValues.Given($0.name, $1, place: "mark") }
      var problems: [Failure] = []
      let values = PropertyValues(given, of: ExtensionProperties.all, problems: &problems)
      try stop(inCharge(GuestConfiguration(values)))
    }
    guard found.isEmpty else { return }
    let lost = (left?.lost ?? []).map(\.name)
    let isToolstackLost = lost.contains(ExtensionProperty.hypervisor.name)
    if lost.contains(ExtensionProperty.connectURI.name)
      || isToolstackLost && partial?.values.isSet(.connectURI) == true
    {
      throw Failure(
        .stopUnproven, identity.resource,
        cause: "nobody is asked at a Connect_uri that cannot be used")
    }
    let name = partial?.domainName ?? ""
    if isToolstackLost, !name.isEmpty {
      try StopWithoutConfiguration.requireNone(
        named: name, on: Drivers.installed(), losing: .hypervisor,
        until: Clock.now + .seconds(15))
    }
    let warning = Failure(.nothingToStop, identity.resource, cause: failure.sentence)
    log.write(warning, as: .warning)
    warn(warning)
    // One that somebody else has started bears no mark.
    if let partial, !name.isEmpty, lost.isEmpty { try stop(inCharge(partial)) }
  }
}

/// What stands for a configuration that is gone: the guests that bear our mark, on every hypervisor of this node.
enum StopWithoutConfiguration {
  /// Looks for guests of the resource; a hypervisor that is there and cannot be asked is a failure.
  static func search(
    for identity: ResourceIdentity, on drivers: [any HypervisorDriver], until deadline: Instant
  ) throws(Failure) -> [(driver: any HypervisorDriver, guest: Guest)] {
    var found: [(driver: any HypervisorDriver, guest: Guest)] = []
    for driver in drivers {
      do {
        for guest in try driver.marked("\(identity.group)/\(identity.resource)", until: deadline) {
          found.append((driver, guest))
        }
      } catch {
        throw Failure(.stopUnproven, identity.resource, cause: error.sentence)
      }
    }
    return found
  }

  /// Looks whether any toolstack here has a guest of this name, where its configuration does not tell which one runs it.
  ///
  /// A name is nobody's proof of being ours, so that one which runs is not stopped.
  ///
  /// - Parameter lost: the property that is lost.
  /// - Throws: `.stopUnproven`, unless each of them says that it has none, and there is one that can.
  static func requireNone(
    named name: String, on drivers: [any HypervisorDriver], losing lost: ExtensionProperty,
    until deadline: Instant
  ) throws(Failure) {
    let cause = "\(lost.name) has a value that it cannot have"
    if drivers.isEmpty {
      throw Failure(
        .stopUnproven, name, cause: cause + ", and no hypervisor is here that could be asked")
    }
    for driver in drivers {
      let guest = Guest(name: name)
      var seen = Sighting(Witnesses(driver).first(guest, until: deadline), of: guest)
      if seen.presence == .off { seen.below = Witnesses(driver).second(guest, until: deadline) }
      guard seen.presence == .off else {
        throw Failure(.stopUnproven, name, cause: "\(cause), and \(driver.name): \(seen.reason)")
      }
    }
  }
}
