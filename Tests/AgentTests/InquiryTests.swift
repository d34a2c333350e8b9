import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// What is found out about a resource, from its files and a scripted hypervisor.
@Suite struct InquiryTests {
  private func facts(_ scene: Scene, _ table: [String: String]? = ["Domain_name": "web"]) throws
    -> GuestFacts
  {
    let source = ConfigurationSource(tables: scene.sandbox.locations.tables)
    if let table {
      var content = ConfigurationTable()
      for (key, value) in table { try content.set(key, value) }
      try Files.makeDirectory(source.tables)
      try Files.replace(source.path(of: scene.identity), with: content.serialized())
    }
    return GuestInquiry(
      scene.identity, source: source, locations: scene.sandbox.locations,
      driver: { _ in scene.driver }
    ).run(lines: 2) { _ in .seconds(5) }
  }

  @Test func everythingOfAGuestThatRuns() throws {
    let scene = try Scene(.init())
    try scene.record(.running)
    let log = ResourceLog(scene.identity, method: "test", locations: scene.sandbox.locations)
    for line in ["one", "two", "three"] { log.write(.notice, line) }
    let facts = try facts(scene)
    #expect(facts.problems == [])
    #expect(facts.observation?.state == .running)
    #expect(facts.below?.state == .running)
    #expect(facts.record?.phase == .running)
    #expect(facts.guest?.identity.uuid == "u-1", "the run that is on record is asked about")
    #expect(facts.startsByItself == false)
    #expect(facts.keeper == nil)
    #expect(facts.holder == nil)
    #expect(facts.log.count == 2)
    #expect(facts.log.last?.contains("three") == true)
    #expect(scene.driver.calls == [], "nothing is changed")
  }

  @Test func withoutConfigurationTheRecordTellsWhomToAsk() throws {
    let scene = try Scene(.init(states: [.off(.crashed)]))
    try scene.record(.running)
    let facts = try facts(scene, nil)
    #expect(facts.configuration == nil)
    #expect(facts.observation?.state == .off(.crashed))
    #expect(Obstacles.find(facts).map(\.code) == [.unconfigured, .down])
  }

  @Test func withoutAnythingNobodyIsAsked() throws {
    let facts = try facts(try Scene(.init()), nil)
    #expect(facts.observation == nil)
    #expect(Obstacles.find(facts).map(\.code) == [.unconfigured])
  }

  /// With one of the properties lost that tell which guest it is, another one would be asked about; a record knows better.
  @Test(arguments: [
    (["Domain_name": "web", "Hypervisor": "NOSUCH"], false, false),
    (["Domain_name": "web", "Hypervisor": "NOSUCH"], true, true),
    (["Domain_name": "web", "Debug_level": "9"], false, true),
  ])
  func aGuestThatIsNotKnownIsNotAskedAbout(
    _ table: [String: String], _ isOnRecord: Bool, _ isAsked: Bool
  ) throws {
    let scene = try Scene(.init())
    if isOnRecord { try scene.record(.running) }
    #expect((try facts(scene, table).observation != nil) == isAsked)
  }

  /// The tool's own UUID tells which process is the guest's, where no record does.
  @Test func withoutRecordTheToolTellsWhichProcessItIs() throws {
    let scene = try Scene(.init(states: [.off(.shutdown)], seen: GuestIdentity(uuid: "u-9")))
    _ = try facts(scene)
    #expect(scene.driver.soughtBelow.map(\.uuid) == ["u-9"])
  }

  @Test(arguments: [
    ([:], [Failure.Code.missingProperty]),
    (["Domain_name": "web", "Plugin_probe": "/no/such/program"], [.pluginProbe]),
    (["Domain_name": "web", "Unreachable_weight": "99"], [.heavyWeight]),
    (["Domain_name": "web", "Debug_level": "9"], [.badValue]),
    (["Domain_name": "web", "Domain_definition": "/no/such/file"], [.unreadable, .notStarted]),
  ])
  func whatIsWrongWithAConfiguration(_ table: [String: String], _ codes: [Failure.Code]) throws {
    let isDefinition = table["Domain_definition"] != nil
    let scene = try Scene(.init(states: [isDefinition ? .absent : .running], below: .absent))
    if !isDefinition { try scene.record(.stopping) }
    #expect(Obstacles.find(try facts(scene, table)).map(\.code) == codes)
  }

  @Test func aLockAndAGuardAreSeenWhileTheyAreHeld() throws {
    let scene = try Scene(.init())
    try scene.record(.running)
    let own = Environment.processIdentifier
    let roll = GuardRoll(scene.store)
    roll.enter()
    let method = try scene.store.lock("start", until: Clock.now)
    let held = try facts(scene)
    #expect(held.keeper?.pid == own)
    #expect(held.holder == "start, process \(own)")
    method.release()
    #expect(try facts(scene).holder == nil, "the words are left, and nobody holds it")
    roll.leave()
    #expect(try facts(scene).keeper == nil)
    try scene.sandbox.write("run/ha-xvm/guards/web-rs/\(own).1", "")
    #expect(try facts(scene).keeper == nil, "another process has that number now")
  }

  @Test func theLastLinesOfALongLogAreWholeLines() throws {
    let scene = try Scene(.init())
    let lines = (0..<10_000).map { "line \($0) of a log" }
    let path = try scene.sandbox.write("log", lines.joined(separator: "\n") + "\n")
    #expect(Files.lastLines(of: path, 3) == Array(lines.suffix(3)))
    let isWhole = lines.contains(try #require(Files.lastLines(of: path, 100_000).first))
    #expect(isWhole, "the first line has lost its beginning")
    #expect(Files.lastLines(of: path, 0) == [])
    #expect(Files.lastLines(of: path + "x", 3) == [])
  }
}
