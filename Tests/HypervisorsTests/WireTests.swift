import Model
import Platform
import TestSupport
import Testing

@testable import Hypervisors

@Suite(.ownThreads) struct WireTests {
  static func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex.filter { $0 != " " })
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
  }

  /// What virsh 9.0.0 sent to its daemon, taken from a trace of `virsh -q -c qemu:///system domstate g1`.
  @Test func callsAreWhatVirshSends() {
    var open = XDREncoder()
    open.unsigned(1)
    open.string("qemu:///system")
    open.unsigned(0)
    #expect(
      WireMessage(procedure: 1, kind: .call, serial: 2, body: open.bytes).bytes
        == Self.bytes(
          "00000038 20008086 00000001 00000001 00000000 00000002 00000000"
            + "00000001 0000000e 71656d75 3a2f2f2f 73797374 656d0000 00000000"))
    var lookUp = XDREncoder()
    lookUp.string("g1")
    #expect(lookUp.bytes == Self.bytes("00000002 67310000"))
  }

  @Test func aDomainComesBackAsItWasPassed() throws {
    let body = Self.bytes("00000002 67310000 0120a4f9 196a5f9e b9f523f3 1f914da7 00000001")
    let domain = try WireDomain(body)
    #expect(domain.name == "g1")
    #expect(domain.uuidText == "0120a4f9-196a-5f9e-b9f5-23f31f914da7")
    #expect(domain.number == 1)
    var encoder = XDREncoder()
    domain.encode(into: &encoder)
    #expect(encoder.bytes == body)
  }

  /// virDomainState and its reasons: libvirt-domain.h of libvirt 9.0.
  @Test(
    arguments: [
      (1, 1, GuestState.running), (2, 0, .running), (3, 1, .paused(.byOperator)),
      (3, 5, .paused(.ioError)), (3, 2, .paused(.transition)), (3, 13, .paused(.postcopyFailed)),
      (1, 11, .paused(.postcopyFailed)), (1, 10, .movingIn), (3, 12, .paused(.postcopy)),
      (3, 99, .paused(.unknown)), (4, 1, .shuttingDown), (5, 1, .off(.shutdown)),
      (5, 3, .off(.crashed)), (5, 4, .off(.migrated)), (5, 0, .off(.unknown)), (6, 1, .crashed),
      (7, 0, .paused(.suspendedByGuest)),
      (0, 0, .unknown("libvirt said state 0, reason 0")),
      (-1, 7, .unknown("libvirt said state -1, reason 7")),
    ] as [(Int32, Int32, GuestState)])
  func numbersAre(_ state: Int32, _ reason: Int32, _ decoded: GuestState) {
    #expect(WireState.decode(state, reason) == decoded)
  }

  @Test(arguments: [
    ("qemu:///system", ["/run/libvirt/virtqemud-sock", "/run/libvirt/libvirt-sock"]),
    ("xen:///system", ["/run/libvirt/virtxend-sock", "/run/libvirt/libvirt-sock"]),
    ("xen:///", ["/run/libvirt/virtxend-sock", "/run/libvirt/libvirt-sock"]),
    ("qemu+ssh://other/system", []), ("qemu://other/system", []), ("test:///default", []), ("", []),
    ("nonsense", []),
  ])
  func aConnectionIsTriedAt(_ uri: String, _ paths: [String]) {
    #expect(WireSocket.candidates(uri) == paths)
  }

  /// Which daemon it is that virsh reaches on this machine, so that it can be told whether its guests would be seen.
  @Test func theDaemonOfALocalTransportIsFound() throws {
    #expect(WireSocket.door("qemu+unix:///system?socket=/run/a-sock") == "/run/a-sock")
    #expect(WireSocket.door("qemu+unix:///system?mode=auto&socket=/run/a-sock") == "/run/a-sock")
    for path in ["system", "session", "embed"] {
      #expect(WireSocket.door("qemu+unix:///\(path)") == WireSocket.existing("qemu:///\(path)"))
    }
    for uri in ["qemu+ssh://other/system", "test:///default", "", "+unix", "qemu+unix:"] {
      #expect(WireSocket.door(uri) == nil)
    }
  }

  /// Whatever a daemon sends, it is read within its bounds.
  @Test func damagedBytesAreErrorsAndNothingElse() {
    var dice = Dice(seed: 6)
    let good = WireMessage(
      procedure: 23, kind: .reply, serial: 3,
      body: Self.bytes("00000002 67310000 0120a4f9 196a5f9e b9f523f3 1f914da7 00000001")
    ).bytes
    var decoded = 0
    for _ in 0..<20_000 {
      let damaged = dice.mutate(good)
      if let message = try? WireMessage(afterLength: Array(damaged.dropFirst(4))) {
        decoded += 1
        _ = try? WireDomain(message.body)
        _ = WireConnection.refusal(message.body)
      }
      _ = try? WireMessage.length(damaged)
    }
    #expect(decoded > 0)
  }

  /// What a daemon answers after its authentication list and its open, and what the guest then is.
  enum Answer: String, CaseIterable {
    case hangsUp, hangs, garbage, tooLong, noDomain, otherError, running, runningAfterAnEvent
    case wantsAuthentication
  }

  @Test(arguments: Answer.allCases) func aDaemonThat(_ answer: Answer) throws {
    let sandbox = try Sandbox()
    let path = sandbox.root + "/sock"
    let listener = try LocalListener(path)
    // Only for what never comes is the time given that a test can spare.
    let isPatient = answer != .hangs
    let client = try WireConnection(
      path: path, until: Clock.now + (isPatient ? .seconds(60) : .seconds(2)))
    guard let accepted = listener.accept() else {
      Issue.record("nobody connected")
      return
    }
    var daemon: Hold? = Hold(LocalStream(accepted))
    let soon = Clock.now + .seconds(60)
    let none = WireTests.bytes("00000001 00000000")
    let polkit = WireTests.bytes("00000001 00000002")
    let domain = WireTests.bytes("00000002 67310000 0120a4f9 196a5f9e b9f523f3 1f914da7 00000001")

    func reply(_ serial: UInt32, _ procedure: UInt32, _ body: [UInt8], error: Bool = false) throws {
      let message = WireMessage(
        procedure: procedure, kind: .reply, serial: serial, isError: error, body: body)
      try daemon?.stream.write(message.bytes, until: soon)
    }
    // All answers are in the socket before the first question: a daemon needs no turn of its own here.
    try reply(0, 66, answer == .wantsAuthentication ? polkit : none)
    try reply(1, 1, [])
    switch answer {
    case .hangs, .wantsAuthentication: break
    case .hangsUp: break
    case .garbage: try daemon?.stream.write(Array("HTTP/1.1 400 Bad Request\r\n".utf8), until: soon)
    case .tooLong: try daemon?.stream.write([0x7f, 0xff, 0xff, 0xff], until: soon)
    case .noDomain:
      try reply(2, 23, WireTests.bytes("0000002a 0000000a 00000001 00000002 6e6f0000"), error: true)
    case .otherError:
      try reply(2, 23, WireTests.bytes("00000026 00000000 00000000"), error: true)
    case .running, .runningAfterAnEvent:
      if answer == .runningAfterAnEvent {
        try daemon?.stream.write(
          WireMessage(procedure: 318, kind: .event, serial: 0, body: domain).bytes, until: soon)
        let ping = WireMessage(
          program: WireMessage.keepAliveProgram, procedure: 1, kind: .event, serial: 0)
        try daemon?.stream.write(ping.bytes, until: soon)
      }
      try reply(2, 23, domain)
      try reply(3, 212, WireTests.bytes("00000001 00000001"))
    }
    if answer == .hangsUp { daemon = nil }
    let seen = WireTests.ask(client)
    daemon = nil

    switch answer {
    case .running, .runningAfterAnEvent: #expect(seen?.state == .running)
    case .noDomain: #expect(seen?.state == .absent)
    case .wantsAuthentication: #expect(seen == nil)
    case .otherError: #expect(seen?.state == .unknown("error 38: no words"))
    case .hangs, .hangsUp, .garbage, .tooLong:
      guard case .unknown = seen?.state else {
        Issue.record("\(String(describing: seen))")
        return
      }
    }
    #expect(Clock.now < soon)
  }

  /// Keeps the daemon's end open.
  final class Hold {
    let stream: LocalStream
    init(_ stream: consuming LocalStream) { self.stream = stream }
  }

  static func ask(_ connection: consuming WireConnection) -> Observation? {
    do throws(WireError) {
      var connection = connection
      try connection.open("qemu:///system")
      let domain = try connection.lookUp("g1")
      let (state, reason) = try connection.state(domain)
      let began = Clock.now
      connection.close()
      #expect(Clock.now - began < .seconds(50), "a daemon that hangs now is not waited for")
      return Observation(WireState.decode(state, reason), evidence: [])
    } catch {
      return WireWitness.observation(of: error)
    }
  }
}
