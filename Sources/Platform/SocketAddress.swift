internal import Glibc

/// The address of a socket in the file system.
///
/// An address has room for 107 bytes, and names of groups and resources may have 255 each. A longer path is therefore reached by
/// a handle on its directory: `/proc/self/fd/7/name`. The handle is held as long as the address.
struct SocketAddress: ~Copyable {
  private var address = sockaddr_un()
  private var directory: Descriptor?

  /// The address of `path`; an error (ENAMETOOLONG) when the last component alone is too long.
  init(path: String) throws(SystemError) {
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path) - 1
    if bytes.count > room {
      let parent = Files.parent(of: path)
      let pathOnly: Int32 = 0o10000000  // O_PATH, which the C library shows to GNU's programs only
      let opened = open(parent, pathOnly | O_DIRECTORY | O_CLOEXEC)
      guard opened >= 0 else { throw .last("open \(parent)") }
      directory = Descriptor(opened)
      let name = bytes.suffix(from: bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)
      bytes = Array("/proc/self/fd/\(opened)".utf8) + name
    }
    guard bytes.count <= room, !bytes.contains(0) else {
      throw SystemError("socket \(path)", number: ENAMETOOLONG)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
  }

  borrowing func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result)
    -> Result
  {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
