internal import Model

/// What `ldm list-domain -p` prints: a line VERSION, then a row DOMAIN|key=value|... for each domain.
///
/// Scripts are told to use this form alone. A text that breaks off, has no VERSION line, or holds a row of a domain that cannot
/// be read is no listing, so that nothing is concluded from what is not in it.
/// Source: Toolstacks, ldm's listing.
struct DomainListing: Equatable {
  /// One domain.
  struct Row: Equatable {
    let name: String
    /// The word for its state: `active`, `bound`, `inactive`.
    let state: String
    let flags: String

    /// State and flags as people read them.
    var words: String { "\(state), flags \(flags)" }
  }

  /// The domains, in their order.
  let rows: [Row]

  /// Reads a listing; nil for a text that is none, or not a whole one.
  init?(parsing text: String) {
    guard text.utf8.last == UInt8(ascii: "\n"), !text.utf8.contains(UInt8(ascii: "\r")) else {
      return nil
    }
    let lines = text.split(separator: "\n")
    guard let first = lines.first, DomainListing.isVersion(first) else { return nil }
    var rows: [Row] = []
    for line in lines.dropFirst() {
      if line.hasPrefix("DOMAIN|") {
        guard let row = DomainListing.row(line), !rows.contains(where: { $0.name == row.name })
        else { return nil }
        rows.append(row)
      } else if ["|name=", "|state=", "|flags="].allSatisfy({ line.contains($0) }) {
        // Rows of other kinds belong to longer listings and say nothing about which domains there are; this one is a domain's,
        // whose kind was damaged.
        return nil
      }
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
      guard pair.count == 2 else { continue }
      // Two rows that became one would lose the first one's domain.
      guard values.updateValue(pair[1], forKey: pair[0]) == nil else { return nil }
    }
    guard let name = values["name"], let state = values["state"], let flags = values["flags"],
      !name.isEmpty
    else { return nil }
    return Row(name: String(name), state: String(state), flags: String(flags))
  }
}
