internal import Glibc
internal import LinuxCalls
public import Model

/// Connections over the network, by numeric addresses only: a static program has no name service.
public enum TCP {
  /// Connects to a port and closes at once; an error when nobody accepts by `deadline`.
  ///
  /// - Parameter address: four numbers with dots, or an address of IPv6 without a zone.
  public static func connect(to address: String, port: UInt16, until deadline: Instant)
    throws(SystemError)
  {
    let call = "connect \(address) port \(port)"
    let isSix = address.contains(":")
    let number = linux_tcp_stream(isSix ? 1 : 0)
    guard number >= 0 else { throw .last("socket") }
    let descriptor = Descriptor(number)
    let result =
      isSix
      ? try connect6(number, address, port, call) : try connect4(number, address, port, call)
    if result == 0 { return }
    guard errno == EINPROGRESS else { throw .last(call) }
    guard Poll.wait(for: .writable(descriptor.number), until: deadline) else {
      throw .timeout(call)
    }
    var error: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &length) == 0 else { throw .last(call) }
    if error != 0 { throw SystemError(call, number: error) }
  }

  private static func connect4(_ number: Int32, _ text: String, _ port: UInt16, _ call: String)
    throws(SystemError) -> Int32
  {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    guard inet_pton(AF_INET, text, &address.sin_addr) == 1 else {
      throw SystemError(call, number: EINVAL)
    }
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private static func connect6(_ number: Int32, _ text: String, _ port: UInt16, _ call: String)
    throws(SystemError) -> Int32
  {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    guard inet_pton(AF_INET6, text, &address.sin6_addr) == 1 else {
      throw SystemError(call, number: EINVAL)
    }
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
      }
    }
  }
}
