internal import Hypervisors
internal import Model
internal import Platform

/// Brings the definition that this node has of a guest up to the one that is kept for all nodes, before the guest boots.
///
/// What is kept counts: else each node would boot the guest by whatever it was told when it saw the guest first, or by what
/// somebody changed on it alone. What is replaced is not lost. Which disks the guest wrote to last no definition decides.
struct Redefinition {
  private let context: MethodContext
  private let redefiner: any GuestRedefiner

  init(_ context: MethodContext, _ redefiner: any GuestRedefiner) {
    (self.context, self.redefiner) = (context, redefiner)
  }

  /// Defines the guest, which is off, by what is kept. Where that cannot be had, or the toolstack does not take it, the guest
  /// boots by what this node has: a definition is no reason to be down.
  ///
  /// - Throws: `.contradiction` when the two are those of different guests, and why its disks would be the wrong ones.
  func bring(_ guest: Guest, until deadline: Instant) throws(Failure) {
    // Without the question nobody knows what would boot.
    guard let own = try redefiner.definition(of: guest, until: deadline) else { return }
    if let kept = try kept(own) {
      let wanted = try RightDisks(context).settle(kept, own: own)
      do throws(Failure) {
        return try replace(own, of: guest, by: wanted, until: deadline)
      } catch { warn(error) }
    }
    let wanted = try RightDisks(context).settle(own, own: nil)
    if wanted != own { try replace(own, of: guest, by: wanted, until: deadline) }
  }

  /// What is kept for all nodes; nil where nothing is, or it cannot be had.
  private func kept(_ own: [UInt8]) throws(Failure) -> [UInt8]? {
    if context.configuration.domainDefinition.isEmpty { return nil }
    let kept: [UInt8]
    do throws(Failure) { kept = try KeptDefinition(context).load() } catch {
      warn(error)
      return nil
    }
    if let now = try? context.driver.read(definition: own),
      let wanted = try? context.driver.read(definition: kept), now.isOfOther(than: wanted)
    {
      throw Failure(
        .contradiction, "Domain_definition",
        cause:
          "the guest \(context.guest.name) that this node knows has the UUID \(now.uuid), and the one that is kept \(wanted.uuid)"
      )
    }
    return kept
  }

  private func replace(
    _ old: [UInt8], of guest: Guest, by wanted: [UInt8], until deadline: Instant
  ) throws(Failure) {
    try context.driver.define(guest, definition: wanted, until: deadline)
    guard let new = try redefiner.definition(of: guest, until: deadline),
      !DomainDefinition.saysTheSame(old, new)
    else { return }
    let place: String
    do throws(Failure) {
      place = "is now " + (try context.store.memory.putAside(old))
    } catch { place = "could not be kept: \(error.sentence)" }
    let differences = DomainDefinition.differences(old, new)
    let isHarmless = differences.allSatisfy { $0.weight == .harmless }
    context.log.write(
      isHarmless ? .notice : .warning,
      "guest \(guest.name) was defined otherwise on this node than Domain_definition has it, which counts; what this node had "
        + place + Redefinition.words(differences))
  }

  /// In what they differed, by what it means for the guest.
  static func words(_ differences: [DefinitionDifference]) -> String {
    let kinds: [(DefinitionDifference.Weight, String)] = [
      (.destroying, "what the guest has written lies elsewhere"),
      (.costly, "the guest sees another machine"), (.harmless, "harmless"),
    ]
    return kinds.compactMap { weight, meaning in
      let places = differences.filter { $0.weight == weight }.map(\.place)
      guard !places.isEmpty else { return nil }
      let more = places.count > 5 ? " and \(places.count - 5) more" : ""
      return "; \(meaning): " + places.prefix(5).joined(separator: ", ") + more
    }.joined()
  }

  private func warn(_ failure: Failure) {
    context.log.write(
      .warning,
      "guest \(context.guest.name) boots by the definition that this node has: \(failure.description)"
    )
  }
}
