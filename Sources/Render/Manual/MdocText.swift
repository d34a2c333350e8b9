/// Sets running text: spans become lines of text and lines with macros.
enum MdocText {
  /// The lines of a text; each sentence begins a line, as mdoc(7) wants it.
  static func lines(_ spans: [Span], width: Int = 78) -> [Mdoc] {
    var lines: [Mdoc] = []
    var text: [String] = []
    var length = 0
    func flush() {
      if !text.isEmpty { lines.append(.text(text.joined(separator: " "))) }
      (text, length) = ([], 0)
    }
    for word in words(spans) {
      if let plain = plain(word) {
        let count = Mdoc.escaped(plain).utf8.count
        if length + count > width { flush() }
        text.append(plain)
        length += count + 1
        if endsSentence(plain) { flush() }
      } else {
        flush()
        let words = macro(word)
        if case .call(let name)? = words.first {
          lines.append(.macro(name, Array(words.dropFirst())))
        }
      }
    }
    flush()
    return lines
  }

  /// The words of a macro line that sets the spans one after the other, as the head of an item.
  static func words(inOneLine spans: [Span]) -> [Mdoc.Word] {
    var result: [Mdoc.Word] = []
    var text: [String] = []
    func flush() {
      // Behind a macro data would be its argument.
      if !text.isEmpty {
        result += (result.isEmpty ? [] : [.call("No")]) + [.data(text.joined(separator: " "))]
      }
      text = []
    }
    for word in words(spans) {
      if let plain = plain(word) {
        text.append(plain)
      } else {
        flush()
        result += macro(word)
      }
    }
    flush()
    return result
  }

  /// The text cut at its blanks: each word is one or more spans without a blank between them.
  private static func words(_ spans: [Span]) -> [[Span]] {
    var words: [[Span]] = []
    var isOpen = false
    func add(_ span: Span) {
      if isOpen { words[words.count - 1].append(span) } else { words.append([span]) }
      isOpen = true
    }
    for span in spans {
      guard case .text(let text) = span else {
        add(span)
        continue
      }
      for (index, part) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated()
      {
        if index > 0 { isOpen = false }
        if !part.isEmpty { add(.text(String(part))) }
      }
    }
    return words
  }

  /// The word if it has no name in it.
  private static func plain(_ word: [Span]) -> String? {
    if case .text(let text)? = word.first, word.count == 1 { return text }
    return nil
  }

  /// A word with names in it, joined without blanks: `( Retry_count ) ,` or `Retry_count Ns 's`.
  private static func macro(_ word: [Span]) -> [Mdoc.Word] {
    var words: [Mdoc.Word] = []
    var opening: [Mdoc.Word] = []
    for (index, span) in word.enumerated() {
      guard case .text(let text) = span else {
        if !words.isEmpty { words.append(.call("Ns")) }
        let call = call(span)
        words += call.prefix(1) + opening + call.dropFirst()
        opening = []
        continue
      }
      if index == 0, text.allSatisfy({ "([".contains($0) }) {
        opening = text.map { .delimiter($0) }
      } else if index == word.count - 1, text.allSatisfy({ ".,:;?!)]".contains($0) }) {
        words += text.map { .delimiter($0) }
      } else {
        words += (words.isEmpty ? [] : [.call("Ns")]) + [.call("No"), .data(text)]
      }
    }
    return words
  }

  /// The macro that sets a name, and its arguments.
  static func call(_ span: Span) -> [Mdoc.Word] {
    switch span {
    case .text(let text): [.call("No"), .data(text)]
    case .page(let page): [.call("Xr"), .name(page.name), .call(page.section)]
    case .name(.command, let name): [.call("Nm"), .name(name)]
    case .name(.option, let name): [.call("Fl"), .literal(name)]
    case .name(.argument, let name): [.call("Ar"), .literal(name)]
    case .name(.path, let name): [.call("Pa"), .literal(name)]
    case .name(.variable, let name): [.call("Ev"), .literal(name)]
    case .name(.property, let name): [.call("Va"), .literal(name)]
    case .name(.type, let name): [.call("Vt"), .literal(name)]
    case .name(.literal, let text): [.call("Li"), .literal(text)]
    case .name(.quoted, let text): [.call("Ql"), .literal(text)]
    case .name(.strong, let text): [.call("Sy"), .data(text)]
    }
  }

  /// Whether a sentence ends with this word.
  private static func endsSentence(_ word: String) -> Bool {
    let word = word.hasSuffix(")") ? word.dropLast() : word[...]
    return word.last.map { ".?!".contains($0) } == true && !word.hasSuffix("..")
  }
}
