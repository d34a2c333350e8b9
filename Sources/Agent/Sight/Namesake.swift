internal import Hypervisors
internal import Model
internal import Platform

/// Another guest that bears the name of the one that is kept: the same defined otherwise since, or a stranger.
///
/// Its disks may be the guest's own or not, and nobody here knows. So it is neither accepted as the guest nor stopped as such,
/// and while it runs no stop of the guest succeeds.
struct Namesake {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// Throws when what runs under the guest's name is another guest than that of the record, or without one of the definition
  /// that is kept.
  ///
  /// - Throws: `.namesake`.
  func refuse(_ observation: Observation, _ record: RunRecord?) throws(Failure) {
    guard observation.state.isActive == true else { return }
    let known = context.guest(on: record).identity.uuid
    let (kept, place) =
      known.isEmpty ? (context.keptUUID, "Domain_definition") : (known, "the run record")
    guard !kept.isEmpty, let seen = uuid(observation), !seen.isEmpty, seen != kept else { return }
    throw Failure(
      .namesake, context.guest.name,
      cause: "the one that runs here has the UUID \(seen), and \(place) names \(kept)")
  }

  /// Whether the one that runs is known to have none of the guest's disks: then it bars this node, and what it writes is nothing of
  /// the guest's.
  func isHarmless(until deadline: Instant) -> Bool {
    do throws(Failure) {
      guard let driver = context.driver.disks,
        let theirs = try driver.disks(of: context.guest, until: deadline)
      else { return false }
      let kept = try driver.disks(in: KeptDefinition(context).load())
      let known = try context.diskMemory.known(of: context.guest.name, until: deadline).disks
      let ours = kept + (known?.disks.map(\.disk) ?? [])
      let places = ours.flatMap(\.places).map(Namesake.identity)
      return !theirs.flatMap(\.places).map(Namesake.identity).contains(where: places.contains)
    } catch { return false }
  }

  /// A file or a device by what it is, whatever its name; all else by its name.
  private static func identity(_ place: String) -> String {
    Files.information(place, following: true).map { "\($0.device) \($0.number)" } ?? place
  }

  /// As the look at it told, or as the tool tells where that was one without.
  private func uuid(_ observation: Observation) -> String? {
    if let seen = observation.identity?.uuid, !seen.isEmpty { return seen }
    guard context.driver.traits.contains(.foundByUUID) else { return nil }
    return (try? context.driver.identify(context.guest, until: context.deadline()))?.uuid
  }
}

extension MethodContext {
  /// The UUID in the definition that is kept for all nodes; empty where none is kept, or it names none.
  var keptUUID: String {
    guard !configuration.domainDefinition.isEmpty, driver.redefiner != nil,
      let kept = try? KeptDefinition(self).load()
    else { return "" }
    return (try? driver.read(definition: kept))?.uuid ?? ""
  }
}
