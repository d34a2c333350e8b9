internal import Hypervisors
internal import Model
internal import Platform

/// A guest's definition with what it leaves open: its UUID, the hardware addresses of its interfaces, places on the bus and the machine
/// type that an alias stands for. What the guest ran with counts, so that it is the same machine at each start and on each node.
struct WholeDefinition {
  private let context: MethodContext
  private let memory: FactMemory

  init(_ context: MethodContext) {
    self.context = context
    memory = FactMemory(context.identity, context.framework, context.store.locations)
  }

  /// Makes the toolstack know the guest by its definition, with what that leaves open as the guest ran with it last.
  ///
  /// Where the toolstack of this node does not take that, as one that does not know the machine type, all but the UUID and the hardware
  /// addresses is left to it.
  ///
  /// - Parameter own: what this node has as the guest's definition.
  /// - Returns: the definition that was taken.
  @discardableResult
  func define(_ guest: Guest, by kept: [UInt8], own: [UInt8]?, until deadline: Instant)
    throws(Failure) -> [UInt8]
  {
    guard let known = known(beyond: kept, own: own, until: deadline),
      let completer = context.driver.completer
    else {
      try context.driver.define(guest, definition: kept, until: deadline)
      return kept
    }
    let whole = try completer.completing(kept, by: known, identityAlone: false)
    do throws(Failure) {
      try context.driver.define(guest, definition: whole, until: deadline)
      return whole
    } catch {
      let plain = try completer.completing(kept, by: known, identityAlone: true)
      guard plain != whole, error.code == .cannotDefine else { throw error }
      try context.driver.define(guest, definition: plain, until: deadline)
      context.log.write(
        .warning,
        "guest \(guest.name) may see another machine than it did last: this node does not take what that was: \(error.description)"
      )
      return plain
    }
  }

  /// What is known of the guest beyond its definition: of every node, else of this one. A UUID that is made up here every node knows
  /// before the guest boots.
  ///
  /// - Returns: nil where that cannot be told, which is no reason to be down.
  private func known(beyond kept: [UInt8], own: [UInt8]?, until deadline: Instant) -> Particulars? {
    // What is no definition is the toolstack's to refuse.
    guard let completer = context.driver.completer,
      let said = try? context.driver.read(definition: kept)
    else { return nil }
    do throws(Failure) {
      let here = own.flatMap { try? completer.particulars(of: $0, beyond: kept) }
      var known = try self.kept(until: deadline) ?? here ?? Particulars()
      guard said.uuid.isEmpty else { return known }
      // What this node has of the guest besides goes by the UUID.
      if let here, !here.uuid.isEmpty { known.uuid = here.uuid }
      if known.uuid.isEmpty {
        known.uuid = GuestUUID.random()
        try memory.keep(.particulars, as: known.text, until: deadline)
        context.log.write(
          .notice,
          "the definition of guest \(context.guest.name) has no UUID; on every node it gets \(known.uuid)"
        )
      }
      return known
    } catch {
      context.log.write(
        .warning,
        "what guest \(context.guest.name) was beyond its definition is not known: \(error.description)"
      )
      return nil
    }
  }

  /// Keeps what a guest that runs is beyond its definition, for every node. Whatever goes wrong fails no method.
  ///
  /// - Parameter defined: the definition by which this start has booted it, where the toolstack keeps none.
  func learn(_ guest: Guest, defined: [UInt8]?, until deadline: Instant) {
    guard let completer = context.driver.completer,
      !context.configuration.domainDefinition.isEmpty
    else { return }
    do throws(Failure) {
      var whole = defined
      if let redefiner = context.driver.redefiner {
        whole = try redefiner.definition(of: guest, until: deadline)
      } else if !context.configuration.hasStoredDefinition, let exporter = context.driver.exporter {
        // Into a table what the toolstack has is taken as a whole.
        whole = try exporter.definition(of: guest, until: deadline)
      }
      let kept = try KeptDefinition(context).load()
      let now =
        if let whole { try completer.particulars(of: whole, beyond: kept) } else {
          try completer.particulars(of: guest, beyond: kept, until: deadline)
        }
      guard let now, try now != self.kept(until: deadline) ?? Particulars() else { return }
      try memory.keep(.particulars, as: now.isEmpty ? nil : now.text, until: deadline)
    } catch {
      context.log.write(
        .warning,
        "what guest \(guest.name) is beyond its definition was not put down: \(error.description)")
    }
  }

  private func kept(until deadline: Instant) throws(Failure) -> Particulars? {
    try memory.facts(until: deadline).values[.particulars].flatMap { Particulars($0) }
  }
}
