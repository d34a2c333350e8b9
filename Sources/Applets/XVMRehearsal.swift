internal import Hypervisors
public import Model
internal import Platform

/// `xvm_rehearsal`: the hypervisor that needs nothing installed.
public enum XVMRehearsal: Applet {
  public static let name = "xvm_rehearsal"
  public static let manual = CommandManual(
    name: name,
    summary: "the embedded hypervisor, for learning, demonstrations and tests",
    options: [
      .init("d", "state", "DIRECTORY", "where the daemon keeps its guests"),
      .init("b", "background", nil, "with daemon: return when it answers, and leave it running"),
      .init(nil, "destroy", nil, "with stop-daemon: end the guests as well"),
      .init(nil, "uuid", "UUID", "with guest: whose process it is; for the daemon's own use"),
    ],
    operands: [
      .init("COMMAND", "one of the commands below"),
      .init("ARGUMENT", optional: true, repeats: true, "what it is applied to"),
    ],
    description: [
      "xvm_rehearsal is a small toolstack. Its daemon owns guests, which are processes of their own: they boot, write "
        + "a heartbeat to a console, shut down when asked, crash, pause, hang and vanish as a script says. The tool "
        + "itself can be told to hang, to lie or to be away. It stands in for a real hypervisor where there is none.",
      "Guests live on when the daemon dies, and a daemon that is started again finds them. Their state lies in the "
        + "directory: definitions, scripts, marks, and why each guest is off.",
      "A guest's console says GUEST-UP BOOT, then HB BOOT NUMBER UPTIME again and again; BOOT is new at each boot. "
        + "Its definition is a <domain type='rehearsal'> with <name>, <uuid> and <rehearsal> with a <line> for each "
        + "line of the script.",
    ],
    exits: [
      .init("0", "done"), .init("1", "not done; the reason is on standard error"),
      .init("2", "the command line is wrong"),
    ],
    examples: [
      .init("Start the daemon", "xvm_rehearsal daemon --background"),
      .init(
        "Define a guest and start it", "xvm_rehearsal define web.xml && xvm_rehearsal start web"),
      .init("Crash it five seconds after each start", "xvm_rehearsal script web 'at 5s crash'"),
      .init("Have the tool hang for the next 3 calls", "xvm_rehearsal tool hang for 3 calls"),
    ],
    vocabularies: [
      (
        "Commands",
        [
          ("daemon", "be the daemon; with --background, start it"),
          ("stop-daemon", "end the daemon; guests go on unless --destroy is given"),
          ("define FILE", "define a guest, or change its definition"),
          ("undefine NAME", "forget a guest that is off"),
          ("list", "every guest: name, state, UUID, number of the run, process"),
          ("state NAME", "the state of a guest: running, off shutdown, absent and so on"),
          ("start NAME", "start a guest"),
          ("shutdown NAME", "ask a guest to shut down"),
          ("destroy NAME", "end a guest as a power cut would"),
          ("pause NAME, resume NAME", "hold a guest, and let it go on"),
          ("crash NAME", "make a guest crash"),
          ("console NAME", "what a guest wrote to its console"),
          ("script NAME LINE...", "give a guest another script, at once"),
          ("tool MANNER", "tell the tool how to treat its callers"),
        ]
      ),
      ("Lines of a script; TIME is 250ms, 2s or 1m", RehearsalControl.scriptGrammar),
      ("Manners of the tool", RehearsalControl.toolGrammar),
    ],
    environment: [
      (Locations.rootVariable, "the directory below which all files of ha-xvm lie")
    ],
    files: [
      ("/var/lib/ha-xvm/rehearsal", "the usual state directory"),
      ("guests/NAME/console.log", "in it: what the guest NAME wrote"),
    ],
    seeAlso: ["start_xvm(8)", "gds(8)"])

  /// Does what the first word names.
  public static func run(_ call: Call) throws(Failure) -> Int32 {
    let control = RehearsalControl(
      stateDirectory: call["state"] ?? Locations.current.rehearsal)
    let words = call.operands
    switch (words[0], words.count) {
    case ("daemon", 1):
      if call.has("background") { try control.startDaemon() } else { try control.serve() }
    case ("guest", 2): return try control.play(words[1])
    case ("stop-daemon", 1): try control.stop(destroyingGuests: call.has("destroy"))
    case ("define", 2):
      Output.line("\(try control.define(try Files.load(words[1], limit: 1 << 20))): defined")
    case ("list", 1): for row in try control.list() { try Output.answer(line(row) + "\n") }
    case ("state", 2): try Output.answer(try control.state(words[1]).state + "\n")
    case ("start", 2), ("shutdown", 2), ("destroy", 2), ("pause", 2), ("resume", 2), ("crash", 2),
      ("undefine", 2):
      try control.tell(words[0], words[1])
    case ("console", 2):
      try Output.answer(try control.console(words[1]))
    case ("script", 2...): try control.script(words[1], Array(words[2...]))
    case ("tool", 2...): try control.tool(Array(words[1...]))
    default: throw misunderstood(words)
    }
    return 0
  }

  /// A guest as `list` shows it; characters that would break the line are shown as what they are.
  private static func line(_ row: RehearsalControl.Row) -> String {
    let run = row.identity.pid == 0 ? ["-", "-"] : [row.identity.domainID, "\(row.identity.pid)"]
    return ([Escapes.terminal(row.name), row.state, row.identity.uuid] + run).joined(
      separator: "\t")
  }

  private static func misunderstood(_ words: [String]) -> Failure {
    let verbs = manual.vocabularies[0].rows.flatMap { row in
      row.0.split(separator: ",").compactMap { $0.split(separator: " ").first.map(String.init) }
    }
    if verbs.contains(words[0]) {
      return Failure(.usage, manual.name, cause: "wrong number of words after '\(words[0])'")
    }
    let near = Spelling.nearest(to: words[0], among: verbs).map { "; did you mean \($0)?" } ?? ""
    return Failure(.usage, manual.name, cause: "unknown command '\(words[0])'\(near)")
  }
}
