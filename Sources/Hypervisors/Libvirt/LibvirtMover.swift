internal import Model
internal import Platform

/// Live migration by libvirt: `virsh migrate --p2p`, where this node's daemon drives the move and speaks to the other's.
///
/// The daemon and not the client, because a client can be killed: with virsh in charge the move would break off when the
/// framework kills the method, in whatever state it is; with the daemon in charge it goes on, and the next call finds its
/// job (`virsh domjobinfo`), waits for it or calls it off (`virsh domjobabort`). It also means that the URI of the other
/// daemon is resolved on this node by the daemon, which runs as root: its keys are the ones that count.
///
/// The memory goes to `tcp://ADDRESS`, the interconnect; without that word the other node would name an address of its own
/// liking, most often the public one.
struct LibvirtMover: GuestMover {
  private let driver: LibvirtDriver
  /// What stands in the URI before and behind the other node: `qemu` and `/system`.
  private let scheme, path: String

  /// The mover of a driver for this machine's own daemon; nil when that is another machine's, or moves nothing.
  init?(_ driver: LibvirtDriver) {
    let parts = driver.uri.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, parts[1].hasPrefix("///") else { return nil }
    let scheme = String(parts[0].prefix { $0 != "+" })
    guard ["qemu", "xen"].contains(scheme) else { return nil }
    self.driver = driver
    self.scheme = scheme
    path = String(parts[1].dropFirst(2).prefix { $0 != "?" })
  }

  /// The URI of the other node's daemon.
  func uri(of target: MoveTarget) -> String {
    "\(scheme)+\(target.transport.isEmpty ? "ssh" : target.transport)://\(target.host)\(path)"
  }

  func peer(at target: MoveTarget) -> (any HypervisorPeer)? {
    LibvirtDriver(uri: uri(of: target))
  }

  func look(at target: MoveTarget) -> (any NodeLook)? {
    LibvirtLook(LibvirtDriver(uri: uri(of: target)), at: target)
  }

  /// Each side is asked what it knows: this one whether libvirt and QEMU let the guest go, the other whether it could have it.
  func check(_ guest: Guest, to target: MoveTarget, until deadline: Instant) throws(Failure)
    -> [String]
  {
    let peer = LibvirtDriver(uri: uri(of: target))
    let manner = scheme == "qemu" ? target.manner : MoveManner()
    let askedMemory = try driver.begin(["dommemstat", "--domain", guest.name])
    try requireRoom(at: target, for: guest, seen: peer.observe(guest, until: deadline))
    let memory = LibvirtDriver.memoryInUse(in: askedMemory.end(by: deadline).text)
    var unknown: [String] = []
    let description: [UInt8]
    let release = LibvirtRelease(driver, MigrateOptions.flags(manner), until: deadline)
    if let released = try release.description(of: guest) {
      description = released
    } else {
      unknown.append("whether libvirt and QEMU of this node let it go")
      description = try driver.description(of: guest, until: deadline)
    }
    let files = try? LibvirtFirmware(driver)?.stateFiles(of: guest, until: deadline)
    if let obstacle = TPMHandover.obstacle(files ?? [], until: deadline) {
      throw Failure(.moveRefused, guest.name, cause: obstacle)
    }
    var destination = LibvirtDestination(peer, target, until: deadline)
    try destination.check(guest, description, memory: memory, copying: manner.disks)
    return unknown + destination.unknown
  }

  /// A move of QEMU that does not come to its end is given what brings it there (`MoveConvergence`).
  func move(
    _ guest: Guest, to target: MoveTarget, until deadline: Instant,
    report: (MoveProgress) -> Void
  ) throws(Failure) {
    let manner = scheme == "qemu" ? target.manner : MoveManner()
    if let objection = MigrateOptions.objection(to: manner.options) {
      throw Failure(.moveRefused, ExtensionProperty.migrationOptions.name, cause: objection)
    }
    let began = Clock.now
    let order = words(guest, to: target, in: manner)
    let running = try driver.begin(order)
    // Calling it off takes a moment, which is part of what the move was given.
    let end = deadline - min(.seconds(5), (deadline - began) * 0.2)
    var convergence = MoveConvergence(manner, within: end - began)
    do throws(Failure) {
      try attend(running, guest, until: end, deadline) { seen in
        var progress = seen
        progress.step = urge(guest, by: &convergence, after: seen, left: end - Clock.now)
        report(progress)
      }
    } catch {
      guard manner.allowsPostcopy else { throw error }
      try fetchRest(of: guest, from: target, by: order, until: deadline, after: error)
    }
  }

  /// A guest whose link broke while it lived on both nodes is whole again when the rest of its memory arrives after all: the order is
  /// repeated until the link is back, or the time is over. Neither daemon may have noticed the break in its emulator, so both are told
  /// first (Toolstacks, libvirt's migration).
  private func fetchRest(
    of guest: Guest, from target: MoveTarget, by order: [String], until deadline: Instant,
    after failure: Failure
  ) throws(Failure) {
    var failure = failure
    let pause = ["domjobabort", "--postcopy", "--domain", guest.name]
    while Clock.now < deadline {
      let look = min(deadline, Clock.now + .seconds(5))
      guard driver.observe(guest, until: look).state == .paused(.postcopyFailed) else { break }
      let peer = LibvirtDriver(uri: uri(of: target))
      for daemon in [driver, peer] {
        _ = try? daemon.virsh(pause, until: min(deadline, Clock.now + .seconds(5)))
      }
      // A daemon that is ordered while the link is down waits for its own connection to the other for two minutes, and takes no
      // further order meanwhile.
      let there = peer.observe(guest, until: min(deadline, Clock.now + .seconds(5))).state
      if there.isActive == true {
        let answer = try driver.begin(order + ["--postcopy-resume"]).end(by: deadline)
        if answer.succeeded { return }
        failure = Failure(.moveFailed, guest.name, cause: answer.complaint)
      }
      Clock.sleep(until: min(deadline, Clock.now + .seconds(1)))
    }
    throw failure
  }

  /// The words that order a move.
  func words(_ guest: Guest, to target: MoveTarget, in manner: MoveManner) -> [String] {
    ["migrate", "--live", "--p2p", "--persistent", "--abort-on-error"]
      + MigrateOptions.words(manner)
      + [
        "--domain", guest.name, "--desturi", uri(of: target), "--migrateuri",
        "tcp://\(target.host)",
      ]
  }

  /// A step that is refused, as by a move that has just come to its end, is tried again as long as it is due.
  func urge(
    _ guest: Guest, by convergence: inout MoveConvergence, after progress: MoveProgress,
    left: Duration
  ) -> MoveStep? {
    guard let step = convergence.step(after: progress, left: left), take(step, guest) else {
      return nil
    }
    convergence.took(step, at: progress)
    return step
  }

  /// Takes a step; whether libvirt took it.
  private func take(_ step: MoveStep, _ guest: Guest) -> Bool {
    let words: [String]
    switch step {
    case .standstill(let limit):
      words = ["migrate-setmaxdowntime", "--domain", guest.name, "\(limit.inMilliseconds)"]
    // QEMU does it by itself, with the options that the move was begun with.
    case .throttled: return true
    case .postcopy: words = ["migrate-postcopy", "--domain", guest.name]
    }
    return (try? driver.virsh(words, until: Clock.now + .seconds(3)))?.succeeded == true
  }

  /// `virsh domjobinfo --rawstats`: names and numbers of libvirt's public interface, in bytes and pages.
  ///
  /// It is refused for a guest that does not run, as one that has moved.
  func progress(of guest: Guest, until deadline: Instant) throws(Failure) -> MoveProgress? {
    let now = Clock.now
    let answer = try driver.virsh(
      ["domjobinfo", "--rawstats", "--domain", guest.name], until: now + (deadline - now) * 0.6)
    if answer.succeeded, !answer.truncated { return LibvirtJob.parse(answer.text) }
    if driver.observe(guest, until: deadline).state.isActive == false { return nil }
    throw Failure(.toolstackUnreachable, driver.name, cause: answer.complaint)
  }

  /// libvirt refuses it while the guest lives on both nodes, in its post-copy phase (Toolstacks, libvirt's migration).
  func cancel(_ guest: Guest, until deadline: Instant) {
    _ = try? driver.virsh(["domjobabort", "--domain", guest.name], until: deadline)
  }

  func lack(for manner: MoveManner) -> Failure? {
    guard scheme == "qemu", manner.isEncrypted, let missing = MoveCertificates().missing.first
    else { return nil }
    return Failure(.noCertificates, missing)
  }

  func pace(of guest: Guest, to target: MoveTarget, until deadline: Instant) throws(Failure)
    -> MovePace?
  {
    try LibvirtPace(driver, to: LibvirtDriver(uri: uri(of: target)), until: deadline).measure(guest)
  }
}
