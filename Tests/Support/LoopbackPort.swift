internal import Glibc
internal import Platform
internal import Synchronization

/// A port of 127.0.0.1 that the kernel chooses. It is held until its end, so that no neighbour listens there, and may be listened at.
public final class LoopbackPort: Sendable {
  private let holder: Int32
  private let listener = Mutex<Int32?>(nil)
  /// Its number.
  public let number: UInt16

  public init(isListenedAt: Bool = false) throws {
    (holder, number) = try LoopbackPort.bound(to: 0)
    if isListenedAt { try listen() }
  }

  deinit {
    refuse()
    close(holder)
  }

  /// From now on connections are accepted, by the kernel alone.
  public func listen() throws {
    let (descriptor, _) = try LoopbackPort.bound(to: number)
    guard Glibc.listen(descriptor, 64) == 0 else { throw SystemError("listen", number: errno) }
    listener.withLock { $0 = descriptor }
  }

  /// From now on they are refused.
  public func refuse() {
    listener.withLock {
      if let descriptor = $0 { close(descriptor) }
      $0 = nil
    }
  }

  private static func bound(to port: UInt16) throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(
      AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
      }
    }
    guard result == 0 else { throw SystemError("bind", number: errno) }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }
}
