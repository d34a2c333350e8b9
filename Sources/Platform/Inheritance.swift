internal import Glibc

/// What a process was left by whoever started it, put right before anything else.
public enum Inheritance {
  /// Opens streams that the caller closed, takes note of children that end, and makes broken pipes, and files that would
  /// outgrow the caller's limit, errors of the write.
  ///
  /// A framework may start a method with no standard streams, so that the first file opened would be number 1 and whatever is
  /// printed would end in it; or with SIGCHLD ignored, so that exit statuses of children are lost. `main` calls this once.
  public static func putRight() {
    for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 {
      // The lowest free number is given, which is this one.
      _ = open("/dev/null", number == 0 ? O_RDONLY : O_WRONLY)
    }
    signal(SIGCHLD, SIG_DFL)
    Signal.ignoreBrokenPipes()
    signal(SIGXFSZ, SIG_IGN)
  }
}
