internal import Glibc
internal import LinuxCalls

/// Sees that a file was written or that another one has taken its place: inotify(7).
///
/// One file is watched and not its directory, so that a change of one of many files wakes one watcher and not all of them.
///
/// A class, because it is held where there may be none, and its descriptor cannot be copied.
public final class FileWatch: Sendable {
  private let queue: Descriptor

  /// Watches what is at `path` from now on.
  public init(_ path: String) throws(SystemError) {
    let opened = linux_inotify()
    guard opened >= 0 else { throw .last("inotify_init1") }
    let descriptor = Descriptor(opened)
    guard linux_watch_file(opened, path) >= 0 else { throw .last("inotify_add_watch \(path)") }
    queue = descriptor
  }

  /// Readable when something has happened to the file. One that was replaced is not watched any more: a new watch is.
  public var handle: Int32 { queue.number }
}
