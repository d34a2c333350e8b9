internal import Model
internal import Platform

/// Why a question over the wire has no answer.
enum WireError: Error, Equatable {
  /// Nobody listens where the daemon should, or it wants what only virsh can give: virsh is asked instead.
  case unavailable(String)
  /// The daemon is there and gives no answer, or nonsense.
  case silent(String)
  /// The daemon answered with an error: its number (virterror.h) and its words.
  case refused(code: Int32, String)

  var words: String {
    switch self {
    case .unavailable(let words), .silent(let words): words
    case .refused(let code, let words): "error \(code): \(words)"
    }
  }

  /// The number for "there is no such domain": VIR_ERR_NO_DOMAIN.
  static let noDomain: Int32 = 42
  /// The number for a question that the hypervisor does not know: VIR_ERR_NO_SUPPORT.
  static let noSupport: Int32 = 3
}

/// A connection to a libvirt daemon by its own protocol; every read and write ends by the deadline of the connection.
struct WireConnection: ~Copyable {
  private let stream: LocalStream
  private var deadline: Instant
  private var serial: UInt32 = 0
  private var inbox = WireInbox()

  /// Connects to the daemon at `path`.
  init(path: String, until deadline: Instant) throws(WireError) {
    let opened: LocalStream
    do throws(SystemError) {
      opened = try LocalStream(connectingTo: path, until: deadline)
    } catch {
      throw error.isTimeout ? .silent(error.description) : .unavailable(error.description)
    }
    stream = opened
    self.deadline = deadline
  }

  /// Opens the hypervisor `uri` there.
  ///
  /// Root is let in without authentication over a local socket; a daemon that asks for it is virsh's to talk to.
  mutating func open(_ uri: String) throws(WireError) {
    try WireConnection.checkAuthentication(try call(.authenticationList))
    _ = try call(.open, WireConnection.openArguments(uri))
  }

  /// Throws unless the answer to the authentication list is that none is wanted.
  static func checkAuthentication(_ reply: [UInt8]) throws(WireError) {
    var methods = XDRDecoder(reply)
    guard (try? methods.unsigned()) == 1, (try? methods.unsigned()) == 0 else {
      throw .unavailable("the daemon wants authentication")
    }
  }

  /// What goes with the call that opens a hypervisor: a URI, for it may be left out, and no flags.
  static func openArguments(_ uri: String) -> [UInt8] {
    var arguments = XDREncoder()
    arguments.unsigned(1)
    arguments.string(uri)
    arguments.unsigned(0)
    return arguments.bytes
  }

  /// The domain of that name, as the protocol passes it on.
  mutating func lookUp(_ name: String) throws(WireError) -> WireDomain {
    var arguments = XDREncoder()
    arguments.string(name)
    return try answer(to: .lookUpByName, arguments) { reply throws(XDRError) in
      try WireDomain(from: &reply)
    }
  }

  /// The domain of that UUID, whatever its name.
  mutating func lookUp(uuid: [UInt8]) throws(WireError) -> WireDomain {
    var arguments = XDREncoder()
    arguments.opaque(uuid)
    return try answer(to: .lookUpByUUID, arguments) { reply throws(XDRError) in
      try WireDomain(from: &reply)
    }
  }

  /// The state of a domain and its reason, as numbers: libvirt-domain.h.
  mutating func state(_ domain: WireDomain) throws(WireError) -> (state: Int32, reason: Int32) {
    try answer(to: .state, arguments(domain, flags: 0)) { reply throws(XDRError) in
      (try reply.signed(), try reply.signed())
    }
  }

  /// Whether the daemon starts the domain when it starts.
  mutating func startsByItself(_ domain: WireDomain) throws(WireError) -> Bool {
    try answer(to: .autostart, arguments(domain)) { reply throws(XDRError) in
      try reply.signed() != 0
    }
  }

  /// Whether there is a memory image from which the next start would go on.
  mutating func hasManagedSave(_ domain: WireDomain) throws(WireError) -> Bool {
    try answer(to: .hasManagedSave, arguments(domain, flags: 0)) { reply throws(XDRError) in
      try reply.signed() != 0
    }
  }

  /// The domain as XML, as it runs or, where it is off, as it is defined: remote_domain_get_xml_desc_args and _ret of remote_protocol.x.
  mutating func describe(_ domain: WireDomain) throws(WireError) -> [UInt8] {
    try answer(to: .describe, arguments(domain, flags: 0)) { reply throws(XDRError) in
      Array(try reply.string().utf8)
    }
  }

  /// The first phase of a migration, in which the daemon and the emulator say whether the domain may go, and what the other node
  /// would get as its description: remote_domain_migrate_begin3_params_args and _ret of remote_protocol.x.
  ///
  /// Without VIR_MIGRATE_CHANGE_PROTECTION nothing is left behind of it.
  mutating func beginMigration(_ domain: WireDomain, flags: UInt32) throws(WireError) -> [UInt8] {
    var arguments = arguments(domain, flags: 0)
    // That was the number of parameters, of which there are none.
    arguments.unsigned(flags)
    return try answer(to: .beginMigration, arguments) { reply throws(XDRError) in
      _ = try reply.data()
      return Array(try reply.data())
    }
  }

  /// Asks the guest agent of a domain for its time, which is not used: remote_domain_get_time_args of remote_protocol.x.
  mutating func askTime(_ domain: WireDomain) throws(WireError) {
    _ = try call(.time, arguments(domain, flags: 0).bytes)
  }

  /// Whether the daemon can command the domain.
  mutating func control(_ domain: WireDomain) throws(WireError) -> WireControl {
    try answer(to: .controlInformation, arguments(domain, flags: 0)) { reply throws(XDRError) in
      try WireControl(from: &reply)
    }
  }

  private func arguments(_ domain: WireDomain, flags: UInt32? = nil) -> XDREncoder {
    var arguments = XDREncoder()
    domain.encode(into: &arguments)
    if let flags { arguments.unsigned(flags) }
    return arguments
  }

  private mutating func answer<Value>(
    to procedure: WireProcedure, _ arguments: XDREncoder,
    _ decode: (inout XDRDecoder) throws(XDRError) -> Value
  ) throws(WireError) -> Value {
    var reply = XDRDecoder(try call(procedure, arguments.bytes))
    do throws(XDRError) { return try decode(&reply) } catch {
      throw .silent("expected \(error.expected)")
    }
  }

  /// Says good-bye and waits a moment for the answer.
  ///
  /// libvirtd 9.0 cleans up a client that has said it in one thread and a client that has hung up in another, without a lock
  /// between them; who does both at once can crash it, and with it the management of every guest on the node.
  consuming func close() {
    let end = min(deadline, Clock.now + .seconds(1))
    var connection = self
    connection.deadline = end
    _ = try? connection.call(.close)
  }

  private mutating func call(_ procedure: WireProcedure, _ body: [UInt8] = []) throws(WireError)
    -> [UInt8]
  {
    let call = WireMessage(
      procedure: procedure.rawValue, kind: .call, serial: serial, body: body)
    serial += 1
    do throws(SystemError) {
      try stream.write(call.bytes, until: deadline)
    } catch { throw .silent(error.description) }
    while true {
      let message = try receive()
      // Events and questions for signs of life may come in between; nobody here waits for them.
      guard message.program == WireMessage.remoteProgram, message.kind == .reply,
        message.serial == call.serial
      else { continue }
      guard message.procedure == call.procedure else {
        throw .silent("an answer to something else")
      }
      if message.isError { throw WireConnection.refusal(message.body) }
      return message.body
    }
  }

  private mutating func receive() throws(WireError) -> WireMessage {
    while true {
      if let message = try inbox.next() { return message }
      let bytes: [UInt8]
      do throws(SystemError) {
        bytes = try stream.read(until: deadline, limit: 4_096)
      } catch { throw .silent(error.description) }
      if bytes.isEmpty { throw .silent("the daemon hung up") }
      inbox.append(bytes)
    }
  }

  /// The error in the body of a reply: remote_error of remote_protocol.x, of which the first three fields are read.
  static func refusal(_ body: [UInt8]) -> WireError {
    var decoder = XDRDecoder(body)
    do throws(XDRError) {
      let code = try decoder.signed()
      _ = try decoder.signed()
      return .refused(code: code, try decoder.optionalString() ?? "no words")
    } catch {
      return .silent("expected \(error.expected)")
    }
  }
}
