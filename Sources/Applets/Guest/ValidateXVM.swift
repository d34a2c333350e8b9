internal import Agent
internal import Model
internal import Platform

/// `validate_xvm`: Validate of the Generic Data Service contract for a guest.
enum ValidateXVM: Applet {
  static let name = "validate_xvm"
  static var manual: CommandManual {
    CommandManual(
      name: name, summary: "check everything about a guest domain's resource",
      options: GuestOptions.all,
      description: [
        "validate_xvm checks the resource's properties one by one and against each other, the guest's definition, "
          + "Plugin_probe, and what the hypervisor of this node says. Each check of Guest_check and Ready_check is made once of a guest that runs "
          + "here, and one that the guest's definition gives no means for is an error. It reports every problem with its remedy, not "
          + "only the first.",
        "A file that lies on storage which is not mounted on this node is no error. A hypervisor that gives no answer "
          + "is one: what cannot be asked cannot be checked.",
      ],
      exits: [
        .init("0", "the resource can work on this node; warnings may have been printed"),
        .init("1", "it cannot; each reason was printed"), GuestOptions.wrongCommandLine,
      ],
      examples: [.init("Check a parameter file", "validate_xvm -R web-rs -G web-rg -P web.conf")],
      environment: GuestOptions.environment, files: GuestOptions.files,
      seeAlso: ["start_xvm(8)"] + GuestOptions.seeAlso)
  }

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let findings = try call.method(.validate).validate(isThorough: true)
    show(findings)
    return findings.contains { $0.isError } ? 1 : 0
  }

  /// Shows everything that is wrong with a resource.
  static func show(_ findings: [Finding]) {
    for finding in findings {
      Output.complain(
        (finding.isError ? "error: " : "warning: ") + finding.failure.description)
    }
  }
}
