public import Model
internal import Platform

/// Logical domains on SPARC, by way of `ldm`; the driver runs on the control domain.
///
/// UNVERIFIED, and not built upon: any exit status of ldm but "0 or not", and every one of its messages (Toolstacks, ldm's
/// listing). There is no second witness: nothing below the Logical Domains Manager tells of a guest. An operator cannot pause a
/// domain, and one that is suspended for a migration goes on by itself. A domain has no place for a mark of ours: its variables
/// are OpenBoot's and are seen by the guest, its name and UUID are the administrator's; what that costs is paid in `marked`.
/// What a machine does with its domains at power-on is the saved configuration of its service processor, which ldm does not
/// show domain by domain.
public struct LogicalDomainsDriver: HypervisorDriver, GuestExporter, GuestHoldings {
  private let manager: LogicalDomainsManager

  public init() {
    manager = LogicalDomainsManager(directory: Locations.current.run + "/ldm")
  }

  public var name: String { "ldm" }
  public var hypervisor: Hypervisor { .logicalDomains }
  /// Nothing: ldm speaks to the manager of this machine alone.
  public var uri: String { "" }
  public var silence: Failure.Code { .logicalDomainsUnreachable }
  /// A domain that has ended stays bound.
  public var traits: Traits { [.remembersEnded, .takesPassword] }

  public var isInstalled: Bool { Toolbox.find("ldm") != nil }

  public var mover: (any GuestMover)? { LogicalDomainsMover(manager) }
  public var exporter: (any GuestExporter)? { self }
  public var holdings: (any GuestHoldings)? { self }
  public var completer: (any GuestCompleter)? { LogicalDomainCompleter() }

  /// One listing of the domain; only when ldm refuses that, the listing of all decides between absent and unknown.
  public func observe(_ guest: Guest, until deadline: Instant) -> Observation {
    let sighting = manager.look(guest.name, until: deadline)
    let state: GuestState =
      switch sighting {
      case .row(let row): DomainState.state(of: row)
      case .absent: .absent
      case .silent(let cause): .unknown(cause)
      }
    return Observation(state, by: "ldm list-domain", sighting.words)
  }

  /// The UUID, from the constraints; a domain has no number that tells one run from the next.
  public func identify(_ guest: Guest, until deadline: Instant) throws(Failure) -> GuestIdentity {
    let definition = try manager.constraints(of: guest.name, until: deadline)
    return GuestIdentity(uuid: try LogicalDomainDefinition(parsing: definition).uuid)
  }

  /// `ldm add-domain -i FILE`; the domain is inactive then: constraints without resources.
  public func define(_ guest: Guest, definition: [UInt8], until deadline: Instant) throws(Failure) {
    try manager.addDomain(guest.name, definition, until: deadline)
  }

  /// Binds the domain if it is inactive and starts it if it is bound; one that is starting is left to it.
  public func start(_ guest: Guest, restoring: Bool, until deadline: Instant) throws(Failure) {
    let row = try manager.guestRow(guest.name, until: deadline)
    guard DomainState.state(of: row).isActive == false else { return }
    if row.state == "inactive" {
      try manager.tell("bind-domain", guest.name, orThrow: .cannotStart, until: deadline)
    }
    try manager.tell("start-domain", guest.name, orThrow: .cannotStart, until: deadline)
  }

  /// `ldm stop-domain`, whatever the mode; ended by the deadline, or by ldm's own time-out, it has asked all the same.
  ///
  /// A busy guest lets ldm report a time-out while it goes on shutting down, so a refusal counts only if the domain is then
  /// neither off nor on its way (Toolstacks, ldm's stop). UNVERIFIED: that an ldm which is ended by us while it waits leaves
  /// the request standing; the request is repeated in any case.
  public func requestShutdown(_ guest: Guest, mode: ShutdownMode, until deadline: Instant)
    throws(Failure)
  {
    let now = Clock.now
    let row = try manager.guestRow(guest.name, until: now + (deadline - now) * 0.4)
    if DomainState.isOffOrLeaving(row) { return }
    let answer = try manager.run(["stop-domain", guest.name], until: now + (deadline - now) * 0.8)
    if answer.succeeded || answer.ending == .timedOut { return }
    if case .row(let row) = manager.look(guest.name, until: deadline),
      DomainState.isOffOrLeaving(row)
    {
      return
    }
    throw Failure(.shutdownRefused, guest.name, cause: answer.complaint)
  }

  /// `ldm stop-domain -f`. UNVERIFIED: the option. The domain stays bound.
  public func destroy(_ guest: Guest, until deadline: Instant) throws(Failure) {
    let row = try manager.guestRow(guest.name, until: deadline)
    if DomainState.state(of: row).isActive == false { return }
    try manager.tell("stop-domain", "-f", guest.name, orThrow: .cannotDestroy, until: deadline)
  }

  /// None if no guest is active on this machine; else nobody can tell whose one is, and that is a failure, not an answer.
  public func marked(_ mark: String, until deadline: Instant) throws(Failure) -> [Guest] {
    let active = try manager.all(until: deadline).filter {
      DomainFlags($0.flags)?.isControl != true && DomainState.state(of: $0).isActive != false
    }
    guard active.isEmpty else {
      throw Failure(.unmarkable, active.map(\.name).joined(separator: ", "))
    }
    return []
  }

  /// What becomes of the domain when one of its masters fails.
  public func remarks(about guest: Guest, until deadline: Instant) -> [String] {
    manager.masters(of: guest.name, until: deadline).map { master, policy in
      "when its master \(master) fails, its failure policy is: \(policy ?? "not known")"
    }
  }

  /// The constraints of one domain; no secret stands in them.
  public func read(definition: [UInt8]) throws(Failure) -> GuestDefinition {
    let constraints = try LogicalDomainDefinition(parsing: definition)
    return GuestDefinition(name: constraints.name, uuid: constraints.uuid)
  }

  /// `ldm list-constraints -x`, the form that add-domain -i takes.
  public func definition(of guest: Guest, until deadline: Instant) throws(Failure) -> [UInt8] {
    try manager.constraints(of: guest.name, until: deadline)
  }

  /// `ldm unbind-domain` of a bound domain, so that its processors and memory are free; one that is not known holds nothing.
  public func release(_ guest: Guest, until deadline: Instant) throws(Failure) {
    guard let row = try rowOfOff(guest, until: deadline), row.state == "bound" else { return }
    try manager.tell("unbind-domain", guest.name, orThrow: .cannotRelease, until: deadline)
  }

  /// `ldm remove-domain`, which takes inactive domains only.
  public func forget(_ guest: Guest, until deadline: Instant) throws(Failure) {
    if try rowOfOff(guest, until: deadline) == nil { return }
    try manager.tell("remove-domain", guest.name, orThrow: .cannotRelease, until: deadline)
  }

  /// The row of a guest, which has to be off; nil for one that is not known.
  private func rowOfOff(_ guest: Guest, until deadline: Instant) throws(Failure)
    -> DomainListing.Row?
  {
    let sighting = manager.look(guest.name, until: deadline)
    if case .absent = sighting { return nil }
    guard case .row(let row) = sighting, DomainState.state(of: row).isActive == false,
      DomainFlags(row.flags)?.isControl == false
    else {
      throw Failure(
        .cannotRelease, guest.name, cause: "nothing says that it is off: \(sighting.words)")
    }
    return row
  }
}

extension DomainState {
  /// Whether nothing is left to be asked of the domain: it is off, or on its way there.
  fileprivate static func isOffOrLeaving(_ row: DomainListing.Row) -> Bool {
    let state = state(of: row)
    return state.isActive == false || state == .shuttingDown
  }
}
