public import Hypervisors
public import Model
internal import Platform

/// A stop that has neither configuration nor record: every hypervisor of this node is asked for a guest with our mark.
public struct StopWithoutConfiguration {
  /// Looks for guests of the resource; a hypervisor that is there and cannot be asked is a failure.
  public static func search(
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
  public static func requireNone(
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
