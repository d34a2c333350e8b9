internal import GenericDataService
internal import Model
internal import Platform

/// `pmfadm`: processes under a tag, as a legacy agent starts, signals and lists them.
enum PMFAdm: Applet {
  static let name = "pmfadm"
  static let manual = CommandManual(
    name: name, summary: "start, signal and list processes that are watched under a tag",
    options: [
      .init("c", "create", "TAG", "start COMMAND under a tag and watch its processes"),
      .init("k", "kill", "TAG", "send SIGNAL, else SIGKILL, to the processes of a tag"),
      .init("s", "stop", "TAG", "stop watching a tag; send SIGNAL if there is one"),
      .init("q", "query", "TAG", "exit 0 if processes live under the tag and are watched, else 1"),
      .init("l", "list", "TAG", "show what is known of a tag"),
      .init("L", "list-all", nil, "list the tags"),
      .init("m", "modify", "TAG", "change -n and -t of a tag"),
      .init(
        "n", "retries", "COUNT",
        "how often COMMAND is started again within the period; -1 without limit"),
      .init("t", "period", "MINUTES", "the period in which those restarts count; -1 for ever"),
      .init(
        "a", "action", "PROGRAM",
        "the path of a program that decides when no restarts are left; no shell line"),
      .init("C", "level", "LEVEL", "watch only processes down to this level; 0 is COMMAND itself"),
      .init("w", "wait", "SECONDS", "wait for the end of the processes; -1 without limit"),
      .init("e", "environment", "NAME=VALUE", repeats: true, "a variable that COMMAND gets"),
      .init("E", "whole-environment", nil, "COMMAND gets the caller's whole environment"),
      .init("h", "host", "HOST", "another host; only this one is known"),
    ],
    operands: [
      .init(
        "COMMAND", optional: true, "with -c: the program to run; what follows are its arguments"),
      .init(
        "SIGNAL", optional: true, repeats: true,
        "with -k and -s: the signal to send, by its name or number"),
    ],
    endsAtOperand: true,
    description: [
      "pmfadm starts COMMAND under a tag and watches it with all its descendants. When the last of them has ended, "
        + "COMMAND is started again, up to COUNT times within MINUTES. Then PROGRAM is run with the words 'failed' and "
        + "TAG; if it exits 0, COMMAND is started again. Else the tag is gone.",
      "After -s the end of the processes means nothing, and the tag is free for a new -c.",
      "With -C the tree is looked at every 250 ms, and processes below the level are not signalled.",
    ],
    exits: [
      .init("0", "done; for -q: processes are watched"),
      .init("1", "there is no such tag, it is in use, or the processes did not end in time"),
      .init("2", "the command line is wrong"),
    ],
    examples: [
      .init("Stop watching the processes of a resource", "pmfadm -s web-rg,web-rs,0.svc"),
      .init("Keep a daemon running for ever", "pmfadm -c web -n -1 -t -1 /usr/sbin/httpd -D"),
    ],
    files: [("/run/ha-xvm/pmf", "sockets, locks and records of the tags")],
    unverified: [
      "the default signal of -k", "that -s frees the tag", "the form of what -l shows",
    ],
    seeAlso: ["gds(8)", "hatimerun(8)"],
    forms: [
      "pmfadm -c TAG [-a PROGRAM] [-n COUNT] [-t MINUTES] [-C LEVEL] [-e NAME=VALUE]... [-E] [-h HOST] COMMAND "
        + "[ARGUMENT...]",
      "pmfadm -k TAG [-w SECONDS] [-h HOST] [SIGNAL]",
      "pmfadm -s TAG [-w SECONDS] [-h HOST] [SIGNAL]",
      "pmfadm -m TAG [-n COUNT] [-t MINUTES] [-h HOST]",
      "pmfadm -q TAG [-h HOST]", "pmfadm -l TAG [-h HOST]", "pmfadm -L [-h HOST]",
    ])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    if let host = call["host"], host != Environment.nodeName, host != "localhost" {
      throw Failure(.usage, call.name, cause: "-h '\(host)': only this host is known")
    }
    let actions = ["create", "kill", "stop", "query", "list", "modify", "list-all"]
      .filter { call.has($0) }
    guard actions.count == 1, let action = actions.first else {
      throw Failure(.usage, call.name, cause: "exactly one of -c -k -s -q -l -m -L is needed")
    }
    let monitor = ProcessMonitor(ProcessTag(call[action] ?? ""))
    switch action {
    case "create": try create(monitor, call)
    case "kill": return try signal(monitor, call, default: Signal.kill)
    case "stop":
      guard monitor.isWatched else { throw Failure(.noSuchTag, monitor.tag.description) }
      try monitor.release()
      return call.operands.isEmpty ? 0 : try signal(monitor, call, default: Signal.kill)
    case "query": return monitor.isWatched ? 0 : 1
    case "list": try list(monitor)
    case "modify":
      try monitor.modify(
        retries: call.integer("retries", in: -1...1_000_000),
        period: call.integer("period", in: -1...1_000_000))
    default:
      for record in ProcessRecord.all() where ProcessMonitor(record.tag).isWatched {
        try Output.answer("\(Escapes.terminal(record.tag.description))\n")
      }
    }
    return 0
  }

  private static func create(_ monitor: ProcessMonitor, _ call: Call) throws(Failure) {
    guard let name = call.operands.first else {
      throw Failure(.usage, call.name, cause: "-c needs a COMMAND")
    }
    guard let program = Files.program(name, path: Environment["PATH"] ?? "/usr/bin:/bin") else {
      throw Failure(.cannotRun, name)
    }
    var environment: [String: String] = call.has("whole-environment") ? Environment.all : [:]
    // Without -e and -E only the directory and the PATH are passed on: pmfadm(1M).
    for name in ["PATH", Locations.rootVariable] { environment[name] = Environment[name] }
    for word in call.all("environment") {
      guard let (name, value) = Environment.pair(word) else {
        throw Failure(.usage, call.name, cause: "-e \(word) is not NAME=VALUE")
      }
      environment[name] = value
    }
    var order = ProcessOrder(
      monitor.tag, program, name: name, Array(call.operands.dropFirst()), environment: environment)
    order.level = try call.integer("level", in: -1...1_000) ?? -1
    order.retries = try call.integer("retries", in: -1...1_000_000) ?? 0
    order.period = try call.integer("period", in: -1...1_000_000) ?? -1
    order.action = call["action"]
    try monitor.start(order)
  }

  private static func signal(
    _ monitor: ProcessMonitor, _ call: Call, default number: Int32
  ) throws(Failure) -> Int32 {
    var number = number
    if let text = call.operands.first {
      guard let named = Signal.number(named: text) else {
        throw Failure(.usage, call.name, cause: "'\(text)' is not a signal")
      }
      number = named
    }
    let limit = try call.integer("wait", in: -1...1_000_000) ?? 0
    let watch = monitor.watch()
    try monitor.signal(number)
    if limit == 0 { return 0 }
    let deadline = limit < 0 ? nil : Clock.now + .seconds(limit)
    return watch == nil || watch?.outcome(by: deadline) != nil ? 0 : 1
  }

  private static func list(_ monitor: ProcessMonitor) throws(Failure) {
    guard monitor.isWatched else { throw Failure(.noSuchTag, monitor.tag.description) }
    let facts = Dictionary(try monitor.query(), uniquingKeysWith: { first, _ in first })
    let level = facts["level"] ?? "-1"
    try Output.answer("STATUS \(Escapes.terminal(monitor.tag.description))\n")
    for line in [
      "pmfadm -c \(monitor.tag) \(facts["command"] ?? "")",
      "retries: \(facts["retries"] ?? "")", "period: \(facts["period"] ?? "")",
      "action: \(facts["action"] ?? "")", "monitor children: \(level == "-1" ? "all" : level)",
      "pids: \(facts["pids"] ?? "")",
    ] {
      try Output.answer("\t\(Escapes.terminal(line))\n")
    }
  }
}
