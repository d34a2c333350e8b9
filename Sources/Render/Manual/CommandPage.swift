public import Model

/// The page of one command, section 8, from the description that `--help` is made from as well.
public enum CommandPage {
  /// The page; `prose` knows the names that all pages share.
  public static func page(_ manual: CommandManual, prose: Prose) -> ManualPage {
    var prose = prose
    prose.arguments = arguments(of: manual)
    prose.variables.formUnion(manual.environment.map(\.name))
    let description = manual.description.map { prose.paragraph($0) }
    let vocabularies = manual.vocabularies.map { title, rows in
      ManualPage.Block.subsection(title, [.definitions(words(rows, prose), .compact)])
    }
    let operands = manual.operands.map { operand in
      ManualPage.Term(
        [.name(.argument, operand.name)], [prose.paragraph(prose.sentence(operand.help))])
    }
    return ManualPage(
      names: [manual.name], section: 8, summary: manual.summary,
      sections: [
        .init("SYNOPSIS", manual.forms.map { .synopsis(Synopsis.parse($0)) }),
        .init("DESCRIPTION", description + (operands.isEmpty ? vocabularies : [])),
        .init("OPTIONS", options(manual, prose)),
        .init(
          "OPERANDS",
          operands.isEmpty ? [] : [.definitions(operands, .loose)] + vocabularies),
        .init("ENVIRONMENT", list(manual.environment, .variable, prose)),
        .init("FILES", list(manual.files, .path, prose)),
        .init("EXIT STATUS", exits(manual, prose)),
        .init("EXAMPLES", manual.examples.flatMap { example($0, prose) }),
        .init("SEE ALSO", seeAlso(manual)),
        .init("CAVEATS", caveats(manual, prose)),
      ])
  }

  /// What the synopsis calls the things that a caller puts in; words that are given as they are have small letters.
  private static func arguments(of manual: CommandManual) -> Set<String> {
    Set(manual.options.compactMap(\.argument) + manual.operands.map(\.name))
  }

  private static func options(_ manual: CommandManual, _ prose: Prose) -> [ManualPage.Block] {
    let rows = manual.options.map { option in
      var term: [Span] = []
      if let letter = option.letter { term = [.name(.option, String(letter)), .text(", ")] }
      term.append(.name(.option, "-" + option.word))
      if let argument = option.argument { term += [.text(" "), .name(.argument, argument)] }
      let again = option.repeats ? "It may be given more than once." : ""
      return ManualPage.Term(term, [prose.paragraph(prose.sentence(option.help), again)])
    }
    let help = ManualPage.Term(
      [.name(.option, "-help")], [prose.paragraph("Print a summary of the command and exit.")])
    return [.definitions(rows + [help], .loose)]
  }

  private static func words(_ rows: [(String, String)], _ prose: Prose) -> [ManualPage.Term] {
    rows.map { word, meaning in
      // As it stands: it may begin with a word that has to be written so.
      ManualPage.Term(Synopsis.term(word), [prose.paragraph(meaning)])
    }
  }

  private static func list(
    _ rows: [(name: String, meaning: String)], _ kind: Span.Kind, _ prose: Prose
  ) -> [ManualPage.Block] {
    let rows = rows.map { name, meaning in
      ManualPage.Term([.name(kind, name)], [prose.paragraph(prose.sentence(meaning))])
    }
    return rows.isEmpty ? [] : [.definitions(rows, .loose)]
  }

  private static func exits(_ manual: CommandManual, _ prose: Prose) -> [ManualPage.Block] {
    let rows = manual.exits.map { exit in
      ManualPage.Term(
        [.name(.literal, exit.status)], [prose.paragraph(prose.sentence(exit.meaning))])
    }
    return [.definitions(rows, .compact)]
  }

  private static func example(_ example: CommandManual.Example, _ prose: Prose)
    -> [ManualPage.Block]
  {
    let purpose = prose.sentence(example.purpose)
    let colon = purpose.hasSuffix("?") ? purpose : purpose.dropLast() + ":"
    return [prose.paragraph(String(colon)), .literal(ShellLine.wrapped(example.command))]
  }

  private static func caveats(_ manual: CommandManual, _ prose: Prose) -> [ManualPage.Block] {
    if manual.unverified.isEmpty { return [] }
    return [
      prose.paragraph("Not verified against the command of a real cluster:"),
      .items(manual.unverified.map { prose.spans($0) }),
    ]
  }

  private static func seeAlso(_ manual: CommandManual) -> [ManualPage.Block] {
    let own = ManualPage.Reference(manual.name, "8")
    let pages = (manual.seeAlso + ["ha-xvm(8)", "ha-xvm_messages(7)"]).compactMap(Prose.page)
    return [.references(pages.filter { $0 != own })]
  }
}

/// A shell line on a page that is not as wide as the line.
enum ShellLine {
  /// The lines; each but the last ends with a backslash, at a blank that is in no quotes and before an option if possible.
  static func wrapped(_ line: String, width: Int = 70) -> [String] {
    var lines: [String] = []
    var rest = line[...]
    while rest.count > width - (lines.isEmpty ? 0 : 4) {
      let places = blanks(rest)
      let limit = rest.index(rest.startIndex, offsetBy: width - 6)
      let fitting = places.filter { $0 <= limit }
      let atOption = fitting.last { rest[rest.index(after: $0)...].hasPrefix("-") }
      guard let place = atOption ?? fitting.last ?? places.first else { break }
      lines.append((lines.isEmpty ? "" : "    ") + rest[..<place] + " \\")
      rest = rest[rest.index(after: place)...]
    }
    return lines + [(lines.isEmpty ? "" : "    ") + rest]
  }

  /// The blanks at which the shell parts words.
  private static func blanks(_ line: Substring) -> [Substring.Index] {
    var quote: Character?
    return line.indices.filter { index in
      let letter = line[index]
      if let open = quote {
        if letter == open { quote = nil }
        return false
      }
      if letter == "'" || letter == "\"" { quote = letter }
      return letter == " "
    }
  }
}
