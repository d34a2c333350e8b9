import Glibc
import Model
import Testing

@testable import Platform

@Suite struct TCPTests {
  /// A port of the loopback that the kernel chose, held until the end, so that nobody else gets it: listened at, or not.
  final class Port {
    let number: Int32
    private(set) var value: UInt16 = 0

    init?(six: Bool, isListenedAt: Bool, value wanted: UInt16 = 0) {
      number = socket(six ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      guard number >= 0 else { return nil }
      var four = sockaddr_in()
      four.sin_family = sa_family_t(AF_INET)
      inet_pton(AF_INET, "127.0.0.1", &four.sin_addr)
      var sixth = sockaddr_in6()
      sixth.sin6_family = sa_family_t(AF_INET6)
      inet_pton(AF_INET6, "::1", &sixth.sin6_addr)
      (four.sin_port, sixth.sin6_port) = (wanted.bigEndian, wanted.bigEndian)
      let bound = six ? withAddress(of: &sixth, bind) : withAddress(of: &four, bind)
      guard bound == 0, !isListenedAt || listen(number, 4) == 0 else { return nil }
      if six {
        _ = withAddress(of: &sixth) { number, address, length in
          var length = length
          return getsockname(number, UnsafeMutablePointer(mutating: address), &length)
        }
      } else {
        _ = withAddress(of: &four) { number, address, length in
          var length = length
          return getsockname(number, UnsafeMutablePointer(mutating: address), &length)
        }
      }
      value = UInt16(bigEndian: six ? sixth.sin6_port : four.sin_port)
    }

    deinit { close(number) }

    private func withAddress<Address>(
      of address: inout Address, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
      withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          body(number, UnsafePointer($0), socklen_t(MemoryLayout<Address>.size))
        }
      }
    }
  }

  @Test(arguments: [("127.0.0.1", false), ("::1", true)])
  func aPortThatIsListenedAtAnswers(_ address: String, _ six: Bool) throws {
    let port = try #require(Port(six: six, isListenedAt: true), "no loopback for \(address)")
    try withExtendedLifetime(port) {
      try TCP.connect(to: address, port: port.value, until: Clock.now + .seconds(60))
    }
  }

  @Test(arguments: [("127.0.0.1", false), ("::1", true)])
  func aPortThatNobodyListensAtIsRefused(_ address: String, _ six: Bool) throws {
    let port = try #require(Port(six: six, isListenedAt: false), "no loopback for \(address)")
    let error = withExtendedLifetime(port) {
      #expect(throws: SystemError.self) {
        try TCP.connect(to: address, port: port.value, until: Clock.now + .seconds(60))
      }
    }
    #expect(error?.isRefused == true, "\(String(describing: error))")
  }

  /// The kernel may choose the very port that is asked for; here it is told to. A port that a neighbour has got meanwhile is
  /// given up for another.
  @Test(arguments: [("127.0.0.1", false), ("::1", true)])
  func aConnectionWithItselfIsRefusedAndHoldsThePortForNobody(_ address: String, _ six: Bool) throws
  {
    for _ in 0..<20 {
      let port = try #require(Port(six: six, isListenedAt: false), "no loopback").value
      let error = #expect(throws: SystemError.self) {
        try TCP.connect(to: address, port: port, from: port, until: Clock.now + .seconds(60))
      }
      if error?.number == EADDRINUSE { continue }
      #expect(error?.number == ECONNREFUSED, "\(String(describing: error))")
      if Port(six: six, isListenedAt: true, value: port) != nil { return }
    }
    Issue.record("no service can bind to a port that was probed")
  }

  @Test(arguments: ["localhost", "127.0.0", "1.2.3.4.5", "::g", "", "fe80::1%eth0"])
  func aNameIsNoAddress(_ address: String) {
    let error = #expect(throws: SystemError.self) {
      try TCP.connect(to: address, port: 1, until: Clock.now + .seconds(1))
    }
    #expect(error?.number == EINVAL)
  }
}
