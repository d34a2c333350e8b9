/// The names of one resource: what a framework gives every method with -R, -G and -T.
public struct ResourceIdentity: Hashable, Sendable {
  public let resource: String
  public let group: String
  public let type: String

  /// The type under which our commands are registered when nobody says otherwise.
  public static let genericDataService = ResourceType.genericDataService.rawValue

  /// The version of that type that the cluster's commands add to its name, `SUNW.gds:6`: Contract, Answers of the commands.
  public static let genericDataServiceVersion = "6"

  /// An identity of legal names; they become parts of file names, of log tags and of command lines.
  public init(
    resource: String, group: String, type: String = ResourceIdentity.genericDataService
  ) throws(Failure) {
    func check(_ flag: String, _ name: String, colon: Bool = false) throws(Failure) {
      guard ResourceIdentity.isLegal(name, colon: colon) else {
        throw Failure(.illegalName, "\(flag) '\(name)'")
      }
    }
    try check("-R", resource)
    try check("-G", group)
    try check("-T", type, colon: true)
    (self.resource, self.group, self.type) = (resource, group, type)
  }

  /// Letters, digits, `-`, `_` and `.`, the first a letter or digit; a type may also hold the colon before its version.
  static func isLegal(_ name: String, colon: Bool) -> Bool {
    guard (1...255).contains(name.utf8.count), let first = name.utf8.first else { return false }
    let isWord: (UInt8) -> Bool = { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
    return isWord(first)
      && name.utf8.allSatisfy { byte in
        isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
          || byte == UInt8(ascii: ".") || (colon && byte == UInt8(ascii: ":"))
      }
  }

  /// The tag of syslog lines: `SC[SUNW.gds,group,resource,method]` (Contract, The system log).
  public func tag(method: String) -> String { "SC[\(type),\(group),\(resource),\(method)]" }
}
