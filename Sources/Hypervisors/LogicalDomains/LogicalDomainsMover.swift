internal import Model
internal import Platform

/// Live migration of a logical domain: `ldm migrate-domain [-n] [-p FILE] NAME HOST`.
///
/// The manager of the other machine cannot be asked from here, so its dry run is the look at it, and the domain's flags here
/// are what tells how a migration goes: `s` while it goes on, `e` when it broke off where only the other machine knows which
/// copy is the guest. A source that is gone has arrived: one whose migration fails or is called off goes on here.
///
/// While one migration goes on, the machine takes no order for any other domain (Toolstacks, ldm's migration). Moves of ours
/// therefore queue for a lock, and those of others are waited for.
struct LogicalDomainsMover: GuestMover {
  private let manager: LogicalDomainsManager

  init(_ manager: LogicalDomainsManager) {
    self.manager = manager
  }

  /// The words that order a migration.
  ///
  /// ldm is given the path of the password file. Without one it is told to go by certificates, because it would ask for the
  /// password at the terminal (UNVERIFIED: that this is what -c means).
  static func words(_ guest: Guest, to target: MoveTarget, isDryRun: Bool) -> [String] {
    let trust = target.passwordFile.isEmpty ? ["-c"] : ["-p", target.passwordFile]
    return ["migrate-domain"] + (isDryRun ? ["-n"] : []) + trust + [guest.name, target.address]
  }

  /// The dry run, in which the other manager looks at processors, memory, devices and names. A refusal while another domain
  /// migrates says nothing about this one.
  func check(_ guest: Guest, to target: MoveTarget, until deadline: Instant) throws(Failure)
    -> [String]
  {
    let answer = try manager.run(
      LogicalDomainsMover.words(guest, to: target, isDryRun: true), until: deadline)
    if answer.succeeded { return [] }
    if let other = try? manager.migrating(besides: guest.name, until: deadline) {
      throw Failure(.moveQueued, guest.name, cause: "the migration of domain \(other)")
    }
    throw Failure(.moveRefused, target.description, cause: answer.complaint)
  }

  func move(
    _ guest: Guest, to target: MoveTarget, until deadline: Instant, report: (MoveProgress) -> Void
  ) throws(Failure) {
    let began = Clock.now
    // Calling it off takes a moment, which is part of what the move was given.
    let end = deadline - min(.seconds(10), (deadline - began) * 0.2)
    let turn = try queue(guest, to: target, until: end)
    do throws(Failure) {
      try waitForOthers(guest, until: end)
      // What was looked at before the others had their turn may have changed.
      if Clock.now - began > .seconds(1) { _ = try check(guest, to: target, until: end) }
      // Ending ldm calls the migration off as well; one that has been called off already ends by itself.
      try attend(
        manager.begin(LogicalDomainsMover.words(guest, to: target, isDryRun: false)), guest,
        until: end, deadline, report)
      turn.release()
    } catch {
      turn.release()
      throw error
    }
  }

  /// ldm tells that a migration goes on, and not how far it is. UNVERIFIED, and not used: `list-domain -o status`.
  func progress(of guest: Guest, until deadline: Instant) throws(Failure) -> MoveProgress? {
    let sighting = manager.look(guest.name, until: deadline)
    if case .absent = sighting { return nil }
    guard case .row(let row) = sighting, let flags = DomainFlags(row.flags) else {
      throw Failure(.logicalDomainsUnreachable, guest.name, cause: sighting.words)
    }
    return flags.migration == .source ? MoveProgress() : nil
  }

  /// The domain's flags say that it is the source or the target of a migration.
  func isMoving(_ guest: Guest, until deadline: Instant) -> Bool {
    guard case .row(let row) = manager.look(guest.name, until: deadline),
      let flags = DomainFlags(row.flags)
    else { return false }
    return flags.migration == .source || flags.migration == .target
  }

  /// `ldm cancel-operation migration NAME`.
  func cancel(_ guest: Guest, until deadline: Instant) {
    _ = try? manager.run(["cancel-operation", "migration", guest.name], until: deadline)
  }

  /// Nobody: ldm speaks to the manager of its own machine.
  func peer(at target: MoveTarget) -> (any HypervisorPeer)? { nil }

  // MARK: One at a time

  /// Waits for the moves that other resources of this machine have begun.
  private func queue(_ guest: Guest, to target: MoveTarget, until end: Instant) throws(Failure)
    -> FileLock
  {
    let path = manager.directory + "/migration"
    let seconds = (end - Clock.now).inMilliseconds / 1_000
    let over = Clock.local(Clock.secondsSince1970 + seconds).americanDateAndTime
    let owner =
      "the move of guest \(guest.name) to \(target.node), process "
      + "\(Environment.processIdentifier), which ends by \(over)"
    return try FileLock.take(
      path, owner: owner, for: guest.name, orElse: .moveQueued, until: end)
  }

  /// Waits for migrations that somebody else ordered, and for those that a call of ours began which was killed.
  private func waitForOthers(_ guest: Guest, until end: Instant) throws(Failure) {
    while true {
      let cause: String
      do throws(Failure) {
        guard let other = try manager.migrating(besides: guest.name, until: end) else { return }
        cause = "the migration of domain \(other)"
      } catch { cause = error.sentence }
      guard Clock.now + .seconds(1) < end else {
        throw Failure(.moveQueued, guest.name, cause: cause)
      }
      Clock.sleep(until: Clock.now + .seconds(1))
    }
  }
}
