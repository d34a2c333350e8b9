internal import Frameworks
internal import Hypervisors
public import Model
public import Platform

/// Has a guest's NVRAM and TPM state copied by a process of its own: shared storage that hangs holds that one up, and no stop, start or
/// guard.
public struct StateCopying {
  /// What is done, as `guard_xvm --state` is told.
  public enum Order: String, Sendable {
    /// What has changed is copied, as long as the guest is this node's.
    case keep
    /// The guest is this node's from now on.
    case take
  }

  private let identity: ResourceIdentity
  private let values: PropertyValues
  private let log: ResourceLog

  init(_ identity: ResourceIdentity, _ values: PropertyValues, _ log: ResourceLog) {
    (self.identity, self.values, self.log) = (identity, values, log)
  }

  /// Does it, where State_directory is set; whether all is copied. What goes wrong is logged, and the guest is as it was.
  @discardableResult
  func run(_ order: Order, until deadline: Instant) -> Bool {
    if values.text(.stateDirectory).isEmpty { return true }
    let words = [
      "-R", identity.resource, "-G", identity.group, "-T", identity.type, "--state", order.rawValue,
    ]
    let cause: String
    do throws(SystemError) {
      let ending = try ChildProcess.run(
        Command(Environment.ownProgram, words, name: "guard_xvm"), until: deadline)
      if ending.succeeded { return true }
      cause = ending.errorText.isEmpty ? "\(ending.ending)" : ending.errorText.trimmed
    } catch { cause = error.description }
    log.write(.warning, Failure(.stateNotKept, identity.resource, cause: cause).description)
    return false
  }

  /// What that process does, by what is on record of the guest.
  ///
  /// - Throws: why nothing was copied.
  public static func carryOut(
    _ order: Order, of identity: ResourceIdentity, locations: Locations = .current
  ) throws(Failure) {
    let store = RecordStore(identity, locations: locations)
    let log = ResourceLog(identity, method: "guard_xvm", locations: locations)
    guard let record = try store.load(), record.phase == .running || record.phase == .stopping
    else { return }
    let driver = Drivers.driver(for: GuestConfiguration(record.values))
    try FirmwareState(
      record.guest, of: identity, record.values, driver, store.memory,
      CallingFramework.find(for: identity, locations: locations), log
    )?
    .keep(taking: order == .take, until: Clock.now + .seconds(15))
  }
}
