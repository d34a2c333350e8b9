internal import Agent
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
    try call.method(.stop).stop { Output.complain("warning: \($0.description)") }
    return 0
  }
}
