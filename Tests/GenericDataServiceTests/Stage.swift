import Model
import Platform
import TestSupport
import Testing

@testable import GenericDataService

/// A sandbox with a small application made of shell scripts, and a fault monitor that may run in it.
///
/// The application is `daemon`, which forks twice and leaves one process behind that writes its number to `pid`; its health
/// is what stands in `answer`.
///
/// A class, because its end has to end every process that it started.
final class Stage: Sendable {
  let sandbox: Sandbox
  let identity: ResourceIdentity
  let daemon, probe: String

  init() throws {
    sandbox = try Sandbox()
    identity = try ResourceIdentity(resource: "web", group: "rg")
    daemon = try sandbox.write(
      "daemon",
      """
      #!/bin/sh
      ( ( echo $$ >/dev/null; sh -c 'echo $$ >\(sandbox.root)/pid; exec sleep 600' ) & )
      exit 0

      """, mode: 0o755)
    probe = try sandbox.write(
      "probe",
      """
      #!/bin/sh
      read answer <\(sandbox.root)/answer
      case $answer in
      hang) exec sleep 600 ;;
      once) echo 0 >\(sandbox.root)/answer; exit 201 ;;
      esac
      exit $answer

      """, mode: 0o755)
    try answer("0")
  }

  deinit {
    // First the processes that would start something again, then the trees.
    let records = ProcessRecord.all(sandbox.locations)
    for record in records where record.tag.description.hasSuffix(".mon") { end(record) }
    for record in records { end(record) }
  }

  private func end(_ record: ProcessRecord) {
    // One that has put the death on record takes its group away and goes.
    if record.state == .dead, let watch = try? ProcessHandle(record.watcher),
      watch.ended(by: Clock.now + .seconds(20))
    {
      return
    }
    guard Processes.isAlive(record.watcher) else { return }
    for child in Processes.descendants(of: record.watcher.pid) {
      Processes.signal(child.identity, Signal.kill)
    }
    Processes.signal(record.watcher, Signal.kill)
  }

  /// What the next probe says: a status, `hang`, or `once` for a single 201.
  func answer(_ text: String) throws { try sandbox.write("answer", text + "\n") }

  /// The words after `gds ACTION` that make the application of this stage, with quick intervals.
  func words(_ properties: [String] = []) -> [String] {
    let named = Set(properties.map { String($0.prefix { $0 != "=" }) })
    let usual = [
      "Start_command=\(daemon)", "Probe_command=\(probe)", "Network_aware=FALSE",
      "Start_timeout=60", "Stop_timeout=5", "First_probe_percent=1", "Start_probe_pause=1",
      "Thorough_probe_interval=1", "Log_level=INFO",
    ].filter { !named.contains(String($0.prefix { $0 != "=" })) }
    return ["-R", "web", "-G", "rg"] + (usual + properties).flatMap { ["-p", $0] }
  }

  /// Runs `gds ACTION` to its end.
  func gds(_ action: String, _ properties: [String] = []) throws -> Completion {
    try sandbox.run("gds", [action] + words(properties))
  }

  /// Runs another name of the program for the resource of this stage.
  func call(_ name: String, _ more: [String] = []) throws -> Completion {
    try sandbox.run(name, ["-R", "web", "-G", "rg"] + more)
  }

  /// The service's state.
  var state: ServiceState { ServiceStateFile(identity, locations: sandbox.locations).read() }

  /// The process monitor of the service.
  var monitor: ProcessMonitor {
    ProcessMonitor(ProcessTag(.service, of: identity), locations: sandbox.locations)
  }

  /// The kinds of the events so far, in their order.
  var events: [String] {
    let text = (try? sandbox.text("run/ha-xvm/gds/rg/web/events")) ?? ""
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "\t")
      return fields.count > 1 ? String(fields[1]) : nil
    }
  }

  /// Whether an event of this kind came, `count` times, before `limit`.
  func sees(_ kind: Timeline.Kind, times count: Int = 1, within limit: Duration = .seconds(60))
    -> Bool
  {
    Sandbox.eventually(limit) { events.count { $0 == kind.rawValue } >= count }
  }

  /// The application's process.
  var process: ProcessIdentity? {
    // Without its newline the number is not a whole one: the file is being written.
    guard let text = try? sandbox.text("pid"), text.hasSuffix("\n"),
      let pid = Int32(text.dropLast())
    else { return nil }
    return Processes.identity(pid)
  }

  /// Kills the application.
  func killApplication() throws { Processes.signal(try #require(process), Signal.kill) }
}

/// `gds run` in the background, ended when its owner goes.
struct Run: ~Copyable {
  private let child: Child
  private let output: String
  let stage: Stage

  init(_ stage: Stage, _ properties: [String] = [], program: String = Sandbox.program) throws {
    output = stage.sandbox.root + "/output"
    let file = try Descriptor(appendingTo: output)
    child = try Child(
      Command(
        program, ["run"] + stage.words(properties), name: "gds",
        environment: stage.sandbox.environment),
      streams: Streams(output: file.number, errors: file.number))
    self.stage = stage
  }

  deinit { child.end() }

  /// What it has printed so far.
  var text: String { (try? Files.read(output)).map { String(decoding: $0, as: UTF8.self) } ?? "" }

  /// Its process.
  var pid: Int32 { child.pid }

  /// Sends it a signal.
  func signal(_ number: Int32) { child.signal(number) }

  /// How it ended, or nil when it did not within `limit`.
  func ending(within limit: Duration = .seconds(60)) -> Completion.Ending? {
    child.wait(until: Clock.now + limit)
  }
}
