internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// Whether this node could run the guest now: by what is kept of the guest, by the node's own toolstack, and by its log-ins to the
/// others. Nothing is started, and nothing of the guest is changed.
struct ReadinessLook {
  private let context: MethodContext
  private let interval: Duration?

  /// - Parameter interval: how long what was found of a log-in counts; with nil none is tried, and nothing is written.
  init(_ context: MethodContext, every interval: Duration?) {
    (self.context, self.interval) = (context, interval)
  }

  /// What there is to be said; nil while this node has the guest.
  func run() -> Readiness? {
    let (driver, guest) = (context.driver, context.guest)
    guard driver.isInstalled else { return .lacking("\(driver.name) is not installed") }
    let seen = context.witnesses.first(guest, until: context.deadline())
    if case .unknown = seen.state { return .lacking("\(driver.name) gives no answer") }
    if seen.state.isActive != false { return nil }
    do throws(Failure) {
      let definition = try definition(seen.state)
      if let obstacle = context.firmwareState?.obstacle(until: context.deadline()) {
        throw obstacle
      }
      let plugin = ValidateGuest(context).plugin().first { $0.isError }
      if let plugin { throw plugin.failure }
      try requireDisksInUse()
      guard let look = driver.look else {
        return .unknown("what the guest needs of a node is not looked at with \(driver.name)")
      }
      let unseen = try look.check(guest, by: definition, until: context.deadline(.seconds(20)))
      return judge(ReadinessLook.words(unseen))
    } catch {
      if error.code == .clusterSilent { return .unknown(error.sentence) }
      return .lacking(error.code == .notReady ? error.cause : error.sentence)
    }
  }

  /// What is to be said of a guest that runs here where the cluster does not have it; nil for nothing.
  ///
  /// It is a second copy, or one that somebody started past the cluster. What it looks like while the guest is moved here or started
  /// here lasts for moments: such a copy is seen twice.
  func stray() -> Readiness? {
    guard misplaced() != nil else { return nil }
    Clock.sleep(until: Clock.now + .seconds(10))
    return misplaced().map { .past($0) }
  }

  private func misplaced() -> [String]? {
    let (framework, guest) = (context.framework, context.guest)
    do throws(Failure) { guard try context.store.load() == nil else { return nil } } catch {
      return nil
    }
    guard framework.knowsPlacement,
      context.witnesses.first(guest, until: context.deadline()).state == .running
    else { return nil }
    return framework.elsewhere(context.identity, until: context.deadline())
  }

  /// What could not be found out, in words; empty for nothing.
  static func words(_ unseen: [String]) -> String {
    unseen.isEmpty ? "" : "not known: " + unseen.joined(separator: ", ")
  }

  /// What a start would make the guest from, which is in this state here; empty where the toolstack keeps it and shows it to nobody.
  func definition(_ state: GuestState) throws(Failure) -> [UInt8] {
    if !context.configuration.domainDefinition.isEmpty { return try KeptDefinition(context).load() }
    guard state != .absent else {
      throw Failure(
        .notReady, Environment.nodeName,
        cause: "it does not know the guest, and Domain_definition is empty")
    }
    return try context.driver.redefiner?.definition(
      of: context.guest, until: context.deadline()) ?? []
  }

  /// The disks that the guest wrote to last count, and not those of its definition alone.
  private func requireDisksInUse() throws(Failure) {
    guard context.driver.disks != nil, context.configuration.diskPolicy != .definition else {
      return
    }
    let known = try context.diskMemory.known(of: context.guest.name, until: context.deadline())
    for disk in known.disks?.disks.map(\.disk) ?? [] {
      for layer in [disk.top] + disk.below
      where layer.kind != .other && Files.information(layer.place) == nil {
        throw Failure(
          .notReady, Environment.nodeName, cause: "it does not see the disk \(layer.place)")
      }
    }
  }

  /// A log-in that fails keeps a guest from moving away, and from being started where Start_guard is STRICT.
  private func judge(_ remarks: String) -> Readiness {
    let configuration = context.configuration
    guard let interval, configuration.migrates || configuration.startGuard != .off else {
      return .ready(remarks)
    }
    let closed = Logins(context, every: interval).renew()
    guard !closed.isEmpty else { return .ready(remarks) }
    let words = "no log-in to " + closed.joined(separator: ", ")
    if configuration.startGuard == .strict { return .lacking(words) }
    return .ready(remarks.isEmpty ? words : "\(words); \(remarks)")
  }
}
