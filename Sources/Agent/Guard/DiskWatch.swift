internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// The part of a watch that keeps known which disks the guest writes to.
///
/// A class, because what it has seen stays seen.
final class DiskWatch {
  private let identity: ResourceIdentity
  private let locations: Locations
  private let log: ResourceLog
  private var trace: FileWatch?
  private var known: DisksInUse?
  private var complaint: String?

  init(_ identity: ResourceIdentity, _ log: ResourceLog, _ locations: Locations) {
    (self.identity, self.log, self.locations) = (identity, log, locations)
  }

  /// Readable when the toolstack has written down that the guest changed; nil where it writes down nothing that is seen.
  var handle: Int32? { trace?.handle }

  /// Whether what was seen last could not be kept, so that it is to be looked at again.
  var isBehind: Bool { complaint != nil }

  /// Looks at the disks of a guest that runs, and keeps what has changed.
  func look(_ record: RunRecord, _ driver: any HypervisorDriver) {
    guard let disks = driver.disks, record.phase == .running else { return }
    let guest = record.guest
    // Before the question: what happens after it wakes the watch again.
    trace = disks.trace(of: guest).flatMap { try? FileWatch($0) }
    do throws(Failure) {
      guard let now = try disks.disks(of: guest, until: Clock.now + .seconds(10)) else { return }
      if known?.disks.map(\.disk) == now, known?.guest == guest.name, !isBehind { return }
      let before = known
      let framework = CallingFramework.find(for: identity, locations: locations)
      known = try DiskMemory(identity, framework, locations).learn(
        now, of: guest.name, hasBooted: false, until: Clock.now + .seconds(30))
      complaint = nil
      if let before { tell(from: before, to: now) }
    } catch {
      if error.sentence != complaint {
        log.write(
          .warning,
          "which disks guest \(guest.name) writes to was not put down: \(error.description)")
      }
      complaint = error.sentence
    }
  }

  private func tell(from before: DisksInUse, to now: [GuestDisk]) {
    for disk in now {
      let old = before.disks.first { $0.disk.target == disk.target }?.disk.top.place
      guard let old, old != disk.top.place else { continue }
      let words = "\(disk.target) is \(disk.top.place) now, and was \(old)"
      log.write(.notice, "guest \(before.guest): \(words)")
      log.note(.seen, words)
    }
  }
}
