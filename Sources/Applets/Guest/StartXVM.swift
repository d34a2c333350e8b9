internal import Agent
internal import Model

/// `start_xvm`: Start of the Generic Data Service contract for a guest.
enum StartXVM: Applet {
  static let name = "start_xvm"
  static var manual: CommandManual {
    CommandManual(
      name: name, summary: "start a guest domain and leave a guard with it",
      options: GuestOptions.all + [PromiseOptions.force],
      description: [
        "start_xvm brings the guest of a resource up and returns when the hypervisor says that it runs and, where Ready_check is set, "
          + "when each check has passed after the boot; On_not_ready says what follows when they do not pass in time. A guest that "
          + "runs already is success. One that is paused is resumed, or the start is refused, by the policy for the "
          + "cause: On_operator_pause, On_io_error_pause, On_crash. A crashed one is cleared first, one that arrives "
          + "by a migration is waited for, and one that this node does not know is defined from Domain_definition. "
          + "With Xen, where a receiver is not told that its sender or the link is gone, one of which nothing has come for 20 "
          + "seconds (or a fifth of the time) is what is left of a move: it is cleared away and the guest boots.",
        "What Domain_definition names counts for a node that knows the guest of libvirt, too: before it boots there, it is "
          + "defined again. A definition that this node alone had, as after virsh edit, is put aside and the log says so. Where "
          + "what counts cannot be read, or libvirt does not take it, the guest boots by what the node has, with a warning; "
          + "where it is of another UUID, and off, it is put aside as well, unless more is kept of that guest than its definition: "
          + "a saved memory image, snapshots, NVRAM or the state of a TPM. Then the start fails, on this node alone.",
        "Which disks the guest wrote to last no definition decides: a snapshot puts a layer upon a disk while the guest runs, a "
          + "commit takes it away, and a copy goes to another place. What the guard has seen of it is kept for all nodes, and the "
          + "guest boots from the disk that it wrote to last, or not at all, as Disk_policy has it. Which disk boots, and "
          + "instead of which, is in the log.",
        "What the definition leaves open, and the toolstack would make up at each start, is as the guest had it when it ran last, on "
          + "whatever node: its UUID, the hardware addresses of its interfaces, and with libvirt the places of its devices on the bus "
          + "and the machine type that an alias stands for. An address of which nothing is known is made of the UUID. A node that "
          + "does not take that machine gets the UUID and the hardware addresses alone, with a warning.",
        "A guest that has left a node by a move which neither the cluster nor xvm_move ordered is started on no node until it is "
          + "found: where it runs, or off where it was seen last. The nodes that the cluster has ever known and those of "
          + "Migration_nodes are asked, also one whose cluster software was stopped. One that is found on none of them may be "
          + "anywhere; when it runs nowhere, xvm_move --clear says so. Pacemaker and the repository of Solaris Cluster keep that for "
          + "every node; elsewhere each node knows its own.",
        "A run record is written before the guest is touched, so that stop_xvm works when the configuration is gone. "
          + "guard_xvm stays behind as the process that the process monitor watches; it ends when the guest is proven "
          + "to be dead.",
        "Where a person calls it for a guest that a Pacemaker cluster keeps, and the cluster has promised to do without nodes, "
          + "see xvm_cluster(8), a start is refused after which some guest would have no place; --force starts it all "
          + "the same. A cluster that calls is never refused.",
        "Two starts at the same time boot one guest.",
      ],
      exits: [
        .init("0", "the guest runs and is guarded"),
        .init("1", "it does not; the reason and its remedy are on standard error and in the logs"),
        GuestOptions.wrongCommandLine,
      ],
      examples: [
        .init("Start the guest of a resource by hand", "start_xvm -R web-rs -G web-rg")
      ],
      environment: GuestOptions.environment,
      files: GuestOptions.files + [
        (
          "/var/lib/ha-xvm/replaced/RESOURCE.xml, RESOURCE.UUID.xml",
          "a definition of this node that did not count, and one of another guest of the name"
        ),
        (
          "/var/lib/ha-xvm/shared/RESOURCE",
          "what every node is to know of the guest, where no cluster keeps it"
        ),
      ],
      seeAlso: ["guard_xvm(8)", "stop_xvm(8)"] + GuestOptions.seeAlso)
  }

  static func run(_ call: Call) throws(Failure) -> Int32 {
    if !call.has("force") { try StartByHand.keepPromise(try call.resource()) }
    try call.method(.start).start()
    return 0
  }
}
