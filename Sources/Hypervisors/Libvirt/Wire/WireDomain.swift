internal import Model

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
    var text: [UInt8] = []
    for index in uuid.indices {
      if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
      text.append(WireDomain.digit(uuid[index] >> 4))
      text.append(WireDomain.digit(uuid[index] & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
