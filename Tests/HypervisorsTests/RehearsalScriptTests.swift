import Model
import Testing

@testable import Hypervisors

/// The scripts that users write, line by line.
@Suite struct RehearsalScriptTests {
  @Test(arguments: [
    ("2s", 2_000), ("0s", 0), ("250ms", 250), ("0.2s", 200), ("1.5m", 90_000),
    ("1.2345s", 1_234), ("0.0009s", 0), ("1440m", 86_400_000),
  ])
  func times(text: String, milliseconds: Int) throws {
    #expect(try GuestScript([" boot\t\(text) "]).boot == .milliseconds(milliseconds))
    if milliseconds >= 10 {
      #expect(try GuestScript(["heartbeat \(text)"]).heartbeat == .milliseconds(milliseconds))
    }
  }

  @Test(arguments: [
    ("shutdown 1s", GuestScript.Shutdown.obey(.seconds(1))), ("shutdown ignore", .ignore),
  ])
  func shutdowns(line: String, wish: GuestScript.Shutdown) throws {
    #expect(try GuestScript([line]).shutdown == wish)
  }

  @Test(
    arguments: [
      ("shutdown ignore", nil), ("shutdown refuse", []),
      ("shutdown refuse acpi agent", ["acpi", "agent"]),
    ] as [(String, [String]?)])
  func refusedWaysOfAskingForAShutdown(line: String, modes: [String]?) throws {
    let script = try GuestScript(["shutdown 1s", line])
    #expect(script.refusedModes == modes)
    // A way that is not refused reaches a guest that does as it says elsewhere.
    if modes != nil { #expect(script.shutdown == .obey(.seconds(1))) }
  }

  @Test(arguments: [
    ("crash", GuestScript.Action.crash), ("poweroff", .powerOff), ("hang", .hang),
    ("vanish", .vanish), ("reboot", .reboot), ("migrate", .migrate),
    ("pause operator", .pause(.byOperator)), ("pause ioerror", .pause(.ioError)),
    ("pause watchdog", .pause(.watchdog)), ("pause postcopy-failed", .pause(.postcopyFailed)),
  ])
  func actions(words: String, action: GuestScript.Action) throws {
    #expect(
      try GuestScript(["at 5s \(words)"]).events == [
        GuestScript.Event(time: .seconds(5), action: action)
      ])
  }

  @Test func eventsStandInTheOrderOfTime() throws {
    let script = try GuestScript(["at 9s crash", "", "# later", "at 1s reboot", "at 1s hang"])
    #expect(script.events.map(\.action) == [.reboot, .hang, .crash])
  }

  @Test func switches() throws {
    let script = try GuestScript([
      "preserve crash", "autostart", "start refuse", "destroy refuse", "resume refuse",
    ])
    #expect(script.preservesCrash && script.autostart)
    #expect(script.refused == ["start", "destroy", "resume"])
    let plain = try GuestScript([])
    #expect(!plain.preservesCrash && !plain.autostart && plain.refused.isEmpty)
  }

  @Test(arguments: [
    "boot", "boot soon", "boot 2", "boot -1s", "boot 1s now", "boot .5s", "boot 1.s", "boot 1e3s",
    "boot ١s", "boot 99999999999999999999s", "boot 2000m", "heartbeat 9ms", "shutdown",
    "shutdown later", "shutdown ignore acpi", "at 5s", "at crash", "at 5s explode", "at 5s pause",
    "at 5s pause tired", "at 5s crash twice", "preserve", "preserve wood", "autostart yes",
    "destroy 2s", "pause refuse", "dance", "BOOT 2s", "boot\u{a0}2s",
  ])
  func wrongLinesAreNamed(line: String) {
    let error = #expect(throws: Failure.self) { try GuestScript(["boot 1s", line]) }
    #expect(error?.code == .rehearsalScript)
    #expect(error?.subject.contains(line) == true)
  }

  /// What the manual shows is what the reader takes.
  @Test func everyLineOfTheGrammarIsOne() throws {
    for (line, _) in GuestScript.grammar {
      let example =
        line.replacing("TIME", with: "1s").replacing("CAUSE", with: "ioerror")
        .replacing(" [MODE...]", with: " acpi")
      #expect(throws: Never.self, "\(line)") { try GuestScript([example]) }
    }
  }

  @Test(arguments: [
    ("answer", ToolManner.Kind.answer), ("hang", .hang), ("away", .away), ("truncate", .truncate),
    ("lie off shutdown", .lie(.off(.shutdown))), ("lie absent", .lie(.absent)),
    ("lie paused ioerror", .lie(.paused(.ioError))), ("garble what now", .garble("what now")),
    ("slow 2s", .slow(.seconds(2))), ("hang for 5s", .hang), ("away for 1s", .away),
  ])
  func manners(words: String, kind: ToolManner.Kind) throws {
    let manner = try ToolManner(split(words), at: Instant(.zero))
    #expect(manner.kind(at: Instant(.milliseconds(999))) == kind)
  }

  @Test(arguments: [
    "", "sulk", "hang on", "lie", "lie asleep", "lie off", "garble", "slow", "slow down",
    "away for 2 calls", "hang for", "hang for 0 calls", "hang for -1 calls", "hang for ever",
    "hang for 2 5s", "answer me",
  ])
  func wrongMannersAreRefused(words: String) {
    let error = #expect(throws: Failure.self) {
      try ToolManner(split(words), at: Instant(.zero))
    }
    #expect(error?.code == .rehearsalScript)
  }

  @Test func aMannerEndsByItsCalls() throws {
    var manner = try ToolManner(["truncate", "for", "2", "calls"], at: Instant(.zero))
    let met = (0..<4).map { _ in manner.meet(at: Instant(.zero)) }
    #expect(met == [.truncate, .truncate, .answer, .answer])
  }

  @Test func aMannerEndsByItsTime() throws {
    let manner = try ToolManner(["hang", "for", "5s"], at: Instant(.seconds(10)))
    #expect(manner.kind(at: Instant(.milliseconds(14_999))) == .hang)
    #expect(manner.kind(at: Instant(.seconds(15))) == .answer)
    #expect(manner.changesAt == Instant(.seconds(15)))
  }

  private func split(_ words: String) -> [String] { words.split(separator: " ").map(String.init) }
}
