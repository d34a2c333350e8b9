internal import Model
internal import Platform

/// The keepers that guard the guest of one resource: a file for each, named by its process and start time.
///
/// There may be several: a start by hand, beside a service that its framework keeps, leaves one of its own.
struct GuardRoll {
  private let directory: String

  init(_ store: RecordStore) {
    directory = store.guardDirectory
  }

  /// The keepers that live. Who asks changes nothing, so that the files of others stay.
  var keepers: [ProcessIdentity] { entries.compactMap(\.keeper).filter { Processes.isAlive($0) } }

  private var entries: [(name: String, keeper: ProcessIdentity?)] {
    ((try? Files.list(directory)) ?? []).map { name in
      let parts = name.split(separator: ".").map(String.init)
      guard parts.count == 2, let pid = Int32(outside: parts[0]),
        let started = UInt64(outside: parts[1])
      else { return (name, nil) }
      return (name, ProcessIdentity(pid: pid, startTime: started))
    }
  }

  /// Whether this keeper, whose starter has ended, is beside an older one with the same parent: the process that adopts the
  /// orphans of a tree is the parent of every keeper in it, and one a tree is enough.
  var isSecondInItsTree: Bool {
    Processes.identity(Environment.processIdentifier).map {
      isSecond($0, under: Environment.parentIdentifier)
    } ?? false
  }

  /// The same of any keeper with this parent.
  func isSecond(_ own: ProcessIdentity, under parent: Int32) -> Bool {
    keepers.contains { keeper in
      (keeper.startTime, keeper.pid) < (own.startTime, own.pid)
        && Processes.status(keeper.pid)?.parent == parent
    }
  }

  /// Puts this process on the roll, and takes those off that have ended. A roll that cannot be written costs a second guard at the next start, and nothing else.
  func enter() {
    guard (try? Trust.prepareDirectory(directory, mode: 0o700)) != nil else { return }
    for (name, keeper) in entries {
      if let keeper, !Processes.isAlive(keeper) { try? Files.remove("\(directory)/\(name)") }
    }
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
