internal import Glibc
internal import LinuxCalls
public import Model

/// An open file descriptor that is closed when its owner goes.
public struct Descriptor: ~Copyable, Sendable {
  /// The kernel's number for it.
  public let number: Int32

  /// Takes over an open descriptor.
  public init(_ number: Int32) {
    self.number = number
  }

  /// Opens a log for a program that is started; what is written goes to its end.
  public init(appendingTo path: String) throws(SystemError) {
    let opened = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard opened >= 0 else { throw .last("open \(path)") }
    number = opened
  }

  deinit {
    close(number)
  }

  /// Reads what is there, at most `limit` bytes; nil when nothing is there yet, empty at the end of the stream.
  public func readAvailable(limit: Int = 65_536) throws(SystemError) -> [UInt8]? {
    var count = 0
    var reason: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, used in
      repeat { count = read(number, buffer.baseAddress, limit) } while count < 0 && errno == EINTR
      reason = errno
      used = max(0, count)
    }
    if count >= 0 { return bytes }
    if reason == EAGAIN || reason == EWOULDBLOCK { return nil }
    throw SystemError("read", number: reason)
  }

  /// From now on reads and writes return at once.
  public func setNonBlocking() {
    _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
  }

  /// Writes all bytes, waiting for room until `deadline`.
  ///
  /// A reader that has gone is EPIPE and never a signal, because every program of ours ignores SIGPIPE (see `Inheritance`).
  public func write(_ bytes: [UInt8], until deadline: Instant) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(number, buffer.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count >= 0 {
        written += count
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        // A reader that takes a little at a time always makes room, so the clock is asked as well.
        guard Clock.now < deadline, Poll.wait(for: .writable(number), until: deadline) else {
          throw .timeout("write")
        }
      } else if errno != EINTR {
        throw .last("write")
      }
    }
  }
}

/// A pipe whose ends are not inherited by programs that are started, unless as one of their streams.
///
/// Frozen, so that other rooms may hand its two ends to different owners.
@frozen
public struct Pipe: ~Copyable, Sendable {
  /// Where what was written comes out.
  public let reading: Descriptor
  /// Where it goes in.
  public let writing: Descriptor

  /// A new, empty pipe.
  public init() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard linux_pipe(&ends) == 0 else { throw .last("pipe2") }
    reading = Descriptor(ends[0])
    writing = Descriptor(ends[1])
  }

  /// The reading end alone: while our own writing end is open, the end of the other writers is never seen.
  public consuming func closingWriting() -> Descriptor { reading }
}
