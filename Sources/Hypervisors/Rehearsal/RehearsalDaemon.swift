internal import Model
internal import Platform

/// The rehearsal's toolstack daemon: it owns the guests, and its death does not harm them.
enum RehearsalDaemon {
  /// Serves the guests of a state directory until it is told to stop; guests that run go on running.
  static func run(_ directory: StateDirectory) throws(Failure) {
    do throws(SystemError) {
      try Files.makeDirectory(directory.path, mode: 0o700)
    } catch {
      throw Failure(.unwritable, directory.path, cause: error.description)
    }
    let lock: FileLock
    do throws(SystemError) {
      lock = try FileLock(
        directory.lock, owner: "process \(Environment.processIdentifier)", until: Clock.now)
    } catch {
      throw Failure(
        .rehearsalTaken, directory.path, cause: FileLock.owner(of: directory.lock) ?? error.reason)
    }
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
