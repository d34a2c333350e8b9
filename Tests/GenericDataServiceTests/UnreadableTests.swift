import Model
import Platform
import TestSupport
import Testing

@testable import GenericDataService

/// What cannot be read is not known: it is no empty list, no end and no dead process.
@Suite(.ownThreads) struct UnreadableTests {
  /// What there is in place of a tag's record.
  enum Place: String, CaseIterable, Sendable { case nothing, damage, loose, unreadable }

  private func put(_ place: Place, _ file: String, _ record: ProcessRecord) throws {
    try Files.makeDirectory(Files.parent(of: file))
    switch place {
    case .nothing: break
    case .damage: try Files.replace(file, with: Array("damage".utf8))
    case .loose: try Files.replace(file, with: record.bytes, mode: 0o666)
    case .unreadable: try Files.makeDirectory(file)
    }
  }

  private static let other = ProcessIdentity(pid: 4_000_000, startTime: 7)

  /// Whose processes are left alone; one of whom it cannot be told stands in the way of every kill.
  @Test(arguments: Place.allCases) func theMonitorsOfOthersAreKnownOrNot(_ place: Place) throws {
    let sandbox = try Sandbox()
    let locations = sandbox.locations
    #expect(try ProcessRecord.monitors(besides: Self.other, locations) == [])
    let (tag, known) = (ProcessTag("a"), ProcessIdentity(pid: 4_000_001, startTime: 8))
    try put(
      place, tag.record(locations), ProcessRecord(tag: tag, state: .watched, watcher: Self.other))
    for (tag, watcher) in [(ProcessTag("b"), known), (ProcessTag("c"), Self.other)] {
      let record = ProcessRecord(tag: tag, state: .watched, watcher: watcher)
      try Files.makeDirectory(locations.processMonitors)
      try Files.replace(tag.record(locations), with: record.bytes)
    }
    if place == .unreadable {
      #expect(throws: SystemError.self) {
        try ProcessRecord.monitors(besides: Self.other, locations)
      }
    } else {
      #expect(try ProcessRecord.monitors(besides: Self.other, locations) == [known])
    }
  }

  /// A monitor that ended without a report: its record says what that was, and one that cannot be read says nothing.
  @Test(
    arguments: [
      (.nothing, nil, .ended), (.damage, nil, .lost), (.unreadable, nil, .lost),
      (.nothing, .watched, .lost), (.nothing, .released, .lost), (.nothing, .dead, .dead),
      (.nothing, .orphaned, .dead),
    ] as [(Place, ProcessRecord.State?, TreeWait.Outcome)])
  func aMonitorThatWentWithoutAWord(
    _ place: Place, _ state: ProcessRecord.State?, _ outcome: TreeWait.Outcome
  ) throws {
    let sandbox = try Sandbox()
    let tag = ProcessTag("t")
    let record = ProcessRecord(tag: tag, state: state ?? .watched, watcher: Self.other)
    try put(place, tag.record(sandbox.locations), record)
    if state != nil { try Files.replace(tag.record(sandbox.locations), with: record.bytes) }
    let monitor = ProcessMonitor(tag, locations: sandbox.locations)
    let watch = try #require(TreeWait.over(monitor))
    #expect(watch.outcome(by: Clock.now + .seconds(20)) == outcome)
  }

  /// Its list of processes is empty to a monitor whose descriptor table is full, and everything lives.
  @Test(arguments: [-1, 0, 1]) func aMonitorThatCannotLookDeclaresNoDeath(_ level: Int) throws {
    let stage = try Stage()
    try expectSuccess(stage.gds("start", ["Child_mon_level=\(level)"] + Self.application))
    let watcher = try #require(try stage.monitor.record()).watcher
    func limit(_ files: Int) throws {
      let done = try ChildProcess.run(
        Command("/usr/bin/prlimit", ["--pid", "\(watcher.pid)", "--nofile=\(files):"]),
        until: Clock.now + .seconds(20))
      #expect(done.succeeded, "\(done.errorText)")
    }
    try limit(3)
    // Several looks of a monitor that looks at levels.
    Clock.sleep(until: Clock.now + ProcessMonitorServer.resolution * 5)
    #expect(stage.monitor.state?.state == .watched)
    #expect(Processes.isAlive(watcher))
    try limit(1_024)
    try expectSuccess(stage.gds("stop"))
    #expect(stage.monitor.state == nil)
  }

  private static let application = ["Start_command=/bin/sleep 600", "Probe_command=/bin/true"]
}
