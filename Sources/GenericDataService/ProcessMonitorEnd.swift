public import Model
internal import Platform

/// The end of a tag's processes, whether their monitor lives or was killed.
extension ProcessMonitor {
  /// The variable that everything below a monitor finds in its environment, so that it is found when the monitor is gone.
  static let variable = "HA_XVM_PROCESS_MONITOR"
  /// How the names of the groups begin that monitors make: ControlGroup.
  static let groups = "ha-xvm."

  /// The value of the variable: no other monitor of this boot has the same.
  static func mark(of watcher: ProcessIdentity) -> String { "\(watcher.pid).\(watcher.startTime)" }

  /// Kills whatever is left under the tag, whether its monitor lives or was killed itself; returns when nothing is left, at any
  /// level.
  ///
  /// - Throws: `.serviceNotStopped` when processes live on, `.mayLiveOn` when nobody can tell. Each names `name`.
  public func end(by deadline: Instant, of name: String) throws(Failure) {
    let found: ProcessRecord?
    do throws(SystemError) {
      found = try record()
    } catch {
      throw Failure(.mayLiveOn, name, cause: error.description)
    }
    // What the last word of a monitor was, or that there was none.
    guard let found, found.state != .dead else { return forget() }
    if Processes.isAlive(found.watcher) {
      try endWatched(found.watcher, by: deadline, of: name)
    } else {
      try endStrays(found.watcher, by: deadline, of: name)
    }
    forget()
  }

  private func endWatched(_ watcher: ProcessIdentity, by deadline: Instant, of name: String)
    throws(Failure)
  {
    // From here on a wait is for the last process, and not for the last one that is watched.
    try? release(by: deadline)
    guard let watch = watch(by: deadline) else {
      // It may have ended since, with its processes.
      guard let state, !state.isLost, state.state != .dead, !isEnding(watcher, by: deadline) else {
        return try end(by: deadline, of: name)
      }
      throw Failure(.mayLiveOn, name, cause: "the process monitor gives no answer")
    }
    var objection: Failure?
    do throws(Failure) { try signal(Signal.kill, by: deadline) } catch { objection = error }
    switch watch.outcome(by: deadline) {
    case nil:
      // Only a monitor that has taken the order has seen somebody outlive it.
      guard let objection else { throw Failure(.serviceNotStopped, name) }
      throw Failure(.mayLiveOn, name, cause: objection.sentence)
    case .lost?: try end(by: deadline, of: name)
    case .dead?, .ended?: break
    }
  }

  /// Whether a monitor at whose socket nobody listens is just ending: of a process that is killed the socket goes first, and on a busy
  /// machine it is a while until the rest of it has.
  private func isEnding(_ watcher: ProcessIdentity, by deadline: Instant) -> Bool {
    guard let handle = try? ProcessHandle(watcher) else { return !Processes.isAlive(watcher) }
    return handle.ended(by: ProcessMonitor.answerDeadline(before: deadline))
  }

  private func endStrays(_ watcher: ProcessIdentity, by deadline: Instant, of name: String)
    throws(Failure)
  {
    var (sessions, emptyLooks): (Set<Int32>, Int) = ([], 0)
    while true {
      let strays: Strays
      do throws(SystemError) {
        strays = try self.strays(of: watcher, sessions: sessions)
      } catch {
        throw Failure(.mayLiveOn, name, cause: "the process monitor was killed; \(error)")
      }
      sessions = strays.sessions
      if strays.ours.isEmpty {
        // One that forks and ends while the list is read may be missed with its child; not so twice in a row.
        emptyLooks += 1
        if strays.possible.isEmpty, emptyLooks < 2 { continue }
        if strays.possible.isEmpty { return }
        throw Failure(
          .mayLiveOn, name,
          cause: "the process monitor was killed, and of these nothing tells whose they are: "
            + strays.possible.prefix(8).map(ProcessMonitor.account).joined(separator: ", "))
      }
      guard Clock.now < deadline else {
        let left = strays.ours.prefix(8).map(ProcessMonitor.account)
        throw Failure(.serviceNotStopped, name, cause: left.joined(separator: ", "))
      }
      emptyLooks = 0
      for process in strays.ours { Processes.signal(process, Signal.kill) }
      Clock.sleep(until: Clock.now + .milliseconds(20))
    }
  }

  /// What is left of the processes of a monitor that was killed.
  ///
  /// - Throws: when it cannot be seen from here.
  private func strays(of watcher: ProcessIdentity, sessions: Set<Int32>) throws(SystemError)
    -> Strays
  {
    let file = tag.marks(locations)
    guard let marks = ProcessMarks(bytes: try Files.read(file, trusted: true)) else {
      throw .damaged("read \(file)")
    }
    if case .blind(let cause) = Processes.sight {
      throw .unseen("look for its processes", cause)
    }
    guard marks.namespaces == Processes.ownNamespaces else {
      throw .unseen("look for its processes", "the processes of its namespace cannot be seen")
    }
    let grouped = try marks.group?.processes()
    guard grouped?.contains(0) != true else {
      throw .unseen("look for its processes", "some of them are in another namespace")
    }
    let mark = "\(ProcessMonitor.variable)=\(ProcessMonitor.mark(of: watcher))"
    let everyone = try Processes.everyone()
    // Read before the processes were: what was forked meanwhile is found in the next round, as its parent is in this one.
    let members = Set(grouped ?? [])
    var marked = marks.members
    for process in everyone
    where members.contains(process.identity.pid)
      || Processes.hasInEnvironment(process.identity.pid, mark)
    {
      marked.insert(process.identity)
    }
    let monitors = try ProcessRecord.monitors(besides: watcher, locations)
    return Strays(
      among: everyone,
      Strays.Evidence(
        watcher: watcher, marked: marked, sessions: sessions,
        monitors: monitors.intersection(everyone.map(\.identity)),
        adopters: grouped == nil ? marks.above : nil),
      isOthers: { pid in
        // What has not been moved is where the monitor was: what systemd starts is in a group of its own.
        // One that has gone is nobody's, and one that cannot be looked at may be ours.
        if let place = marks.place {
          do throws(SystemError) {
            if try ControlGroup.membership(of: pid) != place { return true }
          } catch {
            return false
          }
        }
        return Processes.hasInEnvironment(pid, anyOf: ProcessMonitor.variable)
      })
  }

  private static func account(of process: ProcessIdentity) -> String {
    let words = Processes.arguments(process.pid).prefix(4).joined(separator: " ")
    return "process \(process.pid) (\(Escapes.line(String(words.prefix(80)))))"
  }
}
