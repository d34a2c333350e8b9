internal import Agent
internal import Model
internal import Platform

/// `xvm_move`: a move by hand, or its dry run.
enum XVMMove: Applet {
  static let name = "xvm_move"
  static var manual: CommandManual {
    CommandManual(
      name: name, summary: "move a guest domain to another node while it runs",
      options: [
        .init(
          "n", "dry-run", nil, "say whether it would work and how long it would take; move nothing"),
        .init(
          "c", "clear", nil,
          "forget, on every node, that the guest has left one, so that it can be started again; only when it runs nowhere"
        ),
        .init(
          nil, "forget-copies", nil,
          "no longer miss the copies of its NVRAM and TPM state, on every node; only when they are lost for good"
        ),
        PromiseOptions.force, GuestOptions.parameters, GuestOptions.tables,
        .init("G", "group", "GROUP", "its resource group, where nothing on this node tells"),
        .init(
          "t", "timeout", "SECONDS", "the time that all of it may take; Stop_timeout unless given"),
      ],
      operands: [
        .init("RESOURCE", "whose guest"),
        .init(
          "NODE", optional: true, "where to: a node of the resource, or one of Migration_nodes"),
      ],
      description: [
        "xvm_move moves the guest of a resource to another node without a reboot. The other node is looked at before "
          + "anything is sent. Afterwards both nodes are asked, what is left of a move that failed is cleared away, and "
          + "the answer says where the guest runs: exactly one copy is left.",
        "A resource that a cluster keeps is moved by the cluster, which is asked to switch its group or to move the "
          + "resource: the guest is never moved behind its back, and the cluster is not asked for a move that would be refused. With the service engine of one machine the guest is "
          + "moved by xvm_move itself, and the resource is offline here with the message moved. It is not started here "
          + "again before the other node denies having it, or --clear says that it runs nowhere.",
        "A guest that somebody has moved by other means is started on no node before it is found, see start_xvm(8). --clear, called on "
          + "any node, ends that; under Pacemaker it has the cluster look for the guest again, which then starts it.",
        "Where State_directory is set, the number of the newest copy of the guest's NVRAM and TPM state is known to every node, and none "
          + "starts the guest where it finds an older copy, or none. --forget-copies, called on any node, ends that until the next copy "
          + "is made; under Pacemaker it has the cluster look for the guest again. Where no cluster keeps what every node has to know, it "
          + "is said on each node. To set State_directory to another directory does the same: no copy is missed there.",
        "Where a Pacemaker cluster has promised to do without nodes, see xvm_cluster(8), a move is refused after which a "
          + "guest would have no place, and has one without it; the dry run says so too. --force moves it all the same.",
        "A move that was cut short, by a kill or a power cut of the terminal, goes on by itself. The next call with the "
          + "same node finds it, waits for it and settles it.",
        "With Xen, where a link breaks silently, the other node may keep what had arrived, and refuses the next move with "
          + "'is there already': this node cannot end it. A start_xvm or stop_xvm of the resource on that node does.",
        "The dry run asks each side what it knows: this node's hypervisor whether it lets the guest go (snapshots, devices that pin it, a "
          + "job under way), the other whether it could have it (its definition, networks, bridges, disks, memory). What neither tells is "
          + "named as not known. It measures how fast the guest writes its memory and how fast the interconnect carries it, which takes "
          + "a few seconds, and sends nothing of the guest. One that arrives only throttled, or by post-copy, is named so, and so is "
          + "one that would never arrive; one that writes the same memory many times a second may be forecast too well.",
        "With LIBVIRT and QEMU a move that does not come to its end is given what brings it there, and each step is logged and shown "
          + "on the status line: a longer stand-still (Migration_downtime), then less processor time for the guest "
          + "(Migration_throttle), and last, where it is allowed, post-copy (Migration_postcopy).",
      ],
      exits: [
        .init("0", "the guest runs on the other node; with --dry-run, it could be moved"),
        .init("1", "it does not; the message says where it is"),
        GuestOptions.wrongCommandLine,
      ],
      examples: [
        .init("Would the move work, and for how long would it take?", "xvm_move -n web-rs node2"),
        .init("Move it", "xvm_move web-rs node2"),
      ],
      environment: ExplainOptions.environment, files: GuestOptions.files,
      seeAlso: ["xvm_drain(8)", "stop_xvm(8)", "xvm_status(8)"] + GuestOptions.seeAlso)
  }

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let identity = try identity(call)
    let node = call.operands.count > 1 ? call.operands[1] : nil
    let inquiries = try Inquiries(call, lines: 0)
    let configuration = try inquiries.source(identity).load(identity)
    let hand = MoveByHand(
      identity, configuration, as: name, within: try call.integer("timeout", in: 1...86_400))
    let orders = ["dry-run", "clear", "forget-copies"].filter(call.has)
    guard orders.count < 2, node == nil || orders.isEmpty || orders == ["dry-run"] else {
      throw Failure(
        .usage, call.name,
        cause: "--clear and --forget-copies take a resource and nothing else")
    }
    if call.has("clear") {
      Output.line(
        try hand.clear()
          ? "\(identity.resource): forgotten that its guest has left"
          : "\(identity.resource): its guest has not left; nothing to clear")
      return 0
    }
    if call.has("forget-copies") {
      let number = try hand.forgetCopies()
      Output.line(
        number.map {
          "\(identity.resource): copies of its guest's state up to \($0) are missed no longer"
        }
          ?? "\(identity.resource): no copy of its guest's state is missed; nothing to forget")
      return 0
    }
    guard let node else { throw Failure(.usage, call.name, cause: "it takes a NODE to move to") }
    if !call.has("force") { try inquiries.keepPromise(moving: identity.resource, to: node) }
    if call.has("dry-run") {
      show(try hand.rehearse(to: node), configuration.domainName)
    } else {
      try hand.order(to: node) { Output.line($0) }
    }
    return 0
  }

  private static func show(_ prospect: MoveByHand.Prospect, _ guest: String) {
    let isComplete = prospect.unknown.isEmpty
    let could =
      (isComplete ? "" : "as far as can be seen from here, ")
      + "guest \(guest) could move to \(prospect.target)"
    defer { for clause in prospect.unknown { Output.line("  not known: \(clause)") } }
    guard let (pace, forecast) = prospect.measured, let duration = forecast.duration else {
      Output.line("\(could); for how long is not known")
      return
    }
    Output.line(
      "\(could) in about \(duration.readable), standing still for \(forecast.standstill.readable)")
    Output.line(
      "  \(pace.memory >> 20) MiB of memory, \(pace.written.second >> 20) MiB of it written within a second; the link "
        + "carries \(pace.speed >> 20) MiB a second; passes: \(forecast.passes)")
    if forecast.throttle > 0 {
      Output.line(
        "  it arrives only throttled, by up to \(forecast.throttle) % of its processor time: it writes faster than the link "
          + "carries")
    }
    if forecast.needsPostcopy {
      Output.line(
        "  it arrives only by post-copy, and is lost if the link breaks or a node fails then")
    }
    if duration > prospect.allowed {
      Output.line(
        "  warning: a switch of the resource gives it \(prospect.allowed.readable) only, Migration_share of "
          + "Stop_timeout")
    }
  }

  private static func identity(_ call: Call) throws(Failure) -> ResourceIdentity {
    let entry = try ExplainOptions.entry(call.operands[0], call, try Inquiries(call, lines: 0))
    guard !entry.group.isEmpty else {
      throw Failure(.usage, call.name, cause: "give its group with -G: nothing here tells it")
    }
    return try ResourceIdentity(resource: entry.resource, group: entry.group)
  }
}
