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

    var descriptor: Int32 {
      switch self {
      case .readable(let number), .writable(let number): number
      }
    }
  }

  /// The descriptors that are ready, or nil when `deadline` passed; without a deadline it waits for ever.
  public static func wait(_ interests: [Interest], until deadline: Instant?) -> [Int32]? {
    var entries = interests.map { interest in
      switch interest {
      case .readable(let number): pollfd(fd: number, events: Int16(POLLIN), revents: 0)
      case .writable(let number): pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
      }
    }
    while true {
      var limit: Int32 = -1
      if let deadline {
        let left = (deadline - Clock.now).inMilliseconds
        // One millisecond more than is left, so that a wait never ends just before its deadline and spins.
        limit = left < 0 ? 0 : Int32(clamping: left + 1)
      }
      let count = poll(&entries, nfds_t(entries.count), limit)
      if count > 0 { return entries.filter { $0.revents != 0 }.map(\.fd) }
      if count == 0 {
        guard let deadline, Clock.now < deadline else { return nil }
      } else if errno != EINTR {
        return nil
      }
    }
  }
}
