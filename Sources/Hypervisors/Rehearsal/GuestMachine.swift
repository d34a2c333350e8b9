internal import Model

/// A rehearsal guest as a value: told what happens, it says what is to be done about it.
///
/// It has no clock of its own; the process that plays the guest feeds it the machine's, and tests feed it a virtual one.
struct GuestMachine: Sendable {
  /// What can happen to a guest.
  enum Input: Equatable, Sendable {
    case time
    /// Somebody asks it to shut down, pauses it, lets it go on, or makes it crash.
    case shutdownRequest, pause, resume, crash
    /// Its script was changed; what has happened by the old one stays.
    case script(GuestScript)
  }

  /// What its player has to do.
  enum Effect: Equatable, Sendable {
    case console(String)
    case state(GuestState)
    case end(GuestState)
    /// A line is added to the variables of its firmware.
    case nvram(String)
  }

  private enum Phase: Equatable {
    case booting(until: Duration)
    case up(nextBeat: Duration)
    case goingDown(until: Duration)
    case hung, kept, ended
  }

  private var script: GuestScript
  private let makeBootIdentifier: @Sendable () -> String
  private var phase: Phase
  private var pause: PauseCause?
  private var happened = 0
  private var bootIdentifier = ""
  private var bootTime = Duration.zero
  private var beats = 0
  /// The guest's own time, which stands still while it is paused.
  private var elapsed = Duration.zero
  private var last: Instant

  /// A guest that is started at `now`; each of its boots gets an identifier from `makeBootIdentifier`.
  init(_ script: GuestScript, at now: Instant, makeBootIdentifier: @escaping @Sendable () -> String)
  {
    self.script = script
    self.makeBootIdentifier = makeBootIdentifier
    phase = .booting(until: script.boot)
    last = now
  }

  /// When something happens next by itself; nil while nothing does.
  var wakeUp: Instant? {
    guard pause == nil, let next = deadlines.map(\.time).min() else { return nil }
    return last + max(.zero, next - elapsed)
  }

  /// What follows from `input` at `now`, and from all that was due by then.
  mutating func step(_ input: Input, at now: Instant) -> [Effect] {
    var effects = advance(by: now - last)
    last = now
    if phase == .ended { return effects }
    switch input {
    case .time: break
    case .script(let script):
      self.script = script
      happened = script.events.count { $0.time <= elapsed }
    case .pause: effects += hold(.byOperator)
    case .resume:
      if pause != nil, phase != .kept {
        pause = nil
        effects.append(.state(phaseState))
      }
    case .crash: effects += perform(.crash)
    case .shutdownRequest: effects += hearShutdown()
    }
    return effects
  }

  /// What the phase is to the tool; a guest that hangs looks as well as any other.
  private var phaseState: GuestState {
    switch phase {
    case .goingDown: .shuttingDown
    case .kept: .crashed
    case .booting, .up, .hung, .ended: .running
    }
  }

  private enum Due { case phase, event }

  /// What is due when; the phase comes before an event of the same time.
  private var deadlines: [(time: Duration, due: Due)] {
    var all: [(Duration, Due)] = []
    switch phase {
    case .booting(let time), .up(let time), .goingDown(let time): all.append((time, .phase))
    case .hung: break
    case .kept, .ended: return []
    }
    if happened < script.events.count { all.append((script.events[happened].time, .event)) }
    return all
  }

  private mutating func advance(by span: Duration) -> [Effect] {
    var effects: [Effect] = []
    guard pause == nil else { return effects }
    let target = elapsed + max(.zero, span)
    while let next = deadlines.min(by: { $0.time < $1.time }), next.time <= target {
      elapsed = max(elapsed, next.time)
      switch next.due {
      case .phase: effects += endPhase(catchingUpTo: target)
      case .event:
        happened += 1
        effects += perform(script.events[happened - 1].action)
        // What is left of the span passes while the guest stands still.
        if pause != nil { return effects }
      }
    }
    elapsed = target
    return effects
  }

  private mutating func endPhase(catchingUpTo target: Duration) -> [Effect] {
    switch phase {
    case .booting:
      bootIdentifier = makeBootIdentifier()
      (bootTime, beats) = (elapsed, 0)
      phase = .up(nextBeat: elapsed + script.heartbeat)
      return [.console("GUEST-UP \(bootIdentifier)")]
        + (script.nvram ? [.nvram(bootIdentifier)] : [])
    case .up(let beat):
      beats += 1
      // A player that was held up for long does not make good for every beat.
      phase = .up(nextBeat: max(beat + script.heartbeat, target))
      return [.console("HB \(bootIdentifier) \(beats) \(GuestMachine.uptime(elapsed - bootTime))")]
    case .goingDown:
      phase = .ended
      return [.console("GUEST-DOWN \(bootIdentifier)"), .end(.off(.shutdown))]
    case .hung, .kept, .ended: return []
    }
  }

  /// Seconds with two digits after the point, as in /proc/uptime.
  private static func uptime(_ span: Duration) -> String {
    let hundredths = span.inMilliseconds / 10
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  private mutating func perform(_ action: GuestScript.Action) -> [Effect] {
    switch action {
    case .pause(let cause): return hold(cause)
    case .reboot:
      phase = .booting(until: elapsed + script.boot)
      return [.console("GUEST-REBOOT \(bootIdentifier)")]
    case .hang:
      phase = .hung
      return []
    case .crash where script.preservesCrash:
      guard phase != .kept else { return [] }
      phase = .kept
      return [.console("GUEST-CRASH \(bootIdentifier)"), .state(.crashed)]
    case .crash: return end(.off(.crashed), "GUEST-CRASH \(bootIdentifier)")
    case .powerOff: return end(.off(.shutdown), "GUEST-DOWN \(bootIdentifier)")
    case .migrate: return end(.off(.migrated), nil)
    case .vanish: return end(.absent, nil)
    }
  }

  private mutating func end(_ state: GuestState, _ line: String?) -> [Effect] {
    phase = .ended
    return (line.map { [.console($0)] } ?? []) + [.end(state)]
  }

  private mutating func hold(_ cause: PauseCause) -> [Effect] {
    guard pause == nil, phase != .kept else { return [] }
    pause = cause
    return [.state(.paused(cause))]
  }

  private mutating func hearShutdown() -> [Effect] {
    guard pause == nil else { return [] }
    switch (phase, script.shutdown) {
    case (.up, .obey(let time)):
      phase = .goingDown(until: elapsed + time)
      return [.console("SHUTDOWN-HEARD \(bootIdentifier)"), .state(.shuttingDown)]
    case (.up, _): return [.console("SHUTDOWN-IGNORED \(bootIdentifier)")]
    // An ACPI event that comes while a guest boots is lost; the caller has to ask again.
    default: return []
    }
  }
}
