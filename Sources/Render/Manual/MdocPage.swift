/// A manual page in mdoc(7), which mandoc and groff both read.
public enum MdocPage {
  /// The day of this version of the pages: fixed, so that writing them again changes nothing.
  public static let date = "November 23, 2026"

  /// The page's source.
  public static func render(_ page: ManualPage) -> String {
    lines(page).map { $0.source + "\n" }.joined()
  }

  /// The page's lines.
  static func lines(_ page: ManualPage) -> [Mdoc] {
    var lines: [Mdoc] = [
      .comment("Written by 'xvm_emit man'. Change what it is written from, not this file."),
      .line("Dd", .call(date)),
      .line("Dt", .name(page.name.uppercased()), .call(String(page.section))),
      .line("Os"),
      .line("Sh", .call("NAME")),
    ]
    for (index, name) in page.names.enumerated() {
      let comma: [Mdoc.Word] = index + 1 < page.names.count ? [.delimiter(",")] : []
      lines.append(.macro("Nm", [.name(name)] + comma))
    }
    lines.append(.macro("Nd", page.summary.split(separator: " ").map { .name(String($0)) }))
    for section in page.sections {
      lines.append(heading("Sh", section.title))
      lines += blocks(section.blocks)
    }
    return lines
  }

  private static func heading(_ macro: String, _ title: String) -> Mdoc {
    .macro(macro, title.split(separator: " ").map { .name(String($0)) })
  }

  /// Blocks one below the other.
  private static func blocks(_ blocks: [ManualPage.Block]) -> [Mdoc] {
    var lines: [Mdoc] = []
    var isFirst = true
    for block in blocks {
      switch block {
      case .subsection(let title, let inner):
        lines.append(heading("Ss", title))
        lines += self.blocks(inner)
      case .paragraph(let spans):
        lines += isFirst ? [] : [.line("Pp")]
        lines += MdocText.lines(spans)
      case .definitions(let rows, let spacing):
        lines += isFirst || spacing == .loose ? [] : [.line("Pp")]
        lines += definitions(rows, spacing)
      case .items(let texts):
        lines += isFirst ? [] : [.line("Pp")]
        lines.append(.line("Bl", .call("-bullet"), .call("-compact")))
        for text in texts { lines += [.line("It")] + MdocText.lines(text) }
        lines.append(.line("El"))
      case .columns(let rows):
        lines += isFirst ? [] : [.line("Pp")]
        lines += columns(rows)
      case .literal(let text):
        lines.append(.line("Bd", .call("-literal"), .call("-offset"), .call("indent")))
        lines += text.map { .literal($0) }
        lines.append(.line("Ed"))
      case .synopsis(let items):
        lines += synopsis(items)
      case .references(let pages):
        lines += references(pages)
      }
      isFirst = false
    }
    return lines
  }

  private static func definitions(
    _ rows: [ManualPage.Term], _ spacing: ManualPage.Spacing
  ) -> [Mdoc] {
    let widest = rows.map { self.width($0.term) }.max() ?? 0
    let width: [Mdoc.Word] =
      spacing == .loose ? [.call("Ds")] : [.call("\(min(widest, 24))n"), .call("-compact")]
    var lines: [Mdoc] = [.macro("Bl", [.call("-tag"), .call("-width")] + width)]
    for row in rows {
      lines.append(.macro("It", MdocText.words(inOneLine: row.term)))
      lines += blocks(row.blocks)
    }
    return lines + [.line("El")]
  }

  /// The columns that a term takes on a terminal.
  private static func width(_ term: [Span]) -> Int {
    term.reduce(0) { sum, span in
      switch span {
      case .text(let text): sum + text.count
      case .name(.option, let name): sum + name.count + 1
      case .name(.quoted, let name): sum + name.count + 2
      case .name(_, let name): sum + name.count
      case .page(let page): sum + page.name.count + page.section.count + 2
      }
    }
  }

  /// A table; each column is as wide as its widest cell, and two blanks.
  private static func columns(_ rows: [[String]]) -> [Mdoc] {
    let count = rows.map(\.count).max() ?? 0
    let widths: [Mdoc.Word] = (0..<count).map { column in
      .data(rows.compactMap { $0.dropFirst(column).first }.max { $0.count < $1.count } ?? "")
    }
    var lines: [Mdoc] = [.macro("Bl", [.call("-column")] + widths + [.call("-compact")])]
    for row in rows {
      let cells = row.map { Mdoc.Word.data($0) }
      lines.append(.macro("It", Array(cells.map { [$0] }.joined(separator: [.call("Ta")]))))
    }
    return lines + [.line("El")]
  }

  private static func synopsis(_ items: [SynopsisItem]) -> [Mdoc] {
    [.line("Nm")]
      + items.compactMap { item in
        let words = words(item)
        guard case .call(let name)? = words.first else { return nil }
        return .macro(name, Array(words.dropFirst()))
      }
  }

  private static func words(_ item: SynopsisItem) -> [Mdoc.Word] {
    switch item {
    case .option(let name): [.call("Fl"), .literal(name)]
    case .argument(let name): [.call("Ar"), .literal(name)]
    case .word(let word): [.call("Cm"), .literal(word)]
    case .optional(let items): [.call("Oo")] + items.flatMap(words) + [.call("Oc")]
    case .repeated(let item): words(item) + [.call("Ns"), .call("No"), .literal("...")]
    }
  }

  /// In the order of sections, then of names, with commas.
  private static func references(_ pages: [ManualPage.Reference]) -> [Mdoc] {
    let sorted = Set(pages).sorted {
      ($0.section, $0.name.lowercased()) < ($1.section, $1.name.lowercased())
    }
    return sorted.enumerated().map { index, page in
      let comma: [Mdoc.Word] = index + 1 < sorted.count ? [.delimiter(",")] : []
      return .macro("Xr", [.name(page.name), .call(page.section)] + comma)
    }
  }
}
