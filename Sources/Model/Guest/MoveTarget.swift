/// The node that a guest is to move to, and how it is reached for that.
public struct MoveTarget: Equatable, Sendable {
  public let node: String
  /// Its name or address on the private interconnect, over which the guest's memory travels.
  public let address: String
  /// How its toolstack is reached: the value of Migration_transport.
  public var transport = ""
  /// The file with its password, for a toolstack that wants one: the value of Password_file.
  public var passwordFile = ""
  /// How the guest is moved there, for a toolstack whose moves can be tuned.
  public var manner = MoveManner()

  public init(
    node: String, address: String, transport: String = "", passwordFile: String = "",
    manner: MoveManner = MoveManner()
  ) {
    (self.node, self.address) = (node, address)
    (self.transport, self.passwordFile, self.manner) = (transport, passwordFile, manner)
  }

  /// Reads an element of Migration_nodes, `node:address`; the address may hold colons of its own, as IPv6 does.
  public init?(parsing text: String) {
    let parts = text.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
    guard parts.count == 2, MoveTarget.isName(parts[0]), MoveTarget.isAddress(parts[1]) else {
      return nil
    }
    self.init(node: parts[0], address: parts[1])
  }

  /// The address as a URI holds it: an IPv6 address stands in brackets.
  public var host: String { address.contains(":") ? "[\(address)]" : address }

  /// Letters, digits, `.`, `-` and `_`, the first no hyphen, so that no tool takes it for an option.
  public static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.first != UInt8(ascii: "-")
      && text.utf8.allSatisfy { isLetter($0) || "._-".utf8.contains($0) }
  }

  /// A host name, an IPv4 or an IPv6 address.
  static func isAddress(_ text: String) -> Bool {
    text.contains(":")
      ? text.utf8.allSatisfy { isLetter($0) || ":.%".utf8.contains($0) } : isName(text)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: false
    }
  }
}

extension MoveTarget: CustomStringConvertible {
  /// As messages name it: `node2 (10.77.0.2)`, or the name alone where the two are one.
  public var description: String { node == address ? node : "\(node) (\(address))" }
}
