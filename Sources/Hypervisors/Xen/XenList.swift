internal import Model
internal import Platform

/// One row of `xl list` or `xm list`.
struct XenRow: Equatable {
  /// The name as it is printed; `(null)` for a domain that has none (yet, or any more).
  let name: String
  /// The domain's number; nil for a guest that xend knows and that does not run.
  let id: Int?
  let processors: Int
  /// The six letters; empty for a guest that does not run.
  let column: String
  /// What they mean.
  let state: GuestState
  /// The processor time that it has used, in seconds.
  let time: Double

  /// Whether the domain has no name.
  var isNameless: Bool { name == "(null)" }
  /// Whether it is what is left of a domain that has ended and cannot be taken away yet.
  var isRest: Bool { isNameless && column.last == "d" }
  /// The row in few words, for evidence.
  var words: String { id.map { "\(name) \($0) \(column)" } ?? "\(name) does not run" }
}

/// The domains of a node as `xl list` or `xm list` shows them.
struct XenList: Equatable {
  /// What a whole list says of one guest.
  enum Finding: Equatable {
    /// This row is its own, and it is in this state.
    case seen(XenRow, GuestState)
    /// The list is healthy and lacks it.
    case absent
    /// The list says nothing now and may in a moment.
    case unsettled(String)
  }

  /// The rows, in their order.
  let rows: [XenRow]

  /// The list in a text, or nil when a line of it is no row: a list that is cut short proves nothing.
  init?(parsing text: String) {
    // Nor does one whose lines end otherwise: several would be one row, and all but its last guest missing.
    if text.utf8.contains(UInt8(ascii: "\r")) { return nil }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: true)[...]
    guard let heading = lines.popFirst(), heading.hasPrefix("Name"), heading.hasSuffix("Time(s)")
    else { return nil }
    // A last line without its end may lack the end of its number too.
    guard text.hasSuffix("\n") else { return nil }
    var rows: [XenRow] = []
    for line in lines {
      guard let row = XenRow(line) else { return nil }
      rows.append(row)
    }
    self.rows = rows
  }

  /// The list in a tool's answer; nil where that is no whole list.
  init?(whole answer: Completion) {
    if !answer.succeeded || answer.truncated { return nil }
    self.init(parsing: answer.text)
  }

  /// What the list says of the guest of this name.
  ///
  /// - Parameter run: the number of its domain, where that is known: what is left of it while it dies has no name.
  func finding(_ name: String, run: String = "") -> Finding {
    if let row = rows.first(where: { $0.name == name }) { return .seen(row, row.state) }
    for row in rows {
      if let moving = XenName.plain(row.name), moving.name == name {
        return .seen(row, moving.state)
      }
    }
    if let rest = rows.first(where: { $0.isRest && $0.id.map(String.init) == run }) {
      return .seen(rest, rest.state)
    }
    return flaw.map { .unsettled($0) } ?? .absent
  }

  /// Why a guest that this list lacks may be there all the same; nil for a list that is healthy.
  ///
  /// A list without Domain-0 is one of a xenstore that lost its content: there every row is `(null)`. One nameless row is
  /// ordinary for a moment while any domain is created or destroyed, and may be any guest's. One that dies is none that comes, and
  /// may stay for ever where another domain keeps a page of it: it says nothing of any guest but that whose number it bears.
  var flaw: String? {
    guard rows.contains(where: { $0.id == 0 && $0.name == "Domain-0" }) else {
      return "the list of domains lacks Domain-0"
    }
    let nameless = rows.filter { $0.isNameless && !$0.isRest }.map { "\($0.id ?? -1) \($0.column)" }
    return nameless.isEmpty ? nil : "a domain without a name: " + nameless.joined(separator: ", ")
  }
}

extension XenRow {
  /// The row in a line, by position from its right end: a name may hold blanks and be longer than its column.
  init?(_ line: Substring) {
    var rest = line
    func last() -> Substring? {
      rest = rest.trimmedEnd
      guard let blank = rest.lastIndex(of: " ") else { return nil }
      let word = rest[rest.index(after: blank)...]
      rest = rest[..<blank]
      return word
    }
    guard let time = last().flatMap({ Double($0) }), let word = last() else { return nil }
    self.time = time
    if let processors = Int(outside: word) {
      // xend prints neither number nor state of a guest that it knows and that does not run.
      guard last().flatMap({ Int(outside: $0) }) != nil else { return nil }
      (id, self.processors, column, state) = (nil, processors, "", .off(.unknown))
    } else {
      guard let processors = last().flatMap({ Int(outside: $0) }),
        last().flatMap({ Int(outside: $0) }) != nil,
        let id = last().flatMap({ Int(outside: $0) }),
        let state = XenState.decode(String(word), processors: processors)
      else { return nil }
      (self.id, self.processors, column, self.state) = (id, processors, String(word), state)
    }
    name = String(rest.trimmedEnd)
    if name.isEmpty { return nil }
  }
}

extension Substring {
  /// The text without the blanks at its end.
  fileprivate var trimmedEnd: Substring {
    var copy = self
    while copy.last == " " { copy.removeLast() }
    return copy
  }
}
