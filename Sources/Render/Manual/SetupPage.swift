internal import Model

/// The page of the file that a field engineer fills in, from the second table.
public enum SetupPage {
  /// The page.
  public static func page(prose: Prose) -> ManualPage {
    ManualPage(
      names: ["ha-xvm_setup"], section: 5, summary: "file that a guest is registered by",
      sections: [
        .init(
          "DESCRIPTION",
          [
            prose.paragraph(
              "A set-up file says where a guest's resource is to be, beside what, and how the guest is kept.",
              "xvm_config(8) writes one to be filled in, xvm_register(8) does what it says and xvm_remove(8) undoes it.",
              "Keep it: it is the record of how the resource was made."),
            prose.paragraph(
              "It is a file of lines KEY=value as ha-xvm_parameters(5) describes them, and every key of that page may "
                + "stand in it.",
              "The keys RS, RG, NODELIST, HAS_RS, LH and PORT are those of the Korn-shell agents.",
              "An unknown key is an error, a key that is missing has its default."),
            .subsection(
              "Keys of the Registration", [PropertyList.block(SetupProperties.all, prose)]),
            .subsection(
              "Properties of the Framework",
              [
                prose.paragraph(
                  "These may be set as well; gds(7) and r_properties(7) describe them:"),
                .definitions(
                  SetupProperties.framework.map { row in
                    .init(
                      [.name(.property, row.name)], [prose.paragraph(prose.sentence(row.summary))])
                  }, .compact),
              ]),
          ]),
        .init(
          "EXAMPLES",
          [
            prose.paragraph(
              "A guest on two nodes that displaces another one where there is no room for both:"),
            .literal([
              "RS=db-rs", "RG=db-rg", "NODELIST=node1,node2", "HAS_RS=db-has",
              "Domain_name=db", "Definition_file=/etc/libvirt/qemu/db.xml",
              "Favoured_over=test-rs", "Stop_timeout=600",
            ]),
            prose.paragraph(
              "When node1 dies, db-rg comes up on node2 and the group of test-rs leaves it, which with two nodes means "
                + "that it goes offline until node1 is back."),
          ]),
        .init("ATTRIBUTES", [Attributes.block(stability: "Uncommitted")]),
        .init(
          "SEE ALSO",
          [
            .references([
              .init("ha-xvm_parameters", "5"), .init("OHAC.xvm", "7"), .init("gds", "7"),
              .init("r_properties", "7"), .init("xvm_config", "8"), .init("xvm_register", "8"),
              .init("xvm_remove", "8"),
            ])
          ]),
      ])
  }
}
