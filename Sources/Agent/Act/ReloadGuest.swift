internal import Hypervisors
public import Model
internal import Platform

extension GuestMethod {
  /// Lets changed properties take effect while the guest runs.
  ///
  /// - Throws: when they cannot; the guest goes on as it was started.
  public func reload() throws(Failure) {
    do throws(Failure) {
      try run { context throws(Failure) in try ReloadGuest(context).run() }
    } catch {
      log.write(.warning, "the guest goes on as it was started")
      throw error
    }
  }
}

/// Reload: properties that may change at any time take effect while the guest runs.
struct ReloadGuest {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// Puts the present values on record, where guard and stop find them; with no record there is nobody to be told.
  func run() throws(Failure) {
    try context.store.locked("reload-agent", until: context.budget.mark(percent: 80)) {
      () throws(Failure) in
      guard let record = try context.store.load() else { return }
      let recorded = GuestConfiguration(record.values)
      guard recorded.isOfSameGuest(as: context.configuration) else {
        throw Failure(
          .notTunable, "Domain_name, Hypervisor or Connect_uri",
          cause: "guest \(record.guest.name) was started with other values")
      }
      try context.charge.update(record, to: context.configuration.values)
      context.log.write(.notice, "the properties of guest \(record.guest.name) were read again")
    }
  }
}
