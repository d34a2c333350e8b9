import Model
import Platform
import TestSupport
import Testing

@testable import Hypervisors

/// A rehearsal daemon of a test's own, with its guests.
///
/// A class, because its end has to end the daemon and every guest exactly once.
final class RehearsalBed: Sendable {
  let sandbox: Sandbox
  let directory: StateDirectory
  let driver: RehearsalDriver
  let control: RehearsalControl

  init() throws {
    // As `main` does: a daemon that goes away is an error of the write.
    Signal.ignoreBrokenPipes()
    sandbox = try Sandbox()
    directory = StateDirectory(sandbox.locations.rehearsal)
    driver = RehearsalDriver(stateDirectory: directory.path)
    control = RehearsalControl(stateDirectory: directory.path)
    try startDaemon()
  }

  deinit {
    killDaemon()
    for guest in RehearsalWitness(directory).all { Processes.signal(guest.process, Signal.kill) }
  }

  /// The daemon's process, as its own lock names it.
  var daemon: ProcessIdentity? {
    let owner = FileLock.owner(of: directory.lock)?.split(separator: " ").last
    return owner.flatMap { Int32($0) }.flatMap { Processes.identity($0) }
  }

  /// What a call may take in tests: long, as the machine may be busy; no test waits for it to pass.
  var soon: Instant { Clock.now + .seconds(60) }

  func startDaemon() throws {
    let result = try sandbox.run("xvm_rehearsal", ["daemon", "--background"])
    try #require(result.succeeded, "\(result.errorText)")
  }

  func killDaemon() {
    guard let daemon, let watch = try? ProcessHandle(daemon) else { return }
    watch.signal(Signal.kill)
    _ = watch.ended(by: soon)
  }

  /// Defines a guest of that name, by its script.
  @discardableResult
  func define(_ name: String = "web", _ lines: [String] = []) throws -> Guest {
    let escaped = name.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing("\n", with: "&#10;")
    let script = (["boot 0s", "heartbeat 50ms"] + lines).map { "<line>\($0)</line>" }.joined()
    let text =
      "<domain type='rehearsal'><name>\(escaped)</name><rehearsal>\(script)</rehearsal></domain>"
    try driver.define(Guest(name: name), definition: Array(text.utf8), until: soon)
    return Guest(name: name)
  }

  /// Defines and starts a guest, and knows its run.
  func run(_ name: String = "web", _ lines: [String] = []) throws -> Guest {
    var guest = try define(name, lines)
    try driver.start(guest, restoring: false, until: soon)
    guest.identity = try driver.identify(guest, until: soon)
    return guest
  }

  func state(_ guest: Guest) -> GuestState { driver.observe(guest, until: soon).state }

  var witness: RehearsalWitness { RehearsalWitness(directory) }
  func below(_ guest: Guest) -> GuestState { witness.observeBelow(guest, until: soon).state }

  /// Whether the guest came to that state.
  func comes(_ guest: Guest, to state: GuestState) -> Bool {
    Sandbox.eventually { self.state(guest) == state }
  }

  /// The words after `key` in the lines of a guest's console.
  func console(_ guest: Guest, _ key: String) -> [String] {
    let bytes = (try? control.console(guest.name)) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .filter { $0.hasPrefix(key + " ") }.map { String($0.dropFirst(key.count + 1)) }
  }

  /// The process that plays the guest.
  func process(_ guest: Guest) -> ProcessIdentity {
    ProcessIdentity(pid: guest.identity.pid, startTime: guest.identity.startTime)
  }
}
