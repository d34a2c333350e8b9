internal import Model
internal import Platform

/// The second witness for libvirt's QEMU guests: the process of the emulator, found and judged without the daemon.
///
/// libvirt starts one emulator a guest with `-uuid UUID` and `-name guest=NAME,...` among its arguments; a guest that runs
/// has one, and one that has none does not run. That holds for a connection to this machine's QEMU only.
struct EmulatorProcess {
  /// Whether the connection is to QEMU on this machine, so that its processes are ours to see.
  let isLocal: Bool

  init(uri: String) {
    isLocal = uri.hasPrefix("qemu:///") || uri.hasPrefix("qemu+unix:///")
  }

  /// Running, absent or unknown. A paused guest has a process too, so running means here: it is there.
  ///
  /// - Parameter canSee: whether the emulators of others can be seen; where they cannot, finding none proves nothing.
  func observe(_ guest: Guest, canSee: Bool = Processes.areVisible) -> Observation {
    guard isLocal else {
      return Observation(
        .unknown("no second witness for this connection"),
        evidence: [Evidence("process table", "not asked", at: Clock.now)])
    }
    if let process = find(guest) {
      let uuid = EmulatorProcess.value(of: "-uuid", in: Processes.arguments(process.pid)) ?? ""
      return Observation(
        .running,
        evidence: [Evidence("process \(process.pid)", "lives", at: Clock.now)],
        identity: GuestIdentity(
          uuid: uuid.lowercased(), pid: process.pid, startTime: process.startTime))
    }
    guard canSee else {
      let cause = "the processes of others cannot be seen"
      return Observation(
        .unknown(cause), evidence: [Evidence("process table", cause, at: Clock.now)])
    }
    return Observation(
      .absent, evidence: [Evidence("process table", "no emulator of this guest", at: Clock.now)])
  }

  /// The emulator of this guest: the recorded process if it lives, else the one whose arguments name the guest.
  ///
  /// The table is always searched when the recorded process is gone: the guest may have been started anew since.
  func find(_ guest: Guest) -> ProcessIdentity? {
    guard isLocal else { return nil }
    let recorded = ProcessIdentity(pid: guest.identity.pid, startTime: guest.identity.startTime)
    if recorded.pid > 0, Processes.isAlive(recorded),
      EmulatorProcess.runs(guest, Processes.arguments(recorded.pid))
    {
      return recorded
    }
    for pid in Processes.all() where EmulatorProcess.runs(guest, Processes.arguments(pid)) {
      if let process = Processes.identity(pid) { return process }
    }
    return nil
  }

  /// Whether an argument vector is that of the emulator of this guest; by UUID if that is known, else by name.
  static func runs(_ guest: Guest, _ arguments: [String]) -> Bool {
    guard let program = arguments.first, program.contains("qemu") || program.hasSuffix("/kvm"),
      let uuid = value(of: "-uuid", in: arguments)
    else { return false }
    if !guest.identity.uuid.isEmpty { return uuid.lowercased() == guest.identity.uuid }
    return value(of: "-name", in: arguments).map(guestName) == guest.name
  }

  /// The name in `guest=NAME,debug-threads=on`: QEMU writes a comma in a value as two, and one comma ends it.
  ///
  /// By its bytes: an accent behind a comma would make one letter of the two.
  static func guestName(_ value: String) -> String {
    let (prefix, comma) = (Array("guest=".utf8), UInt8(ascii: ","))
    var rest = Array(value.utf8)[...]
    if rest.starts(with: prefix) { rest = rest.dropFirst(prefix.count) }
    var name: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == comma && rest.popFirst() != comma { break }
      name.append(byte)
    }
    return String(decoding: name, as: UTF8.self)
  }

  private static func value(of option: String, in arguments: [String]) -> String? {
    guard let place = arguments.firstIndex(of: option), place + 1 < arguments.count else {
      return nil
    }
    return arguments[place + 1]
  }

  /// Ends the emulator: SIGTERM, on which QEMU flushes its disks, and SIGKILL after half the time. Whether it was proven
  /// to be gone.
  func kill(_ guest: Guest, until deadline: Instant) -> Bool {
    guard let process = find(guest), let watch = try? ProcessWatch(process) else { return false }
    // Between the look at its arguments and the handle the number cannot have changed hands: the watch has compared the
    // start time after it was opened.
    watch.signal(Signal.terminate)
    let now = Clock.now
    if watch.ended(by: now + (deadline - now) * 0.5) { return true }
    watch.signal(Signal.kill)
    return watch.ended(by: deadline)
  }
}
