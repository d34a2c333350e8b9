internal import Platform

/// The keepers that guard the guest of one resource: a file for each, named by its process and start time.
///
/// There may be several: a start by hand, beside a service that its framework keeps, leaves one of its own.
struct GuardRoll {
  private let directory: String

  init(_ store: RecordStore) {
    directory = store.guardDirectory
  }

  /// The keepers that live; files of others are swept up on the way.
  var keepers: [ProcessIdentity] {
    ((try? Files.list(directory)) ?? []).compactMap { name in
      let parts = name.split(separator: ".").map(String.init)
      guard parts.count == 2, let pid = Int32(parts[0]), let started = UInt64(parts[1]) else {
        return nil
      }
      let process = ProcessIdentity(pid: pid, startTime: started)
      if Processes.isAlive(process) { return process }
      try? Files.remove("\(directory)/\(name)")
      return nil
    }
  }

  /// Whether this keeper, whose starter has gone, stands beside an older one with the same parent: whoever takes in the orphans
  /// of a tree is the parent of every keeper in it, and one a tree is enough.
  var isSecondInItsTree: Bool {
    let own = Environment.processIdentifier
    guard let started = Processes.identity(own)?.startTime else { return false }
    let parent = Environment.parentIdentifier
    return keepers.contains { keeper in
      keeper.pid != own && (keeper.startTime, keeper.pid) < (started, own)
        && Processes.status(keeper.pid)?.parent == parent
    }
  }

  /// Puts this process on the roll. A roll that cannot be written costs a second guard at the next start, and nothing else.
  func enter() {
    guard (try? Trust.prepareDirectory(directory, mode: 0o700)) != nil else { return }
    if let path = ownPath { try? Files.append(path, [], mode: 0o600) }
  }

  /// Takes this process off the roll.
  func leave() {
    if let path = ownPath { try? Files.remove(path) }
  }

  private var ownPath: String? {
    Processes.identity(Environment.processIdentifier).map {
      "\(directory)/\($0.pid).\($0.startTime)"
    }
  }
}
