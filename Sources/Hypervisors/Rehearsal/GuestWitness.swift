internal import Model
internal import Platform

/// The second witness: rehearsal guests as the kernel's list of processes shows them. It never asks the daemon's tool.
enum GuestWitness {
  /// The witness for the guests of a state directory.
  static func witness(_ directory: StateDirectory) -> ProcessWitness {
    ProcessWitness(
      door: { directory.backstage }, renames: false,
      played: { GuestProcess.guest($0, in: directory) })
  }

  /// The guests of a state directory that live, each process once.
  static func all(in directory: StateDirectory) -> [ProcessWitness.Player] {
    let witness = witness(directory)
    return Processes.all().compactMap { try? witness.player($0) }
  }
}
