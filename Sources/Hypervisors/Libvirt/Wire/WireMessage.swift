/// One message of libvirt's remote protocol: a length, six words and a body in XDR.
///
/// Source: libvirt's "RPC infrastructure" page; every number here was also seen on the wire between virsh 9.0.0 and its
/// daemon.
struct WireMessage: Equatable {
  /// What a message is.
  enum Kind: UInt32 {
    case call = 0
    case reply = 1
    case event = 2
  }

  /// The program that hypervisor calls belong to.
  static let remoteProgram: UInt32 = 0x2000_8086
  /// The program that both ends ask each other for signs of life with.
  static let keepAliveProgram: UInt32 = 0x6b65_6570
  /// The version of both.
  static let version: UInt32 = 1
  /// The longest message that libvirt sends, 32 MiB and 16: VIR_NET_MESSAGE_MAX.
  static let longest = 33_554_432 + 16
  static let headerLength = 28

  var program = WireMessage.remoteProgram
  var procedure: UInt32
  var kind: Kind
  var serial: UInt32
  /// Whether a reply carries an error in place of a result.
  var isError = false
  var body: [UInt8] = []

  /// The message as it goes over the wire.
  var bytes: [UInt8] {
    var encoder = XDREncoder()
    encoder.unsigned(UInt32(WireMessage.headerLength + body.count))
    encoder.unsigned(program)
    encoder.unsigned(WireMessage.version)
    encoder.unsigned(procedure)
    encoder.unsigned(kind.rawValue)
    encoder.unsigned(serial)
    encoder.unsigned(isError ? 1 : 0)
    encoder.opaque(body)
    return encoder.bytes
  }

  init(
    program: UInt32 = WireMessage.remoteProgram, procedure: UInt32, kind: Kind, serial: UInt32,
    isError: Bool = false, body: [UInt8] = []
  ) {
    (self.program, self.procedure, self.kind) = (program, procedure, kind)
    (self.serial, self.isError, self.body) = (serial, isError, body)
  }

  /// How long the whole message is whose first four bytes these are.
  static func length(_ first: [UInt8]) throws(XDRError) -> Int {
    var decoder = XDRDecoder(first)
    let length = Int(try decoder.unsigned())
    guard (headerLength...longest).contains(length) else {
      throw XDRError(expected: "the length of a message instead of \(length)")
    }
    return length
  }

  /// The message that follows its length.
  init(afterLength bytes: [UInt8]) throws(XDRError) {
    var decoder = XDRDecoder(bytes)
    program = try decoder.unsigned()
    guard try decoder.unsigned() == WireMessage.version else {
      throw XDRError(expected: "version 1 of the protocol")
    }
    procedure = try decoder.unsigned()
    guard let kind = Kind(rawValue: try decoder.unsigned()) else {
      throw XDRError(expected: "a call, a reply or an event")
    }
    self.kind = kind
    serial = try decoder.unsigned()
    isError = try decoder.unsigned() != 0
    body = Array(bytes.dropFirst(WireMessage.headerLength - 4))
  }
}

/// The procedures of the remote program that we use: remote_protocol.x.
enum WireProcedure: UInt32 {
  case open = 1
  case close = 2
  case describe = 14
  case autostart = 15
  case lookUpByName = 23
  case lookUpByUUID = 24
  case authenticationList = 66
  case hasManagedSave = 183
  case state = 212
  case controlInformation = 229
  case beginMigration = 302
  case subscribe = 316
  case lifeCycleEvent = 318
  case time = 337
}

/// The procedures of the keep-alive program; both are messages of kind `event`, and none has a body.
enum WireKeepAlive: UInt32 {
  case ping = 1
  case pong = 2

  /// The message.
  var message: WireMessage {
    WireMessage(
      program: WireMessage.keepAliveProgram, procedure: rawValue, kind: .event, serial: 0)
  }
}
