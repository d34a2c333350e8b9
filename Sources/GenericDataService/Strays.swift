internal import Platform

/// The processes that a monitor which was killed has left behind: a function of what is seen and what is known.
///
/// Those that bear a mark are ours, with all that descends from them or is in a session of theirs: a session is inherited and
/// never joined. Where no group of the kernel holds them all, one that bears none may be ours too, unless something else
/// explains it.
struct Strays {
  /// What is known about the tag.
  struct Evidence {
    /// The monitor that was killed. What it has started is not older than itself.
    var watcher: ProcessIdentity
    /// The processes that bear a mark.
    var marked: Set<ProcessIdentity>
    /// Sessions of processes that had one.
    var sessions: Set<Int32> = []
    /// The monitors of other tags: they and what is below them is not ours.
    var monitors: Set<ProcessIdentity> = []
    /// Who may have become the parent of an orphan besides process 1; nil where a group holds all of ours.
    var adopters: Set<ProcessIdentity>?
    /// Who asks; it is none of them.
    var own = Environment.processIdentifier
  }

  /// Processes of the tag.
  private(set) var ours: [ProcessIdentity] = []
  private(set) var sessions: Set<Int32> = []
  /// Orphans of which nothing is known but that they are young enough to be ours.
  private(set) var possible: [ProcessIdentity] = []

  private let evidence: Evidence
  private let alive: [Int32: Processes.Status]

  /// Judges `everyone`; `isOthers` is whether its environment or its group tells that a process is none of the tag's.
  init(
    among everyone: [Processes.Status], _ evidence: Evidence, isOthers: (Int32) -> Bool
  ) {
    let candidates = everyone.filter { !$0.isZombie && !$0.isKernel }
    alive = Dictionary(candidates.map { ($0.identity.pid, $0) }) { $1 }
    self.evidence = evidence
    let children = Dictionary(grouping: candidates, by: \.parent)
    func below(_ roots: Set<ProcessIdentity>) -> Set<ProcessIdentity> {
      var (found, next) = (roots, roots.map(\.pid))
      while let parent = next.popLast() {
        for child in children[parent] ?? [] where found.insert(child.identity).inserted {
          next.append(child.identity.pid)
        }
      }
      return found
    }
    let kept = below(evidence.monitors)
    var found: Set<ProcessIdentity> = []
    var more = evidence.marked
    sessions = evidence.sessions
    while !more.isEmpty {
      found.formUnion(below(more.filter { alive[$0.pid]?.identity == $0 && !kept.contains($0) }))
      found.subtract(kept)
      sessions.formUnion(found.compactMap { alive[$0.pid]?.session }.filter(isYoung))
      more = Set(candidates.filter { sessions.contains($0.session) }.map(\.identity))
        .subtracting(found).subtracting(kept)
    }
    ours = found.filter { $0.pid != evidence.own && $0.pid != 1 }.sorted { $0.pid < $1.pid }
    guard evidence.adopters != nil else { return }
    possible = candidates.filter {
      isOrphan($0) && $0.identity.startTime >= evidence.watcher.startTime
        && ![1, evidence.own].contains($0.identity.pid)
        && !found.contains($0.identity) && !kept.contains($0.identity)
        && !isExplained($0) && !isOthers($0.identity.pid)
    }.map(\.identity).sorted { $0.pid < $1.pid }
  }

  /// Whether a session may have begun under the monitor: one whose first process is older has not. The number 0 is no session.
  private func isYoung(_ session: Int32) -> Bool {
    guard session > 0 else { return false }
    return alive[session].map { $0.identity.startTime >= evidence.watcher.startTime } ?? true
  }

  /// Whether its parent may have got it from a process that has ended.
  private func isOrphan(_ process: Processes.Status) -> Bool {
    guard let parent = alive[process.parent] else { return false }
    return parent.identity.pid == 1 || evidence.adopters?.contains(parent.identity) == true
  }

  /// Whether a process descends from one that is older than the monitor and has adopted nobody, or is in the session of such.
  private func isExplained(_ process: Processes.Status) -> Bool {
    var (current, seen): (Processes.Status, Set<Int32>) = (process, [])
    while seen.insert(current.identity.pid).inserted {
      if current.identity.startTime < evidence.watcher.startTime { return true }
      if isOrphan(current) {
        guard current.session > 0 else { return false }
        guard let leader = alive[current.session] else { return false }
        current = leader
      } else {
        // A parent that is not seen here is in a namespace above, where no orphan of ours gets to.
        guard let parent = alive[current.parent] else { return true }
        current = parent
      }
    }
    return false
  }
}
