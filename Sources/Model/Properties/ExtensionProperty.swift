/// One row of a table of properties, from which everything said about the property is derived (house rule 3).
public struct ExtensionProperty: Sendable {
  /// What values it takes.
  public enum Kind: Equatable, Sendable {
    /// Text of at most this many bytes.
    case string(maximumLength: Int)
    /// The same for a URI, or what stands in the place of one, with no password in it.
    case uri(maximumLength: Int)
    case boolean
    case integer(ClosedRange<Int>)
    case choice([String])
    /// Several strings, joined with commas.
    case list
  }

  /// Whether it has to be set: rt_reg(5) and the SUNW.* pages.
  public enum Category: Equatable, Sendable {
    case required
    case optional
    /// Required under the condition that the words name.
    case conditional(String)
  }

  /// When an administrator may change it: property_attributes(5).
  public enum Tunability: String, Sendable {
    case anyTime = "Any time"
    case whenDisabled = "When disabled"
    case atCreation = "At creation"
  }

  /// Who defines it.
  public enum Origin: Sendable {
    /// The cluster framework, for every type of resource: r_properties(5).
    case standard
    /// The type of resource.
    case `extension`
  }

  /// The name as it is shown; it is compared without regard to case.
  public let name: String
  public let kind: Kind
  public let category: Category
  /// The value that it has when it is not set; nil when it has none.
  public let initial: String?
  public let tunable: Tunability
  public let origin: Origin
  /// One line, lower case, no full stop.
  public let summary: String
  /// What an administrator has to know, in sentences.
  public let detail: String
  /// What of it is recollection and was never seen in a document; nil when all is known.
  public let unverified: String?

  /// A row; tables are lists of these.
  public init(
    _ name: String, _ kind: Kind, _ category: Category = .optional, initial: String? = "",
    tunable: Tunability = .anyTime, origin: Origin = .extension, summary: String,
    detail: String = "", unverified: String? = nil
  ) {
    (self.name, self.kind, self.category) = (name, kind, category)
    (self.initial, self.tunable, self.origin) = (initial, tunable, origin)
    (self.summary, self.detail, self.unverified) = (summary, detail, unverified)
  }

  /// Whether this is its name, in capitals or small letters.
  public func isNamed(_ text: String) -> Bool {
    name.utf8.elementsEqual(text.utf8) { left, right in
      left == right || (left | 0x20 == right | 0x20 && (0x61...0x7A).contains(left | 0x20))
    }
  }

  /// Whether its number counts seconds: by the ends of the names that the contract and we give to times.
  public var isTime: Bool {
    guard case .integer = kind else { return false }
    return ["_timeout", "_interval", "_grace", "_delay", "_pause"].contains {
      name.lowercased().hasSuffix($0)
    }
  }

  /// The values that it takes, as a message names them: `TRUE or FALSE`, `1 to 3600`.
  public var range: String {
    switch kind {
    case .string(let maximum): "text of at most \(maximum) bytes"
    case .uri(let maximum): "text of at most \(maximum) bytes with no password in it"
    case .boolean: "TRUE or FALSE"
    case .integer(let range):
      (isTime ? "whole seconds, " : "") + "\(range.lowerBound) to \(range.upperBound)"
    case .choice(let words): words.joined(separator: ", ")
    case .list: "a list with commas"
    }
  }

  /// The refusal of a value, as a failure of what stands at `place`.
  public func refusal(of text: String, at place: String) -> Failure {
    var code = Failure.Code.badValue
    if case .uri = kind, URIPassword.isIn(text) { code = .passwordInURI }
    return Failure(code, place, cause: objection(to: text) ?? "")
  }

  /// Why the property cannot have a value, in words that do not tell a password; nil when it can.
  public func objection(to text: String) -> String? {
    if canonical(text) != nil { return nil }
    if case .uri = kind, URIPassword.isIn(text) {
      return "it holds a password, which everybody could read in the list of processes"
    }
    return "'\(text)' is not \(range)"
  }

  /// The value in its proper spelling, or nil when the property cannot have it.
  public func canonical(_ text: String) -> String? {
    switch kind {
    case .uri(let maximum) where !URIPassword.isIn(text), .string(let maximum):
      return text.utf8.count <= maximum && !text.unicodeScalars.contains { $0.value == 0 }
        ? text : nil
    case .uri: return nil
    case .boolean:
      // The words that a cluster's own tools accept for a boolean; they print the first of each.
      switch text.lowercased() {
      case "true", "yes", "1", "on": return "TRUE"
      case "false", "no", "0", "off": return "FALSE"
      default: return nil
      }
    case .integer(let range):
      guard let number = Int(outside: text, in: range) else { return nil }
      return String(number)
    case .choice(let words):
      return words.first { $0.lowercased() == text.lowercased() }
    case .list:
      return text.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
        .joined(separator: ",")
    }
  }
}

extension StringProtocol {
  /// The text without blanks and tabs at its ends.
  public var trimmed: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
    guard let first = firstIndex(where: { !isBlank($0) }),
      let last = lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(self[first...last])
  }
}
