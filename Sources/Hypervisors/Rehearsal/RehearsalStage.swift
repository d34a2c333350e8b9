internal import Model
internal import Platform

/// The daemon's loop: both its doors, its callers, its guests and its signals, none of which can hold another up.
///
/// A class, because sockets cannot be copied; one thread runs it.
final class RehearsalStage {
  /// Callers at one time; more wait in the socket's queue.
  private static let room = 64
  /// The time that a caller has for its request, or a hung one for its patience.
  private static let patience = Duration.seconds(600)

  private let toolstack: Toolstack
  private let backstage: LocalListener
  private let signals: SignalQueue
  private var front: Door?
  private var callers: [Caller] = []
  private var manner = ToolManner()
  private var isOver = false

  init(_ toolstack: Toolstack) throws(SystemError) {
    self.toolstack = toolstack
    signals = try SignalQueue([
      Signal.terminate, Signal.interrupt, Signal.hangUp, Signal.child,
    ])
    backstage = try LocalListener(toolstack.directory.backstage)
    front = try Door(toolstack.directory.socket)
  }

  /// Serves until it is told to stop.
  func play() throws(SystemError) {
    while !isOver {
      try tendDoor()
      let ready = Set(Poll.wait(interests, until: wakeUp) ?? [])
      for handle in toolstack.processHandles where ready.contains(handle) {
        toolstack.ended(handle)
      }
      takeSignals()
      // A caller that goes away is dropped before its number can be given to a new one.
      for caller in callers { attend(caller, isReadable: ready.contains(caller.handle)) }
      callers.removeAll(where: \.isDone)
      if ready.contains(backstage.handle), let guest = backstage.accept() {
        callers.append(Caller(guest, at: .backstage))
      }
      if let front, ready.contains(front.listener.handle), let guest = front.listener.accept() {
        callers.append(Caller(guest, at: .tool))
      }
    }
    try? Files.remove(toolstack.directory.socket)
    try? Files.remove(toolstack.directory.backstage)
  }

  private var interests: [Poll.Interest] {
    var handles = [signals.handle] + toolstack.processHandles + callers.map(\.handle)
    // Directions are heard however many callers hang at the other door.
    if callers.count < RehearsalStage.room * 2 { handles.append(backstage.handle) }
    if let front, callers.count < RehearsalStage.room { handles.append(front.listener.handle) }
    return handles.map { .readable($0) }
  }

  private var wakeUp: Instant? {
    (callers.map(\.wakeUp) + [manner.changesAt].compactMap { $0 }).min()
  }

  /// Away means that nobody listens; the door is opened again when the tool is back.
  private func tendDoor() throws(SystemError) {
    let isAway = manner.kind(at: Clock.now) == .away
    if manner.kind(at: Clock.now) == .answer, manner.changesAt != nil { manner = ToolManner() }
    if isAway, front != nil {
      front = nil
      try Files.remove(toolstack.directory.socket)
      callers.removeAll { $0.door == .tool }
    } else if !isAway, front == nil {
      front = try Door(toolstack.directory.socket)
    }
  }

  private func takeSignals() {
    while let signal = signals.next() {
      if signal == Signal.terminate || signal == Signal.interrupt { isOver = true }
    }
    // Guests are our children until we die; the handle of each tells that it has ended.
    while let (pid, _) = Processes.reap(), pid != 0 {}
  }

  private func attend(_ caller: Caller, isReadable: Bool) {
    if isReadable, let line = caller.receive() { serve(caller, line) }
    caller.sendIfDue(at: Clock.now)
    if Clock.now >= caller.opened + RehearsalStage.patience { caller.leave() }
  }

  private func serve(_ caller: Caller, _ line: String) {
    guard let words = TabbedLine.split(line) else {
      return caller.reply(RehearsalReply.refused(Failure(.rehearsalRequest)).line, at: Clock.now)
    }
    if caller.door == .backstage {
      return caller.reply(direct(words).line, at: Clock.now)
    }
    let kind = manner.meet(at: Clock.now)
    if kind == .hang || kind == .away { return }
    let answer = toolstack.answer(words, believing: kind.belief)
    let (text, delay) = RehearsalStage.bend(answer, to: kind)
    caller.reply(text, at: Clock.now + delay)
  }

  /// An answer as a tool of that manner gives it, and how much later.
  static func bend(_ answer: RehearsalReply, to kind: ToolManner.Kind) -> (String, Duration) {
    switch kind {
    case .answer, .hang, .away: return (answer.line, .zero)
    case .slow(let span): return (answer.line, span)
    case .garble(let text): return (text + "\n", .zero)
    case .truncate:
      let line = answer.line
      return (String(line.prefix(line.count / 2)), .zero)
    case .lie(let state):
      guard case .done(let words) = answer else { return (answer.line, .zero) }
      if var report = GuestReport(words) {
        report.state = state
        return (RehearsalReply.done(report.words).line, .zero)
      }
      let lies = words.map { word in
        guard var report = TabbedLine.split(word).flatMap(GuestReport.init) else { return word }
        report.state = state
        return TabbedLine.join(report.words)
      }
      return (RehearsalReply.done(lies).line, .zero)
    }
  }

  private func direct(_ words: [String]) -> RehearsalReply {
    do throws(Failure) {
      switch (words.first ?? "", words.count) {
      case ("hello", 1): break
      case ("tool", 2...):
        manner = try ToolManner(Array(words.dropFirst()), at: Clock.now)
        if words.dropFirst() == ToolManner.forget[...] { try toolstack.forgetRuns() }
      case ("script", 2...): try toolstack.direct(words[1], Array(words.dropFirst(2)))
      case ("stop", 1): isOver = true
      case ("stop", 2) where words[1] == "destroy":
        toolstack.destroyAll()
        isOver = true
      default: throw Failure(.rehearsalRequest, words.first ?? "")
      }
      return .done([String(Environment.processIdentifier)])
    } catch {
      return .refused(error)
    }
  }
}

/// A door that can be shut.
private final class Door {
  let listener: LocalListener

  init(_ path: String) throws(SystemError) {
    listener = try LocalListener(path)
  }
}
