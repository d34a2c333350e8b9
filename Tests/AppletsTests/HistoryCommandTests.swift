import Model
import Platform
import TestSupport
import Testing

/// `xvm_status --history` after a life on the rehearsal hypervisor.
@Suite(.ownThreads) struct HistoryCommandTests {
  @Test func aLifeIsOnRecordAndIsDrawn() throws {
    let stage = try CommandStage()
    #expect(try stage.status("start") == 0)
    #expect(try stage.status("probe") == 0)
    #expect(stage.comes(toBoots: 1))
    Processes.signal(try #require(stage.guest), Signal.kill)
    #expect(stage.comes(to: "off crashed"))
    #expect(Sandbox.eventually { stage.guards.isEmpty })
    #expect(try stage.status("stop") == 0)
    let list = try stage.sandbox.run("xvm_status", ["--history", "web-rs"])
    #expect(list.succeeded, "\(list.errorText)")
    for (method, kind, text) in [
      ("start_xvm", "began", "60 s allowed"), ("start_xvm", "decision", "boot it"),
      ("start_xvm", "ended", ""), ("probe_xvm", "seen", "running"),
      ("guard_xvm", "fault", "the guest is dead"), ("stop_xvm", "ended", ""),
    ] {
      let isThere = list.text.split(separator: "\n").contains {
        $0.contains(" \(method) ") && $0.contains(" \(kind) ") && $0.contains(text)
      }
      #expect(isThere, "\(method) \(kind) in\n\(list.text)")
    }
    let json = try stage.sandbox.run("xvm_status", ["--history", "--json", "-l", "2", "web-rs"])
    #expect(json.text.ranges(of: "\"kind\": ").count == 2)
    try isWellFormed(stage, try stage.sandbox.run("xvm_status", ["--history", "--svg", "web-rs"]))
  }

  /// The page has the guest, what is in its way with the remedy, its picture, and what another node has on record; a file that cannot be
  /// written is said, and what was there is whole.
  @Test func thePageTellsAllOfIt() throws {
    let stage = try CommandStage()
    #expect(try stage.status("start") == 0)
    #expect(stage.comes(toBoots: 1))
    let other = try stage.sandbox.write(
      "copied",
      GuestEvent(time: 1_000, node: "there", method: "start_xvm", kind: .seen, state: "running")
        .line + "\n")
    let file = stage.sandbox.root + "/page.html"
    func page(_ arguments: [String] = []) throws -> Completion {
      try stage.sandbox.run("xvm_status", ["--html", file] + stage.flags.suffix(2) + arguments)
    }
    let first = try page()
    #expect(first.succeeded && first.output.isEmpty, "\(first.errorText)")
    let text = try stage.sandbox.text("page.html")
    for words in [
      "<h2>web-rs</h2>", "running", "<svg ", "nothing is in the way.",
      "it ran all the time that is known",
    ] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(!text.contains(">there</text>"))
    Processes.signal(try #require(stage.guest), Signal.kill)
    #expect(stage.comes(to: "off crashed"))
    try expectSuccess(page(["--from", other]))
    let later = try stage.sandbox.text("page.html")
    #expect(later.contains("something is in the way of 1."))
    #expect(later.contains("<span class=\"doubtful\">"))
    let refused = try stage.sandbox.run("xvm_status", ["--html", "/nowhere/page.html"])
    #expect(refused.ending == .exited(1))
    #expect(refused.errorText.contains("/nowhere/page.html"))
    #expect(try stage.sandbox.text("page.html") == later)
    #expect(try stage.status("stop") == 0)
  }

  @Test func theFilesOfOtherNodesAreDrawnBesideOurs() throws {
    let sandbox = try Sandbox()
    let line = { (node: String) in
      GuestEvent(time: 1_000, node: node, method: "start_xvm", kind: .seen, state: "running").line
        + "\n"
    }
    try sandbox.write("var/lib/ha-xvm/history/web-rs", line("here"))
    let other = try sandbox.write("copied", line("there"))
    let both = try sandbox.run("xvm_status", ["--history", "--from", other, "web-rs"])
    #expect(both.text.contains("here") && both.text.contains("there"))
    let picture = try sandbox.run("xvm_status", ["--history", "--svg", "--from", other, "web-rs"])
    #expect(picture.text.contains(">here</text>") && picture.text.contains(">there</text>"))
  }

  /// What is no copy of this guest's file is not taken for one, and what cannot be read is not taken for nothing.
  @Test func whatIsNotThisGuestsRecordIsRefused() throws {
    let sandbox = try Sandbox()
    for name in ["web-rs", "db-rs"] {
      FlightRecorder(resource: name, locations: sandbox.locations).add(
        GuestEvent(time: 1_000, node: "n", method: "start_xvm", kind: .seen, text: name))
    }
    let files = "\(sandbox.root)/var/lib/ha-xvm/history"
    let huge = try sandbox.write("huge", String(repeating: "\n", count: 5 << 20))
    try Files.makeDirectory("\(files)/mail-rs")
    for (arguments, words) in [
      (["--from", "\(files)/db-rs", "web-rs"], "it is the history of db-rs, not of web-rs"),
      (["--from", huge, "web-rs"], "huge: cannot be read"),
      (["mail-rs"], "history/mail-rs: cannot be read"),
    ] {
      let result = try sandbox.run("xvm_status", ["--history"] + arguments)
      #expect(result.ending == .exited(1), "\(arguments)")
      #expect(result.errorText.contains(words), "\(result.errorText)")
      #expect(result.output.isEmpty)
    }
    let same = ["--history", "--json", "--from", "\(files)/web-rs", "web-rs"]
    #expect(try sandbox.run("xvm_status", same).text.ranges(of: "\"kind\": ").count == 1)
  }

  @Test(arguments: [("UTC0", "01:00:01.500+00:00"), ("IST-5:30", "06:30:01.500+05:30")])
  func aTimeSaysOfWhichZoneItIs(zone: String, time: String) throws {
    let sandbox = try Sandbox()
    FlightRecorder(resource: "web-rs", locations: sandbox.locations).add(
      GuestEvent(time: 3_601_500, node: "n", method: "start_xvm", kind: .seen))
    for options in [[], ["--svg"]] {
      let shown = try sandbox.run(
        "xvm_status", ["--history"] + options + ["web-rs"], adding: ["TZ": zone])
      #expect(shown.text.contains(time), "\(shown.text)\(shown.errorText)")
    }
  }

  @Test(
    arguments: [
      (["--history"], 2, "takes a RESOURCE"), (["--svg", "a"], 2, "--svg requires --history"),
      (["--from", "/x", "a"], 2, "and --from that or --html"),
      (["--html", "/x", "--json"], 2, "--html conflicts with --json"),
      (["--html", "/x", "--history", "a"], 2, "--html conflicts with --history"),
      (["--html", "/x", "--shell", "a"], 2, "--html conflicts with --shell"),
      (["--history", "--svg", "a", "b"], 2, "one resource"),
      (["--history", "--svg", "--json", "a"], 2, "--json"),
      (["--history", "--watch", "a"], 2, "--watch"),
      (["--history", "--svg", "-l", "0", "a"], 2, "from 1 to 100000"),
      (["--history", "no-such"], 1, "nothing of it is on record"),
      (["--history", "../../etc/passwd"], 2, "not a legal name"),
      (["--history", "--from", "/nowhere", "a"], 1, "/nowhere"),
      (["--history", "--from", "FILE", "a"], 1, "no history"),
    ] as [([String], Int32, String)])
  func whatCannotBeShownIsSaid(arguments: [String], status: Int32, words: String) throws {
    let sandbox = try Sandbox()
    let file = try sandbox.write("file", "text\n")
    let result = try sandbox.run("xvm_status", arguments.map { $0 == "FILE" ? file : $0 })
    #expect(result.ending == .exited(status))
    #expect(result.errorText.contains(words), "\(result.errorText)")
    #expect(result.output.isEmpty)
  }

  private func isWellFormed(_ stage: CommandStage, _ picture: Completion) throws {
    try #require(picture.succeeded, "\(picture.errorText)")
    let parser = try ChildProcess.run(
      Command(
        "/usr/bin/python3", ["-c", "import sys,xml.dom.minidom as m;m.parse(sys.stdin.buffer)"],
        input: picture.output), until: Clock.now + .seconds(60))
    #expect(parser.succeeded, "\(parser.errorText)")
  }
}
