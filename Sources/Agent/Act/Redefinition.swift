internal import Hypervisors
internal import Model
internal import Platform

/// Brings the definition that this node has of a guest up to the one that is kept for all nodes, before the guest boots.
///
/// What is kept counts: else each node would boot the guest by whatever it was told when it saw the guest first, or by what
/// somebody changed on it alone. What is replaced is not lost.
struct Redefinition {
  private let context: MethodContext
  private let redefiner: any GuestRedefiner

  init(_ context: MethodContext, _ redefiner: any GuestRedefiner) {
    (self.context, self.redefiner) = (context, redefiner)
  }

  /// Defines the guest, which is off, by what is kept. Where that cannot be had, or the toolstack does not take it, the guest
  /// boots by what this node has: a definition is no reason to be down.
  ///
  /// - Throws: `.contradiction` when the two are those of different guests.
  func bring(_ guest: Guest, until deadline: Instant) throws(Failure) {
    let kept: [UInt8]
    let old: [UInt8]?
    do throws(Failure) {
      kept = try KeptDefinition(context).load()
      old = try redefiner.definition(of: guest, until: deadline)
    } catch { return warn(error) }
    guard let old else { return }
    if let now = try? context.driver.read(definition: old),
      let wanted = try? context.driver.read(definition: kept), now.isOfOther(than: wanted)
    {
      throw Failure(
        .contradiction, "Domain_definition",
        cause:
          "the guest \(guest.name) that this node knows has the UUID \(now.uuid), and the one that is kept \(wanted.uuid)"
      )
    }
    do throws(Failure) {
      try context.driver.define(guest, definition: kept, until: deadline)
      guard let new = try redefiner.definition(of: guest, until: deadline) else { return }
      if DomainDefinition.saysTheSame(old, new) { return }
    } catch { return warn(error) }
    let place: String
    do throws(Failure) {
      place = "is now " + (try context.store.memory.putAside(old))
    } catch { place = "could not be kept: \(error.sentence)" }
    context.log.write(
      .warning,
      "guest \(guest.name) was defined otherwise on this node than Domain_definition has it, which counts; what this node had "
        + place)
  }

  private func warn(_ failure: Failure) {
    context.log.write(
      .warning,
      "guest \(context.guest.name) boots by the definition that this node has: \(failure.description)"
    )
  }
}
