internal import Glibc
public import Model

/// Waiting for the first of several descriptors, with a deadline: poll(2).
public enum Poll {
  /// What is waited for.
  public enum Interest: Equatable, Sendable {
    /// Data, an end of stream, an exit (pidfd) or a signal (signalfd).
    case readable(Int32)
    /// Room for more output.
    case writable(Int32)
    /// The reader of this descriptor has closed it; nothing else wakes from it.
    case abandoned(Int32)

    fileprivate var entry: pollfd {
      switch self {
      case .readable(let number): pollfd(fd: number, events: Int16(POLLIN), revents: 0)
      case .writable(let number): pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
      case .abandoned(let number): pollfd(fd: number, events: 0, revents: 0)
      }
    }
  }

  /// The descriptors that are ready, or nil when `deadline` passed; without a deadline it waits for ever.
  public static func wait(_ interests: [Interest], until deadline: Instant?) -> [Int32]? {
    var entries = interests.map(\.entry)
    guard entries.withUnsafeMutableBufferPointer({ Poll.wait($0, until: deadline) }) else {
      return nil
    }
    return entries.filter { $0.revents != 0 }.map(\.fd)
  }

  /// Whether one descriptor is ready before `deadline` has passed.
  public static func wait(for interest: Interest, until deadline: Instant?) -> Bool {
    var entry = interest.entry
    return withUnsafeMutablePointer(to: &entry) {
      wait(UnsafeMutableBufferPointer(start: $0, count: 1), until: deadline)
    }
  }

  private static func wait(
    _ entries: UnsafeMutableBufferPointer<pollfd>, until deadline: Instant?
  ) -> Bool {
    while true {
      var limit: Int32 = -1
      if let deadline {
        let left = (deadline - Clock.now).inMilliseconds
        // One millisecond more than is left, so that a wait never ends just before its deadline and spins.
        limit = left < 0 ? 0 : Int32(clamping: left + 1)
      }
      #if DEBUG
        let rehearsed = Clock.rehearsed
        if rehearsed != nil, deadline != nil { limit = 0 }
      #endif
      let count = poll(entries.baseAddress, nfds_t(entries.count), limit)
      #if DEBUG
        if count == 0, let rehearsed, let deadline { rehearsed.pass(until: deadline) }
      #endif
      if count > 0 { return true }
      if count == 0 {
        guard let deadline, Clock.now < deadline else { return false }
      } else if errno != EINTR {
        return false
      }
    }
  }
}
