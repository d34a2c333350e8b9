internal import Agent
internal import Hypervisors
internal import Model
internal import Platform

/// `guard_xvm`: what start leaves behind under the process monitor.
enum GuardXVM: Applet {
  static let name = "guard_xvm"
  static var manual: CommandManual {
    CommandManual(
      name: name, summary: "watch a guest domain, and end when it is proven to be dead",
      options: [
        GuestOptions.resource, GuestOptions.group, GuestOptions.type,
        .init(nil, "watch", nil, "be the watch that a guard keeps going; for the guard's own use"),
        .init(
          nil, "state", "WORD",
          "keep or take: copy the guest's NVRAM and TPM state to State_directory; for the program's own use"
        ),
        .init(
          nil, "ready", "SECONDS",
          "look whether this node could run the guest, and try the log-ins to the other nodes once in so many; for the program's own use"
        ),
        .init(
          nil, "round", "SECONDS",
          "have this node look so for each guest that the cluster keeps, and that was not looked at for so many; for the program's own use"
        ),
      ],
      description: [
        "start_xvm leaves guard_xvm behind as the process that the process monitor of the framework watches, in place "
          + "of the sleep of older agents. It is two processes: a keeper, and a watch that waits for the guest's "
          + "process to end and listens to the hypervisor where that tells of the guest by itself. Whichever of the two "
          + "is killed, the other starts it again, so that the tree of processes empties on proof of the guest's death "
          + "alone.",
        "libvirt tells of a guest over its own protocol. A daemon that is restarted is found again, and what happened in "
          + "between is asked for; without one the guest's process alone is watched.",
        "It keeps known for all nodes which disks the guest writes to, which a snapshot or a copy changes while it runs.",
        "A guest that crashed and is kept by the hypervisor is dead when On_crash is RESTART. Otherwise the guard stays, "
          + "and the probe says what is to be done.",
        "Where the tool still has the guest run 5 seconds after its process has ended, nothing is proven: the guard stays, says "
          + "that the witnesses disagree, and each probe asks the second witness too, until the tool says something else.",
        "Where State_directory is set the guard has the guest's NVRAM and TPM state copied when they have changed, some 30 "
          + "seconds after that, and when the guest has died.",
        "A guest that is being stopped, that was shut down from inside while On_guest_shutdown is HONOUR, or that has "
          + "left the node by a migration is not dead. Where the service engine of this machine keeps the guest it is "
          + "told of such a departure, and the guard ends: the resource is offline then, with the message moved.",
      ],
      exits: [
        .init(
          "0",
          "it is not needed any more: the guest is being stopped, or another guard has taken over"),
        .init("1", "it cannot watch"), GuestOptions.wrongCommandLine,
        .init("3", "the guest is dead"),
      ],
      files: GuestOptions.files, seeAlso: ["start_xvm(8)"] + GuestOptions.seeAlso)
  }

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let identity = try call.resource()
    if let word = call["state"] {
      guard let order = StateCopying.Order(rawValue: word) else {
        throw Failure(.usage, call.name, cause: "--state \(word): it is keep or take")
      }
      try StateCopying.carryOut(order, of: identity)
      return 0
    }
    if let seconds = try call.integer("round", in: 1...86_400) {
      ReadinessRound(identity).run(every: seconds)
      return 0
    }
    if let seconds = try call.integer("ready", in: 1...86_400 * 2) {
      GuestMethod(.probe, of: identity, as: "monitor").lookAround(every: seconds)
      return 0
    }
    Processes.setOwnName("guard_xvm")
    // It stays for months, and the working directory of start's caller may be on storage that is to be unmounted.
    try? Environment.enter("/")
    return call.has("watch") ? try watch(identity) : try GuardKeeper(identity).run()
  }

  private static func watch(_ identity: ResourceIdentity) throws(Failure) -> Int32 {
    guard let keeper = Processes.identity(Environment.parentIdentifier),
      let handle = try? ProcessHandle(keeper)
    else { return 1 }
    let watch = GuestWatch(identity, keeper: handle.handle, driver: Drivers.driver(for:))
    switch try watch.run(whenReady: { Output.line(GuardKeeper.ready) }) {
    case .died: return GuardKeeper.Status.died
    case .dismissed, .withdrawn: return GuardKeeper.Status.dismissed
    case .orphaned:
      try GuardKeeper.leave(identity, until: Clock.now + .seconds(30))
      return GuardKeeper.Status.dismissed
    }
  }
}
