internal import Model

/// Finds in plain text the words that are names of something, so that the tables need no mark-up.
public struct Prose: Sendable {
  /// Names of properties.
  public var properties: Set<String> = []
  /// Names of commands.
  public var commands: Set<String> = []
  /// Names of what follows an option or a command.
  public var arguments: Set<String> = []
  /// Names of variables of the environment.
  public var variables: Set<String> = []

  /// Knows no names.
  public init() {}

  /// The parts of a text.
  public func spans(_ text: String) -> [Span] {
    var spans: [Span] = []
    var plain = ""
    func flush() {
      if !plain.isEmpty { spans.append(.text(plain)) }
      plain = ""
    }
    for (index, word) in Prose.words(text).enumerated() {
      if index > 0 { plain += " " }
      let (before, core, after) = Prose.parts(word)
      guard let span = span(core) else {
        plain += word
        continue
      }
      plain += before
      flush()
      spans.append(span)
      plain = after
    }
    flush()
    return spans
  }

  /// A text of the tables as a sentence: they are written without a capital and a full stop, as a list has them.
  public func sentence(_ text: String) -> String {
    guard let last = text.last else { return "" }
    let stop = ".!?".contains(last) ? "" : "."
    let first = text.prefix { !" ,;".contains($0) }
    let isWord = first.allSatisfy { $0.isLetter } && !commands.contains(String(first))
    return (isWord ? text.prefix(1).uppercased() + text.dropFirst() : text) + stop
  }

  /// What is recollection of documents and was never seen in one, said so.
  public func unverified(_ text: String) -> String {
    let isName = text.dropFirst().first?.isUppercase == true
    return "Not verified: " + (isName ? text : text.prefix(1).lowercased() + text.dropFirst())
  }

  /// A paragraph of the sentences.
  public func paragraph(_ sentences: String...) -> ManualPage.Block {
    .paragraph(spans(sentences.filter { !$0.isEmpty }.joined(separator: " ")))
  }

  /// What a word without the punctuation around it is the name of.
  private func span(_ word: String) -> Span? {
    if properties.contains(word) { return .name(.property, word) }
    if commands.contains(word) { return .name(.command, word) }
    if variables.contains(word) { return .name(.variable, word) }
    if arguments.contains(word) { return .name(.argument, word) }
    if let page = Prose.page(word) { return .page(page) }
    if word.count > 2, word.first == "'", word.last == "'" {
      return .name(.quoted, String(word.dropFirst().dropLast()))
    }
    if word.first == "/", word.dropFirst().first?.isLetter == true { return .name(.path, word) }
    if word.first == "-", let next = word.dropFirst().first, next.isLetter || next == "-",
      word.dropFirst().contains(where: { $0.isLetter })
    {
      return .name(.option, String(word.dropFirst()))
    }
    return nil
  }

  /// The page that a word such as `gds(8)` or `scha_cmds(1HA)` names.
  static func page(_ word: String) -> ManualPage.Reference? {
    guard word.last == ")", let open = word.firstIndex(of: "("), open > word.startIndex else {
      return nil
    }
    let section = word[word.index(after: open)...].dropLast()
    guard let digit = section.first, ("1"..."9").contains(digit),
      section.dropFirst().allSatisfy({ $0.isUppercase })
    else { return nil }
    let name = word[..<open]
    return name.allSatisfy { $0.isLetter || $0.isNumber || "._-".contains($0) }
      ? ManualPage.Reference(String(name), String(section)) : nil
  }

  /// The words of a text; what stands in single quotes is one of them, with its quotes.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    for word in text.split(separator: " ") {
      if let open = words.last, isOpen(open) {
        words[words.count - 1] = open + " " + word
      } else {
        words.append(String(word))
      }
    }
    return words
  }

  /// Whether a quote that begins a word has not ended yet.
  private static func isOpen(_ word: String) -> Bool {
    let body = word.drop { "([".contains($0) }
    return body.first == "'" && !body.dropFirst().contains("'")
  }

  /// A word without the punctuation around it, and that punctuation.
  private static func parts(_ word: String) -> (before: String, core: String, after: String) {
    let before = word.prefix { "([".contains($0) }
    var core = word.dropFirst(before.count)
    while let last = core.last, ".,:;?!)]".contains(last), Prose.page(String(core)) == nil {
      core = core.dropLast()
    }
    if core.hasSuffix("'s"), core.first != "'" { core = core.dropLast(2) }
    return (String(before), String(core), String(word.dropFirst(before.count + core.count)))
  }
}
