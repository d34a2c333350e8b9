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
}
