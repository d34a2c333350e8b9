public import Model
internal import Platform

/// Guests that Xen runs by its own tools, `xl` or `xm`.
///
/// There is no second witness: `xenstore-ls` asks the daemon that xl asks, a paravirtual guest has no process on this
/// node, files below /var/lib/xen prove nothing, and the hypervisor itself is asked by a call whose layout changes with each
/// release of Xen. So when xl does not answer, nothing is known, a probe counts Unreachable_weight, and a stop fails. There is
/// no saved memory either: `xl save` puts it where it is told, and nothing picks it up.
public struct XenDriver: HypervisorDriver, GuestResumer, GuestMarker, GuestAutostart, GuestHoldings
{
  let toolstack: XenToolstack

  /// A driver for `xl`, `xm` or, when `uri` names neither, what is installed.
  public init(uri: String) {
    toolstack = XenToolstack(uri: uri) { Toolbox.find($0) != nil }
  }

  public var name: String { "xen \(uri)" }
  public var hypervisor: Hypervisor { .xen }
  /// Which of the two tools it is.
  public var uri: String { toolstack.rawValue }
  public var silence: Failure.Code { .xenUnreachable }
  /// Where xl writes no log of a guest, as xm never does, one that has left looks like one that has died.
  public var traits: Traits {
    let always: Traits = [.shutdownModes, .startsFromDefinition]
    let hasLogs = toolstack == .xl && Files.information(Locations.current.xenLogs) != nil
    return hasLogs ? always : always.union(.departsUnseen)
  }

  /// Whether this node runs Xen, and has the tool: where it does not, no guest of Xen can be.
  public var isInstalled: Bool { XenDriver.isUnderXen && Toolbox.find(uri) != nil }

  /// Whether this node commands Xen, with its tools or without: its UUID, and no guest's, is all zeros.
  static var isControlDomain: Bool {
    isUnderXen
      && says(Locations.current.hypervisorUUID) { text in
        let digits = text.filter(\.isHexDigit)
        return digits.utf8.count == 32 && digits.allSatisfy { $0 == "0" }
      }
  }

  private static var isUnderXen: Bool {
    says(Locations.current.hypervisorType) { $0.trimmedLines == ["xen"] }
  }

  /// Whether a file of the kernel's says so, or may: one that is there and cannot be read proves nothing.
  private static func says(_ path: String, _ isSo: (String) -> Bool) -> Bool {
    do throws(SystemError) {
      return isSo(String(decoding: try Files.read(path, limit: 64), as: UTF8.self))
    } catch { return !error.isMissing }
  }

  public var mover: (any GuestMover)? { XenMover(driver: self) }
  public var resumer: (any GuestResumer)? { self }
  public var marker: (any GuestMarker)? { self }
  public var autostart: (any GuestAutostart)? { self }
  public var holdings: (any GuestHoldings)? { self }
  public var completer: (any GuestCompleter)? { XenCompleter(tool: toolstack) }
  public var look: (any NodeLook)? { XenLook(toolstack: toolstack) }

  /// The end of the process that xl leaves beside a guest; xm leaves none.
  public func news(of guest: Guest, retryingWithin pause: Duration) -> (any GuestNews)? {
    toolstack == .xl ? XenNews(keeper(guest), retryingWithin: pause) : nil
  }

  /// `list NAME`, and the list of all where that knows no such domain.
  public func observe(_ guest: Guest, until deadline: Instant) -> Observation {
    if let fault = XenName.fault(guest.name) { return Observation(unknown: fault, by: uri) }
    return XenWitness(toolstack: toolstack, keeper: keeper(guest), run: guest.identity.domainID)
      .observe(until: deadline)
  }

  /// The number of the domain, which changes whenever the guest reboots.
  public func identify(_ guest: Guest, until deadline: Instant) throws(Failure) -> GuestIdentity {
    let observation = observe(guest, until: deadline)
    if let identity = observation.identity { return identity }
    if observation.state == .absent { throw Failure(.noSuchGuest, guest.name) }
    throw Failure(.xenUnreachable, name, cause: observation.reason)
  }

  /// Puts the configuration where `start` takes it from; Xen itself keeps none.
  ///
  /// It is a copy, so that what is created is what was checked, and lies there until the guest has been created.
  public func define(_ guest: Guest, definition: [UInt8], until deadline: Instant) throws(Failure) {
    try allow(guest)
    let path = definitionPath(guest)
    do {
      try Trust.prepareDirectory(Files.parent(of: path), mode: 0o700)
      try Files.replace(path, with: definition, mode: 0o600)
    } catch {
      throw Failure(.cannotDefine, guest.name, cause: error.description)
    }
  }

  /// `create FILE`; what is left of an earlier run and keeps the name is destroyed first.
  ///
  /// A guest that xend knows by itself (`xm new`) is started by `xm start` when no definition was given.
  public func start(_ guest: Guest, restoring: Bool, until deadline: Instant) throws(Failure) {
    try allow(guest)
    let path = definitionPath(guest)
    defer { try? Files.remove(path) }
    let hasDefinition = Files.information(path) != nil
    guard hasDefinition || toolstack == .xm else {
      throw Failure(.cannotStart, guest.name, cause: "no definition was given to start it from")
    }
    try release(guest, until: deadline)
    // A part is kept for taking away what a create that hangs has made.
    let now = Clock.now
    let answer = try run(
      hasDefinition ? ["create", path] : ["start", guest.name],
      until: now + (deadline - now) * 0.85)
    if answer.succeeded { return }
    if case .exited = answer.ending {} else { removeHalfMade(guest, until: deadline) }
    throw Failure(.cannotStart, guest.name, cause: answer.complaint)
  }

  /// A create that was killed leaves a domain that is paused and never ran.
  private func removeHalfMade(_ guest: Guest, until deadline: Instant) {
    guard let list = try? run(["list", guest.name], until: deadline),
      case .row(let row) = toolstack.answer(list, of: guest.name), row.time == 0,
      case .paused = row.state
    else { return }
    _ = try? run(["destroy", guest.name], until: deadline)
  }

  /// `unpause`, which does nothing to a guest that is not paused.
  public func resume(_ guest: Guest, until deadline: Instant) throws(Failure) {
    try allow(guest)
    try run(["unpause", guest.name], until: deadline).orThrow(.paused, guest.name)
  }

  /// `shutdown`; a guest that is paused or has crashed is not asked, for that takes 60 s and is refused.
  public func requestShutdown(_ guest: Guest, mode: ShutdownMode, until deadline: Instant)
    throws(Failure)
  {
    try allow(guest)
    let subject = "\(guest.name), mode \(mode)"
    guard let words = toolstack.shutdown(guest.name, mode: mode) else {
      throw Failure(.shutdownRefused, subject, cause: "\(uri) has no such way")
    }
    let list = toolstack.answer(try run(["list", guest.name], until: deadline), of: guest.name)
    guard case .row(let row) = list, row.state == .running else {
      throw Failure(.shutdownRefused, subject, cause: "it does not run, or nothing is known of it")
    }
    try run(words, until: deadline).orThrow(.shutdownRefused, subject)
  }

  /// `destroy`, of the guest or of what a move has left of it here.
  ///
  /// A guest in the middle of a reboot has no domain; then the process that would bring it back is ended.
  public func destroy(_ guest: Guest, until deadline: Instant) throws(Failure) {
    try allow(guest)
    let answer = try run(["destroy", guest.name], until: deadline)
    if answer.succeeded { return }
    if !toolstack.deniesDomain(answer, guest.name) {
      try answer.orThrow(.cannotDestroy, guest.name)
    }
    // "No such domain" is also what an emptied xenstore makes xl say; then the guest lives, and its keeper is left alone.
    var list = try XenWitness.wholeList(toolstack, until: deadline)
    if keeper(guest).end(until: deadline) {
      // It may have come back just before its keeper ended.
      list = try XenWitness.wholeList(toolstack, until: deadline)
    }
    for row in list.rows where row.name == guest.name || XenName.plain(row.name)?.name == guest.name
    {
      // Its xl takes the domain away itself, and lets go of what it holds.
      if let id = row.id { _ = XenArrival(domain: id).end(until: deadline) }
      try takeAway(row.name, until: deadline)
    }
  }

  /// Destroys a domain that has shut down and that its configuration preserves: it keeps its name, memory and disks.
  public func release(_ guest: Guest, until deadline: Instant) throws(Failure) {
    try allow(guest)
    let list = toolstack.answer(try run(["list", guest.name], until: deadline), of: guest.name)
    guard case .row(let row) = list, row.id != nil, case .off = row.state else { return }
    try takeAway(guest.name, until: deadline)
  }

  /// `destroy` of what may have gone meanwhile.
  private func takeAway(_ name: String, until deadline: Instant) throws(Failure) {
    let answer = try run(["destroy", name], until: deadline)
    if !toolstack.deniesDomain(answer, name) { try answer.orThrow(.cannotDestroy, name) }
  }

  /// A key in xenstore.
  public func mark(_ guest: Guest, as mark: String, until deadline: Instant) throws(Failure) {
    try XenMarks.set(guest.name, mark, until: deadline)
  }

  /// Asks for the mark of every domain that is listed.
  public func marked(_ mark: String, until deadline: Instant) throws(Failure) -> [Guest] {
    let list = try XenWitness.wholeList(toolstack, until: deadline)
    var found: [Guest] = []
    for row in list.rows where row.id != 0 {
      let plain = XenName.plain(row.name)?.name ?? row.name
      if try XenMarks.get(plain, until: deadline) == mark {
        found.append(
          Guest(
            name: plain, identity: GuestIdentity(domainID: row.id.map(String.init) ?? "")))
      }
    }
    return found
  }

  /// Whether a file in /etc/xen/auto, from which guests are created at boot, names the guest.
  public func startsByItself(_ guest: Guest, until deadline: Instant) throws(Failure) -> Bool {
    let directory = Locations.current.xenAutostart
    guard Files.information(directory) != nil else { return false }
    do throws(SystemError) {
      for file in try Files.list(directory) {
        let path = "\(directory)/\(file)"
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try Files.read(path, limit: 1 << 20) } catch {
          // What is not there, as behind a link that leads nowhere, or is no file, is not started either.
          if error.isMissing || Files.information(path)?.kind != .regular { continue }
          throw error
        }
        // Nor is what names no domain.
        if (try? XenDefinition(parsing: bytes))?.name == guest.name { return true }
      }
      return false
    } catch {
      throw Failure(.unreadable, directory, of: error)
    }
  }

  /// A domain's configuration file, as the tool reads it.
  public func read(definition: [UInt8]) throws(Failure) -> GuestDefinition {
    try XenDefinition.read(definition, for: toolstack)
  }

  private func definitionPath(_ guest: Guest) -> String {
    Locations.current.definitions + "/\(XenName.encoded(guest.name)).cfg"
  }

  private func keeper(_ guest: Guest) -> XenKeeper {
    XenKeeper(name: guest.name, definition: definitionPath(guest))
  }

  /// A name that the tool would take for something else is never given to it: it could be a stranger's domain.
  private func allow(_ guest: Guest) throws(Failure) {
    if let fault = XenName.fault(guest.name) {
      throw Failure(.badValue, "Domain_name", cause: fault)
    }
  }

  private func run(_ words: [String], until deadline: Instant) throws(Failure) -> Completion {
    try Toolbox.run(uri, words, until: deadline)
  }
}
