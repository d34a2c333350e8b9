internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// The fact of which disks a guest wrote to last, as it is kept for all nodes; the one writer of it.
struct DiskMemory {
  private let memory: FactMemory

  init(_ identity: ResourceIdentity, _ framework: any ClusterFramework, _ locations: Locations) {
    memory = FactMemory(identity, framework, locations)
  }

  /// What is known.
  ///
  /// - Returns: the disks, nil where nothing is known; and whether that is what all nodes know, or only this one.
  func known(of guest: String, until deadline: Instant) throws(Failure)
    -> (disks: DisksInUse?, isOfAllNodes: Bool)
  {
    let facts = try memory.facts(until: deadline)
    let disks = facts.values[.disks].flatMap { DisksInUse($0) }
    return (disks?.guest == guest ? disks : nil, facts.isOfAllNodes)
  }

  /// Keeps what was seen of a guest that runs, where that is not known yet; what is known now.
  ///
  /// - Parameter hasBooted: whether the guest has just booted, and so by a definition with these disks.
  @discardableResult
  func learn(
    _ now: [GuestDisk], of guest: String, hasBooted: Bool, until deadline: Instant
  ) throws(Failure) -> DisksInUse? {
    let before = try known(of: guest, until: deadline).disks
    if before == nil, now.isEmpty { return nil }
    let after = DisksInUse(
      now, of: guest, on: Environment.nodeName, after: before, hasBooted: hasBooted)
    if after == before { return after }
    try memory.keep(.disks, as: after.text, until: deadline)
    return after
  }

  /// Forgets what this node alone knows, as the guest has left it and may change its disks elsewhere; what a cluster keeps for all
  /// nodes stays true.
  static func leave(_ identity: ResourceIdentity, _ locations: Locations) {
    _ = try? Standalone(locations: locations).share(
      .disks, as: nil, of: identity, until: Clock.now + .seconds(5))
  }
}

extension MethodContext {
  var diskMemory: DiskMemory { DiskMemory(identity, framework, store.locations) }

  /// Looks at the disks of a guest that runs, and keeps which they are. Whatever goes wrong fails no method: the guard looks again.
  func learnDisks(of guest: Guest, hasBooted: Bool = false, until deadline: Instant) {
    guard let driver = driver.disks else { return }
    do throws(Failure) {
      guard let now = try driver.disks(of: guest, until: deadline) else { return }
      try diskMemory.learn(now, of: guest.name, hasBooted: hasBooted, until: deadline)
    } catch {
      log.write(
        .warning, "which disks guest \(guest.name) writes to was not put down: \(error.description)"
      )
    }
  }
}
