/// What a guest writes besides its disks into files of its node.
public enum StateKind: String, CaseIterable, Sendable {
  /// The variables of its firmware: boot entries, and the keys of Secure Boot.
  case nvram
  /// The state of its emulated TPM, which opens encrypted disks.
  case tpm

  /// As messages name it.
  public var title: String { self == .nvram ? "NVRAM" : "TPM state" }
}

/// A numbered copy of a guest's NVRAM and TPM state, where every node that may start the guest sees it.
///
/// It is one table, so that it is replaced as a whole, and its checksum tells a whole one from a damaged one.
public struct StateCopy: Equatable, Sendable {
  /// One file, with what its users need to open it.
  public struct Part: Equatable, Sendable {
    public let content: [UInt8]
    public let owner, group, mode: UInt32

    public init(_ content: [UInt8], owner: UInt32, group: UInt32, mode: UInt32) {
      (self.content, self.owner, self.group, self.mode) = (content, owner, group, mode)
    }

    /// What tells one content from another.
    public var digest: String { MD5.hexadecimal(content[...]) }
  }

  /// Counts the copies; the highest is the newest.
  public let generation: Int
  /// The node on which the guest ran that wrote it, and runs, as far as is known.
  public let node: String
  /// When it was made, in seconds since 1970.
  public let time: Int64
  public let parts: [StateKind: Part]

  public init(generation: Int, node: String, time: Int64, parts: [StateKind: Part]) {
    (self.generation, self.node, self.time, self.parts) = (generation, node, time, parts)
  }

  /// The longest file that a copy holds, in bytes: its letters have to fit into a table.
  public static let maximumSize = 11 << 20
  /// What a number may be. The sum that tells of damage is not that of the number.
  static let numbers = 1...1 << 40

  /// The copy as the bytes of its table.
  public func serialized() throws(Failure) -> [UInt8] {
    var table = ConfigurationTable()
    table.generation = generation
    try table.set("state.node", node)
    try table.set("state.time", String(time))
    for kind in StateKind.allCases {
      guard let part = parts[kind] else { continue }
      try table.set(
        "\(kind.rawValue).standing", "\(part.owner) \(part.group) \(part.mode)")
      try table.setFolded(kind.rawValue, Array(Base64.encoded(part.content).utf8))
    }
    return table.serialized()
  }

  /// The copy in the bytes of a file.
  ///
  /// - Throws: `.damagedState` when that is not a whole copy.
  public init(parsing bytes: [UInt8], name: String) throws(Failure) {
    do throws(Failure) {
      let table = try ConfigurationTable(parsing: bytes, name: name)
      guard let node = table["state.node"], StateCopy.numbers.contains(table.generation),
        let time = Int64(outside: table["state.time"] ?? "", in: 0...1 << 40)
      else { throw Failure(.malformed, name, cause: "it has no node, time or number") }
      var parts: [StateKind: Part] = [:]
      for kind in StateKind.allCases {
        guard let standing = table["\(kind.rawValue).standing"] else { continue }
        let numbers = standing.split(separator: " ").compactMap { UInt32(outside: $0) }
        guard numbers.count == 3, let folded = try table.folded(kind.rawValue),
          let content = Base64.decoded(String(decoding: folded, as: UTF8.self))
        else { throw Failure(.malformed, name, cause: "its \(kind.title) is not whole") }
        parts[kind] = Part(content, owner: numbers[0], group: numbers[1], mode: numbers[2] & 0o777)
      }
      self.init(generation: table.generation, node: node, time: time, parts: parts)
    } catch { throw Failure(.damagedState, name, cause: error.cause) }
  }
}

/// Which copy a node last made or put in place, by what tells its contents from others.
public struct StateNote: Equatable, Sendable {
  /// The number of the copy; 0 for one that does not count among those of a directory.
  public let generation: Int
  public let digests: [StateKind: String]
  /// The directory of the copy; empty where an earlier release has not put it down.
  public let directory: String

  public init(generation: Int, digests: [StateKind: String], directory: String = "") {
    (self.generation, self.digests, self.directory) = (generation, digests, directory)
  }

  /// The note of a copy in a directory.
  public init(of copy: StateCopy, in directory: String) {
    self.init(
      generation: copy.generation, digests: copy.parts.mapValues(\.digest), directory: directory)
  }

  /// The note as it counts among the copies of a directory: those of another one have numbers of their own.
  public func counting(in directory: String) -> StateNote {
    self.directory.isEmpty || self.directory == directory
      ? self : StateNote(generation: 0, digests: digests, directory: self.directory)
  }

  private static let directoryKey = "directory"

  /// The note as a table.
  public func table() throws(Failure) -> ConfigurationTable {
    var table = ConfigurationTable()
    table.generation = generation
    for kind in StateKind.allCases {
      if let digest = digests[kind] { try table.set(kind.rawValue, digest) }
    }
    if !directory.isEmpty { try table.set(StateNote.directoryKey, directory) }
    return table
  }

  /// The note that a table holds.
  public init(_ table: ConfigurationTable) {
    var digests: [StateKind: String] = [:]
    for kind in StateKind.allCases { digests[kind] = table[kind.rawValue] }
    self.init(
      generation: StateCopy.numbers.contains(table.generation) ? table.generation : 0,
      digests: digests, directory: table[StateNote.directoryKey] ?? "")
  }
}
