internal import Glibc
internal import LinuxCalls
internal import Model

/// The system's log: syslog(3) by one datagram that never waits.
///
/// The C library's own syslog() blocks when the daemon is stopped, and a probe must not (house rule 6).
public enum SystemLog {
  /// How bad it is: RFC 3164, section 4.1.1.
  public enum Severity: Int, Comparable, Sendable {
    case error = 3
    case warning = 4
    case notice = 5
    case information = 6
    case debug = 7

    /// Worse severities have lower numbers.
    public static func < (left: Severity, right: Severity) -> Bool {
      left.rawValue < right.rawValue
    }
  }

  /// Sends one line to the daemon facility; whether the log took it.
  ///
  /// False means that nobody listens or that the queue is full; the message is lost and the caller counts it.
  public static func send(
    _ severity: Severity, tag: String, _ text: String, socket: String = "/dev/log"
  )
    -> Bool
  {
    let number = linux_local_datagram()
    guard number >= 0 else { return false }
    let descriptor = Descriptor(number)
    let daemonFacility = 3 << 3
    let line = Escapes.line(text)
    let message = Array(
      "<\(daemonFacility | severity.rawValue)>\(Clock.local.syslogStamp) \(Escapes.line(tag)): \(line)"
        .utf8
    ).prefix(8_000)
    guard let address = try? SocketAddress(path: socket) else { return false }
    let sent = address.withPointer { address, length in
      message.withUnsafeBytes { bytes in
        sendto(
          descriptor.number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), address,
          length)
      }
    }
    return sent == message.count
  }
}
