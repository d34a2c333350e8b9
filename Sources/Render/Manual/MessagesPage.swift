internal import Model

/// The page of all messages, from the catalogue: number, sentence, what it means and what to do.
public enum MessagesPage {
  /// The page.
  public static func page(prose: Prose) -> ManualPage {
    let sample = Failure(.cannotStart, "web-rs", cause: "cannot get interface MTU: No such device")
    return ManualPage(
      names: ["ha-xvm_messages"], section: 7,
      summary: "messages of ha-xvm and what to do about them",
      sections: [
        .init(
          "DESCRIPTION",
          [
            prose.paragraph(
              "A failure is one line: what it happened to, what failed, the reason in the words of the program that gave "
                + "it, a number in brackets, and what to do about it."),
            .literal(HelpText.wrap(sample.description, width: 66)),
            prose.paragraph(
              "A command writes it to standard error; what a resource's method meets also goes to the system log "
                + "and to the resource's own log.",
              "Numbers do not change between versions, and a number is not used again.",
              "Sentences may change; nothing should depend on them."),
          ]),
        .init("MESSAGES", Catalogue.groups.map { .subsection($0.title, [list($0.rows, prose)]) }),
        .init("ATTRIBUTES", [Attributes.block(stability: "Committed (numbers)")]),
        .init(
          "SEE ALSO",
          [.references([.init("OHAC.xvm", "7"), .init("gds", "7"), .init("ha-xvm", "8")])]),
      ])
  }

  private static func list(_ rows: [Failure.Code], _ prose: Prose) -> ManualPage.Block {
    .definitions(
      rows.sorted { $0.number < $1.number }.map { row in
        ManualPage.Term(
          [.name(.strong, String(row.number)), .text(" \(row.sentence)")],
          [prose.paragraph(row.explanation), prose.paragraph("What to do: \(row.remedy)")])
      }, .loose)
  }
}
