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
          + "Plugin_probe, and what the hypervisor of this node says. It reports every problem with its remedy, not "
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
    let findings = try findings(try GuestMethod(.validate, call), thorough: true)
    return findings.contains { $0.isError } ? 1 : 0
  }

  /// Shows and returns everything that is wrong with a resource.
  ///
  /// - Parameter thorough: whether this node is looked at too, and not the properties alone.
  static func findings(_ method: GuestMethod, thorough: Bool) throws(Failure) -> [Finding] {
    var problems: [Failure] = []
    let configuration: GuestConfiguration
    do throws(Failure) {
      configuration = try method.source.read(method.identity, problems: &problems)
    } catch {
      method.log().write(error)
      throw error
    }
    let context = method.context(configuration)
    var findings =
      problems.map { Finding.error($0) }
      + ValidateGuest.trust(method.source.path(of: method.identity))
    // With a property missing or wrong the guest that would be asked about may be another one.
    if problems.isEmpty {
      var times: [Method: MethodTime] = [:]
      for method_ in Method.allCases {
        times[method_] = method.time(of: method_, values: configuration.values)
      }
      let validate = ValidateGuest(context)
      findings += thorough ? validate.run(times: times) : validate.rules(times: times)
    }
    for finding in findings {
      let failure = finding.failure.naming(context.identity)
      context.log.write(failure, as: finding.isError ? .error : .warning)
      Output.complain((finding.isError ? "error: " : "warning: ") + failure.description)
    }
    return findings
  }
}
