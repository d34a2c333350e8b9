internal import Model

/// Reads a command line by the options that a manual describes.
enum CommandLineParser {
  /// The call that `arguments` make; `--help` or `--version` ends the reading at once and is a call with that flag only.
  ///
  /// Letters may be joined (`-nv`) and an argument may stick to its letter (`-Rweb`) or to its word (`--resource=web`); `--`
  /// ends the options.
  static func parse(_ arguments: [String], by manual: CommandManual) throws(Failure) -> Call {
    var options: [Call.Option] = []
    var operands: [String] = []
    var rest = arguments[...]

    func take(_ option: CommandManual.Option, _ shown: String, attached: String?) throws(Failure) {
      if option.argument == nil {
        if attached != nil { throw fail(manual, "\(shown) takes no argument") }
        options.append(Call.Option(option.word))
        return
      }
      guard let argument = attached ?? rest.popFirst() else {
        throw fail(manual, "\(shown) needs its argument \(option.argument ?? "")")
      }
      if !option.repeats, options.contains(where: { $0.word == option.word }) {
        throw fail(manual, "\(shown) is given twice")
      }
      options.append(Call.Option(option.word, argument))
    }

    while let word = rest.popFirst() {
      if let flag = question(word, manual) {
        return Call(name: manual.name, options: [Call.Option(flag)])
      } else if word == "--" {
        operands += rest
        rest = []
      } else if word.hasPrefix("--") {
        let parts = word.dropFirst(2).split(
          separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = manual.options.first(where: { $0.word == name }) else {
          let near = Spelling.nearest(
            to: name, among: manual.options.map(\.word) + ["help", "version"])
          throw fail(
            manual, "unknown option --\(name)" + (near.map { "; did you mean --\($0)?" } ?? ""))
        }
        try take(option, "--\(name)", attached: parts.count > 1 ? String(parts[1]) : nil)
      } else if word.hasPrefix("-"), word.count > 1 {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
          guard let option = manual.options.first(where: { $0.letter == letter }) else {
            throw fail(manual, "unknown option -\(letter)")
          }
          if option.argument != nil {
            try take(option, "-\(letter)", attached: letters.isEmpty ? nil : String(letters))
            break
          }
          try take(option, "-\(letter)", attached: nil)
        }
      } else {
        operands.append(word)
        if manual.endsAtOperand {
          operands += rest
          rest = []
        }
      }
    }

    try check(options, operands, manual)
    return Call(name: manual.name, options: options, operands: operands)
  }

  /// A letter that a command has for itself, as pmfadm has -h, asks for nothing else.
  private static func question(_ word: String, _ manual: CommandManual) -> String? {
    switch word {
    case "--help", "-?": return "help"
    case "--version": return "version"
    case "-h", "-V":
      if manual.options.contains(where: { $0.letter == word.last }) { return nil }
      return word == "-h" ? "help" : "version"
    default: return nil
    }
  }

  /// Refuses a call that lacks something, or has a word too many.
  private static func check(
    _ options: [Call.Option], _ operands: [String], _ manual: CommandManual
  ) throws(Failure) {
    // A misspelt word is named before what else is missing.
    for (operand, word) in zip(manual.operands, operands)
    where !operand.words.isEmpty && !operand.words.contains(word) {
      throw fail(
        manual,
        "'\(word)' is none of \(operand.words.joined(separator: ", "))"
          + Spelling.hint(for: word, among: operand.words))
    }
    let missing = manual.options.first { option in
      option.isRequired && !options.contains { $0.word == option.word }
    }
    if let missing {
      let letter = missing.letter.map { "-\($0)" } ?? "--\(missing.word)"
      throw fail(manual, "\(letter) \(missing.argument ?? "") is missing")
    }
    let needed = manual.operands.filter { !$0.isOptional }.count
    if operands.count < needed {
      throw fail(manual, "\(manual.operands[operands.count].name) is missing")
    }
    if operands.count > manual.operands.count, manual.operands.last?.repeats != true {
      throw fail(manual, "'\(operands[manual.operands.count])' is one word too many")
    }
  }

  private static func fail(_ manual: CommandManual, _ cause: String) -> Failure {
    Failure(.usage, manual.name, cause: cause)
  }
}
