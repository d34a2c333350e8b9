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
    public let isRequired: Bool
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
    public let help: String
    public let isOptional: Bool
    public let repeats: Bool
    /// The words that it can be; empty where it can be anything.
    public let words: [String]

    public init(
      _ name: String, optional: Bool = false, repeats: Bool = false, words: [String] = [],
      _ help: String
    ) {
      (self.name, self.help, self.isOptional, self.repeats) = (name, help, optional, repeats)
      self.words = words
    }
  }

  /// An exit status and what it means.
  public struct Exit: Sendable {
    /// The status, or a range of them: `0`, `1..99`.
    public let status: String
    public let meaning: String

    public init(_ status: String, _ meaning: String) {
      (self.status, self.meaning) = (status, meaning)
    }
  }

  /// A call that somebody would make, and what it does.
  public struct Example: Sendable {
    public let purpose: String
    public let command: String

    public init(_ purpose: String, _ command: String) {
      (self.purpose, self.command) = (purpose, command)
    }
  }

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
  public var description: [String] { prose.description() }
  /// The exit statuses.
  public var exits: [Exit] { prose.exits() }
  /// Calls to copy.
  public var examples: [Example] { prose.examples() }
  /// Lists of words that the command understands, each under its own heading: sub-commands, a small grammar.
  public var vocabularies: [(title: String, rows: [(String, String)])] { prose.vocabularies() }
  /// Environment variables and files that it reads or writes, by name.
  public var environment: [(name: String, meaning: String)] { prose.environment() }
  /// Files that it reads or writes.
  public var files: [(name: String, meaning: String)] { prose.files() }
  /// Related pages: `gds(8)`.
  public var seeAlso: [String] { prose.seeAlso() }
  /// What of its behaviour is recollection of a real cluster's command, as phrases: `the default signal of -k`.
  public var unverified: [String] { prose.unverified() }
  private let prose: Prose

  /// What is for readers; it is made when it is read, and a call of the command never does.
  private struct Prose: Sendable {
    let description: @Sendable () -> [String]
    let exits: @Sendable () -> [Exit]
    let examples: @Sendable () -> [Example]
    let vocabularies: @Sendable () -> [(title: String, rows: [(String, String)])]
    let environment, files: @Sendable () -> [(name: String, meaning: String)]
    let unverified, seeAlso, forms: @Sendable () -> [String]
  }

  /// The manual of a command; `forms` says how it is called where the options do not all go together.
  public init(
    name: String, summary: String, options: [Option] = [], operands: [Operand] = [],
    endsAtOperand: Bool = false,
    description: @autoclosure @escaping @Sendable () -> [String],
    exits: @autoclosure @escaping @Sendable () -> [Exit],
    examples: @autoclosure @escaping @Sendable () -> [Example] = [],
    vocabularies:
      @autoclosure @escaping @Sendable ()
      -> [(title: String, rows: [(String, String)])] = [],
    environment: @autoclosure @escaping @Sendable () -> [(name: String, meaning: String)] = [],
    files: @autoclosure @escaping @Sendable () -> [(name: String, meaning: String)] = [],
    unverified: @autoclosure @escaping @Sendable () -> [String] = [],
    seeAlso: @autoclosure @escaping @Sendable () -> [String] = [],
    forms: @autoclosure @escaping @Sendable () -> [String] = []
  ) {
    (self.name, self.summary, self.options) = (name, summary, options)
    (self.operands, self.endsAtOperand) = (operands, endsAtOperand)
    prose = Prose(
      description: description, exits: exits, examples: examples, vocabularies: vocabularies,
      environment: environment, files: files, unverified: unverified, seeAlso: seeAlso,
      forms: forms)
  }

  /// The ways to call the command, a line each: the given ones, or the one that its options and operands make.
  public var forms: [String] {
    let given = prose.forms()
    return given.isEmpty ? [synopsis] : given
  }

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
