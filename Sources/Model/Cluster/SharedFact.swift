/// What every node has to know of a guest beyond its properties and its definition: state that our methods find out on one node, and
/// that has to outlive that node and a power cut of all of them.
///
/// A Pacemaker cluster keeps each fact as a property of the cluster, as it does the definition (`ClusterDefinition`), in a set of
/// the resource's own. The names of a fact and of a resource do not mix: no name of a fact has a dot.
public enum SharedFact: String, CaseIterable, Sendable {
  /// The guest has left a node by a move that nobody ordered, and where it arrived is not known: `Departure`.
  case departure
  /// The disks that the guest wrote to last: `DisksInUse`.
  case disks
  /// What the guest is beyond its definition: `Particulars`.
  case particulars
  /// The node on which the guest's memory was saved in our charge, until the next start of it on any node.
  case saved
  /// The newest copy of what the guest's firmware and TPM write: `NewestCopy`.
  case copy

  /// The longest value that is kept, in bytes as it is written.
  public static let maximumSize = 16 << 10

  /// The property of a Pacemaker cluster that holds the fact of a resource's guest; its element has the same name.
  public func property(_ resource: String) -> String { "ha-xvm.\(rawValue).\(resource)" }

  /// The set that the facts of a resource's guest are written to; where else one stands it is found as well.
  public static func set(_ resource: String) -> String { "ha-xvm..\(resource)" }

  /// The key of the fact in a table.
  public var key: String { "shared.\(rawValue)" }

  // MARK: How a value is written

  /// A value in letters that every tool passes on as they are: what is not printable ASCII stands as `%` and two digits.
  ///
  /// - Throws: `.badValue` for one that is empty, or too long to be kept.
  public func written(_ value: String) throws(Failure) -> String {
    var bytes: [UInt8] = []
    for byte in value.utf8 {
      if (0x20...0x7E).contains(byte), byte != UInt8(ascii: "%") {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), SharedFact.digit(byte >> 4), SharedFact.digit(byte & 15)]
      }
    }
    guard (1...SharedFact.maximumSize).contains(bytes.count) else {
      throw Failure(
        .badValue, key, cause: "\(bytes.count) bytes, and 1 to \(SharedFact.maximumSize) are kept")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The value that was written so. What other hands have put there is taken as it stands, cut where it is too long: that there is a
  /// value tells something by itself.
  public static func read(_ text: String) -> String {
    let bytes = Array(text.utf8.prefix(maximumSize))
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count,
        let high = value(bytes[place + 1]), let low = value(bytes[place + 2])
      {
        result.append(high << 4 | low)
        place += 3
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension InformationBase {
  /// What every node is to know of a resource's guest.
  public func shared(_ resource: String) -> [SharedFact: String] {
    SharedFact.allCases.reduce(into: [:]) { facts, fact in
      facts[fact] = property(fact.property(resource)).map(SharedFact.read)
    }
  }
}
