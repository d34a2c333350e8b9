internal import Glibc
public import Model

/// What a process inherits from its parent, corrected before anything else.
public enum Inheritance {
  /// The words of the call, as the kernel handed them to `main`.
  public static func words(_ count: Int32, _ words: UnsafePointer<UnsafePointer<CChar>?>?)
    -> [String]
  {
    guard let words, count > 0 else { return [] }
    return (0..<Int(count)).compactMap { words[$0].map { String(cString: $0) } }
  }

  /// Opens streams that the caller closed, takes note of children that end, makes broken pipes, and files that would
  /// outgrow the caller's limit, errors of the write, and makes sure of what each of our answers rests on.
  ///
  /// A framework may start a method with no standard streams, so that the first file opened would be number 1 and whatever is
  /// printed would end in it; or with SIGCHLD ignored, so that exit statuses of children are lost. `main` calls this once.
  ///
  /// - Returns: what is missing, without which a file or a process that cannot be looked at would pass for one that is not
  ///   there; nil when all is there.
  public static func putRight() -> Failure? {
    var free = lowestFree()
    if free < 3 {
      for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 {
        // The lowest free number is given, which is this one. What is no device cannot be written to either.
        if open("/dev/null", number == 0 ? O_RDONLY : O_WRONLY) < 0 { _ = open("/", O_RDONLY) }
      }
      free = lowestFree()
    }
    signal(SIGCHLD, SIG_DFL)
    Signal.ignoreBrokenPipes()
    signal(SIGXFSZ, SIG_IGN)
    if let lack = makeRoom(from: free) { return lack }
    // A /proc of other processes has none of our own.
    return access("/proc/self/stat", R_OK) == 0 ? nil : Failure(.noProcessFiles)
  }

  /// No method has more files open at a time than so many, those of a child that it starts among them.
  private static let least: Int32 = 24

  /// The lowest number that a file could be opened as; beyond the limit where there is none.
  private static func lowestFree() -> Int32 {
    let copy = fcntl(0, F_DUPFD_CLOEXEC, 0)
    if copy < 0 { return errno == EBADF ? 0 : .max - least }
    close(copy)
    return copy
  }

  /// Makes room for the files that we open, as far as the caller's hard limit allows.
  private static func makeRoom(from free: Int32) -> Failure? {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0 else { return nil }
    let allowed = limit.rlim_cur
    let needed = min(rlim_t(free), max(3, allowed)) + rlim_t(least)
    if allowed >= needed { return nil }
    limit.rlim_cur = needed
    if limit.rlim_max >= needed, setrlimit(resource, &limit) == 0 { return nil }
    return Failure(
      .noDescriptors, cause: "the limit is \(limit.rlim_max), and \(needed) are needed"
    ).naming(["PID": String(getppid())])
  }
}
