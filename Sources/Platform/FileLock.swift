internal import Glibc
public import Model

/// An exclusive lock on a file, held until it goes out of scope or its process dies: flock(2).
///
/// The file names the owner, so that a caller that waits too long can say which process holds the lock.
public struct FileLock: ~Copyable, Sendable {
  private let file: Descriptor

  /// Takes the lock at `path`, waiting until `deadline`; the file then says `owner`.
  ///
  /// Another holder at the deadline is an error with number EWOULDBLOCK.
  public init(_ path: String, owner: String, until deadline: Instant) throws(SystemError) {
    let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard opened >= 0 else { throw .last("open \(path)") }
    let taken = Descriptor(opened)
    while flock(taken.number, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { throw .last("flock \(path)") }
      guard Clock.now < deadline else { throw SystemError("flock \(path)", number: EWOULDBLOCK) }
      Clock.sleep(until: min(deadline, Clock.now + .milliseconds(20)))
    }
    ftruncate(taken.number, 0)
    try? taken.write(Array((owner + "\n").utf8), until: Clock.now + .seconds(1))
    file = taken
  }

  /// Takes the lock at `path`, in a directory that is made where it is missing, for something that is done to `subject`.
  ///
  /// - Throws: `busy`, by default `.busy`, with the holder's words when it is held until `deadline`; everything else is what the
  ///   system says, and does not name an earlier holder.
  public static func take(
    _ path: String, owner: String, for subject: String, orElse busy: Failure.Code = .busy,
    directoryMode: UInt32 = 0o700, until deadline: Instant
  ) throws(Failure) -> FileLock {
    do throws(SystemError) {
      try Trust.prepareDirectory(Files.parent(of: path), mode: directoryMode)
      return try FileLock(path, owner: owner, until: deadline)
    } catch {
      guard error.isHeldByAnother else { throw Failure(.unwritable, path, of: error) }
      throw Failure(busy, subject, cause: FileLock.owner(of: path) ?? "another process")
    }
  }

  // By word: a child of another thread shares the open file until its program begins, and would hold the lock until then.
  deinit { flock(file.number, LOCK_UN) }

  /// This method in this process, as a lock names its owner.
  public static func owner(doing what: String) -> String {
    "\(what), process \(Environment.processIdentifier)"
  }

  /// Gives the lock up here and not at the end of a scope.
  public consuming func release() {}

  /// Who holds the lock at `path` now; nil when nobody does.
  ///
  /// The check takes a free lock in shared mode for a moment and does not change the file.
  public static func holder(of path: String) -> String? {
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard opened >= 0 else { return nil }
    let file = Descriptor(opened)
    guard flock(file.number, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
    return owner(of: path) ?? "somebody"
  }

  /// Who holds, or last held, the lock at `path`.
  public static func owner(of path: String) -> String? {
    guard let bytes = try? Files.read(path, limit: 4_096), !bytes.isEmpty else { return nil }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}
