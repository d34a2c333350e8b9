internal import Agent
internal import Model
internal import Platform

/// `probe_xvm`: Probe of the Generic Data Service contract for a guest.
enum ProbeXVM: Applet {
  static let name = "probe_xvm"
  static var manual: CommandManual {
    CommandManual(
      name: name, summary: "say how well a guest domain is, in the numbers of SUNW.gds",
      options: GuestOptions.all,
      description: [
        "probe_xvm asks the hypervisor what the guest is and exits with the probe status. When the hypervisor's tool "
          + "gives no answer, says that the guest is off, or has it run although guard_xvm saw its process end, a second "
          + "witness below it is asked; unknown is never taken for off.",
        "A guest that runs is healthy unless Plugin_probe or Guest_check says otherwise. The weights of the checks that fail add up. One that has "
          + "not passed since the start counts when Start_timeout is over, and none counts while the guest moves. One that is paused, crashed or shut itself "
          + "down is judged by the policy for that cause. The tool being away while the guest lives, or contradicted by the "
          + "second witness, counts Unreachable_weight, a contradiction at least 1. A guest in a state that passes by itself "
          + "is healthy for Transition_grace seconds.",
      ],
      exits: [
        .init("0", "the guest is well, or is off or paused as intended"),
        .init("1..99", "a partial failure of this weight; weights add up over Retry_interval"),
        .init(
          "1",
          "also where the probe cannot do its work: no file descriptor or no /proc was left to it, or the run record cannot be "
            + "read"),
        .init(
          "2",
          "also for a wrong command line, which a fault monitor takes for a partial failure of weight 2: with the "
            + "default Retry_interval and Thorough_probe_interval that never adds up to 100, so a mistyped command "
            + "never kills a guest"),
        .init(
          "100", "a complete failure: the guest is proven not to run, or policy says to restart it"),
        .init("201", "policy or the plug-in asks for another node at once"),
      ],
      examples: [
        .init("Probe the guest of a resource by hand", "probe_xvm -R web-rs -G web-rg; echo $?")
      ],
      environment: GuestOptions.environment, files: GuestOptions.files,
      seeAlso: ["start_xvm(8)"] + GuestOptions.seeAlso)
  }

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try call.method(.probe).probe { Output.complain($0.description) }.exitStatus
  }
}
