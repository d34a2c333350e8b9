internal import Model
internal import Platform

/// Which processes below a monitor are its own, and which of them it watches.
///
/// A level says whose death counts. A signal, and the end of the service, is for all of them.
///
/// A monitor that somebody in the tree started is not a part of it, nor is anything below it: on a cluster one daemon starts
/// all of them. So a fault monitor may be killed with its whole tree without harm to the service that it restarted.
struct ProcessTree: Equatable {
  /// The deepest level that is watched; -1 for all.
  let level: Int
  /// The level at which each process was first seen. A process that was first seen as an orphan has none: it was forked and
  /// abandoned between two samples, and only level -1 knows of it.
  private var levels: [ProcessIdentity: Int] = [:]

  init(level: Int) {
    self.level = level
  }

  /// Takes note of the program that was started: level 0.
  mutating func begin(_ process: ProcessIdentity) {
    levels = [process: 0]
  }

  /// The processes of the tree that live.
  struct Members: Equatable {
    /// Those of the watched levels.
    var watched: [ProcessIdentity] = []
    /// Those of any level.
    var all: [ProcessIdentity] = []
  }

  /// The processes of the tree, out of everything that is alive below `root`.
  mutating func members(
    below root: Int32, among everyone: [Processes.Status], monitors: Set<ProcessIdentity>
  ) -> Members {
    let children = Dictionary(grouping: everyone, by: \.parent)
    var (found, next): (Members, [(Int32, Int?)]) = (Members(), [(root, nil)])
    var seen: [ProcessIdentity: Int] = [:]
    while let (parent, depth) = next.popLast() {
      for child in children[parent] ?? []
      where child.identity.pid != parent && !monitors.contains(child.identity) {
        let own = levels[child.identity] ?? depth.map { $0 + 1 }
        if let own { seen[child.identity] = own }
        next.append((child.identity.pid, own))
        if child.isZombie { continue }
        found.all.append(child.identity)
        if level < 0 || (own.map { $0 <= level } ?? false) { found.watched.append(child.identity) }
      }
    }
    levels = seen
    return found
  }
}
