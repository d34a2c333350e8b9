internal import Model
internal import Platform
internal import Render

/// The program as a whole, `ha-xvm`, as opposed to one of its names.
enum Overview {
  /// What is to be said about the program, for its page.
  static var manual: CommandManual {
    CommandManual(
      name: "ha-xvm", summary: "keep guest domains highly available, by one program of many names",
      options: options,
      operands: [
        .init("NAME", optional: true, "one of the names below; without one they are listed"),
        .init("ARGUMENT", optional: true, repeats: true, "what the name takes"),
      ],
      endsAtOperand: true,
      description: [
        "ha-xvm keeps guest domains (virtual machines) running: it starts, stops, probes and validates them for a "
          + "cluster framework, which calls it by the commands of SUNW.gds, or for the Generic Data Service engine "
          + "that it brings along, on a machine without a cluster.",
        "It is one program with many names and does what the name says that it is called by, with or without a path: "
          + "by a link of that name, or by 'ha-xvm NAME'.",
        "A guest's properties are described in OHAC.xvm(7), the files that hold them in ha-xvm_parameters(5), "
          + "ha-xvm_setup(5) and ha-xvm_ccr(5), and those of a service of the engine in gds(7).",
        "Pacemaker calls it by the names of four resource agents, ocf_ohac_xvm(7) for a guest, ocf_ohac_xvm-ready(7) that has each node look "
          + "whether it could run the guests, ocf_ohac_gds-service(7) for any service under the contract of SUNW.gds, and ocf_ohac_group(7) "
          + "that makes a resource group a unit.",
        "Where the caller leaves no room for open files, no /proc or no name, every name fails with 1 and does nothing: what "
          + "cannot be looked at is not taken for absent. A link whose name is spelt wrong fails with 2, whatever its words.",
        "A failure is one line on standard error with a number and a remedy; ha-xvm_messages(7) explains each.",
      ],
      exits: [
        .init("0", "done, or as the page of the name says"),
        .init("1", "failed, or as the page of the name says"),
        .init("2", "the command line is wrong; nothing was done"),
      ],
      examples: [
        .init("Make the links", "ha-xvm --install /opt/OHACxvm/bin"),
        .init("Make the resource agents known to Pacemaker", "ha-xvm --install-resource-agents"),
        .init("Call a command by its name without a link", "ha-xvm probe_xvm -R web-rs -G web-rg"),
      ],
      vocabularies: [("Names", names)],
      environment: [
        (Locations.rootVariable, "a directory below which all files of the program lie, for tests"),
        ("HA_XVM_TOOL_PATH", "directories in which tools such as virsh are looked for first"),
      ],
      files: [
        ("/etc/ha-xvm/ccr/global", "configuration tables, one a resource"),
        ("/run/ha-xvm", "run records, locks and sockets; gone at reboot"),
        ("/var/cluster/logs/DS", "the logs of each resource"),
      ],
      seeAlso: [
        "ha-xvm_ccr(5)", "ha-xvm_parameters(5)", "ha-xvm_setup(5)", "OHAC.xvm(7)", "gds(7)",
        "ocf_ohac_gds-service(7)", "ocf_ohac_group(7)", "ocf_ohac_xvm(7)", "ocf_ohac_xvm-ready(7)",
        "gds(8)",
        "start_xvm(8)",
        "xvm_register(8)", "xvm_rehearsal(8)", "xvm_status(8)",
      ],
      forms: [
        "ha-xvm NAME [ARGUMENT...]", "ha-xvm --install DIRECTORY",
        "ha-xvm --install-cluster-commands DIRECTORY",
        "ha-xvm --install-resource-agents [DIRECTORY]", "ha-xvm --version",
      ])
  }

  /// The installations, and the version.
  private static let options: [CommandManual.Option] = [
    .init(
      nil, "install", "DIRECTORY",
      "make a link in a directory for every name but those of the commands of Solaris Cluster"
    ),
    .init(
      nil, "install-cluster-commands", "DIRECTORY",
      "make links for the commands of Solaris Cluster that legacy agents and scripts call by their paths, below a directory that "
        + "stands for /usr/cluster; for a machine that has no Solaris Cluster"),
    .init(
      nil, "install-resource-agents", "DIRECTORY",
      "make links for the resource agents of Pacemaker below its directory of agents, "
        + "\(Installation.agentDirectory) unless given"),
    .init(nil, "version", nil, "print the version; every name takes it, as it takes --help"),
  ]

  static let version = "ha-xvm 1.0"

  /// Whether a name is the program's own: that of its file, which may bear a version.
  static func isOwn(_ name: String) -> Bool {
    name == "ha-xvm" || name.hasPrefix("ha-xvm-") || name.hasPrefix("ha-xvm.")
  }

  /// What `ha-xvm` alone prints: the forms of the call, and the names.
  static var text: String {
    (["\(manual.name) - \(manual.summary)", ""] + HelpText.usage(manual) + ["", "Names:"]
      + HelpText.columns(names)).joined(separator: "\n")
  }

  private static var names: [(String, String)] {
    Registry.applets.map { ($0.manual.name, $0.manual.summary) }
  }
}
