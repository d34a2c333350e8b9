public import Model
internal import Platform

/// How a toolstack moves its guests while they run; the agent decides when, what to do with a failure and who is right
/// afterwards.
///
/// Every call ends by its deadline.
public protocol GuestMover: Sendable {
  /// Looks whether the guest could move there, without moving anything.
  ///
  /// - Returns: what could not be found out, a clause each; empty where everything was.
  /// - Throws: `.moveRefused` with the first obstacle, and `.guestBusy` for one that passes by itself.
  func check(_ guest: Guest, to target: MoveTarget, until deadline: Instant) throws(Failure)
    -> [String]

  /// Moves the guest, in the target's manner where the toolstack has any; returns when it says that the guest is there. At the deadline
  /// the move is called off.
  ///
  /// - Parameter report: told now and then how far it is, and at once of each step that was taken to bring it to its end.
  func move(
    _ guest: Guest, to target: MoveTarget, until deadline: Instant,
    report: (MoveProgress) -> Void
  ) throws(Failure)

  /// How far a move of the guest that goes on has come; nil when none goes on.
  ///
  /// - Throws: when that cannot be told: one that is not seen may go on.
  func progress(of guest: Guest, until deadline: Instant) throws(Failure) -> MoveProgress?

  /// Takes the step that is due for a move of the guest which does not come to its end; nil where none was taken.
  ///
  /// - Parameters:
  ///   - progress: how far the move has come.
  ///   - left: the time until it is called off.
  func urge(
    _ guest: Guest, by convergence: inout MoveConvergence, after progress: MoveProgress,
    left: Duration
  ) -> MoveStep?

  /// The bytes that a guest has got so far which is arriving on this node, to see whether anything comes; nil where none is
  /// arriving, where the toolstack itself notices a sender that is gone, and where it cannot be told.
  func received(of guest: Guest, until deadline: Instant) -> Int64?

  /// Whether the guest is known to be moving right now, to this node or from it; asked only when a plug-in probe complains, whose
  /// word stands where that cannot be told.
  func isMoving(_ guest: Guest, until deadline: Instant) -> Bool

  /// Calls a move off that goes on; what has become of the guest has to be looked for afterwards.
  func cancel(_ guest: Guest, until deadline: Instant)

  /// Whether a copy in this state can be let go on by `resume` when the move has come to nothing.
  func canGoOn(_ state: GuestState) -> Bool

  /// The same toolstack on another node, asked from here; nil where only that node itself can ask it.
  func peer(at target: MoveTarget) -> (any HypervisorPeer)?

  /// How another node is looked at for what a guest would need that is started there; nil where only that node itself can look.
  func look(at target: MoveTarget) -> (any NodeLook)?

  /// What this node lacks for a move in that manner, from it or to it; nil where nothing is known to be missing.
  func lack(for manner: MoveManner) -> Failure?

  /// Measures what a forecast of the move needs; nil where the toolstack cannot.
  func pace(of guest: Guest, to target: MoveTarget, until deadline: Instant) throws(Failure)
    -> MovePace?
}

extension GuestMover {
  /// Waits for the program that moves the guest; calls the move off at `end`, and leaves it alone after `deadline`.
  func attend(
    _ running: consuming RunningProgram, _ guest: Guest, until end: Instant, _ deadline: Instant,
    _ report: (MoveProgress) -> Void
  ) throws(Failure) {
    let began = Clock.now
    var last: MoveProgress?
    while Clock.now < end {
      if let completion = running.wait(until: min(end, Clock.now + .seconds(1))) {
        return try completion.orThrow(.moveFailed, guest.name)
      }
      if let progress = try? progress(of: guest, until: min(end, Clock.now + .seconds(2))) {
        report(progress)
        last = progress
      }
    }
    cancel(guest, until: deadline)
    // What was called off ends by itself; that it is over all the same is as good as ever.
    if running.end(by: deadline).succeeded { return }
    throw Failure(
      .moveTooLong, guest.name,
      cause: "not over after \((end - began).readable)" + (last.map { ": \($0)" } ?? ""))
  }

  /// Throws what keeps the guest from a node whose own tool sees it so.
  func requireRoom(
    at target: MoveTarget, for guest: Guest, seen there: Observation
  ) throws(Failure) {
    if case .unknown(let cause) = there.state {
      throw Failure(.moveRefused, target.description, cause: cause)
    }
    if there.state.isActive == true {
      throw Failure(
        .moveRefused, target.description,
        cause: "a guest named \(guest.name) is there already: \(there.reason)")
    }
  }

  /// With most toolstacks what stands still can go on, but never a half of a guest: what a post-copy phase has left behind is older
  /// than what the other half has written to the disks.
  public func canGoOn(_ state: GuestState) -> Bool { state != .paused(.postcopyFailed) }

  /// What is seen to go on from here.
  public func isMoving(_ guest: Guest, until deadline: Instant) -> Bool {
    (try? progress(of: guest, until: deadline)) != nil
  }

  /// Most toolstacks notice it when nothing comes any more.
  public func received(of guest: Guest, until deadline: Instant) -> Int64? { nil }

  /// Most toolstacks have one manner of moving.
  public func urge(
    _ guest: Guest, by convergence: inout MoveConvergence, after progress: MoveProgress,
    left: Duration
  ) -> MoveStep? { nil }

  /// Most nodes have to look themselves.
  public func look(at target: MoveTarget) -> (any NodeLook)? { nil }

  /// Most toolstacks need nothing.
  public func lack(for manner: MoveManner) -> Failure? { nil }

  /// Most toolstacks measure nothing.
  public func pace(of guest: Guest, to target: MoveTarget, until deadline: Instant)
    throws(Failure) -> MovePace?
  { nil }
}
