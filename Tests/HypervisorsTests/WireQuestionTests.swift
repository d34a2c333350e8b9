import Model
import Platform
import TestSupport
import Testing

@testable import Hypervisors

/// Questions about one domain: what virsh 9.0.0 was seen to send for `dominfo`, `domcontrol` and `domstate UUID`, and what its
/// daemon answered.
@Suite(.ownThreads) struct WireQuestionTests {
  private static let domain =
    "00000005 62656e63 68000000 1d28d258 250876fb 7dde22a1 7436ef9c 00000001"
  private static let uuid = "1d28d258 250876fb 7dde22a1 7436ef9c"

  enum Question: String, CaseIterable, Sendable {
    case lookUpByUUID, startsByItself, hasManagedSave, state, control
    /// Procedure and arguments as virsh sent them, and the body of the answer.
    var recorded: (procedure: UInt32, sent: String, answer: String) {
      switch self {
      case .lookUpByUUID: (0x18, uuid, domain)
      case .startsByItself: (0x0f, domain, "00000001")
      case .hasManagedSave: (0xb7, domain + "00000000", "00000001")
      case .state: (0xd4, domain + "00000000", "00000001 00000001")
      case .control: (0xe5, domain + "00000000", "00000001 00000000 00000001 00000002")
      }
    }
  }

  /// Asks it, and what came back, in words.
  private static func ask(_ question: Question, _ connection: inout WireConnection)
    throws(WireError)
    -> String
  {
    let domain: WireDomain
    do throws(XDRError) { domain = try WireDomain(WireTests.bytes(Self.domain)) } catch {
      throw .silent(error.expected)
    }
    switch question {
    case .lookUpByUUID: return try connection.lookUp(uuid: WireTests.bytes(uuid)).name
    case .startsByItself: return "\(try connection.startsByItself(domain))"
    case .hasManagedSave: return "\(try connection.hasManagedSave(domain))"
    case .state: return "\(try connection.state(domain))"
    case .control:
      let control = try connection.control(domain)
      return "\(control.state) \(control.lasting)"
    }
  }

  private static func answers(_ question: Question, _ body: [UInt8]) throws -> (
    sent: [UInt8], came: String?
  ) {
    let sandbox = try Sandbox()
    let listener = try LocalListener(sandbox.root + "/sock")
    let soon = Clock.now + .seconds(60)
    var connection = try WireConnection(path: sandbox.root + "/sock", until: soon)
    guard let accepted = listener.accept() else { return ([], nil) }
    let daemon = LocalStream(accepted)
    try daemon.write(
      WireMessage(procedure: question.recorded.procedure, kind: .reply, serial: 0, body: body)
        .bytes,
      until: soon)
    let came = try? ask(question, &connection)
    return (try daemon.read(until: soon), came)
  }

  @Test(
    arguments: zip(
      Question.allCases, ["bench", "true", "true", "(state: 1, reason: 1)", "1 4294967298"]))
  func aQuestionIsAskedAsVirshAsksIt(_ question: Question, _ expected: String) throws {
    let recorded = question.recorded
    let (sent, came) = try Self.answers(question, WireTests.bytes(recorded.answer))
    #expect(came == expected)
    #expect(
      sent
        == WireMessage(
          procedure: recorded.procedure, kind: .call, serial: 0,
          body: WireTests.bytes(recorded.sent)
        ).bytes)
  }

  /// A guest that is not there by its name may have been given another since: it is looked for by its UUID where that is known.
  @Test(
    arguments: [
      ("1d28d258-2508-76fb-7dde-22a17436ef9c", 0x2a, "bench"), ("", 0x2a, nil),
      ("1d28d258-2508-76fb-7dde-22a17436ef9c", 0x26, nil),
    ] as [(String, UInt8, String?)])
  func aGuestIsLookedForByItsUUIDToo(_ uuid: String, _ error: UInt8, _ found: String?) throws {
    let sandbox = try Sandbox()
    let listener = try LocalListener(sandbox.root + "/sock")
    let soon = Clock.now + .seconds(2)
    var connection = try WireConnection(path: sandbox.root + "/sock", until: soon)
    guard let caller = listener.accept() else {
      Issue.record("nobody connected")
      return
    }
    let accepted = WireTests.Hold(LocalStream(caller))
    let refusal =
      WireTests.bytes("000000") + [error] + WireTests.bytes("0000000a 00000001 00000002 6e6f0000")
    let answers = [
      WireMessage(procedure: 0x17, kind: .reply, serial: 0, isError: true, body: refusal),
      WireMessage(procedure: 0x18, kind: .reply, serial: 1, body: WireTests.bytes(Self.domain)),
    ]
    for answer in answers { try accepted.stream.write(answer.bytes, until: soon) }
    let guest = Guest(name: "web", identity: GuestIdentity(uuid: uuid))
    var name: String?
    do throws(WireError) { name = try WireWitness.find(guest, &connection).name } catch {}
    #expect(name == found)
  }

  /// An answer that is too short is none.
  @Test(arguments: Question.allCases) func aShortAnswerIsNone(_ question: Question) throws {
    let body = WireTests.bytes(question.recorded.answer)
    for length in [0, 3, body.count - 1] {
      #expect(try Self.answers(question, Array(body.prefix(length))).came == nil, "\(length)")
    }
  }

  @Test(
    arguments: [
      (0, 90_000, nil), (1, 4_999, nil), (1, 30_000, "a job has had the guest for 30 s"),
      (2, 0, nil), (2, 61_000, "the emulator has not answered for 61 s"),
      (3, 0, "libvirt cannot command the guest any more"), (9, 90_000, nil),
    ] as [(UInt32, UInt32, String?)])
  func aChannelIsComplainedOf(_ state: UInt32, _ lasting: UInt32, _ complaint: String?) throws {
    var answer = XDREncoder()
    for word in [state, 0, 0, lasting] { answer.unsigned(word) }
    var decoder = XDRDecoder(answer.bytes)
    #expect(try WireControl(from: &decoder).complaint == complaint)
  }

  @Test func damagedAnswersAreErrorsAndNothingElse() {
    var dice = Dice(seed: 61)
    let good = WireTests.bytes(Question.control.recorded.answer)
    var decoded = 0
    for _ in 0..<Dice.rounds {
      var decoder = XDRDecoder(dice.mutate(good))
      if let control = try? WireControl(from: &decoder) {
        decoded += 1
        _ = control.complaint
      }
    }
    #expect(decoded > 0)
  }
}
