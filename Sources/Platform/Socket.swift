internal import Glibc
internal import LinuxCalls
public import Model

/// A stream between two processes of this machine; every read and write has a deadline.
public struct LocalStream: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// Takes over a connected socket.
  public init(_ descriptor: consuming Descriptor) {
    descriptor.setNonBlocking()
    self.descriptor = descriptor
  }

  /// Connects to the socket at `path`.
  ///
  /// A listener whose queue is full (a daemon that hangs) is waited for until `deadline`. One that neither root nor we run is
  /// not believed (EPERM).
  public init(connectingTo path: String, until deadline: Instant) throws(SystemError) {
    let number = linux_local_stream()
    guard number >= 0 else { throw .last("socket") }
    let opened = Descriptor(number)
    let address = try SocketAddress(path: path)
    while address.withPointer({ connect(number, $0, $1) }) != 0 {
      guard errno == EAGAIN || errno == EINTR else { throw .last("connect \(path)") }
      guard Clock.now < deadline else { throw .timeout("connect \(path)") }
      Clock.sleep(until: min(deadline, Clock.now + .milliseconds(10)))
    }
    if let objection = Trust.objection(toPeerOf: opened) {
      throw SystemError("connect \(path)", number: EPERM, detail: objection)
    }
    descriptor = opened
  }

  /// Whether somebody listens at the socket at `path` who is a process of our own name space, or of one below it.
  public static func isListenerSeen(at path: String) -> Bool {
    guard let stream = try? LocalStream(connectingTo: path, until: Clock.now) else { return false }
    return linux_peer_process(stream.handle) > 0
  }

  /// Readable when the other end has written or gone.
  public var handle: Int32 { descriptor.number }

  /// Writes all of it.
  public func write(_ bytes: [UInt8], until deadline: Instant) throws(SystemError) {
    try descriptor.write(bytes, until: deadline)
  }

  /// Reads what is there; nil when there is nothing yet, empty when the other end has gone.
  public func readNow(limit: Int) throws(SystemError) -> [UInt8]? {
    try descriptor.readAvailable(limit: limit)
  }

  /// Reads what comes next, at least one byte; empty when the other end has gone.
  public func read(until deadline: Instant, limit: Int = 65_536) throws(SystemError) -> [UInt8] {
    while true {
      guard Poll.wait(for: .readable(handle), until: deadline) else { throw .timeout("read") }
      if let bytes = try descriptor.readAvailable(limit: limit) { return bytes }
    }
  }

  /// Reads exactly `count` bytes; an end before that is an error that `isMissing`.
  public func read(exactly count: Int, until deadline: Instant) throws(SystemError) -> [UInt8] {
    var content: [UInt8] = []
    while content.count < count {
      let more = try read(until: deadline, limit: count - content.count)
      if more.isEmpty { throw .missing("read") }
      content += more
    }
    return content
  }

  /// Reads until the other end closes, at most `limit` bytes.
  public func readToEnd(limit: Int, until deadline: Instant) throws(SystemError) -> [UInt8] {
    var content: [UInt8] = []
    while content.count < limit {
      let more = try read(until: deadline, limit: min(65_536, limit - content.count))
      if more.isEmpty { break }
      content += more
    }
    return content
  }
}

/// A socket in the file system that others connect to.
public struct LocalListener: ~Copyable, Sendable {
  private let descriptor: Descriptor
  /// Where it listens.
  public let path: String

  /// Listens at `path`, in place of a socket that a dead process left there.
  ///
  /// A socket that somebody still listens at is an error with number EADDRINUSE.
  public init(_ path: String, mode: UInt32 = 0o600) throws(SystemError) {
    let address = try SocketAddress(path: path)
    let number = linux_local_stream()
    guard number >= 0 else { throw .last("socket") }
    let opened = Descriptor(number)
    if Files.information(path, following: false)?.kind == .socket {
      do throws(SystemError) {
        _ = try LocalStream(connectingTo: path, until: Clock.now)
        throw SystemError("bind \(path)", number: EADDRINUSE)
      } catch {
        // A queue that is full has a listener, too: only a refusal proves that nobody is there.
        guard error.isRefused else { throw SystemError("bind \(path)", number: EADDRINUSE) }
      }
      try Files.remove(path)
    }
    // Nobody can connect before listen(2), so the permissions are in force in time.
    guard address.withPointer({ bind(number, $0, $1) }) == 0, chmod(path, mode) == 0,
      listen(number, 64) == 0
    else { throw .last("bind \(path)") }
    descriptor = opened
    self.path = path
  }

  /// Readable when somebody wants to connect.
  public var handle: Int32 { descriptor.number }

  /// The next one who connects, or nil when there is none now; a user other than root and this one is refused.
  public func accept() -> Descriptor? {
    while true {
      let number = linux_accept(descriptor.number)
      if number < 0 { return nil }
      let caller = Descriptor(number)
      if Trust.objection(toPeerOf: caller) == nil { return caller }
    }
  }
}
