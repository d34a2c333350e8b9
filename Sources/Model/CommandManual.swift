/// Everything that is to be said about one command: `--help`, its manual page and the parser of its command line come
/// from it.
public struct CommandManual: Sendable {
  /// An option, by its letter and its long form.
  public struct Option: Sendable {
    /// The letter after one hyphen; nil when there is only the long form.
    public let letter: Character?
    /// The word after two hyphens.
    public let word: String
    /// The name of its argument; nil when it takes none.
    public let argument: String?
    /// Whether it has to be given.
    public let isRequired: Bool
    /// Whether it may be given more than once.
    public let repeats: Bool
    /// What it does, one or two sentences without a full stop at the end.
    public let help: String

    /// An option; `Option("R", "resource", "NAME", required: true, "...")`.
    public init(
      _ letter: Character?, _ word: String, _ argument: String? = nil, required: Bool = false,
      repeats: Bool = false, _ help: String
    ) {
      (self.letter, self.word, self.argument) = (letter, word, argument)
      (self.isRequired, self.repeats, self.help) = (required, repeats, help)
    }
  }

  /// A word of the command line that is no option.
  public struct Operand: Sendable {
    /// Its name in the synopsis.
    public let name: String
    /// What it is.
    public let help: String
    /// Whether it may be left out.
    public let isOptional: Bool
    /// Whether there may be more than one.
    public let repeats: Bool

    /// An operand.
    public init(_ name: String, optional: Bool = false, repeats: Bool = false, _ help: String) {
      (self.name, self.help, self.isOptional, self.repeats) = (name, help, optional, repeats)
    }
  }

  /// An exit status and what it means.
  public struct Exit: Sendable {
    /// The status, or a range of them: `0`, `1..99`.
    public let status: String
    /// What it means.
    public let meaning: String

    /// A row of EXIT STATUS.
    public init(_ status: String, _ meaning: String) {
      (self.status, self.meaning) = (status, meaning)
    }
  }

  /// A call that somebody would make, and what it does.
  public struct Example: Sendable {
    /// What it is for, one sentence.
    public let purpose: String
    /// The command line.
    public let command: String

    /// A row of EXAMPLES.
    public init(_ purpose: String, _ command: String) {
      (self.purpose, self.command) = (purpose, command)
    }
  }

  /// The name that the command is called by.
  public let name: String
  /// One line, lower case, no full stop.
  public let summary: String
  /// The options, in the order in which they are listed.
  public let options: [Option]
  /// The operands, in their order.
  public let operands: [Operand]
  /// Whether everything after the first operand is an operand too, as for a command that runs another one.
  public let endsAtOperand: Bool
  /// What it does, in paragraphs.
  public let description: [String]
  /// The exit statuses.
  public let exits: [Exit]
  /// Calls to copy.
  public let examples: [Example]
  /// Lists of words that the command understands, each under its own heading: sub-commands, a small grammar.
  public let vocabularies: [(title: String, rows: [(String, String)])]
  /// Environment variables and files that it reads or writes, by name.
  public let environment: [(name: String, meaning: String)]
  /// Files that it reads or writes.
  public let files: [(name: String, meaning: String)]
  /// Related pages: `gds(8)`.
  public let seeAlso: [String]
  /// What of its behaviour is recollection of a real cluster's command, as phrases: `the default signal of -k`.
  public let unverified: [String]
  private let givenForms: [String]

  /// The manual of a command; `forms` says how it is called where the options do not all go together.
  public init(
    name: String, summary: String, options: [Option] = [], operands: [Operand] = [],
    endsAtOperand: Bool = false,
    description: [String], exits: [Exit], examples: [Example] = [],
    vocabularies: [(title: String, rows: [(String, String)])] = [],
    environment: [(name: String, meaning: String)] = [],
    files: [(name: String, meaning: String)] = [], unverified: [String] = [],
    seeAlso: [String] = [],
    forms: [String] = []
  ) {
    (self.name, self.summary, self.options) = (name, summary, options)
    (self.operands, self.description, self.exits) = (operands, description, exits)
    self.vocabularies = vocabularies
    (self.examples, self.environment, self.files) = (examples, environment, files)
    (self.endsAtOperand, self.seeAlso) = (endsAtOperand, seeAlso)
    (self.unverified, givenForms) = (unverified, forms)
  }

  /// The ways to call the command, a line each: the given ones, or the one that its options and operands make.
  public var forms: [String] { givenForms.isEmpty ? [synopsis] : givenForms }

  /// Every option and every operand in one line.
  private var synopsis: String {
    var words = [name]
    for option in options {
      let flag = option.letter.map { "-\($0)" } ?? "--\(option.word)"
      let text = option.argument.map { "\(flag) \($0)" } ?? flag
      words.append((option.isRequired ? text : "[\(text)]") + (option.repeats ? "..." : ""))
    }
    for operand in operands {
      let text = operand.name + (operand.repeats ? "..." : "")
      words.append(operand.isOptional ? "[\(text)]" : text)
    }
    return words.joined(separator: " ")
  }
}
