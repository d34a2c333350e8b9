internal import Glibc
public import Model

/// The machine's clocks: the monotonic one for every decision, the wall clock for what people read.
public enum Clock {
  /// Now, on the monotonic clock that also counts while the machine sleeps: clock_gettime(2), CLOCK_BOOTTIME.
  public static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Instant(.seconds(time.tv_sec) + .nanoseconds(time.tv_nsec))
  }

  /// Does nothing until `deadline`.
  public static func sleep(until deadline: Instant) {
    _ = Poll.wait([], until: deadline)
  }

  /// The wall clock in seconds since 1970, for records that outlive a boot.
  public static var secondsSince1970: Int64 { Int64(time(nil)) }

  /// The wall clock as it is shown in local time.
  public static var local: WallTime { local(secondsSince1970) }

  /// A time in seconds since 1970 as it is shown in local time.
  public static func local(_ secondsSince1970: Int64) -> WallTime {
    var seconds = time_t(secondsSince1970)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return WallTime(
      year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
      hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec))
  }
}

/// A wall-clock time as people write it.
public struct WallTime: Equatable, Sendable {
  /// The parts of the date and of the time of day; the month counts from 1.
  public let year, month, day, hour, minute, second: Int

  /// A time with these parts.
  public init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second) = (hour, minute, second)
  }

  /// `11/23/2026 03:34:47`, the form of the logs of SUNW.gds (gds-contract, section 3.3).
  public var americanDateAndTime: String {
    "\(two(month))/\(two(day))/\(year) \(two(hour)):\(two(minute)):\(two(second))"
  }

  /// `Nov 23 03:34:47`, the form of a syslog datagram: RFC 3164, section 4.1.2.
  public var syslogStamp: String {
    let names = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    return "\(names[(month + 11) % 12]) \(day < 10 ? " " : "")\(day) "
      + "\(two(hour)):\(two(minute)):\(two(second))"
  }

  private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}
