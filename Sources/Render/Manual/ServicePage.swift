public import Model

/// The page of the properties of a service that the Generic Data Service engine keeps.
public enum ServicePage {
  /// The page.
  ///
  /// - Parameters:
  ///   - rows: the properties of SUNW.gds.
  ///   - settings: the engine's own.
  ///   - variables: what may stand behind a percent sign in a command.
  public static func page(
    rows: [ExtensionProperty], settings: [ExtensionProperty], variables: [String], prose: Prose
  ) -> ManualPage {
    let standard = rows.filter { $0.origin == .standard }
    let own = rows.filter { $0.origin == .extension }
    let listed = variables.sorted().map { "%\($0)" }
    return ManualPage(
      names: ["gds"], section: 7,
      summary: "properties of a service under the contract of SUNW.gds",
      sections: [
        .init(
          "DESCRIPTION",
          [
            prose.paragraph(
              "gds(8) keeps any application running by the commands and numbers below, which have the names and "
                + "defaults of SUNW.gds.",
              "They are given with -p, in a file of NAME=value lines with -P, or to gds_validate(8)."
            ),
            prose.paragraph(
              "Start_command, Stop_command, Probe_command and Validate_command are lines for a shell and run as "
                + "root, in the directory / and with a short PATH.",
              "What is marked as not verified follows recollection of the documents of SUNW.gds."),
            .subsection("Probe Status", probeStatus(prose)),
            .subsection(
              "Standard Properties",
              [
                prose.paragraph("Properties that a cluster defines for every resource:"),
                PropertyList.block(standard, prose),
              ]),
            .subsection(
              "Extension Properties",
              [
                prose.paragraph("Properties that SUNW.gds defines:"),
                PropertyList.block(own, prose),
              ]),
            .subsection(
              "Settings of the Engine",
              [
                prose.paragraph(
                  "SUNW.gds does not have these.",
                  "Each settles a point that its documents leave open."),
                PropertyList.block(settings, prose),
              ]),
            .subsection(
              "Property Variables",
              [
                prose.paragraph(
                  "In a command the name of a property behind a percent sign stands for its value.",
                  "A value that a shell would not take for a plain word is refused."),
                .literal(HelpText.wrap(listed.joined(separator: " "), width: 66)),
              ]),
          ]),
        examples(prose),
        .init("ATTRIBUTES", [Attributes.block(stability: "Uncommitted")]),
        .init(
          "SEE ALSO",
          [
            .references([
              .init("OHAC.xvm", "7"), .init("ha-xvm_messages", "7"), .init("r_properties", "7"),
              .init("gds", "8"), .init("gds_validate", "8"),
            ])
          ]),
      ])
  }

  private static func examples(_ prose: Prose) -> ManualPage.Section {
    .init(
      "EXAMPLES",
      [
        prose.paragraph("A file for -P, which keeps a web server:"),
        .literal([
          "Start_command='/usr/sbin/httpd -f /etc/web.conf'",
          "Stop_command='/usr/sbin/httpd -f /etc/web.conf -k stop'",
          "Port_list=80/tcp", "Retry_count=3",
        ]),
      ])
  }

  /// What the exit status of a probe means: Contract, The probe's status.
  private static func probeStatus(_ prose: Prose) -> [ManualPage.Block] {
    let rows = [
      ("0", "The service is well."),
      (
        "1..99",
        "A partial failure. Partial failures add up over Retry_interval, and a sum of 100 is a complete one."
      ),
      (
        "100",
        "A complete failure. The service is restarted, or moved when it has been restarted Retry_count times "
          + "within Retry_interval."
      ),
      ("201", "The service is moved at once, without a restart."),
    ]
    return [
      .definitions(
        rows.map { .init([.name(.literal, $0.0)], [prose.paragraph($0.1)]) }, .compact)
    ]
  }
}
