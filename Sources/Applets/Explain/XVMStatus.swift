internal import Agent
internal import Model
internal import Platform
internal import Render

/// `xvm_status`: what each guest is, and on what evidence.
enum XVMStatus: Applet {
  static let name = "xvm_status"
  static let manual = CommandManual(
    name: name, summary: "show what each guest is, and on what evidence",
    options: [
      .init(nil, "json", nil, "write one JSON value; with --watch one a line at each change"),
      .init(nil, "shell", "RESOURCE", "write lines XVM_KEY='value' about one resource"),
      .init("w", "watch", nil, "go on, and write it again whenever something has changed"),
      .init("i", "interval", "SECONDS", "with --watch, the pause between two looks; 2"),
      .init(
        "l", "lines", "COUNT",
        "how many lines of a resource's log are shown, 5; how many events with --history, all, with --svg and --html 40"
      ),
      .init(nil, "history", nil, "show what happened to each guest, from its flight recorder"),
      .init(nil, "svg", nil, "with --history, draw it: a picture for a ticket, as SVG"),
      .init(
        nil, "from", "FILE", repeats: true,
        "with --history or --html, add what another node has on record, by a copy of its file"),
      .init(
        nil, "html", "FILE",
        "write a page: nodes, guests by nodes, what the loss of a node would do, each guest's history"
      ),
      ExplainOptions.nodes(
        "show by nodes where each guest runs and where it could; without a Pacemaker cluster the nodes are asked"
      ),
    ] + ExplainOptions.all,
    operands: [
      .init("RESOURCE", optional: true, repeats: true, "which resources; all, in brief, if none")
    ],
    description: [
      "xvm_status asks both witnesses of each guest, the management tool and what lies below it, each with a "
        + "deadline, and shows their answers beside the run record, the guard, and what the service engine says. "
        + "Nothing is changed.",
      "The resources are those that have a run record, a configuration table, or a service of the engine, even one that is only "
        + "registered; on a node of a Pacemaker cluster the cluster's guests too, wherever they run. The file "
        + "after -P in a service's stored Start_command is read as the guest's commands read it.",
      "The lines of --shell can be given to eval in double quotes by ksh93, dash and bash, whatever a guest is "
        + "called. They have the keys below in upper case after XVM_; what is null is empty, and a list has a line an "
        + "element.",
      "Keys may be added and are never renamed or removed. Texts in them are for people and may change.",
      "--history shows what the flight recorder has: each start, stop and move with its duration and exit status, what "
        + "was decided and on what evidence, and each probe that says something else than the one before. The record is "
        + "bounded, outlives crashes and reboots, and a line of it that is damaged is left out and counted. With --json "
        + "it is an object with the keys resource, damaged and events; an event has time and duration in milliseconds, "
        + "node, method, kind (began, ended, seen, fault or decision), state, status and evidence.",
      "The picture of --svg has a lane for each node. Copy the files of the other nodes and name them with --from: the "
        + "events of each node keep the order in which they were written, those of different nodes are put in order by the "
        + "clock of each. Where a node fell silent, what the guest is there is unknown from when another node has it run. "
        + "Times are local, with their distance from UTC.",
      "The list of all resources ends with what the cluster has promised, see xvm_cluster(8); the key failures_to_tolerate of --json has "
        + "it too.",
      "Whether a node could run a guest now that it does not have is looked at by the node itself every Readiness_interval seconds, where "
        + "Pacemaker keeps the guest: its definition, disks, networks, bridges, firmware and TPM state, memory, secrets, what its emulator "
        + "takes, and the log-ins to the other nodes. Each guest's nodes are shown with its details, and those of all guests by --nodes: runs here, "
        + "ready, not ready with the reason, unknown for a node that does not say, away for one that is no member. Without a cluster --nodes "
        + "asks this node and those of Migration_nodes, each for at most --timeout seconds.",
      "The page of --html is one file that needs nothing else, for a ticket, a telephone or a printer. It shows what is in the way of each "
        + "guest with its remedy, for how long the guest ran nowhere by what is on record, and in a Pacemaker cluster what the loss of each "
        + "node would do, as xvm_why --lose any says. FILE is replaced as a whole. What could not be found out stands in the page and on "
        + "standard error, and the status is 1.",
      "State is coloured on a terminal, unless NO_COLOR is set.",
    ],
    exits: [
      .init(
        "0",
        "shown, whatever the guests are; --watch was ended by a signal, or nobody reads it any more"
      ),
      .init(
        "1",
        "nothing is known of one of the resources, a history, a parameter file or a directory of resources cannot be read, or "
          + "the answer cannot be written"
      ),
      .init("2", "the command line is wrong"),
    ],
    examples: [
      .init("Everything about one guest", "xvm_status web-rs"),
      .init("Has each guest a place to go?", "xvm_status --nodes"),
      .init(
        "A picture of what happened on two nodes",
        "scp node2:/var/lib/ha-xvm/history/web-rs /tmp/node2 && xvm_status --history --svg --from /tmp/node2 web-rs >web.svg"
      ),
      .init("A page about all guests, for a ticket", "xvm_status --html /tmp/guests.html"),
      .init("In a script", "eval \"$(xvm_status --shell web-rs)\" && [ \"$XVM_STATE\" = running ]"),
    ],
    vocabularies: [
      (
        "Keys of --json: node, time, failures_to_tolerate, resources; of each resource",
        StatusField.all.map { ($0.key, $0.meaning) }
      )
    ],
    environment: ExplainOptions.environment + [
      ("NO_COLOR", "when it is set and not empty, nothing is coloured")
    ],
    files: GuestOptions.files + [
      ("/run/ha-xvm/gds/GROUP/RESOURCE/", "what the engine says"),
      ("/var/lib/ha-xvm/history/RESOURCE", "the flight recorder, and before it RESOURCE~"),
      ("/var/lib/ha-xvm/learnt/RESOURCE", "how long the guest's last stops on this node took"),
    ],
    seeAlso: ["xvm_why(8)", "xvm_cluster(8)", "gds(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let page = call["html"]
    if page != nil { try StatusPage.check(call) }
    if call.has("history") { return try StatusHistory(call).run() }
    guard !call.has("svg"), page != nil || !call.has("from") else {
      throw Failure(.usage, call.name, cause: "--svg requires --history, and --from that or --html")
    }
    let lines = try call.integer("lines", in: 0...1_000) ?? 5
    let isBrief =
      (call.operands.isEmpty || call.has("nodes")) && !call.has("json") && !call.has("shell")
    let inquiries = try Inquiries(call, lines: isBrief ? 0 : lines)
    if let name = call["shell"] {
      guard call.operands.isEmpty, !call.has("json"), !call.has("watch") else {
        throw Failure(.usage, call.name, cause: "--shell goes with neither --json nor --watch")
      }
      let subject = StatusSubject(try inquiries.facts(try entry(name, call, inquiries)))
      try Output.answer(StatusText.shell(subject) + "\n")
      return 0
    }
    if call.has("watch") { return try watch(call, inquiries) }
    let subjects = try subjects(call, inquiries)
    if let page {
      let remarks = try StatusPage(call, inquiries).write(subjects, to: page)
      for remark in remarks { Output.complain(remark) }
      return remarks.isEmpty ? 0 : 1
    }
    let hidden = call.operands.isEmpty ? inquiries.directory.hidden : []
    // With nothing to be seen the table's "no resources" would be a claim.
    if !subjects.isEmpty || hidden.isEmpty {
      try Output.answer(text(subjects, call, inquiries, isLine: false) + "\n")
    }
    for failure in hidden { Output.complain(failure.description) }
    return hidden.isEmpty ? 0 : 1
  }

  /// The resource of that name; one of which nothing is known is a failure.
  private static func entry(_ name: String, _ call: Call, _ inquiries: Inquiries) throws(Failure)
    -> ResourceDirectory.Entry
  {
    try ExplainOptions.entry(name, call, inquiries)
  }

  private static func subjects(_ call: Call, _ inquiries: Inquiries) throws(Failure)
    -> [StatusSubject]
  {
    inquiries.beginRound()
    var entries: [ResourceDirectory.Entry] = []
    if call.operands.isEmpty {
      let group = call["group"]
      entries = inquiries.directory.entries.filter { group == nil || $0.group == group }
    }
    for name in call.operands { entries.append(try entry(name, call, inquiries)) }
    var subjects: [StatusSubject] = []
    for entry in entries { subjects.append(StatusSubject(try inquiries.facts(entry))) }
    return subjects
  }

  private static func text(
    _ subjects: [StatusSubject], _ call: Call, _ inquiries: Inquiries, isLine: Bool
  ) -> String {
    let promise = inquiries.failuresToTolerate
    if call.has("json") {
      let value = StatusText.json(
        subjects, node: Environment.nodeName, at: Clock.secondsSince1970, promise: promise)
      return isLine ? value.line : value.indented
    }
    let isColoured = Output.isTerminal && (Environment["NO_COLOR"] ?? "").isEmpty
    if call.has("nodes") { return StatusText.byNodes(subjects, isColoured: isColoured) }
    if call.operands.isEmpty {
      return StatusText.overview(subjects, isColoured: isColoured)
        + StatusText.promise(promise ?? 0).map { "\n" + $0 }.joined()
    }
    return subjects.map { StatusText.detail($0, isColoured: isColoured) }
      .joined(separator: "\n\n")
  }

  /// Writes at each change until a signal asks for the end, or nobody reads any more.
  private static func watch(_ call: Call, _ inquiries: Inquiries) throws(Failure) -> Int32 {
    let pause = Duration.seconds(try call.integer("interval", in: 1...3_600) ?? 2)
    let signals: SignalQueue
    do throws(SystemError) {
      signals = try SignalQueue([Signal.interrupt, Signal.terminate, Signal.hangUp])
    } catch {
      throw Failure(.cannotRun, "signalfd", of: error)
    }
    var last: String?
    while true {
      let subjects = try subjects(call, inquiries)
      let essence = StatusText.essence(subjects)
      if essence != last {
        // A terminal is cleared and rewritten; another reader gets one page after the other.
        let isPage = Output.isTerminal && !call.has("json")
        let stamp = call.has("json") ? "" : Clock.local.americanDateAndTime + "\n"
        let page =
          (isPage ? "\u{1B}[H\u{1B}[2J" : "") + stamp
          + text(
            subjects, call, inquiries, isLine: true)
        guard try Output.answer(page + "\n") else { return 0 }
      }
      last = essence
      if Poll.wait([.readable(signals.handle), .abandoned(1)], until: Clock.now + pause) != nil {
        return 0
      }
    }
  }
}
