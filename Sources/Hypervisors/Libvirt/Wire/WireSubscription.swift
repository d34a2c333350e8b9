internal import Model

/// A subscription to the life-cycle events of one guest, as a value: what the daemon says goes in, and what it is to be
/// told comes out.
///
/// The daemon may handle several calls of a client at once, so each call waits for the answer to the one before it.
struct WireSubscription {
  /// What comes of something that the daemon said.
  struct Turn: Equatable {
    var outgoing: [UInt8] = []
    var tiding: GuestTiding?
  }

  private enum Stage: UInt32 {
    case authenticating, opening, subscribing, subscribed
  }

  private let uri: String
  private let guest: Guest
  private var stage = Stage.authenticating
  private var inbox = WireInbox()

  init(to guest: Guest, at uri: String) {
    (self.guest, self.uri) = (guest, uri)
  }

  /// Whether the daemon will tell what happens from now on.
  var isComplete: Bool { stage == .subscribed }

  /// What the daemon is told first.
  var greeting: [UInt8] { call(.authenticationList) }

  /// Takes in what has come, in whatever pieces.
  mutating func receive(_ bytes: [UInt8]) throws(WireError) -> Turn {
    inbox.append(bytes)
    var turn = Turn()
    while let message = try inbox.next() { try take(message, &turn) }
    return turn
  }

  private mutating func take(_ message: WireMessage, _ turn: inout Turn) throws(WireError) {
    switch (message.program, message.kind) {
    case (WireMessage.keepAliveProgram, _):
      if message.procedure == WireKeepAlive.ping.rawValue {
        turn.outgoing += WireKeepAlive.pong.message.bytes
      }
    case (WireMessage.remoteProgram, .reply)
    where message.serial == stage.rawValue && !isComplete:
      if message.isError { throw WireConnection.refusal(message.body) }
      turn.outgoing += try proceed(message.body)
      // What happened before the subscription was told to nobody.
      if isComplete { turn.tiding = turn.tiding ?? .change }
    case (WireMessage.remoteProgram, .event)
    where message.procedure == WireProcedure.lifeCycleEvent.rawValue:
      let event = try WireEvent(message.body)
      guard isMeant(event) else { return }
      if event.isDeparture {
        turn.tiding = .departure
      } else {
        turn.tiding = turn.tiding ?? .change
      }
    default:
      return
    }
  }

  /// Takes the answer to the call of this stage, and makes the call of the next.
  private mutating func proceed(_ reply: [UInt8]) throws(WireError) -> [UInt8] {
    switch stage {
    case .authenticating:
      try WireConnection.checkAuthentication(reply)
      stage = .opening
      return call(.open, WireConnection.openArguments(uri))
    case .opening:
      stage = .subscribing
      return call(.subscribe, subscribeArguments)
    case .subscribing:
      stage = .subscribed
      return []
    case .subscribed:
      return []
    }
  }

  /// Life-cycle events are number 0; without a domain they come for all.
  private var subscribeArguments: [UInt8] {
    var arguments = XDREncoder()
    arguments.unsigned(0)
    arguments.unsigned(domain == nil ? 0 : 1)
    domain?.encode(into: &arguments)
    return arguments.bytes
  }

  private var domain: WireDomain? { WireDomain(guest) }

  private func isMeant(_ event: WireEvent) -> Bool {
    domain.map { $0.uuid == event.domain.uuid } ?? (guest.name == event.domain.name)
  }

  private func call(_ procedure: WireProcedure, _ body: [UInt8] = []) -> [UInt8] {
    WireMessage(
      procedure: procedure.rawValue, kind: .call, serial: stage.rawValue, body: body
    ).bytes
  }
}

/// A life-cycle event: remote_domain_event_callback_lifecycle_msg of remote_protocol.x.
struct WireEvent: Equatable {
  let domain: WireDomain
  /// virDomainEventType, and a detail whose meaning depends on it.
  let kind, detail: Int32

  init(_ body: [UInt8]) throws(WireError) {
    var decoder = XDRDecoder(body)
    do throws(XDRError) {
      _ = try decoder.signed()
      domain = try WireDomain(from: &decoder)
      kind = try decoder.signed()
      detail = try decoder.signed()
    } catch { throw .silent("expected \(error.expected)") }
  }

  /// It stopped here because it runs elsewhere: VIR_DOMAIN_EVENT_STOPPED with the detail MIGRATED.
  var isDeparture: Bool { kind == 5 && detail == 3 }
}
