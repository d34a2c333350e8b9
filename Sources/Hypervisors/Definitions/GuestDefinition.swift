public import Model

/// What a definition says that the agent has to know, whichever toolstack it is for.
public struct GuestDefinition: Equatable, Sendable {
  /// Something in a definition that others must not see.
  public struct Secret: Equatable, Sendable {
    /// What becomes known with it.
    public enum Kind: Equatable, Sendable {
      /// What opens a display or a store: the toolstack itself shows it to nobody who does not ask for secrets.
      case access
      /// What is handed to the guest or to its emulator, and shown by the toolstack: it may be a secret.
      case guestData
    }

    public let kind: Kind
    /// Where it stands, from 1.
    public let line: Int
    /// Its place by the names of the format: `graphics/@passwd`.
    public let place: String

    public init(_ kind: Kind, line: Int, _ place: String) {
      (self.kind, self.line, self.place) = (kind, line, place)
    }
  }

  public let name: String
  /// Its UUID, lower case with hyphens; empty when there is none.
  public let uuid: String
  public let secrets: [Secret]
  /// Whether a reboot from inside ends it, as a shutdown does: nothing tells the two apart then.
  public let endsAtReboot: Bool
  /// The most processors, and the most memory in whole MiB, that it may have; nil where the definition does not say.
  public let processors, mebibytes: Int?

  public init(
    name: String, uuid: String = "", secrets: [Secret] = [], endsAtReboot: Bool = false,
    processors: Int? = nil, mebibytes: Int? = nil
  ) {
    (self.name, self.uuid, self.secrets) = (name, uuid, secrets)
    self.endsAtReboot = endsAtReboot
    (self.processors, self.mebibytes) = (processors, mebibytes)
  }

  /// Whether both have a UUID and it is not the same.
  public func isOfOther(than other: GuestDefinition) -> Bool {
    !uuid.isEmpty && !other.uuid.isEmpty && uuid != other.uuid
  }

  /// What is to be said of its secrets of a kind, which are named and not repeated; nil when it has none.
  public func objection(to kind: Secret.Kind, of place: String) -> Failure? {
    let words = secrets.filter { $0.kind == kind }.map { "line \($0.line): \($0.place)" }
    if words.isEmpty { return nil }
    return Failure(
      kind == .access ? .secretInDefinition : .guestDataInDefinition, place,
      cause: words.joined(separator: ", "))
  }

  /// Refuses a file of the other format that people have, by its name.
  static func expectXML(_ bytes: [UInt8]) throws(Failure) {
    guard let first = bytes.first(where: { !" \t\r\n".utf8.contains($0) }),
      (0x21..<0x7F).contains(first), first != UInt8(ascii: "<")
    else { return }
    throw Failure(
      .badDefinition, "line 1",
      cause: "it is no XML; a configuration file of xl or xm needs Hypervisor=XEN")
  }

  init(_ domain: DomainDefinition, _ secrets: [Secret]) {
    self.init(
      name: domain.name, uuid: domain.uuid, secrets: secrets,
      endsAtReboot: domain.onReboot == "destroy", processors: domain.processors,
      mebibytes: domain.mebibytes)
  }
}

/// A UUID in the one form that is compared.
public enum GuestUUID {
  /// A new one at random: RFC 9562, section 5.4.
  public static func random() -> String {
    let version = UInt64.random(in: 0...UInt64.max) & ~0xf000 | 0x4000
    let variant = UInt64.random(in: 0...UInt64.max) & ~(0b11 << 62) | (0b10 << 62)
    let digits = [version, variant].map { value in
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
    return canonical(digits.joined()) ?? ""
  }

  /// The UUID in lower case with hyphens; nil for a text that is none.
  ///
  /// libvirt takes hyphens and blanks between any two pairs of digits, and no braces (tried with libvirt 9.0).
  static func canonical(_ text: String) -> String? {
    var digits: [UInt8] = []
    for byte in text.lowercased().utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
        digits.append(byte)
      case UInt8(ascii: "-"), UInt8(ascii: " "):
        if digits.count % 2 != 0 { return nil }
      default: return nil
      }
    }
    guard digits.count == 32 else { return nil }
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return parts.map { String(decoding: digits[$0], as: UTF8.self) }.joined(separator: "-")
  }
}

extension String {
  /// The name without its prefix, which is the writer's to choose.
  var localName: Substring { split(separator: ":").last ?? "" }
}
