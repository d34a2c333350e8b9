internal import Model

/// What `ldm list-domain -p` prints: a line VERSION, then a row DOMAIN|key=value|... for each domain.
///
/// Scripts are told to use this form alone. A text that breaks off, has no VERSION line, or holds a row of a domain that cannot
/// be read is no listing, so that nothing is concluded from what is not in it.
/// Source: ldm(1M) of Oracle VM Server for SPARC 3.2, list-domain; sample rows in guest-agents.md, section 3.3.
struct DomainListing: Equatable {
  /// One domain.
  struct Row: Equatable {
    /// The domain's name.
    let name: String
    /// The word for its state: `active`, `bound`, `inactive`.
    let state: String
    /// Its flag columns as they stand there.
    let flags: String

    /// State and flags as people read them.
    var words: String { "\(state), flags \(flags)" }
  }

  /// The domains, in their order.
  let rows: [Row]

  /// Reads a listing; nil for a text that is none, or not a whole one.
  init?(parsing text: String) {
    guard text.hasSuffix("\n") else { return nil }
    let lines = text.split(separator: "\n")
    guard let first = lines.first, DomainListing.isVersion(first) else { return nil }
    var rows: [Row] = []
    // Rows of other kinds belong to longer listings; they say nothing about which domains there are.
    for line in lines.dropFirst() where line.hasPrefix("DOMAIN|") {
      guard let row = DomainListing.row(line), !rows.contains(where: { $0.name == row.name })
      else { return nil }
      rows.append(row)
    }
    self.rows = rows
  }

  /// The row of a domain.
  subscript(_ name: String) -> Row? { rows.first { $0.name == name } }

  /// `VERSION 1.11`; the numbers differ from release to release.
  private static func isVersion(_ line: Substring) -> Bool {
    let words = line.split(separator: " ")
    return words.count == 2 && words[0] == "VERSION"
      && words[1].utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
  }

  private static func row(_ line: Substring) -> Row? {
    var values: [Substring: Substring] = [:]
    for field in line.split(separator: "|", omittingEmptySubsequences: false).dropFirst() {
      let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pair.count == 2 { values[pair[0]] = pair[1] }
    }
    guard let name = values["name"], let state = values["state"], let flags = values["flags"],
      !name.isEmpty
    else { return nil }
    return Row(name: String(name), state: String(state), flags: String(flags))
  }
}
