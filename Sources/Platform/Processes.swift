internal import Glibc
internal import LinuxCalls
public import Model

/// One process of this machine, told from any later process with the same number by its start time.
public struct ProcessIdentity: Equatable, Hashable, Sendable {
  /// The process number.
  public let pid: Int32
  /// When it was started, in clock ticks since boot: proc_pid_stat(5), field 22.
  public let startTime: UInt64

  /// An identity read from a record.
  public init(pid: Int32, startTime: UInt64) {
    (self.pid, self.startTime) = (pid, startTime)
  }
}

/// Processes of this machine, as /proc shows them.
public enum Processes {
  /// What `/proc/PID/stat` tells of a process.
  public struct Status: Equatable, Sendable {
    /// The process and its start time.
    public let identity: ProcessIdentity
    /// The process that it is a child of.
    public let parent: Int32
    /// Its state's letter: R, S, D, T, Z, X.
    public let state: Character
    /// Processor time used in user and system mode, in clock ticks.
    public let ticks: UInt64
    /// The number of the session that it is in: that of the process which began it.
    public var session: Int32 = 0
    /// It is a part of the kernel and runs no program.
    public var isKernel = false
    /// How many threads it has.
    public var threads = 1

    /// It has ended and only waits for its parent to take note. One whose first thread alone has ended has not: another may hang
    /// in the kernel, with what it writes on its way to the disk.
    public var isZombie: Bool { (state == "Z" || state == "X") && threads <= 1 }
  }

  /// The status of a process, or nil when there is none of that number, or none that can be read.
  public static func status(_ pid: Int32) -> Status? { (try? lookUp(pid)) ?? nil }

  /// The status of a process, or nil when there is none of that number.
  ///
  /// - Throws: when there may be one and it cannot be looked at, as on a full descriptor table.
  public static func lookUp(_ pid: Int32) throws(SystemError) -> Status? {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try Files.read("/proc/\(pid)/stat", limit: 8_192)
    } catch {
      if error.isMissing { return nil }
      throw error
    }
    guard let status = status(pid, in: bytes) else { throw .damaged("read /proc/\(pid)/stat") }
    return status
  }

  /// The status in the bytes of such a file; nil for bytes that are none.
  static func status(_ pid: Int32, in bytes: [UInt8]) -> Status? {
    // The name stands in parentheses and may hold any byte; the fields are counted from the last one.
    guard let close = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = String(decoding: bytes[(close + 1)...], as: UTF8.self).split(separator: " ")
    guard fields.count > 19, let state = fields[0].first, let parent = Int32(outside: fields[1]),
      let started = UInt64(outside: fields[19])
    else { return nil }
    return Status(
      identity: ProcessIdentity(pid: pid, startTime: started), parent: parent, state: state,
      ticks: (UInt64(outside: fields[11]) ?? 0) + (UInt64(outside: fields[12]) ?? 0),
      session: Int32(outside: fields[3]) ?? 0,
      isKernel: (UInt64(outside: fields[6]) ?? 0) & kernelFlag != 0,
      threads: Int(outside: fields[17]) ?? 1)
  }

  /// PF_KTHREAD of the kernel's include/linux/sched.h, among the flags of proc_pid_stat(5).
  private static let kernelFlag: UInt64 = 0x20_0000

  /// The identity of a process that lives; nil for none and for one that has ended but was not waited for.
  public static func identity(_ pid: Int32) -> ProcessIdentity? {
    guard let status = status(pid), !status.isZombie else { return nil }
    return status.identity
  }

  /// Whether this very process lives, and not another one that was given its number.
  public static func isAlive(_ process: ProcessIdentity) -> Bool {
    identity(process.pid) == process
  }

  /// The argument vector of a process; empty for one that has none or is not there.
  public static func arguments(_ pid: Int32) -> [String] {
    (try? commandLine(pid)) ?? []
  }

  /// The argument vector of a process, which is empty for one of the kernel and for one that is ending; an error that `isMissing`
  /// where there is none of that number.
  public static func commandLine(_ pid: Int32) throws(SystemError) -> [String] {
    arguments(in: try Files.read("/proc/\(pid)/cmdline", limit: 1 << 23))
  }

  /// The argument vector in the bytes of such a file.
  static func arguments(in bytes: [UInt8]) -> [String] {
    bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether somebody besides root and us runs a process, or started it; true for one that has gone, and an error where one that
  /// lives does not show whose it is.
  ///
  /// Its arguments are then theirs to choose, and prove nothing. Each of its user numbers is looked at, since a program that
  /// is root's by its file still bears its caller's: `Uid` of proc_pid_status(5). The owner of its directory in /proc tells
  /// nothing, as that may be root's for a process of anybody.
  public static func isOfOthers(_ pid: Int32) throws(SystemError) -> Bool {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try Files.read("/proc/\(pid)/status", limit: 1 << 16)
    } catch {
      if error.isMissing { return true }
      throw error
    }
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first {
      $0.hasPrefix("Uid:")
    }
    let users = (line ?? "").split(whereSeparator: \.isWhitespace).dropFirst()
    return users.isEmpty || !users.allSatisfy { $0 == "0" || $0 == "\(geteuid())" }
  }

  /// Whether a process was given `variable` (NAME=value) in its environment when its program was started.
  public static func hasInEnvironment(_ pid: Int32, _ variable: String) -> Bool {
    guard let bytes = try? Files.read("/proc/\(pid)/environ", limit: 1 << 22) else { return false }
    return bytes.split(separator: 0).contains { $0.elementsEqual(variable.utf8) }
  }

  /// Whether a process was given any value of a variable in its environment when its program was started.
  public static func hasInEnvironment(_ pid: Int32, anyOf variable: String) -> Bool {
    guard let bytes = try? Files.read("/proc/\(pid)/environ", limit: 1 << 22) else { return false }
    return bytes.split(separator: 0).contains { $0.starts(with: Array("\(variable)=".utf8)) }
  }

  /// What a descriptor of a process is open on, as /proc names it; nil for none.
  public static func file(_ pid: Int32, _ descriptor: Int32) -> String? {
    try? Files.target(of: "/proc/\(pid)/fd/\(descriptor)")
  }

  /// The bytes that a process has written so far, to whatever: `wchar` of proc_pid_io(5).
  public static func written(_ pid: Int32) -> Int64? { count("wchar:", of: pid) }

  /// The bytes that a process has read so far, from whatever: `rchar` of proc_pid_io(5).
  public static func bytesRead(_ pid: Int32) -> Int64? { count("rchar:", of: pid) }

  private static func count(_ name: String, of pid: Int32) -> Int64? {
    (try? Files.read("/proc/\(pid)/io", limit: 8_192)).flatMap { count(name, in: $0) }
  }

  /// The number behind a name in the bytes of such a file.
  static func count(_ name: String, in bytes: [UInt8]) -> Int64? {
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let pair = line.split(separator: " ")
      if pair.first == name[...] { return pair.last.flatMap { Int64(outside: $0) } }
    }
    return nil
  }

  /// Every process of this machine's view.
  public static func all() -> [Int32] { (try? list()) ?? [] }

  /// The same, for whom a list that cannot be had is not an empty one.
  public static func list() throws(SystemError) -> [Int32] {
    try Files.list("/proc").compactMap { Int32(outside: $0) }
  }

  /// Every process, with what is known of it.
  ///
  /// - Throws: when one that lives cannot be looked at, since a list that lacks it would prove nothing.
  public static func everyone() throws(SystemError) -> [Status] {
    var found: [Status] = []
    for name in try Files.list("/proc") {
      if let pid = Int32(outside: name), let status = try lookUp(pid) { found.append(status) }
    }
    guard !found.isEmpty else { throw .missing("read /proc") }
    return found
  }

  /// The numbers of a process's children, of which one that has ended has none; nil where they cannot be read, as the kernel
  /// does not list them: proc_tid_children(5).
  public static func children(of pid: Int32) -> [Int32]? {
    let threads: [String]
    do throws(SystemError) { threads = try Files.list("/proc/\(pid)/task") } catch {
      return error.isMissing ? [] : nil
    }
    var found: [Int32] = []
    for thread in threads {
      guard let bytes = try? Files.read("/proc/\(pid)/task/\(thread)/children") else {
        do throws(SystemError) { return try lookUp(pid) == nil ? [] : nil } catch { return nil }
      }
      found += String(decoding: bytes, as: UTF8.self).split(separator: " ").compactMap {
        Int32(outside: $0)
      }
    }
    return found
  }

  /// The namespaces in which process numbers and control groups have a meaning; empty where they cannot be told.
  ///
  /// Two processes that differ in this do not see the same processes by the same numbers.
  public static var ownNamespaces: String {
    ["pid", "cgroup"].compactMap { try? Files.target(of: "/proc/self/ns/\($0)") }
      .joined(separator: " ")
  }

  /// The children, grandchildren and so on of a process, parents first.
  public static func descendants(of ancestor: Int32) -> [Status] {
    let everyone = all().compactMap { status($0) }
    let children = Dictionary(grouping: everyone, by: \.parent)
    var found: [Status] = []
    var next = [ancestor]
    while let parent = next.popLast() {
      for child in children[parent] ?? [] where child.identity.pid != parent {
        found.append(child)
        next.append(child.identity.pid)
      }
    }
    return found
  }

  /// Sends a signal to this very process; whether it was there to get it.
  ///
  /// The number is turned into a handle before the start time is compared, so that a number given to another process in
  /// between is never hit.
  @discardableResult
  public static func signal(_ process: ProcessIdentity, _ number: Int32) -> Bool {
    guard let watch = try? ProcessHandle(process) else { return false }
    return watch.signal(number)
  }

  /// From now on orphans among our descendants become our children: prctl(2), PR_SET_CHILD_SUBREAPER.
  public static func becomeSubreaper() throws(SystemError) {
    guard linux_become_subreaper() == 0 else { throw .last("prctl PR_SET_CHILD_SUBREAPER") }
  }

  /// Takes note of one child that has ended, whichever it is: its number and ending.
  ///
  /// Nil when none has ended; the number is 0 when there is no child at all.
  public static func reap() -> (pid: Int32, ending: Completion.Ending)? {
    var status: Int32 = 0
    while true {
      let pid = waitpid(-1, &status, WNOHANG)
      if pid > 0 {
        return (
          pid,
          linux_exited(status) != 0
            ? .exited(linux_exit_status(status)) : .signalled(linux_term_signal(status))
        )
      }
      if pid == 0 { return nil }
      if errno == ECHILD { return (0, .exited(0)) }
      if errno != EINTR { return nil }
    }
  }

  /// Takes note of the children that have ended under this name, and of no other: its maker waits for that itself.
  public static func reap(named name: String) {
    for pid in children(of: Environment.processIdentifier) ?? all()
    where status(pid)?.isZombie == true {
      guard let comm = try? Files.read("/proc/\(pid)/comm", limit: 64),
        String(decoding: comm, as: UTF8.self).trimmed == name
      else { continue }
      waitpid(pid, nil, WNOHANG)
    }
  }

  /// The name that ps shows for this process, cut at 15 bytes.
  public static func setOwnName(_ name: String) {
    _ = linux_set_name(name)
  }
}

/// A handle on one process that tells when it ends, also when it is nobody's child of ours: pidfd_open(2).
public struct ProcessHandle: ~Copyable, Sendable {
  /// The process that is watched.
  public let process: ProcessIdentity
  private let pidfd: Descriptor

  /// Watches this very process; an error that `isMissing` when it has gone.
  public init(_ process: ProcessIdentity) throws(SystemError) {
    let opened = linux_pidfd_open(process.pid)
    guard opened >= 0 else { throw .last("pidfd_open") }
    let handle = Descriptor(opened)
    guard Processes.isAlive(process) else { throw SystemError("pidfd_open", number: ESRCH) }
    pidfd = handle
    self.process = process
  }

  /// Becomes readable when the process has ended.
  public var handle: Int32 { pidfd.number }

  /// Sends it a signal; whether it was there to get it.
  @discardableResult
  public func signal(_ number: Int32) -> Bool {
    linux_pidfd_send_signal(handle, number) == 0
  }

  /// Whether it ended before `deadline`.
  public func ended(by deadline: Instant) -> Bool {
    Poll.wait(for: .readable(handle), until: deadline)
  }
}
