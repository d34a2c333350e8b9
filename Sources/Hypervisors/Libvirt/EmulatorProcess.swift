internal import Model
internal import Platform

/// The second witness for libvirt's QEMU guests: the process of the emulator, found and judged without the daemon.
///
/// libvirt starts one emulator a guest with `-uuid UUID` and `-name guest=NAME,...` among its arguments; a guest that runs
/// has one, and one that has none does not run.
struct EmulatorProcess: GuestWitness {
  private let witness: ProcessWitness

  /// The witness of a connection to QEMU on this machine, whose processes are ours to see; nil for any other.
  ///
  /// - Parameter sight: how much of the machine's processes is seen.
  init?(uri: String, sight: @escaping @Sendable () -> ProcessSight = { Processes.sight }) {
    guard uri.hasPrefix("qemu:///") || uri.hasPrefix("qemu+unix:///") else { return nil }
    witness = ProcessWitness(
      door: { WireSocket.door(uri) }, sight: sight, played: EmulatorProcess.guest)
  }

  /// What the list of processes says of the guest.
  func observeBelow(_ guest: Guest, until deadline: Instant) -> Observation {
    witness.observe(guest)
  }

  /// What the record of a run keeps of the guest's own process; nil when none is found.
  func identity(of guest: Guest) -> GuestIdentity? {
    guard case .own(let player) = witness.search(guest) else { return nil }
    return witness.identity(of: player)
  }

  /// The guest whose emulator has these arguments; nil for what is no emulator of libvirt's.
  static func guest(_ arguments: [String]) -> (name: String, uuid: String)? {
    guard let program = arguments.first, program.contains("qemu") || program.hasSuffix("/kvm"),
      let uuid = value(of: "-uuid", in: arguments)
    else { return nil }
    return (value(of: "-name", in: arguments).map(guestName) ?? "", uuid.lowercased())
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
  func destroyBelow(_ guest: Guest, until deadline: Instant) -> Bool {
    guard case .own(let player) = witness.search(guest),
      let watch = try? ProcessHandle(player.process)
    else { return false }
    // Between the look at its arguments and the handle the number cannot have changed hands: the watch has compared the
    // start time after it was opened.
    watch.signal(Signal.terminate)
    let now = Clock.now
    if watch.ended(by: now + (deadline - now) * 0.5) { return true }
    watch.signal(Signal.kill)
    return watch.ended(by: deadline)
  }
}
