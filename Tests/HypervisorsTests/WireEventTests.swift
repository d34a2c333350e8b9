import Model
import Platform
import TestSupport
import Testing

@testable import Hypervisors

/// The wire between virsh 9.0.0 and its daemon, taken from a trace of `virsh event --domain g1 --event lifecycle --loop`.
///
/// The serial numbers of the replies are those of our calls: virsh asks for features in between.
enum Recorded {
  static let noAuthentication =
    "00000024 20008086 00000001 00000042 00000001 00000000 00000000 00000001 00000000"
  static let opened = "0000001c 20008086 00000001 00000001 00000001 00000001 00000000"
  static let subscribe =
    "00000040 20008086 00000001 0000013c 00000000 00000002 00000000 00000000 00000001"
    + "00000002 67310000 0120a4f9 196a5f9e b9f523f3 1f914da7 ffffffff"
  static let subscribed =
    "00000020 20008086 00000001 0000013c 00000001 00000002 00000000 00000000"
  static let event =
    "00000044 20008086 00000001 0000013e 00000002 00000001 00000000 00000000"
    + "00000002 67310000 0120a4f9 196a5f9e b9f523f3 1f914da7 00000001"
  static let started = event + "00000002 00000000"
  static let failed = event + "00000005 00000005"
  static let migrated = event + "00000005 00000003"
  static let ping = "0000001c 6b656570 00000001 00000001 00000002 00000000 00000000"
  static let pong = "0000001c 6b656570 00000001 00000002 00000002 00000000 00000000"

  static let uuid = "0120a4f9-196a-5f9e-b9f5-23f31f914da7"
  static var guest: Guest { Guest(name: "g1", identity: GuestIdentity(uuid: uuid)) }
}

@Suite struct WireSubscriptionTests {
  typealias Turn = WireSubscription.Turn

  /// What the daemon says, in one go or in pieces of so many bytes, and all that comes of it.
  func converse(
    _ said: [String], guest: Guest = Recorded.guest, inPiecesOf size: Int = 4_096
  ) throws -> (Turn, isComplete: Bool) {
    var subscription = WireSubscription(to: guest, at: "qemu:///system")
    var all = Turn()
    var rest = ArraySlice(WireTests.bytes(said.joined()))
    while !rest.isEmpty {
      let turn = try subscription.receive(Array(rest.prefix(size)))
      all.outgoing += turn.outgoing
      all.tiding = turn.tiding ?? all.tiding
      rest = rest.dropFirst(size)
    }
    return (all, subscription.isComplete)
  }

  @Test(arguments: [1, 3, 4, 27, 28, 29, 4_096])
  func theConversationIsTheSameInPiecesOf(_ size: Int) throws {
    let (turn, isComplete) = try converse(
      [Recorded.noAuthentication, Recorded.opened, Recorded.ping, Recorded.subscribed],
      inPiecesOf: size)
    let open = WireMessage(
      procedure: 1, kind: .call, serial: 1, body: WireConnection.openArguments("qemu:///system"))
    #expect(
      turn.outgoing == open.bytes + WireTests.bytes(Recorded.subscribe)
        + WireTests.bytes(Recorded.pong))
    #expect(turn.tiding == .change)
    #expect(isComplete)
  }

  static let ready = [Recorded.noAuthentication, Recorded.opened, Recorded.subscribed]
  static let unknown = Guest(name: "g1")
  static let other = Guest(name: "g2", identity: GuestIdentity())
  static let namesake = Guest(
    name: "g1", identity: GuestIdentity(uuid: "ffffffff-196a-5f9e-b9f5-23f31f914da7"))

  /// A stop with the detail "migrated" is a departure, whatever else comes with it; another guest's events are nothing.
  @Test(
    arguments: [
      (Recorded.guest, [Recorded.started], .change), (Recorded.guest, [Recorded.failed], .change),
      (Recorded.guest, [Recorded.migrated], .departure),
      (Recorded.guest, [Recorded.migrated, Recorded.started], .departure),
      (Recorded.guest, [Recorded.started, Recorded.migrated], .departure),
      (unknown, [Recorded.failed], .change), (other, [Recorded.failed], nil),
      (namesake, [Recorded.failed], nil), (Recorded.guest, [Recorded.pong], nil),
      (Recorded.guest, [Recorded.subscribed], nil),
    ] as [(Guest, [String], GuestTiding?)])
  func itIsToldOf(_ guest: Guest, _ said: [String], _ tiding: GuestTiding?) throws {
    var subscription = WireSubscription(to: guest, at: "qemu:///system")
    _ = try subscription.receive(WireTests.bytes(Self.ready.joined()))
    let turn = try subscription.receive(WireTests.bytes(said.joined()))
    #expect(turn == Turn(tiding: tiding))
  }

  /// Without a UUID there is no domain to name, and the events of all are asked for.
  @Test func withoutAUUIDItAsksForAll() throws {
    let (turn, _) = try converse(
      [Recorded.noAuthentication, Recorded.opened], guest: Guest(name: "g1"))
    let all =
      "00000024 20008086 00000001 0000013c 00000000 00000002 00000000 00000000 00000000"
    #expect(turn.outgoing.suffix(36) == WireTests.bytes(all)[...])
  }

  @Test func whatIsNotTheProtocolIsAnError() {
    #expect(throws: WireError.self) { try converse([Recorded.noAuthentication, "7fffffff"]) }
    #expect(throws: WireError.unavailable("the daemon wants authentication")) {
      try converse([Recorded.noAuthentication.dropLast().description + "2"])
    }
    let refused =
      "00000028 20008086 00000001 00000001 00000001 00000001 00000001 00000026 00000000 00000000"
    #expect(throws: WireError.refused(code: 38, "no words")) {
      try converse([Recorded.noAuthentication, refused])
    }
  }

  /// Whatever a daemon says, it is taken in within its bounds, and no more than a message is kept.
  @Test func damagedConversationsAreErrorsAndNothingElse() {
    var dice = Dice(seed: 7)
    let good = WireTests.bytes((Self.ready + [Recorded.ping, Recorded.failed]).joined())
    var complete = 0
    for _ in 0..<5_000 {
      var subscription = WireSubscription(to: Recorded.guest, at: "qemu:///system")
      if (try? subscription.receive(dice.mutate(good))) != nil, subscription.isComplete {
        complete += 1
      }
    }
    #expect((1..<5_000).contains(complete))
  }
}
