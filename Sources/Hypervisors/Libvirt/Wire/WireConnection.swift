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

  /// What happened, in words.
  var words: String {
    switch self {
    case .unavailable(let words), .silent(let words): words
    case .refused(let code, let words): "error \(code): \(words)"
    }
  }

  /// The number for "there is no such domain": VIR_ERR_NO_DOMAIN.
  static let noDomain: Int32 = 42
}

/// A connection to a libvirt daemon by its own protocol; every read and write ends by the deadline of the connection.
struct WireConnection: ~Copyable {
  private let stream: LocalStream
  private var deadline: Instant
  private var serial: UInt32 = 0

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
    let reply = try call(.lookUpByName, arguments.bytes)
    do throws(XDRError) {
      return try WireDomain(reply)
    } catch { throw .silent("expected \(error.expected)") }
  }

  /// The state of a domain and its reason, as numbers: libvirt-domain.h.
  mutating func state(_ domain: WireDomain) throws(WireError) -> (state: Int32, reason: Int32) {
    var arguments = XDREncoder()
    domain.encode(into: &arguments)
    arguments.unsigned(0)
    var reply = XDRDecoder(try call(.state, arguments.bytes))
    do throws(XDRError) {
      return (try reply.signed(), try reply.signed())
    } catch { throw .silent("expected \(error.expected)") }
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

  private func receive() throws(WireError) -> WireMessage {
    do {
      let length = try WireMessage.length(try stream.read(exactly: 4, until: deadline))
      return try WireMessage(
        afterLength: try stream.read(exactly: length - 4, until: deadline))
    } catch let error as SystemError {
      throw .silent(error.isMissing ? "the daemon hung up" : error.description)
    } catch let error as XDRError {
      throw .silent("expected \(error.expected)")
    } catch {
      throw .silent("\(error)")
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

/// A domain as the protocol passes it back and forth: name, UUID and number.
struct WireDomain: Equatable {
  let name: String
  let uuid: [UInt8]
  /// -1 when it does not run.
  let number: Int32

  init(_ body: [UInt8]) throws(XDRError) {
    var decoder = XDRDecoder(body)
    try self.init(from: &decoder)
  }

  init(from decoder: inout XDRDecoder) throws(XDRError) {
    name = try decoder.string()
    uuid = try decoder.opaque(16)
    number = try decoder.signed()
  }

  /// A guest as the daemon would pass it; nil when its UUID is not known.
  init?(_ guest: Guest) {
    let digits = guest.identity.uuid.filter { $0 != "-" }
    guard digits.utf8.count == 32 else { return nil }
    var bytes: [UInt8] = []
    var rest = digits[...]
    while !rest.isEmpty {
      guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    (name, uuid, number) = (guest.name, bytes, -1)
  }

  func encode(into encoder: inout XDREncoder) {
    encoder.string(name)
    encoder.opaque(uuid)
    encoder.signed(number)
  }

  /// The UUID as people write it.
  var uuidText: String {
    let digits = uuid.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
    return groups.map { digits[$0].joined() }.joined(separator: "-")
  }
}
