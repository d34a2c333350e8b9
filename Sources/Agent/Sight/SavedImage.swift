internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// The memory of a guest that somebody saved while it was in our charge: as long as nothing has run since, there is no newer state of it.
///
/// A stop that finds the guest so notes it for every node, and each start takes the note back before it boots anything else. So the
/// note stands while no run followed; an image that nobody noted may be older than the disks.
struct SavedImage {
  private let context: MethodContext
  private let memory: FactMemory

  init(_ context: MethodContext) {
    self.context = context
    memory = FactMemory(context.identity, context.framework, context.store.locations)
  }

  /// Whether the toolstack keeps an image of the guest on this node.
  func isHere(_ guest: Guest, until deadline: Instant) -> Bool {
    context.driver.savedMemory?.hasSavedState(guest, until: deadline) == true
  }

  /// Notes that the guest of this record is off because its memory was saved.
  func note(_ record: RunRecord?, seen state: GuestState, until deadline: Instant) {
    guard record?.phase == .running, state == .off(.saved),
      isHere(context.guest(on: record), until: deadline)
    else { return }
    do throws(Failure) {
      try memory.keep(.saved, as: Environment.nodeName, until: deadline)
    } catch { context.log.write(error, as: .warning) }
  }

  /// Whether an image on this node is the newest state of the guest, so that a start goes on from it. A note of an image that this
  /// start does not go on from is taken back.
  ///
  /// - Parameters:
  ///   - record: what is on record of the guest's last run here.
  ///   - state: why the guest is off.
  /// - Throws: `.clusterSilent` where a note could not be taken back, which would bring the old memory back one day.
  func isNewest(
    _ guest: Guest, after record: RunRecord?, seen state: GuestState, until deadline: Instant
  ) throws(Failure) -> Bool {
    guard context.driver.savedMemory != nil else { return false }
    let facts = try memory.facts(until: deadline)
    let node = facts.values[.saved]
    let isHere = isHere(guest, until: deadline)
    let isCertain = facts.isOfAllNodes || Interconnect(context).neighbours().isEmpty
    let isNewest =
      isHere
      && ((record?.phase == .running && state == .off(.saved))
        || (isCertain && node == Environment.nodeName))
    if node != nil, !isNewest { try memory.keep(.saved, as: nil, until: deadline) }
    return isNewest
  }

  /// A start has gone on from it, or the guest has booted without it.
  func forget(until deadline: Instant) {
    do throws(Failure) {
      guard try memory.facts(until: deadline).values[.saved] != nil else { return }
      try memory.keep(.saved, as: nil, until: deadline)
    } catch { context.log.write(error, as: .warning) }
  }
}
