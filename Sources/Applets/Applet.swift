public import Model
internal import Render

/// One name that the program answers to: its manual and what it does.
///
/// A file an applet; everything that a reader, a manual page or a shell's completion needs stands in it.
public protocol Applet: SendableMetatype {
  /// The name itself, apart from the manual: it is compared with what the program was called by, before anything else is
  /// made.
  static var name: String { get }

  /// What is to be said about the command; `--help` and its page are rendered from it.
  static var manual: CommandManual { get }

  /// Does what the command is for and returns its exit status; a failure that is thrown is shown and becomes status 1,
  /// or 2 when the command line is to blame.
  static func run(_ call: Call) throws(Failure) -> Int32
}

/// One call of an applet: what its command line said.
public struct Call: Sendable {
  /// An option as it was given.
  public struct Option: Equatable, Sendable {
    public let word: String
    /// Its argument; empty for a flag.
    public let argument: String

    public init(_ word: String, _ argument: String = "") {
      (self.word, self.argument) = (word, argument)
    }
  }

  public let name: String
  public let options: [Option]
  public let operands: [String]

  public init(name: String, options: [Option] = [], operands: [String] = []) {
    (self.name, self.options, self.operands) = (name, options, operands)
  }

  /// The argument of an option, the last one if it was repeated; nil when it was not given.
  public subscript(_ word: String) -> String? { options.last { $0.word == word }?.argument }

  /// Every argument of an option that may be repeated.
  public func all(_ word: String) -> [String] {
    options.filter { $0.word == word }.map(\.argument)
  }

  /// What the words in capitals of a remedy are, as far as the command line says it.
  func names(by manual: CommandManual) -> [String: String] {
    var names: [String: String] = [:]
    names["RESOURCE"] = self["resource"].map(ShellQuoting.word)
    names["GROUP"] = self["group"].map(ShellQuoting.word)
    for (operand, word) in zip(manual.operands, operands)
    where ["RESOURCE", "NODE", "TABLE"].contains(operand.name) {
      names[operand.name] = ShellQuoting.word(word)
    }
    return names
  }

  /// Whether a flag was given.
  public func has(_ word: String) -> Bool { options.contains { $0.word == word } }

  /// The whole number that an option's argument is, if it was given and lies in `range`.
  public func integer(_ word: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
    guard let text = self[word] else { return nil }
    guard let number = Int(outside: text, in: range) else {
      throw Failure(
        .usage, name,
        cause:
          "--\(word) '\(text)' is not a whole number\(word == "timeout" ? " of seconds" : "") from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return number
  }

  /// The resource that -R, -G and -T name.
  public func resource() throws(Failure) -> ResourceIdentity {
    try ResourceIdentity(
      resource: self["resource"] ?? "", group: self["group"] ?? "",
      type: self["type"] ?? ResourceIdentity.genericDataService)
  }
}
