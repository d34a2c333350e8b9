internal import Agent
internal import Hypervisors
internal import Model
internal import Platform

/// `stop_xvm`: Stop of the Generic Data Service contract for a guest.
enum StopXVM: Applet {
  static let name = "stop_xvm"
  static var manual: CommandManual {
    CommandManual(
      name: name, summary: "stop a guest domain, with proof",
      options: GuestOptions.all,
      description: [
        "stop_xvm stops the guest of a resource: 60 percent of Stop_timeout are for the ordered shutdown, which is "
          + "asked for again and again; within the next 20 percent the hypervisor destroys the guest, its emulator is "
          + "killed where the hypervisor's tool does not answer, and proof is sought until 78 percent.",
        "Success is claimed with proof only: the tool says that the guest is off and no process of it lives, or the "
          + "tool is silent and the process that is known to have been the guest is gone. Nothing to stop is success.",
        "When the configuration is gone, the run record that start left is enough. With no record either, the "
          + "hypervisors that can run a guest on this node are asked for one that bears the resource's mark; none is "
          + "success with a warning, and a hypervisor that cannot be asked is a failure. Where Hypervisor alone cannot be "
          + "read, each of them has to deny a guest of the name.",
      ],
      exits: [
        .init("0", "the guest is off, with proof"),
        .init("1", "nothing proves that it is off"),
        GuestOptions.wrongCommandLine,
      ],
      examples: [.init("Stop the guest of a resource by hand", "stop_xvm -R web-rs -G web-rg")],
      environment: GuestOptions.environment, files: GuestOptions.files,
      seeAlso: ["start_xvm(8)"] + GuestOptions.seeAlso)
  }

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try stop(try GuestMethod(.stop, call))
    return 0
  }

  /// Stops the guest of a resource, however much of its configuration there is; a failure is logged here.
  static func stop(_ method: GuestMethod) throws(Failure) {
    do throws(Failure) {
      let configuration: GuestConfiguration
      do throws(Failure) {
        configuration = try method.source.load(method.identity)
      } catch {
        return try stop(method, withoutConfiguration: error)
      }
      try stop(method, configuration)
    } catch {
      method.fail(error)
      throw error
    }
  }

  private static func stop(_ method: GuestMethod, _ configuration: GuestConfiguration)
    throws(Failure)
  {
    _ = try method.logged(method.context(method.inCharge(configuration))) {
      context throws(Failure) in
      try StopGuest(context).run()
      return 0
    }
  }

  /// The record tells what start did; without one the hypervisors are asked for our mark.
  private static func stop(_ method: GuestMethod, withoutConfiguration failure: Failure)
    throws(Failure)
  {
    let log = method.log()
    log.write(.warning, "stopping without configuration: \(failure.sentence)")
    if let record = try RecordStore(method.identity).load() {
      return try stop(method, GuestConfiguration(record.values))
    }
    // It may still name the guest, and where it is.
    let left = method.source.partial(method.identity)
    let partial = left?.configuration
    let found = try StopWithoutConfiguration.search(
      for: method.identity, on: Drivers.installed(besides: partial), until: Clock.now + .seconds(15)
    )
    if found.isEmpty {
      let lost = (left?.lost ?? []).map(\.name)
      let isToolstackLost = lost.contains(ExtensionProperty.hypervisor.name)
      if lost.contains(ExtensionProperty.connectURI.name)
        || isToolstackLost && partial?.values.isSet(.connectURI) == true
      {
        throw Failure(
          .stopUnproven, method.identity.resource,
          cause: "nobody is asked at a Connect_uri that cannot be used")
      }
      if isToolstackLost, let partial, !partial.domainName.isEmpty {
        try StopWithoutConfiguration.requireNone(
          named: partial.domainName, on: Drivers.installed(), losing: .hypervisor,
          until: Clock.now + .seconds(15))
      }
      let warning = Failure(.nothingToStop, method.identity.resource, cause: failure.sentence)
      log.write(warning, as: .warning)
      Output.complain("warning: \(warning.description)")
      // One that somebody else has started bears no mark.
      if let partial, !partial.domainName.isEmpty, lost.isEmpty { try stop(method, partial) }
      return
    }
    for (driver, guest) in found {
      let given = PropertyValues.Given(
        ExtensionProperty.domainName.name, guest.name, place: "mark")
      let place = PropertyValues.Given(
        ExtensionProperty.connectURI.name, driver.uri, place: "mark")
      let kind = PropertyValues.Given(
        ExtensionProperty.hypervisor.name, driver.hypervisor, place: "mark")
      var problems: [Failure] = []
      let values = PropertyValues(
        [given, place, kind], of: ExtensionProperties.all, problems: &problems)
      try stop(method, GuestConfiguration(values))
    }
  }
}
