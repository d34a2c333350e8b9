internal import Model

/// The page of the resource type OHAC.xvm, in the shape of the pages of SUNW.* types.
public enum ResourceTypePage {
  /// The name of the type.
  public static let type = ResourceType.guest.rawValue

  /// The page.
  ///
  /// - Parameter log: where a resource has its own log.
  public static func page(prose: Prose, log: String) -> ManualPage {
    let standard = ExtensionProperties.all.filter { $0.origin == .standard }
    let own = ExtensionProperties.all.filter { $0.origin == .extension }
    return ManualPage(
      names: [type, "xvm"], section: 7,
      summary: "resource type implementation for highly available guest domains",
      sections: [
        .init(
          "DESCRIPTION",
          description(prose, log) + [
            .subsection(
              "Standard Properties",
              [
                prose.paragraph(
                  "r_properties(7), which is r_properties(5) before Solaris 11.4, describes the properties of "
                    + "every resource.",
                  "The type has defaults or limits of its own for these:"),
                PropertyList.block(standard, prose),
              ]),
            .subsection(
              "Extension Properties",
              [
                prose.paragraph(
                  "The names are compared without regard to case. A boolean is TRUE or FALSE."),
                PropertyList.block(own, prose),
              ]),
          ]),
        .init("EXAMPLES", examples(prose)),
        .init("ATTRIBUTES", [Attributes.block(stability: "Uncommitted")]),
        .init("SEE ALSO", [.references(seeAlso)]),
      ])
  }

  private static func description(_ prose: Prose, _ log: String) -> [ManualPage.Block] {
    [
      prose.paragraph(
        "\(type) keeps one guest domain, which is a virtual machine, running on one node at a time.",
        "Its methods start the guest, probe it, restart it and stop it with proof; a failover stops it here and starts it there."
      ),
      prose.paragraph(
        "Under SUNW.gds the same guest is kept by the commands start_xvm, stop_xvm, probe_xvm and validate_xvm "
          + "as Start_command, Stop_command, Probe_command and Validate_command.",
        "The properties below are then the keys of the resource's configuration table, ha-xvm_ccr(5), or of a "
          + "parameter file, ha-xvm_parameters(5)."),
      prose.paragraph(
        "The storage that the guest's disks lie on has to be there before the guest: let the resource depend on "
          + "the resource of that storage.",
        "For a live migration both nodes have to reach it at the same time."),
      prose.paragraph(
        "Messages go to the system log with the tag SC[TYPE,GROUP,RESOURCE,METHOD] and to \(log).",
        "ha-xvm_messages(7) explains each of them by its number."),
      prose.paragraph(
        "Properties are set when the resource is created or by 'clresource set'.",
        "What is marked as not verified follows recollection of the cluster's own documents and may differ there."
      ),
    ]
  }

  private static func examples(_ prose: Prose) -> [ManualPage.Block] {
    [
      prose.paragraph("Register the type:"),
      .literal(["clresourcetype register -f /opt/OHACxvm/etc/OHAC.xvm OHAC.xvm"]),
      prose.paragraph(
        "Create a resource for the guest web, whose disk lies on the storage of web-has-rs:"),
      .literal([
        "clresource create -g web-rg -t OHAC.xvm \\",
        "    -p Start_command='/opt/ohac/bin/start_xvm -R web-rs -G web-rg' \\",
        "    -p Stop_command='/opt/ohac/bin/stop_xvm -R web-rs -G web-rg' \\",
        "    -p Probe_command='/opt/ohac/bin/probe_xvm -R web-rs -G web-rg' \\",
        "    -p Domain_name=web -p Domain_definition=/global/web/web.xml \\",
        "    -p Resource_dependencies_offline_restart=web-has-rs web-rs",
      ]),
      prose.paragraph("Have a program judge the guest from outside:"),
      .literal([
        "clresource set -p Plugin_probe='/opt/acme/bin/answers web 443' web-rs"
      ]),
    ]
  }

  private static let seeAlso: [ManualPage.Reference] = [
    .init("ha-xvm_ccr", "5"), .init("ha-xvm_parameters", "5"), .init("rt_reg", "5"),
    .init("gds", "7"), .init("ha-xvm_messages", "7"), .init("r_properties", "7"),
    .init("ha-xvm", "8"), .init("probe_xvm", "8"), .init("start_xvm", "8"), .init("stop_xvm", "8"),
    .init("validate_xvm", "8"), .init("clresource", "8CL"), .init("clresourcetype", "8CL"),
  ]
}

/// The table at the end of a page of Solaris: where the thing comes from and how far one may build on it.
enum Attributes {
  /// The table; `stability` is a word of attributes(7).
  static func block(stability: String) -> ManualPage.Block {
    .columns([
      ["ATTRIBUTE TYPE", "ATTRIBUTE VALUE"], ["Availability", "ha-xvm"],
      ["Interface Stability", stability],
    ])
  }
}
