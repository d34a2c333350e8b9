internal import Glibc
public import Model

/// The machine's clocks: the monotonic one for every decision, the wall clock for what people read.
public enum Clock {
  #if DEBUG
    /// Time that a test makes for what it calls; nil is the machine's. Release builds know of none of it.
    @TaskLocal public static var rehearsed: (any RehearsedTime)?
  #endif

  /// Now, on the monotonic clock that also counts while the machine sleeps: clock_gettime(2), CLOCK_BOOTTIME.
  public static var now: Instant {
    #if DEBUG
      if let rehearsed { return rehearsed.now }
    #endif
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Instant(.seconds(time.tv_sec) + .nanoseconds(time.tv_nsec))
  }

  /// Does nothing until `deadline`.
  public static func sleep(until deadline: Instant) {
    _ = Poll.wait([], until: deadline)
  }

  /// The wall clock in seconds since 1970, for records that outlive a boot.
  public static var secondsSince1970: Int64 {
    #if DEBUG
      if let rehearsed { return rehearsed.secondsSince1970 }
    #endif
    return Int64(time(nil))
  }

  /// The wall clock in milliseconds since 1970.
  public static var millisecondsSince1970: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// When the machine was started, in seconds since 1970; a second more or less, as the wall clock is set.
  public static var bootedSince1970: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return secondsSince1970 - Int64(time.tv_sec)
  }

  /// The wall clock as it is shown in local time.
  public static var local: WallTime { local(secondsSince1970) }

  /// A time in seconds since 1970 as it is shown in local time.
  public static func local(_ secondsSince1970: Int64) -> WallTime {
    var seconds = time_t(secondsSince1970)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return WallTime(
      year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
      hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec),
      eastOfGreenwich: Int(parts.tm_gmtoff))
  }
}

#if DEBUG
  /// Time that passes at once when it is waited for, so that a test can go through minutes and step the wall clock.
  public protocol RehearsedTime: Sendable {
    /// Now, as `Clock.now` has it.
    var now: Instant { get }
    /// The wall clock, which may be stepped.
    var secondsSince1970: Int64 { get }
    /// Somebody waits until `deadline`, and nothing that the machine shows ends the wait before.
    func pass(until deadline: Instant)
  }
#endif

/// A wall-clock time as people write it.
public struct WallTime: Equatable, Sendable {
  /// The parts of the date and of the time of day; the month counts from 1.
  public let year, month, day, hour, minute, second: Int
  /// How many seconds its zone was ahead of Greenwich then.
  public let eastOfGreenwich: Int

  /// A time with these parts.
  public init(
    year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, eastOfGreenwich: Int = 0
  ) {
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second) = (hour, minute, second)
    self.eastOfGreenwich = eastOfGreenwich
  }

  /// `11/23/2026 03:34:47`, the form of the logs of SUNW.gds (Contract, Logs).
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

  /// `2026-11-23 03:34:47`, for pictures and tables that are read far from where they were made.
  public var dateAndTime: String {
    "\(year)-\(two(month))-\(two(day)) \(two(hour)):\(two(minute)):\(two(second))"
  }

  /// `+05:30`, what tells it from a time of another zone: RFC 3339, section 5.6.
  public var zone: String {
    let minutes = abs(eastOfGreenwich) / 60
    return (eastOfGreenwich < 0 ? "-" : "+") + "\(two(minutes / 60)):\(two(minutes % 60))"
  }

  private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}
