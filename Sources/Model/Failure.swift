/// Something that went wrong, in words that an administrator can act on.
///
/// Inner code throws it, the applet logs it once, at the edge. What to do about it stands in the catalogue under its code:
/// no message without a remedy (house rule 9).
public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
  /// One row of the catalogue of messages: stable number, sentence, explanation, remedy.
  public struct Code: Hashable, Sendable {
    /// Six digits that never change: 100000 general, 200000 guests, 300000 the service engine, 400000 rehearsal.
    public let number: Int
    /// What was attempted or found, lower case, no full stop: `cannot start the guest`.
    public let sentence: String
    /// What it means, for the page of messages.
    public let explanation: String
    /// What the administrator does about it. A word in capitals such as RESOURCE is replaced where its value is known.
    public let remedy: String
    /// The word in capitals that the subject of such a failure is: `GUEST`.
    public let subject: String?

    /// A row of the catalogue; rows are static members, listed in `Catalogue.all`.
    public init(
      _ number: Int, _ sentence: String, explanation: String, remedy: String, subject: String? = nil
    ) {
      (self.number, self.sentence, self.subject) = (number, sentence, subject)
      (self.explanation, self.remedy) = (explanation, remedy)
    }

    /// The same message where something else helps, as with another hypervisor.
    public func advising(_ remedy: String) -> Code {
      Code(number, sentence, explanation: explanation, remedy: remedy, subject: subject)
    }

    /// A number is one message, whatever is advised.
    public static func == (left: Code, right: Code) -> Bool { left.number == right.number }

    /// Hashes the number.
    public func hash(into hasher: inout Hasher) { hasher.combine(number) }
  }

  public let code: Code
  /// What it happened to: a resource, a file with its line, a property, a flag. May be empty.
  public let subject: String
  /// Why, in the words of the program that refused or failed. May be empty.
  public let cause: String
  /// What the words in capitals of the remedy stand for, such as RESOURCE and NODE, as far as that is known.
  private var names: [String: String] = [:]

  public init(_ code: Code, _ subject: String = "", cause: String = "") {
    (self.code, self.subject) = (code, URIPassword.masked(subject))
    self.cause = URIPassword.masked(cause)
  }

  /// The same failure with words for what stands in capitals in its remedy; those that it has stay.
  ///
  /// What is empty, or is not taken by a shell as it stands, is left out: it would make another command of the remedy.
  public func naming(_ names: [String: String]) -> Failure {
    var copy = self
    copy.names.merge(names.filter { Failure.isPlain($0.value) }) { present, _ in present }
    return copy
  }

  /// The same failure at a place, such as a line of a file, or for another reason; the remedy names what it named.
  public func placed(_ place: String, cause: String? = nil) -> Failure {
    Failure(code, place, cause: cause ?? self.cause).naming(known)
  }

  /// The names that are known, the subject's among them.
  private var known: [String: String] {
    guard let word = code.subject, names[word] == nil, Failure.isPlain(subject) else {
      return names
    }
    return names.merging([word: subject]) { present, _ in present }
  }

  /// What the administrator does about it, with the names that are known in their places.
  public var remedy: String {
    let names = known
    if names.isEmpty { return code.remedy }
    var result = ""
    var rest = code.remedy[...]
    while !rest.isEmpty {
      let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      rest = rest[word.endIndex...]
      result += names[String(word)] ?? String(word)
      if let sign = rest.popFirst() { result.append(sign) }
    }
    return result
  }

  /// The same failure, whose remedy names this resource.
  public func naming(_ identity: ResourceIdentity) -> Failure {
    naming(["RESOURCE": identity.resource, "GROUP": identity.group])
  }

  /// `web-rs: cannot start the guest: no such file`
  ///
  /// Subject and cause may hold words of guests, files and tools. In a sentence they begin no line and steer no terminal.
  public var sentence: String {
    [Escapes.line(subject), code.sentence, Escapes.line(cause)].filter { !$0.isEmpty }
      .joined(separator: ": ")
  }

  private static func isPlain(_ word: String) -> Bool {
    !word.isEmpty && word.utf8.allSatisfy(isPlain)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_./:,+@%=".utf8.contains(byte)
    }
  }

  /// The sentence, its number and its remedy in one line.
  public var description: String { "\(sentence) [\(code.number)]. \(remedy)" }

  /// Whether both say the same of the same; what else is known of it is no part of it.
  public static func == (left: Failure, right: Failure) -> Bool {
    (left.code, left.subject, left.cause) == (right.code, right.subject, right.cause)
  }
}

/// Every message that the program can give, for the page of messages and the tests.
public enum Catalogue {
  /// The rows by what they are about, in the order of their first digits.
  public static let groups: [(title: String, rows: [Failure.Code])] = [
    ("General", general + tables + registration + porting),
    ("Guests", guests + moves + logicalDomains + obstacles + cluster + drain),
    ("The Service Engine", service),
    ("The Rehearsal Hypervisor", rehearsal),
  ]

  /// The rows by ascending number.
  public static var all: [Failure.Code] {
    groups.flatMap(\.rows).sorted { $0.number < $1.number }
  }
}
