import Model
import Testing

@testable import Hypervisors

/// A guest in virtual time: what it does by its script, and by what happens to it.
@Suite struct RehearsalMachineTests {
  /// One life: a script, what happens when (in milliseconds), and everything that follows.
  struct Life: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let script: [String]
    let inputs: [(Int, GuestMachine.Input)]
    let effects: [String]

    init(
      _ name: String, _ script: [String], _ inputs: [(Int, GuestMachine.Input)], _ effects: [String]
    ) {
      (testDescription, self.script, self.inputs, self.effects) = (name, script, inputs, effects)
    }
  }

  static let lives = [
    Life(
      "boots and beats", ["boot 1s", "heartbeat 500ms"], [(2_100, .time)],
      ["1000 GUEST-UP b1", "1500 HB b1 1 0.50", "2000 HB b1 2 1.00"]),
    Life(
      "shuts down when asked", ["boot 0s", "shutdown 300ms"],
      [(100, .shutdownRequest), (900, .time)],
      [
        "0 GUEST-UP b1", "100 SHUTDOWN-HEARD b1", "100 = shutting-down", "400 GUEST-DOWN b1",
        "400 end off shutdown",
      ]),
    Life(
      "a request while it boots is lost", ["boot 1s", "shutdown 0s"],
      [(500, .shutdownRequest), (1_500, .time)], ["1000 GUEST-UP b1"]),
    Life(
      "a second request does not begin again", ["boot 0s", "shutdown 300ms"],
      [(0, .shutdownRequest), (200, .shutdownRequest), (400, .time)],
      [
        "0 GUEST-UP b1", "0 SHUTDOWN-HEARD b1", "0 = shutting-down", "300 GUEST-DOWN b1",
        "300 end off shutdown",
      ]),
    Life(
      "ignores a shutdown", ["boot 0s", "shutdown ignore"],
      [(100, .shutdownRequest), (900, .time)],
      ["0 GUEST-UP b1", "100 SHUTDOWN-IGNORED b1"]),
    Life(
      "crashes", ["boot 0s", "at 250ms crash"], [(900, .time)],
      ["0 GUEST-UP b1", "250 GUEST-CRASH b1", "250 end off crashed"]),
    Life(
      "crashes and is kept", ["boot 0s", "preserve crash", "at 250ms crash", "at 400ms reboot"],
      [(500, .resume), (600, .crash), (700, .shutdownRequest), (1_900, .time)],
      ["0 GUEST-UP b1", "250 GUEST-CRASH b1", "250 = crashed"]),
    Life(
      "is made to crash", ["boot 0s"], [(100, .crash)],
      ["0 GUEST-UP b1", "100 GUEST-CRASH b1", "100 end off crashed"]),
    Life(
      "stands still while it is paused", ["boot 0s", "heartbeat 1s", "at 1500ms poweroff"],
      [
        (500, .pause), (700, .pause), (5_000, .shutdownRequest), (10_500, .resume), (12_000, .time),
      ],
      [
        "0 GUEST-UP b1", "500 = paused operator", "10500 = running", "11000 HB b1 1 1.00",
        "11500 GUEST-DOWN b1", "11500 end off shutdown",
      ]),
    Life(
      "is paused by its disk, and goes on", ["boot 0s", "at 100ms pause ioerror"],
      [(900, .resume), (1_000, .time)],
      ["0 GUEST-UP b1", "100 = paused ioerror", "900 = running"]),
    Life(
      "goes on shutting down after a pause", ["boot 0s", "shutdown 200ms"],
      [(0, .shutdownRequest), (100, .pause), (500, .resume), (700, .time)],
      [
        "0 GUEST-UP b1", "0 SHUTDOWN-HEARD b1", "0 = shutting-down", "100 = paused operator",
        "500 = shutting-down", "600 GUEST-DOWN b1", "600 end off shutdown",
      ]),
    Life(
      "boots again with another boot id", ["boot 500ms", "at 600ms reboot"], [(2_000, .time)],
      ["500 GUEST-UP b1", "600 GUEST-REBOOT b1", "1100 GUEST-UP b2"]),
    Life(
      "hangs and hears nothing", ["boot 0s", "heartbeat 100ms", "at 150ms hang"],
      [(300, .shutdownRequest), (900, .time)], ["0 GUEST-UP b1", "100 HB b1 1 0.10"]),
    Life("vanishes", ["boot 1s", "at 100ms vanish"], [(200, .time)], ["100 end absent"]),
    Life("leaves", ["boot 1s", "at 100ms migrate"], [(200, .time)], ["100 end off migrated"]),
    Life(
      "does nothing after its end", ["boot 0s", "at 100ms poweroff", "at 200ms crash"],
      [(300, .crash), (400, .resume), (500, .time)],
      ["0 GUEST-UP b1", "100 GUEST-DOWN b1", "100 end off shutdown"]),
    Life(
      "a new script is not applied to the past", ["boot 0s"],
      [
        (500, .script(script("at 400ms crash", "at 600ms poweroff"))), (900, .time),
      ],
      ["0 GUEST-UP b1", "600 GUEST-DOWN b1", "600 end off shutdown"]),
  ]

  private static func script(_ lines: String...) -> GuestScript {
    (try? GuestScript(lines)) ?? GuestScript()
  }

  /// Steps through the life as its process would: at each time that the machine asks for, and at each input.
  @Test(arguments: lives) func life(_ life: Life) throws {
    let counter = Counter()
    var machine = GuestMachine(try GuestScript(life.script), at: at(0)) { "b\(counter.next())" }
    var seen: [String] = []
    func note(_ effects: [GuestMachine.Effect], _ now: Instant) {
      for effect in effects {
        let text =
          switch effect {
          case .console(let line): line
          case .state(let state): "= " + StateWords.words(state).joined(separator: " ")
          case .nvram(let line): "nvram " + line
          case .end(let state): "end " + StateWords.words(state).joined(separator: " ")
          }
        seen.append("\(now.sinceBoot.inMilliseconds) \(text)")
      }
    }
    for (time, input) in life.inputs {
      while let wake = machine.wakeUp, wake <= at(time) {
        note(machine.step(.time, at: wake), wake)
      }
      note(machine.step(input, at: at(time)), at(time))
    }
    #expect(seen == life.effects)
  }

  @Test func aLongDelayIsNotMadeGoodBeatByBeat() throws {
    let counter = Counter()
    var machine = GuestMachine(try GuestScript(["boot 0s", "heartbeat 10ms"]), at: at(0)) {
      "b\(counter.next())"
    }
    let effects = machine.step(.time, at: at(3_600_000))
    #expect(effects.count <= 4)
    #expect(effects.first == .console("GUEST-UP b1"))
    #expect(machine.wakeUp == at(3_600_010))
  }

  /// A player that comes late to a pause does not let the guest live on in between.
  @Test func whatIsLateFallsIntoThePause() throws {
    var machine = GuestMachine(
      try GuestScript(["boot 0s", "at 100ms pause ioerror", "at 200ms poweroff"]), at: at(0)
    ) { "b" }
    #expect(
      machine.step(.time, at: at(1_000)) == [.console("GUEST-UP b"), .state(.paused(.ioError))])
    #expect(machine.step(.resume, at: at(2_000)) == [.state(.running)])
    #expect(machine.step(.time, at: at(2_099)) == [])
    #expect(
      machine.step(.time, at: at(2_100)) == [.console("GUEST-DOWN b"), .end(.off(.shutdown))])
  }

  @Test func nothingIsDueWhileItIsPaused() throws {
    var machine = GuestMachine(GuestScript(), at: at(0)) { "b" }
    _ = machine.step(.pause, at: at(100))
    #expect(machine.wakeUp == nil)
    _ = machine.step(.resume, at: at(1_000))
    #expect(machine.wakeUp == at(1_100))
  }

  private func at(_ milliseconds: Int) -> Instant { Instant(.milliseconds(milliseconds)) }
}
