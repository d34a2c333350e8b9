internal import Model

/// The page of the file format of parameter files.
public enum ParametersPage {
  /// The page.
  public static func page(prose: Prose) -> ManualPage {
    ManualPage(
      names: ["ha-xvm_parameters"], section: 5, summary: "file of the properties of a guest",
      sections: [
        .init("DESCRIPTION", description(prose) + [.subsection("Keys", keys(prose))]),
        .init(
          "EXAMPLES",
          [
            prose.paragraph("A guest with a check of its own:"),
            .literal([
              "# The web server's guest.", "Domain_name=web",
              "Domain_definition=/global/web/web.xml",
              "Plugin_probe='/opt/acme/bin/answers web 443'", "Stop_timeout=600",
            ]),
            prose.paragraph("Check the file before it is used:"),
            .literal(["validate_xvm -R web-rs -G web-rg -P /global/web/web.conf"]),
          ]),
        .init("ATTRIBUTES", [Attributes.block(stability: "Uncommitted")]),
        .init(
          "SEE ALSO",
          [
            .references([
              .init("ha-xvm_ccr", "5"), .init("OHAC.xvm", "7"), .init("ha-xvm_messages", "7"),
              .init("start_xvm", "8"), .init("validate_xvm", "8"),
            ])
          ]),
      ])
  }

  private static func description(_ prose: Prose) -> [ManualPage.Block] {
    [
      prose.paragraph(
        "A parameter file, which a command of a guest reads with -P, has a line KEY=value for each property that "
          + "does not have its default."),
      prose.paragraph(
        "A line that begins with # is a comment, and so is what follows # and a blank behind a value.",
        "There are no blanks beside the equals sign.",
        "Names are compared without regard to case, and each stands in the file once."),
      prose.paragraph(
        "A value with blanks or with characters special to a shell stands in single quotes, within which every "
          + "character is itself, or in double quotes, within which a backslash quotes \" \\ $ and the backquote."
      ),
      prose.paragraph(
        "A Korn shell reads the same values from the file as ha-xvm does, but no shell is run: whatever a shell "
          + "would expand or execute is an error, which is reported with the number of its line.",
        "The file is UTF-8, has lines that end with LF alone, and at most \(ParameterFile.maximumSize >> 20) MB."
      ),
    ]
  }

  private static func keys(_ prose: Prose) -> [ManualPage.Block] {
    let rows = ExtensionProperties.all.map { row in
      let initial = row.initial ?? ""
      let note =
        row.category == .required
        ? "It has to be set." : initial.isEmpty ? "" : "Default: \(initial)."
      return ManualPage.Term(
        [.name(.property, row.name)], [prose.paragraph(prose.sentence(row.summary), note)])
    }
    return [
      prose.paragraph("OHAC.xvm(7) says more about each of them."), .definitions(rows, .compact),
    ]
  }
}
