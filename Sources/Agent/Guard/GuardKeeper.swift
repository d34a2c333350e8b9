public import Model
public import Platform

/// Keeps a watch over a guest alive: the keeper replaces a watch that is killed, and the watch replaces a keeper that is killed.
///
/// Both stand in the tree that the process monitor watches, so that it empties on proof of the guest's death alone
/// (house rule 8).
public struct GuardKeeper {
  /// The statuses by which a watch tells its keeper how it ended.
  public enum Status {
    public static let died: Int32 = 3
    public static let dismissed: Int32 = 0
  }

  /// The line by which a guard says that it watches.
  public static let ready = "watching"

  private let identity: ResourceIdentity
  private let store: RecordStore
  private let log: ResourceLog

  public init(_ identity: ResourceIdentity, locations: Locations = .current) {
    self.identity = identity
    store = RecordStore(identity, locations: locations)
    log = ResourceLog(identity, method: "guard_xvm", locations: locations)
  }

  /// Starts a guard that outlives the caller, and returns when it watches.
  ///
  /// It is a child in a session of its own, not a daemon: it stays in the tree of the process monitor. A guard in another tree
  /// is left alone, because its own process monitor would take its end for the guest's.
  public static func leave(_ identity: ResourceIdentity, until deadline: Instant) throws(Failure) {
    let arguments = ["-R", identity.resource, "-G", identity.group, "-T", identity.type]
    do {
      let pipe = try Pipe()
      _ = try Child(
        Command(Environment.ownProgram, arguments, name: "guard_xvm"),
        streams: Streams(output: pipe.writing.number), standing: .session)
      try waitForReady(pipe, until: deadline)
    } catch {
      throw Failure(.noGuard, identity.resource, cause: error.description)
    }
  }

  private static func waitForReady(_ pipe: consuming Pipe, until deadline: Instant)
    throws(SystemError)
  {
    let reading = pipe.closingWriting()
    guard Poll.wait(for: .readable(reading.number), until: deadline) else {
      throw .timeout("wait for the guard")
    }
    guard let line = try reading.readAvailable(), !line.isEmpty else {
      throw .missing("wait for the guard")
    }
  }

  /// Keeps watches going until one of them ends with a verdict; the exit status of the guard.
  public func run() throws(Failure) -> Int32 {
    let signals: SignalQueue
    do { signals = try SignalQueue([Signal.terminate, Signal.interrupt, Signal.hangUp]) } catch {
      throw Failure(.noGuard, identity.resource, cause: error.description)
    }
    let roll = GuardRoll(store)
    roll.enter()
    defer { roll.leave() }
    return try keep(signals, roll)
  }

  private func keep(_ signals: borrowing SignalQueue, _ roll: GuardRoll) throws(Failure) -> Int32 {
    // Orphaned already when nobody can be watched.
    let starter = Processes.identity(Environment.parentIdentifier).flatMap { try? Starter($0) }
    var pause = Duration.milliseconds(50)
    while true {
      let began = Clock.now
      let watch: Child
      do {
        watch = try Child(
          Command(
            Environment.ownProgram,
            ["-R", identity.resource, "-G", identity.group, "-T", identity.type, "--watch"],
            name: "guard_xvm"),
          streams: Streams(output: 1), standing: .group)
      } catch {
        throw Failure(.noGuard, identity.resource, cause: error.description)
      }
      if !attend(watch, until: signals, starter, roll) {
        watch.end()
        return 0
      }
      let ending = watch.wait(until: nil)
      if ending == .exited(Status.died) { return Status.died }
      if ending == .exited(Status.dismissed) { return 0 }
      log.write(.warning, "the watch ended (\(ending.map { "\($0)" } ?? "?")) and is started again")
      log.note(.fault, "the watch over the guest ended and is started again")
      // A watch that cannot live must not spin; one that was killed once is back at once.
      if Clock.now - began > .seconds(10) { pause = .milliseconds(50) }
      Clock.sleep(until: Clock.now + pause)
      pause = min(pause * 2, .seconds(5))
    }
  }

  /// Waits for the watch to end; false when this keeper is asked to go instead, or is one too many.
  private func attend(
    _ watch: borrowing Child, until signals: borrowing SignalQueue, _ starter: Starter?,
    _ roll: GuardRoll
  ) -> Bool {
    while true {
      var interests: [Poll.Interest] = [.readable(watch.handle), .readable(signals.handle)]
      if let starter, !starter.isOver { interests.append(.readable(starter.handle)) }
      let ready = Poll.wait(interests, until: nil) ?? []
      if ready.contains(watch.handle) { return true }
      if let starter, ready.contains(starter.handle) {
        starter.isOver = true
        if roll.isSecondInItsTree { return false }
      }
      // The terminal of start's caller may go away; the guest does not.
      if let number = signals.next(), number != Signal.hangUp { return false }
    }
  }
}

/// The process that started a keeper, whose end is seen once.
///
/// A class, because it is passed along as an optional value and its handle cannot be copied.
private final class Starter {
  private let watch: ProcessHandle
  var isOver = false

  init(_ process: ProcessIdentity) throws(SystemError) {
    watch = try ProcessHandle(process)
  }

  var handle: Int32 { watch.handle }
}
