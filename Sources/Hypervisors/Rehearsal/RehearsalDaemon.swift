internal import Model
internal import Platform

/// The rehearsal's toolstack daemon: it owns the guests, and its death does not harm them.
enum RehearsalDaemon {
  /// Serves the guests of a state directory until it is told to stop; guests that run go on running.
  static func run(_ directory: StateDirectory) throws(Failure) {
    let lock = try FileLock.take(
      directory.lock, owner: "process \(Environment.processIdentifier)", for: directory.path,
      orElse: .rehearsalTaken, until: Clock.now)
    try serve(directory, holding: lock)
  }

  private static func serve(_ directory: StateDirectory, holding lock: borrowing FileLock)
    throws(Failure)
  {
    let toolstack = try Toolstack(directory)
    do throws(SystemError) {
      try RehearsalStage(toolstack).play()
    } catch {
      throw Failure(.rehearsalNotUp, directory.path, cause: error.description)
    }
  }
}
