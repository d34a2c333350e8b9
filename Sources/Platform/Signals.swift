internal import Glibc
internal import LinuxCalls
internal import Model

/// Signals that the program takes note of instead of being ended by them.
public enum Signal {
  /// Numbers of signals by name: signal(7). (The names of what the kernel calls SIGTERM and so on.)
  public static let hangUp = SIGHUP
  /// What a terminal's interrupt key sends.
  public static let interrupt = SIGINT
  /// The polite request to end.
  public static let terminate = SIGTERM
  /// The end that cannot be refused.
  public static let kill = SIGKILL
  /// A child changed its state.
  public static let child = SIGCHLD
  /// Stops a process until `resume`.
  public static let stop = SIGSTOP
  /// Lets a stopped process go on.
  public static let resume = SIGCONT
  /// For a program's own use.
  public static let user1 = SIGUSR1
  /// For a program's own use.
  public static let user2 = SIGUSR2

  /// The number of a signal that is written `TERM`, `SIGTERM` or `15`; nil for anything else.
  public static func number(named text: String) -> Int32? {
    if Int32(text) != nil { return Int32(outside: text, in: 1...64) }
    let name = text.uppercased()
    return names[name.hasPrefix("SIG") ? String(name.dropFirst(3)) : name]
  }

  private static let names: [String: Int32] = [
    "HUP": SIGHUP, "INT": SIGINT, "QUIT": SIGQUIT, "ABRT": SIGABRT, "KILL": SIGKILL,
    "USR1": SIGUSR1, "USR2": SIGUSR2, "PIPE": SIGPIPE, "ALRM": SIGALRM, "TERM": SIGTERM,
    "CONT": SIGCONT, "STOP": SIGSTOP, "TSTP": SIGTSTP, "WINCH": SIGWINCH, "PWR": SIGPWR,
  ]

  /// A reader that has gone becomes an error of the write and not our end; see `Inheritance`.
  public static func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
  }

  /// Sends a signal to a process by number; whether there was such a process.
  @discardableResult
  public static func send(_ number: Int32, to pid: Int32) -> Bool {
    guard pid > 1 else { return false }
    return Glibc.kill(pid, number) == 0
  }

  /// Sends a signal to a process group; whether there was such a group.
  @discardableResult
  public static func send(_ number: Int32, toGroup group: Int32) -> Bool {
    guard group > 1 else { return false }
    return Glibc.kill(-group, number) == 0
  }
}

/// Signals that arrive as readable data: blocked for the process, and read from a descriptor.
public struct SignalQueue: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// From now on these signals are queued here.
  public init(_ signals: [Int32]) throws(SystemError) {
    var mask = sigset_t()
    sigemptyset(&mask)
    for number in signals { sigaddset(&mask, number) }
    sigprocmask(SIG_BLOCK, &mask, nil)
    let opened = linux_signalfd(&mask)
    guard opened >= 0 else { throw .last("signalfd") }
    descriptor = Descriptor(opened)
  }

  /// Readable when a signal waits.
  public var handle: Int32 { descriptor.number }

  /// The next signal that waits, or nil.
  public func next() -> Int32? {
    var information = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    return read(descriptor.number, &information, size) == size
      ? Int32(information.ssi_signo) : nil
  }
}
