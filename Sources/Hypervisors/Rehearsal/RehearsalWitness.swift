internal import Model
internal import Platform

/// The second witness: rehearsal guests as the kernel's list of processes shows them. It never asks the daemon's tool.
struct RehearsalWitness: GuestWitness {
  private let processes: ProcessWitness

  init(_ directory: StateDirectory) {
    processes = ProcessWitness(
      door: { directory.backstage }, renames: false,
      played: { GuestProcess.guest($0, in: directory) })
  }

  /// The guests that live, each process once.
  var all: [ProcessWitness.Player] { Processes.all().compactMap { try? processes.player($0) } }

  func observeBelow(_ guest: Guest, until deadline: Instant) -> Observation {
    processes.observe(guest)
  }

  /// Kills the guest's process, after its number, start time, name and UUID were compared.
  func destroyBelow(_ guest: Guest, until deadline: Instant) -> Bool {
    guard case .own(let found) = processes.search(guest) else { return false }
    let (pid, startTime) = (guest.identity.pid, guest.identity.startTime)
    // With a run named, only that run is ended: another process of the guest is a start by somebody else.
    if pid != 0, found.process != ProcessIdentity(pid: pid, startTime: startTime) { return false }
    guard let watch = try? ProcessHandle(found.process), watch.signal(Signal.kill) else {
      return false
    }
    return watch.ended(by: deadline)
  }
}
