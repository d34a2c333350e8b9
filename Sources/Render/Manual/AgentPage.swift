public import Model

/// The page of a resource agent for Pacemaker, named as the pages of other agents are: `ocf_ohac_xvm(7)`.
public enum AgentPage {
  /// The page.
  public static func page(_ manual: AgentManual, prose: Prose) -> ManualPage {
    ManualPage(
      names: [manual.pageName], section: 7, summary: manual.summary,
      sections: [
        .init(
          "DESCRIPTION",
          manual.description.map { prose.paragraph($0) } + [
            .subsection("Parameters", parameters(manual, prose)),
            .subsection("Actions", actions(manual, prose)),
          ]),
        .init("EXIT STATUS", exits(manual, prose)),
        .init(
          "EXAMPLES",
          manual.examples.flatMap { purpose, lines in
            [prose.paragraph(purpose + ":"), .literal(lines)]
          }),
        .init("ATTRIBUTES", [Attributes.block(stability: "Uncommitted")]),
        .init("SEE ALSO", [.references(manual.seeAlso.compactMap(Prose.page))]),
      ])
  }

  private static func parameters(_ manual: AgentManual, _ prose: Prose) -> [ManualPage.Block] {
    let rows = manual.parameters.map { row in
      let initial = row.initial ?? ""
      let note =
        row.category == .required
        ? "It has to be set." : initial.isEmpty ? "" : "Default: \(initial)."
      let change = row.isReloadable ? "" : "A change of it restarts the resource."
      return ManualPage.Term(
        [.name(.property, row.name)], [prose.paragraph(prose.sentence(row.summary), note, change)])
    }
    return [
      prose.paragraph(
        "\(manual.reference) says more about each of them.",
        "A change takes effect without a restart unless the list says otherwise."),
      .definitions(rows, .compact),
    ]
  }

  private static func actions(_ manual: AgentManual, _ prose: Prose) -> [ManualPage.Block] {
    let rows = manual.actions.map { action in
      ManualPage.Term(
        [.name(.literal, action.name)], [prose.paragraph(prose.sentence(action.help))])
    }
    return [.definitions(rows, .compact)]
  }

  private static func exits(_ manual: AgentManual, _ prose: Prose) -> [ManualPage.Block] {
    let rows = manual.exits.map { status, meaning in
      ManualPage.Term(
        [.name(.literal, String(status.rawValue))],
        [prose.paragraph("\(status.name): \(meaning).")])
    }
    return [
      .definitions(rows, .compact),
      prose.paragraph(
        "A status other than 0 comes with a reason on standard error, which crm_mon shows; an initial probe that finds "
          + "nothing has none."),
    ]
  }
}
