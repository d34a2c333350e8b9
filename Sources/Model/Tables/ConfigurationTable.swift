/// A table of keys and values in the shape of those of a cluster's configuration repository.
///
/// One file holds one table: two header lines, then a line for each key. What is known of the real files is in Contract, The
/// configuration repository; what is not (the separator, the order of the headers, what the checksum covers) is chosen in
/// `ConfigurationTable.Form` alone, so that no other place has to change when a real file turns up.
public struct ConfigurationTable: Equatable, Sendable {
  /// One line: a key and its value.
  public struct Entry: Equatable, Sendable {
    /// Printable ASCII without blanks.
    public let key: String
    /// One line of text; may be empty.
    public let value: String

    /// Whether both are the same byte for byte, which is less than what Unicode calls equal.
    public static func == (left: Entry, right: Entry) -> Bool {
      left.key.utf8.elementsEqual(right.key.utf8)
        && left.value.utf8.elementsEqual(right.value.utf8)
    }
  }

  /// Counts the changes; the copy with the highest one is the newest (ccradm(1M)).
  public var generation: Int = 0
  /// The lines, in the order in which they are written.
  public private(set) var entries: [Entry] = []
  private var positions: [String: Int] = [:]

  /// The longest file that is read, in bytes.
  public static let maximumSize = 16 << 20
  /// The most keys that a table may have.
  public static let maximumCount = 100_000

  public init() {}

  /// The value of exactly this key, or nil when the table has none.
  public subscript(_ key: String) -> String? { positions[key].map { entries[$0].value } }

  /// Gives a key a value, at its old place or at the end.
  ///
  /// - Throws: `.badValue` for a key or a value that no line of a table can hold.
  public mutating func set(_ key: String, _ value: String) throws(Failure) {
    if let cause = Form.objection(toKey: key.utf8) {
      throw Failure(.badValue, "key '\(key)'", cause: cause)
    }
    if let cause = Form.objection(toValue: value.utf8) {
      throw Failure(.badValue, key, cause: cause)
    }
    if let position = positions[key] {
      entries[position] = Entry(key: key, value: value)
    } else {
      guard entries.count < ConfigurationTable.maximumCount else {
        throw Failure(.badValue, key, cause: "a table has at most \(entries.count) keys")
      }
      append(key, value)
    }
  }

  /// Removes a key; one that is not there is removed already.
  public mutating func remove(_ key: String) {
    if positions[key] != nil { removeAll { $0 == key } }
  }

  /// Removes every key that `condition` holds for, in one walk through the table.
  public mutating func removeAll(where condition: (String) -> Bool) {
    entries.removeAll { condition($0.key) }
    positions = [:]
    for (position, entry) in entries.enumerated() { positions[entry.key] = position }
  }

  /// Whether both have the same generation and the same lines in the same order.
  public static func == (left: ConfigurationTable, right: ConfigurationTable) -> Bool {
    left.generation == right.generation && left.entries == right.entries
  }

  /// Adds a line whose key and value were checked and whose key is new.
  mutating func append(_ key: String, _ value: String) {
    positions[key] = entries.count
    entries.append(Entry(key: key, value: value))
  }

  /// The bytes of the table's file.
  public func serialized() -> [UInt8] {
    var body: [UInt8] = []
    for entry in entries { body += Form.line(entry.key, entry.value) }
    return Form.line(Form.generationKey, String(generation))
      + Form.line(Form.checksumKey, Form.checksum(of: body[...])) + body
  }
}

extension ConfigurationTable {
  /// What of the form of a table was chosen and never seen in a document, for the page of the format: no published file has
  /// both a whole body and its checksum.
  public static let unverified = [
    "that one tab parts a key from its value; some sites show blanks",
    "that the generation comes before the checksum",
    "that the checksum is the MD5, in upper-case hexadecimal digits, of all lines after the first two with their line feeds",
  ]

  /// How a table is written down; `unverified` says what of it is not known of the real ones. Byte compatibility with a real
  /// cluster is not claimed.
  enum Form {
    static let generationKey = "ccr_gennum"
    static let checksumKey = "ccr_checksum"

    static func checksum(of body: ArraySlice<UInt8>) -> String { MD5.hexadecimal(body) }

    static func line(_ key: String, _ value: String) -> [UInt8] {
      Array(key.utf8) + [UInt8(ascii: "\t")] + Array(value.utf8) + [UInt8(ascii: "\n")]
    }

    /// The key and the value of a line without its newline, or nil for a line that has no key.
    ///
    /// A key is followed by one tab, behind which every byte belongs to the value; or else, in files written by other hands,
    /// by any number of blanks and tabs.
    static func split(_ line: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
      let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      let end = line.firstIndex(where: isBlank) ?? line.endIndex
      guard end > line.startIndex else { return nil }
      guard end < line.endIndex else { return (line, line[end...]) }
      if line[end] == UInt8(ascii: "\t") { return (line[..<end], line[(end + 1)...]) }
      return (line[..<end], line[end...].drop(while: isBlank))
    }

    /// Why these bytes cannot be a key, or nil when they can.
    static func objection(toKey bytes: some Collection<UInt8>) -> String? {
      if bytes.isEmpty { return "a key has at least one letter" }
      if !bytes.allSatisfy({ (0x21...0x7E).contains($0) }) {
        return "a key is printable ASCII without blanks"
      }
      return bytes.starts(with: "ccr_".utf8) ? "keys that begin with ccr_ are reserved" : nil
    }

    /// Why these bytes, which are UTF-8, cannot be a value, or nil when they can.
    static func objection(toValue bytes: some Collection<UInt8>) -> String? {
      bytes.contains { $0 == 0 || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        ? "a value is one line without NUL and carriage returns" : nil
    }
  }
}
