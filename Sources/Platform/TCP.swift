internal import Glibc
internal import LinuxCalls
public import Model

/// Connections over the network, by numeric addresses only: a static program has no name service.
public enum TCP {
  /// Connects to a port and closes at once; an error when nobody accepts by `deadline`.
  ///
  /// - Parameter address: four numbers with dots, or an address of IPv6 without a zone.
  ///
  /// A connection to a port of the ephemeral range on this machine may get that very port as its own, and is then one with
  /// itself: nobody listens, so it is refused.
  public static func connect(to address: String, port: UInt16, until deadline: Instant)
    throws(SystemError)
  {
    try connect(to: address, port: port, from: nil, until: deadline)
  }

  /// The same from a port of the caller's choice, as the kernel may choose it.
  static func connect(to address: String, port: UInt16, from own: UInt16?, until deadline: Instant)
    throws(SystemError)
  {
    let call = "connect \(address) port \(port)"
    let isSix = address.contains(":")
    let number = linux_tcp_stream(isSix ? 1 : 0)
    guard number >= 0 else { throw .last("socket") }
    let descriptor = Descriptor(number)
    if let own {
      let bound =
        isSix
        ? try with6(address, own, call) { bind(number, $0, $1) }
        : try with4(address, own, call) { bind(number, $0, $1) }
      guard bound == 0 else { throw .last("bind \(address) port \(own)") }
    }
    let result =
      isSix
      ? try with6(address, port, call) { Glibc.connect(number, $0, $1) }
      : try with4(address, port, call) { Glibc.connect(number, $0, $1) }
    if result == 0 { return try refuseItself(descriptor, call) }
    guard errno == EINPROGRESS else { throw .last(call) }
    guard Poll.wait(for: .writable(descriptor.number), until: deadline) else {
      throw .timeout(call)
    }
    var error: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &length) == 0 else { throw .last(call) }
    if error != 0 { throw SystemError(call, number: error) }
    try refuseItself(descriptor, call)
  }

  /// Fails for a connection whose two ends are one.
  ///
  /// It is reset and not closed: by the ordinary end of a connection its port would stay in TIME_WAIT, and the service could
  /// not bind to it for a minute.
  private static func refuseItself(_ descriptor: borrowing Descriptor, _ call: String)
    throws(SystemError)
  {
    let number = descriptor.number
    guard let own = name(number, getsockname), let peer = name(number, getpeername), own == peer
    else { return }
    var reset = linger(l_onoff: 1, l_linger: 0)
    setsockopt(number, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
    throw SystemError(call, number: ECONNREFUSED)
  }

  /// The address of one end; nil when it cannot be told.
  private static func name(
    _ number: Int32,
    _ ask: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>)
      -> Int32
  ) -> [UInt8]? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(number, $0, &length) }
    }
    guard result == 0 else { return nil }
    return withUnsafeBytes(of: &storage) { Array($0.prefix(Int(length))) }
  }

  private static func with4(
    _ text: String, _ port: UInt16, _ call: String,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(SystemError) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    guard inet_pton(AF_INET, text, &address.sin_addr) == 1 else {
      throw SystemError(call, number: EINVAL)
    }
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private static func with6(
    _ text: String, _ port: UInt16, _ call: String,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(SystemError) -> Int32 {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    guard inet_pton(AF_INET6, text, &address.sin6_addr) == 1 else {
      throw SystemError(call, number: EINVAL)
    }
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
      }
    }
  }
}
