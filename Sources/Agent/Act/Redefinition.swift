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
  private let disks: RightDisks

  init(_ context: MethodContext, _ redefiner: any GuestRedefiner, _ disks: RightDisks) {
    (self.context, self.redefiner, self.disks) = (context, redefiner, disks)
  }

  /// Defines the guest, which is off, by what is kept. Where that cannot be had, or the toolstack does not take it, the guest
  /// boots by what this node has: a definition is no reason to be down.
  ///
  /// - Throws: `.leftover` when what this node knows is another guest, of which more than its definition is kept, and why its disks
  ///   would be the wrong ones.
  func bring(_ guest: Guest, until deadline: Instant) throws(Failure) {
    // Without the question nobody knows what would boot.
    guard let own = try redefiner.definition(of: guest, until: deadline) else { return }
    if let kept = kept() {
      if let other = otherGuest(own, than: kept) {
        let wanted = try disks.settle(kept, own: nil)
        try putAside(own, of: other, guest, until: deadline)
        try WholeDefinition(context).define(guest, by: wanted, own: nil, until: deadline)
        return
      }
      let wanted = try disks.settle(kept, own: own)
      do throws(Failure) {
        try WholeDefinition(context).define(guest, by: wanted, own: own, until: deadline)
        return try compare(own, of: guest, with: wanted, until: deadline)
      } catch { warn(error) }
    }
    let wanted = try disks.settle(own, own: nil)
    if wanted != own {
      try context.driver.define(guest, definition: wanted, until: deadline)
      try compare(own, of: guest, with: wanted, until: deadline)
    }
  }

  /// What is kept for all nodes; nil where nothing is, or it cannot be had.
  private func kept() -> [UInt8]? {
    if context.configuration.domainDefinition.isEmpty { return nil }
    let kept: [UInt8]
    do throws(Failure) { kept = try KeptDefinition(context).load() } catch {
      warn(error)
      return nil
    }
    return kept
  }

  /// The UUID in a definition that is another guest's than the one that is kept; nil where both are the same guest's, or nothing tells.
  private func otherGuest(_ own: [UInt8], than kept: [UInt8]) -> String? {
    guard let now = try? context.driver.read(definition: own),
      let wanted = try? context.driver.read(definition: kept), now.isOfOther(than: wanted)
    else { return nil }
    return now.uuid
  }

  /// Puts aside what this node had, where it said something else than what it has now, and says in what they differ.
  private func compare(
    _ old: [UInt8], of guest: Guest, with wanted: [UInt8], until deadline: Instant
  ) throws(Failure) {
    guard let new = try redefiner.definition(of: guest, until: deadline),
      !DomainDefinition.saysTheSame(old, new)
    else { return }
    let place: String
    do throws(Failure) {
      place = "is now " + (try context.store.memory.putAside(old))
    } catch { place = "could not be kept: \(error.sentence)" }
    let differences = DomainDefinition.differences(old, new, madeFrom: wanted)
    let isHarmless = differences.allSatisfy { $0.weight <= .harmless }
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
      (.open, "left open there, and now as the guest ran with it last"),
    ]
    return kinds.compactMap { weight, meaning in
      let places = differences.filter { $0.weight == weight }.map(\.place)
      guard !places.isEmpty else { return nil }
      let more = places.count > 5 ? " and \(places.count - 5) more" : ""
      return "; \(meaning): " + places.prefix(5).joined(separator: ", ") + more
    }.joined()
  }

  /// Puts the definition of another guest aside that bears the name of ours and is off, and has this node know it no more.
  private func putAside(_ old: [UInt8], of uuid: String, _ guest: Guest, until deadline: Instant)
    throws(Failure)
  {
    let place = try context.store.memory.putAside(old, as: "\(uuid).xml")
    var leftover = guest
    leftover.identity.uuid = uuid
    do throws(Failure) { try redefiner.discard(leftover, old, until: deadline) } catch {
      throw Failure(
        .leftover, guest.name,
        cause: "it has the UUID \(uuid), which is not that of Domain_definition: \(error.cause)")
    }
    context.log.write(
      .warning,
      "another guest named \(guest.name), with the UUID \(uuid), was defined on this node and is off; its definition is now \(place)"
    )
    context.log.note(.decision, "put aside another guest of its name, with the UUID \(uuid)")
  }

  private func warn(_ failure: Failure) {
    context.log.write(
      .warning,
      "guest \(context.guest.name) boots by the definition that this node has: \(failure.description)"
    )
  }
}
