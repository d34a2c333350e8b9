internal import Model
internal import Platform

/// The process `gds_pmf`: starts one tree of processes, watches it to its end, and answers for its tag meanwhile.
///
/// It is a subreaper, so every orphan of the tree becomes its child and the death of the tree is exact and an event: there
/// is no child left. With a level of 0 or more it samples every `ProcessMonitorServer.resolution`; when the watched levels
/// have died it keeps hold of the deeper processes, so that a stop reaches them and no second copy is started beside them.
///
/// A class, because it is the one owner of its connections, which cannot be copied.
final class ProcessMonitorServer {
  /// How often the tree is looked at when only some levels of it are watched.
  static let resolution = Duration.milliseconds(250)
  /// How often processes that were killed and still live are killed again.
  static let insistence = Duration.milliseconds(20)

  /// How long the tag's last monitor is given to be gone: it has said its last word, but it may still hold the lock.
  static let handover = Duration.seconds(2)

  /// How soon after a start the processes are noted, and how often at least; in between the pause doubles.
  static let (firstNote, lastNote) = (Duration.milliseconds(250), Duration.seconds(512))

  private let locations: Locations
  private var order: ProcessOrder
  private var tree: ProcessTree
  private var state = ProcessRecord.State.watched
  private var restarts: [Instant] = []
  private var isKilling = false
  /// Whether the last look at the tree failed.
  private var isBlind = false
  private var connections: [Connection] = []
  private let signals: SignalQueue
  private let listener: LocalListener
  private let lock: FileLock
  /// This process.
  private let watcher: ProcessIdentity
  private let group: ControlGroup?
  private var marks = ProcessMarks()
  /// The command that was started last, and how it ended.
  private var command: (pid: Int32, ending: Completion.Ending?)?
  /// When the processes are noted next, and after how long again: a young tree changes more than an old one.
  private var (nextNote, notePause) = (Clock.now + firstNote, firstNote)

  /// Takes the tag.
  init(_ order: ProcessOrder, locations: Locations) throws(SystemError) {
    self.order = order
    self.locations = locations
    tree = ProcessTree(level: order.level)
    try Trust.prepareDirectory(locations.processMonitors, mode: 0o755)
    lock = try FileLock(
      order.tag.lock(locations), owner: order.tag.description,
      until: Clock.now + ProcessMonitorServer.handover)
    // Nothing that is sent to us by a terminal or a shutdown may end the watch; only SIGKILL does.
    signals = try SignalQueue([Signal.child, Signal.terminate, Signal.interrupt, Signal.hangUp])
    try Processes.becomeSubreaper()
    listener = try LocalListener(order.tag.socket(locations))
    (marks.namespaces, marks.above) = (Processes.ownNamespaces, try ProcessMarks.ancestors())
    let own = Environment.processIdentifier
    guard let watcher = try Processes.lookUp(own)?.identity else {
      throw .missing("read /proc/\(own)/stat")
    }
    self.watcher = watcher
    group = ControlGroup.enter(
      "\(order.tag.stem).\(ProcessMonitor.mark(of: watcher))", prefix: ProcessMonitor.groups)
    marks.group = group
    marks.place = group == nil ? try ControlGroup.membership(of: own) : nil
    sweepGroups()
  }

  /// Starts the processes; when that fails, nothing is left of the tag.
  func begin() throws(Failure) {
    do throws(SystemError) {
      // Without them nothing would tell what is left when this process is killed.
      try write(.watched)
      try writeMarks()
    } catch {
      forget()
      throw Failure(.cannotMonitor, order.tag.description, of: error)
    }
    do throws(SystemError) {
      try start()
    } catch {
      forget()
      throw Failure(.cannotRun, order.program, of: error)
    }
    note()
  }

  /// Watches the tree to its end, and answers.
  func serve() {
    while true {
      let interests =
        [.readable(signals.handle), .readable(listener.handle)]
        + connections.map { Poll.Interest.readable($0.handle) }
      let ready = Poll.wait(interests, until: nextLook) ?? []
      while signals.next() != nil {}
      if react() == .nothing { return }
      // Whom it did not reach, as the tree could not be looked at, it reaches the next time.
      if isKilling { try? kill(Signal.kill) }
      if Clock.now >= nextNote { note() }
      if ready.contains(listener.handle) {
        while let descriptor = listener.accept() { connections.append(Connection(descriptor)) }
      }
      for connection in connections where ready.contains(connection.handle) {
        guard let request = connection.request() else { continue }
        if answer(request, to: connection) == .leave { return }
      }
      connections.removeAll(where: \.isDone)
    }
  }

  private var nextLook: Instant? {
    if isKilling { return Clock.now + ProcessMonitorServer.insistence }
    let isSampling = isBlind || (order.level >= 0 && state == .watched)
    return isSampling ? min(nextNote, Clock.now + ProcessMonitorServer.resolution) : nextNote
  }

  private func start() throws(SystemError) {
    let output = try order.output.map { path throws(SystemError) in
      OpenFile(try Descriptor(appendingTo: path))
    }
    let number = output?.descriptor.number
    var environment = order.environment
    environment[ProcessMonitor.variable] = ProcessMonitor.mark(of: watcher)
    let child = try Child(
      Command(order.program, order.arguments, name: order.name, environment: environment),
      streams: Streams(output: number, errors: number), standing: .session)
    command = (child.pid, nil)
    do throws(SystemError) {
      // It was not waited for, so it is there, alive or not.
      if let begun = try Processes.lookUp(child.pid) { tree.begin(begun.identity) }
    } catch {
      child.killGroup()
      throw error
    }
  }

  /// What is left of the tree.
  private enum Left { case nothing, deeper, watched }

  /// Takes note of the children that have ended; what is left of the tree.
  private func reap() -> Left {
    var last = Processes.reap()
    while let ended = last, ended.pid != 0 {
      if ended.pid == command?.pid { command?.ending = ended.ending }
      last = Processes.reap()
    }
    isBlind = false
    if last?.pid == 0 { return .nothing }
    do throws(SystemError) {
      // Children are left. They count unless each of them is a monitor of another tag.
      if order.level < 0, try others().allSatisfy({ Processes.status($0.pid)?.parent != own }) {
        return .watched
      }
      let members = try members()
      if !members.watched.isEmpty { return .watched }
      return members.all.isEmpty ? .nothing : .deeper
    } catch {
      // What cannot be looked at has not ended.
      isBlind = true
      return .watched
    }
  }

  private var own: Int32 { watcher.pid }

  private func others() throws(SystemError) -> Set<ProcessIdentity> {
    try ProcessRecord.monitors(besides: watcher, locations)
  }

  private func members() throws(SystemError) -> ProcessTree.Members {
    tree.members(below: own, among: try Processes.everyone(), monitors: try others())
  }

  private func kill(_ number: Int32) throws(SystemError) {
    for process in try members().all { Processes.signal(process, number) }
  }

  /// Does what follows from the end of processes; what is left to keep hold of.
  private func react() -> Left {
    let left = reap()
    let isDeath = state == .watched && left != .watched
    if isDeath, restart() { return .watched }
    // While the marks still tell of it, so that it is found should this process be killed now.
    if left == .nothing { leaveGroup() }
    if isDeath { putDeathOnRecord(left == .deeper ? .orphaned : .dead) }
    if left == .nothing {
      if state == .orphaned { putDeathOnRecord(.dead) }
      forget(record: state != .dead)
    }
    for connection in connections where left == .nothing || (isDeath && connection.isWaiting) {
      connection.reply(isDeath ? "dead" : "ended")
    }
    return left
  }

  private func putDeathOnRecord(_ death: ProcessRecord.State) {
    // The marks first, so that who reads of the death can read of the command's end too.
    if death == .dead { marks = ProcessMarks() } else { note() }
    marks.ending = command?.ending?.words
    try? writeMarks()
    record(death)
  }

  /// Starts the processes once more where the order, or its action, lets it; whether it has.
  private func restart() -> Bool { takeLeave() && (try? start()) != nil }

  /// Asks for one more start, which counts as one.
  private func takeLeave() -> Bool {
    if order.period >= 0 {
      let begin = Clock.now - .seconds(60 * order.period)
      restarts.removeAll { $0 < begin }
    }
    if order.retries < 0 || restarts.count < order.retries {
      restarts.append(Clock.now)
      return true
    }
    guard let action = order.action else { return false }
    // The action decides: pmfadm(1M) gives it the event and the tag, and 0 means once more.
    let words = action.split(separator: " ").map(String.init)
    let command = Command(
      words.first ?? "", words.dropFirst() + ["failed", order.tag.description],
      environment: order.environment)
    guard
      let completion = try? ChildProcess.run(
        command, until: Clock.now + ProcessMonitor.actionLimit), completion.succeeded
    else {
      _ = SystemLog.send(
        .error, tag: "pmfd", "\(order.tag): failed to stay up; it is not started again")
      return false
    }
    restarts = []
    return true
  }

  /// Keeps a state that has come about, whether or not it can be put on record.
  private func record(_ state: ProcessRecord.State) { try? write(state) }

  private func write(_ state: ProcessRecord.State) throws(SystemError) {
    self.state = state
    let record = ProcessRecord(tag: order.tag, state: state, watcher: watcher)
    try Files.replace(order.tag.record(locations), with: record.bytes, mode: 0o644)
  }

  private func writeMarks() throws(SystemError) {
    try Files.replace(order.tag.marks(locations), with: marks.bytes, mode: 0o644)
  }

  /// Puts on record which processes there are: that is what is known of them when this process is killed.
  private func note() {
    nextNote = Clock.now + notePause
    notePause = min(notePause * 2, ProcessMonitorServer.lastNote)
    // Those that cannot be looked at now may live, and stay noted.
    guard let everyone = try? everyone() else { return }
    let found = Set(everyone.prefix(ProcessMarks.limit))
    guard found != marks.members else { return }
    marks.members = found
    try? writeMarks()
  }

  /// Everything that is alive below this process and not below another monitor, at any level.
  private func everyone() throws(SystemError) -> [ProcessIdentity] {
    let others = try others()
    var (found, next): ([ProcessIdentity], [Int32]) = ([], [own])
    while let parent = next.popLast() {
      guard let children = Processes.children(of: parent) else { return try members().all }
      for child in children {
        guard let status = try Processes.lookUp(child), !status.isZombie,
          !others.contains(status.identity)
        else { continue }
        found.append(status.identity)
        next.append(child)
      }
    }
    return found
  }

  /// Takes away what tells of the tag, when there is nothing more to tell.
  private func forget(record: Bool = true) {
    leaveGroup()
    if record {
      try? Files.remove(order.tag.record(locations))
      try? Files.remove(order.tag.marks(locations))
    }
    try? Files.remove(order.tag.socket(locations))
  }

  private func leaveGroup() {
    group?.leave()
    sweepGroups()
  }

  /// Removes the empty groups of the tag's former monitors: one that was killed, or has let its processes go, left its own.
  private func sweepGroups() {
    let prefix = "\(ProcessMonitor.groups)\(order.tag.stem)."
    for other in group?.neighbours ?? [] where other != group {
      let name = Files.name(of: other.path)
      guard name.hasPrefix(prefix) else { continue }
      let parts = name.dropFirst(prefix.count).split(separator: ".")
      guard parts.count == 2, let pid = Int32(outside: parts[0]),
        let start = UInt64(outside: parts[1]),
        !Processes.isAlive(ProcessIdentity(pid: pid, startTime: start))
      else { continue }
      other.remove()
    }
  }

  private enum Next { case stay, leave }

  private func answer(_ request: [String], to connection: Connection) -> Next {
    switch request.first {
    case "wait" where state == .orphaned:
      connection.reply("dead")
    case "wait":
      connection.keep()
      // Who waits has just started it, or taken it over: a good time to see what there is.
      note()
    case "query":
      let pids = (try? members().watched)?.map { String($0.pid) }.joined(separator: " ")
      connection.reply(
        """
        state\t\(state.rawValue)
        command\t\(([order.program] + order.arguments).joined(separator: " "))
        retries\t\(restarts.count) of \(order.retries)
        period\t\(order.period)
        action\t\(order.action ?? "")
        level\t\(order.level)
        pids\t\(pids ?? "unknown")
        """)
    case "signal":
      guard let number = request.dropFirst().first.flatMap({ Int32(outside: $0) }) else {
        connection.reply("unknown")
        break
      }
      // A kill is the one signal that has to reach also what is forked while it is sent.
      if number == Signal.kill, state != .watched { isKilling = true }
      do throws(SystemError) {
        try kill(number)
        connection.reply("done")
      } catch {
        connection.reply(error.description)
      }
    case "release":
      record(.released)
      connection.reply("done")
    case "modify":
      let words = request.dropFirst().map { Int(outside: $0) }
      if words.count == 2 {
        order.retries = words[0] ?? order.retries
        order.period = words[1] ?? order.period
      }
      connection.reply("done")
    case "abandon" where state != .watched:
      forget()
      return .leave
    default:
      connection.reply("unknown")
    }
    return .stay
  }
}

/// An open file as a value that may be optional and passed through closures.
private final class OpenFile {
  let descriptor: Descriptor
  init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
}
