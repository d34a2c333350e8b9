internal import Glibc
internal import LinuxCalls
public import Model

/// The descriptors that a program is started with; nil is /dev/null.
public struct Streams: Sendable {
  /// What becomes its standard input, output and error.
  public var input, output, errors: Int32?

  /// Streams for a child; each descriptor stays the caller's.
  public init(input: Int32? = nil, output: Int32? = nil, errors: Int32? = nil) {
    (self.input, self.output, self.errors) = (input, output, errors)
  }

  /// Our own three streams.
  public static var inherited: Streams { Streams(input: 0, output: 1, errors: 2) }
}

/// A child process that was started and not yet waited for.
///
/// It is not ended when its owner goes: a process left behind on purpose (a guard, a daemon) lives on.
public struct Child: ~Copyable, Sendable {
  /// Where in the tree of sessions and groups a child stands.
  public enum Standing: Sendable {
    /// A process group of its own, so that a kill at a deadline reaches its children as well.
    case group
    /// A session of its own: no terminal, no signals of ours.
    case session
    /// The group of the caller, so that a terminal's keys reach both.
    case sibling
  }

  /// Its process number.
  public let pid: Int32
  private let pidfd: Descriptor

  /// Starts a program; the file must exist and be executable now.
  public init(_ command: Command, streams: Streams = Streams(), standing: Standing = .group)
    throws(SystemError)
  {
    let words = [command.name ?? command.program] + command.arguments
    let variables = command.environment?.map { "\($0.key)=\($0.value)" }.sorted()
    // The C library would end a word at its NUL, and the program would be told something else than was meant.
    guard !([command.program] + words + (variables ?? [])).contains(where: { $0.utf8.contains(0) })
    else { throw SystemError("start \(command.program)", number: EINVAL) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, wanted) in [(Int32(0), streams.input), (1, streams.output), (2, streams.errors)] {
      if let wanted {
        posix_spawn_file_actions_adddup2(&actions, wanted, number)
      } else {
        posix_spawn_file_actions_addopen(
          &actions, number, "/dev/null", number == 0 ? O_RDONLY : O_WRONLY, 0)
      }
    }
    // Descriptors that our caller left open in us are not the child's either: the reader of such a pipe would wait for
    // a guard that outlives us.
    linux_close_from(&actions, 3)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    switch standing {
    case .group: flags |= POSIX_SPAWN_SETPGROUP
    case .session: flags |= 0x80  // POSIX_SPAWN_SETSID, a macro of glibc that Swift does not see
    case .sibling: break
    }
    posix_spawnattr_setflags(&attributes, Int16(flags))

    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = (variables ?? []).map { strdup($0) } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }

    var started: pid_t = 0
    // Our own environment is passed on as it is, bytes that are no UTF-8 included.
    let error =
      variables == nil
      ? posix_spawn(&started, command.program, &actions, &attributes, &argv, linux_environment())
      : posix_spawn(&started, command.program, &actions, &attributes, &argv, &envp)
    guard error == 0 else { throw SystemError("start \(command.program)", number: error) }
    let handle = linux_pidfd_open(started)
    guard handle >= 0 else {
      let failure = SystemError.last("pidfd_open")
      kill(started, SIGKILL)
      waitpid(started, nil, 0)
      throw failure
    }
    pid = started
    pidfd = Descriptor(handle)
  }

  /// Becomes readable when the child has ended: pidfd_open(2).
  public var handle: Int32 { pidfd.number }

  /// Waits for its end; nil when `deadline` passes first. Call it no more once it has returned an ending.
  public func wait(until deadline: Instant?) -> Completion.Ending? {
    guard Poll.wait(for: .readable(handle), until: deadline) else { return nil }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      if errno != EINTR { return .exited(255) }
    }
    return linux_exited(status) != 0
      ? .exited(linux_exit_status(status)) : .signalled(linux_term_signal(status))
  }

  /// Sends it a signal; a child that has ended gets none.
  public func signal(_ number: Int32) {
    _ = linux_pidfd_send_signal(handle, number)
  }

  /// Kills it and its process group, and waits for its end, so that nothing is left of it; a moment at most, as one that hangs
  /// in the kernel ends only with what it waits for.
  public func end() {
    killGroup()
    _ = wait(until: Clock.now + .seconds(2))
  }

  /// Kills it and its process group; neither once its end was waited for, as its number may be another's by then.
  public func killGroup() {
    guard linux_pidfd_send_signal(handle, 0) == 0 else { return }
    kill(-pid, SIGKILL)
    signal(SIGKILL)
  }
}
