/// Reads a synopsis as people write it: `tool -R NAME [-p NAME=VALUE]... ACTION`.
enum Synopsis {
  /// The parts of a synopsis after the command's name.
  static func parse(_ text: String) -> [SynopsisItem] {
    var rest = Array(text)[...]
    while let letter = rest.first, letter != " " { rest.removeFirst() }
    return items(&rest)
  }

  /// The parts up to a closing bracket or the end.
  private static func items(_ rest: inout ArraySlice<Character>) -> [SynopsisItem] {
    var items: [SynopsisItem] = []
    while let letter = rest.first {
      switch letter {
      case " ": rest.removeFirst()
      case "]": return items
      case "[":
        rest.removeFirst()
        let inner = self.items(&rest)
        rest = rest.dropFirst()
        items.append(repeated(.optional(inner), &rest))
      default:
        let word = rest.prefix { !" []".contains($0) }
        rest = rest.dropFirst(word.count)
        items.append(item(String(word)))
      }
    }
    return items
  }

  private static func repeated(_ item: SynopsisItem, _ rest: inout ArraySlice<Character>)
    -> SynopsisItem
  {
    guard rest.starts(with: "...") else { return item }
    rest = rest.dropFirst(3)
    return .repeated(item)
  }

  private static func item(_ word: String) -> SynopsisItem {
    if word.hasSuffix("..."), word.count > 3 { return .repeated(item(String(word.dropLast(3)))) }
    if word.hasPrefix("-") { return .option(String(word.dropFirst())) }
    return isArgument(word) ? .argument(word) : .word(word)
  }

  /// A line of a small grammar, such as `shutdown refuse [MODE...]`, with what the caller puts in told apart.
  static func term(_ text: String) -> [Span] {
    var spans: [Span] = []
    for (index, word) in text.split(separator: " ").enumerated() {
      if index > 0 { spans.append(.text(" ")) }
      let before = word.prefix { "[(".contains($0) }
      let core = word.dropFirst(before.count).prefix { !"])|,.".contains($0) }
      if !before.isEmpty { spans.append(.text(String(before))) }
      if !core.isEmpty {
        spans.append(.name(isArgument(core) ? .argument : .literal, String(core)))
      }
      let after = word.dropFirst(before.count + core.count)
      if !after.isEmpty { spans.append(.text(String(after))) }
    }
    return spans
  }

  /// Whether a word stands for what the caller puts in its place: it has letters, and none of them is small.
  private static func isArgument(_ word: some StringProtocol) -> Bool {
    word.contains { $0.isLetter } && !word.contains { $0.isLowercase }
  }
}
