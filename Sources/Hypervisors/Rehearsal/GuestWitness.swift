internal import Model
internal import Platform

/// The second witness: rehearsal guests as the kernel's list of processes shows them. It never asks the daemon.
enum GuestWitness {
  /// A guest's process that was found.
  struct Sighting: Equatable, Sendable {
    /// The guest's name and UUID by the process's own arguments.
    let name, uuid: String
    /// The process.
    let process: ProcessIdentity
  }

  /// The guests of a state directory that live, each process once.
  static func all(in directory: StateDirectory) -> [Sighting] {
    Processes.all().compactMap { sighting($0, in: directory) }
  }

  /// What a process is, if it is a guest of that directory and lives.
  static func sighting(_ pid: Int32, in directory: StateDirectory) -> Sighting? {
    // The identity is read on both sides of the arguments, so that they belong to one process.
    guard let before = Processes.identity(pid) else { return nil }
    guard let (name, uuid) = GuestProcess.guest(Processes.arguments(pid), in: directory),
      Processes.identity(pid) == before
    else { return nil }
    return Sighting(name: name, uuid: uuid, process: before)
  }

  /// The process of one guest; an empty UUID is any. The one with the identity that is known is preferred.
  static func find(
    name: String, uuid: String, known: ProcessIdentity?, in directory: StateDirectory
  ) -> Sighting? {
    func fits(_ sighting: Sighting) -> Bool {
      sighting.name == name && (uuid.isEmpty || sighting.uuid == uuid)
    }
    if let known, let there = sighting(known.pid, in: directory), there.process == known,
      fits(there)
    {
      return there
    }
    return all(in: directory).first(where: fits)
  }
}
