internal import Glibc

/// A system call that failed: which one, and the reason that the kernel gave.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The call, with what it was applied to: `open /etc/ha-xvm/x`.
  public let call: String
  /// The error number of errno(3).
  public let number: Int32
  /// What was found, where the number alone does not say it.
  private let detail: String?

  /// An error of `call` with the number `number`.
  public init(_ call: String, number: Int32, detail: String? = nil) {
    (self.call, self.number, self.detail) = (call, number, detail)
  }

  /// The error that the last failed call of this thread left in errno.
  ///
  /// The number is taken before the words are made, as making them may call the C library.
  static func last(_ call: @autoclosure () -> String) -> SystemError {
    let number = errno
    return SystemError(call(), number: number)
  }

  /// The call and the kernel's words: `open /x: No such file or directory`.
  public var description: String { "\(call): \(reason)" }

  /// The kernel's words alone, or ours where they say more.
  public var reason: String { detail ?? String(cString: strerror(number)) }

  /// There is no file, socket or process of that name.
  public var isMissing: Bool { number == ENOENT || number == ENOTDIR || number == ESRCH }

  /// It is no error of the kernel's: somebody besides root, or us, could have had a hand in it; see `Trust`.
  public var isObjection: Bool { number == EPERM && detail != nil }

  /// The deadline passed before the call was done.
  public var isTimeout: Bool { number == ETIMEDOUT }

  /// Somebody else holds the lock.
  public var isHeldByAnother: Bool { number == EWOULDBLOCK }

  /// Nobody listens at the other end.
  public var isRefused: Bool { number == ECONNREFUSED || number == ENOENT }

  /// This node has no way to the other end, or no means to ask: nothing is said of that.
  public var isOfThisNode: Bool {
    [ENETUNREACH, ENETDOWN, EADDRNOTAVAIL, EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(number)
  }

  /// An error for a deadline that passed during `call`.
  public static func timeout(_ call: String) -> SystemError {
    SystemError(call, number: ETIMEDOUT)
  }

  /// An error for something that is not there.
  public static func missing(_ call: String) -> SystemError { SystemError(call, number: ENOENT) }

  /// An error for a file of ours that does not hold what we write.
  public static func damaged(_ call: String) -> SystemError {
    SystemError(call, number: EBADMSG, detail: "it is damaged")
  }

  /// An error for something that may be there and cannot be seen by this process.
  public static func unseen(_ call: String, _ why: String) -> SystemError {
    SystemError(call, number: EACCES, detail: why)
  }
}
