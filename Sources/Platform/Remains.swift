internal import Glibc
internal import Model

/// What is left of replacing a file when the process that did it is killed in the middle.
extension Files {
  /// The file that becomes `path` when it is complete; it bears the number of the process that writes it.
  static func temporary(for path: String) -> String {
    "\(parent(of: path))/\(prefix(of: path))\(getpid()).new"
  }

  /// Removes such files of processes that have ended. It is called when the file is replaced, and when it is removed for good.
  ///
  /// A process that has ended and was not waited for counts as ended: a busy PID 1, as in a container, may leave it for long.
  ///
  /// - Parameter isAlone: who calls holds a lock that each writer of the file holds too: what is there is left of one that is
  ///   gone, though its number may be another process's by now.
  public static func sweep(_ path: String, isAlone: Bool = false) {
    let (directory, prefix) = (parent(of: path), prefix(of: path))
    for name in (try? list(directory)) ?? [] where name.hasPrefix(prefix) && name.hasSuffix(".new")
    {
      guard let pid = Int32(outside: name.dropFirst(prefix.count).dropLast(4)), pid > 0,
        isAlone || kill(pid, 0) != 0 && errno == ESRCH || Processes.status(pid)?.isZombie == true
      else { continue }
      unlink("\(directory)/\(name)")
    }
  }

  /// A long name is cut, or the temporary one would be longer than a file system allows.
  private static func prefix(of path: String) -> String {
    ".\(String(decoding: path.utf8.split(separator: 0x2F).last?.prefix(200) ?? [], as: UTF8.self))."
  }
}
