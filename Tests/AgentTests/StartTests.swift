import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

@Suite(.virtualTime) struct StartTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let script: ScriptedDriver.Script
    var values: [String: String] = [:]
    var record: RunRecord.Phase?
    /// The calls that change the guest, in order.
    let told: [String]
    /// The failure that start ends with; nil for success.
    var failure: Failure.Code?
    var testDescription: String { name }
  }

  static let rows: [Row] = [
    Row(name: "running is success", script: .init(states: [.running]), told: []),
    Row(
      name: "off is started",
      script: .init(states: [.off(.shutdown)], after: ["start": [.running]]),
      told: ["start"]),
    Row(
      name: "a saved image is restored only when asked",
      script: .init(states: [.off(.saved)], after: ["restore": [.running]]),
      values: ["Restore_saved_state": "TRUE"], told: ["restore"]),
    Row(
      name: "paused by an operator is refused",
      script: .init(states: [.paused(.byOperator)]), told: [], failure: .paused),
    Row(
      name: "paused by an operator is resumed when policy says so",
      script: .init(states: [.paused(.byOperator)], after: ["resume": [.running]]),
      values: ["On_operator_pause": "RESUME"], told: ["resume"]),
    Row(
      name: "paused by an I/O error is resumed",
      script: .init(states: [.paused(.ioError)], after: ["resume": [.running]]), told: ["resume"]),
    Row(
      name: "a guest that stays paused is never called success",
      script: .init(states: [.paused(.ioError)]), told: ["resume"], failure: .paused),
    Row(
      name: "paused by an I/O error with FAILOVER is refused",
      script: .init(states: [.paused(.ioError)]), values: ["On_io_error_pause": "FAILOVER"],
      told: [], failure: .paused),
    Row(
      name: "crashed is cleared first",
      script: .init(
        states: [.crashed], after: ["destroy": [.off(.destroyed)], "start": [.running]]),
      told: ["destroy", "start"]),
    Row(
      name: "arriving is waited for",
      script: .init(states: [.movingIn, .paused(.transition), .running]), told: []),
    Row(
      name: "shutting down is waited for and then started",
      script: .init(
        states: [.shuttingDown, .off(.shutdown)], after: ["start": [.running]]),
      told: ["start"]),
    Row(
      name: "absent without a definition is refused", script: .init(states: [.absent]), told: [],
      failure: .noSuchGuest),
    Row(
      name: "unknown is asked again, and is not off",
      script: .init(states: [.unknown("daemon away")]), told: [], failure: .toolstackUnreachable),
    Row(
      name: "a start that fails is a failure",
      script: .init(
        states: [.off(.shutdown)],
        failing: ["start": Failure(.cannotStart, "web", cause: "no disk")]),
      told: ["start"], failure: .cannotStart),
    Row(
      name: "a start that somebody else won is success",
      script: .init(
        states: [.off(.shutdown), .running], below: .absent,
        failing: ["start": Failure(.cannotStart, "web")]),
      told: ["start"]),
    Row(
      name: "nor is one after which nobody says what the guest is",
      script: .init(
        states: [.off(.shutdown), .unknown("away")], below: .absent,
        failing: ["start": Failure(.cannotStart, "web")]),
      told: ["start"], failure: .cannotStart),
    Row(
      name: "a guest whose process lives is not booted a second time",
      script: .init(states: [.off(.shutdown)], below: .running), told: [], failure: .secondCopy),
    Row(
      name: "nor is one that is not defined any more",
      script: .init(states: [.absent], below: .running), told: [], failure: .secondCopy),
    Row(
      name: "nor is one of which nobody can see whether its process lives",
      script: .init(states: [.off(.shutdown)], below: .unknown("blind")), told: [],
      failure: .blindWitness),
    Row(
      name: "a start that has no effect is not repeated for ever",
      script: .init(states: [.off(.failed)]), told: ["start"], failure: .notUpInTime),
    Row(
      name: "a guest that left while in our charge is not started twice",
      script: .init(states: [.off(.migrated)]), record: .running, told: [], failure: .departed),
    Row(
      name: "nor is one that left while it was to be stopped",
      script: .init(states: [.off(.migrated)]), record: .stopping, told: [], failure: .departed),
    Row(
      name: "nor is one that the guard saw leave", script: .init(states: [.absent]),
      record: .departed, told: [], failure: .departed),
    Row(
      name: "one that was moved away by a stop is started when it comes back",
      script: .init(states: [.off(.migrated)], after: ["start": [.running]]), told: ["start"]),
  ]

  @Test(arguments: rows) func startDoes(_ row: Row) throws {
    let scene = try Scene(row.script)
    if let phase = row.record { try scene.record(phase) }
    var guarded = false
    var failure: Failure?
    do throws(Failure) {
      try StartGuest(scene.context(.start, row.values)).run { _, _ in guarded = true }
    } catch { failure = error }
    #expect(failure?.code == row.failure, "\(failure?.description ?? "no failure")")
    let quiet = ["identify", "mark web-rg/web-rs"]
    #expect(scene.driver.calls.filter { !quiet.contains($0) } == row.told)
    #expect(guarded == (row.failure == nil))
    if row.failure == nil {
      let record = try #require(try scene.store.load())
      #expect(record.phase == .running)
      #expect(record.guest.identity.uuid == "u-1")
      #expect(scene.driver.calls.contains("mark web-rg/web-rs"))
    }
  }

  /// A stranger by the guest's name is neither accepted nor stopped as the guest; the run on record tells which is which.
  @Test(
    arguments: [(.start, "u-1", nil), (.start, "u-2", .namesake), (.stop, "u-2", .namesake)]
      as [(Method, String, Failure.Code?)])
  func anotherGuestOfTheNameIsLeftAlone(
    _ method: Method, _ uuid: String, _ expected: Failure.Code?
  ) throws {
    let scene = try Scene(
      .init(
        states: [.running], identity: GuestIdentity(uuid: uuid),
        traits: [.foundByUUID], parts: [.witness]))
    try scene.record(.running)
    var failure: Failure?
    do throws(Failure) {
      let context = scene.context(method)
      if method == .stop {
        try StopGuest(context).run()
      } else {
        try StartGuest(context).run { _, _ in }
      }
    } catch { failure = error }
    #expect(failure?.code == expected, "\(failure?.description ?? "no failure")")
    if expected != nil { #expect(scene.driver.calls.allSatisfy { $0 == "identify" }) }
  }

  /// A last look that is left too little time does not make silence of a guest that is seen to be on its way.
  @Test(arguments: [(9, Failure.Code.notUpInTime), (1, .toolstackUnreachable)])
  func theLastRealAnswerCounts(_ answers: Int, _ code: Failure.Code) throws {
    let states = Array(repeating: GuestState.booting, count: answers) + [.unknown("cut off")]
    let scene = try Scene(.init(states: states))
    let failure = #expect(throws: Failure.self) {
      try StartGuest(scene.context(.start, milliseconds: 5_000)).run { _, _ in }
    }
    #expect(failure?.code == code)
  }

  /// Where no record tells which guest it is, as after a reboot, the tool does: others may have a guest of its name.
  @Test(arguments: [false, true]) func theSecondWitnessIsAskedForOneGuest(isOnRecord: Bool) throws {
    let seen = GuestIdentity(uuid: "u-9")
    let scene = try Scene(
      .init(states: [.off(.shutdown)], below: .absent, after: ["start": [.running]], seen: seen))
    if isOnRecord { try scene.record(.running) }
    let known = isOnRecord ? try #require(try scene.store.load()).guest.identity : seen
    try StartGuest(scene.context(.start)).run { _, _ in }
    #expect(scene.driver.soughtBelow.first?.uuid == known.uuid)
  }

  /// A tool that went away in the middle never said whether it did it, so it may be asked again; one that answered may not.
  @Test func whatWasNeverAnsweredIsAskedForAgain() throws {
    let scene = try Scene(
      .init(
        states: [.off(.shutdown)], below: .absent,
        failing: ["start": Failure(.toolstackUnreachable, "web")]))
    let failure = #expect(throws: Failure.self) {
      try StartGuest(scene.context(.start, milliseconds: 10_000)).run { _, _ in }
    }
    #expect(failure?.code == .toolstackUnreachable)
    #expect(scene.driver.calls.filter { $0 == "start" }.count > 1)
  }

  @Test func theRecordIsThereBeforeTheGuestIsTouched() throws {
    let scene = try Scene(
      .init(states: [.off(.shutdown)], failing: ["start": Failure(.cannotStart, "web")]))
    #expect(throws: Failure.self) {
      try StartGuest(scene.context(.start)).run { _, _ in }
    }
    #expect(try scene.store.load()?.phase == .starting)
  }

  @Test func anAbsentGuestIsDefinedFromTheFile() throws {
    let scene = try Scene(
      .init(states: [.absent], after: ["define": [.off(.unknown)], "start": [.running]]))
    let file = try scene.sandbox.write("web.xml", "web")
    try StartGuest(scene.context(.start, ["Domain_definition": file])).run { _, _ in }
    #expect(scene.driver.calls.prefix(2) == ["define", "start"])
  }

  /// Where the hypervisor keeps no definitions, a guest that does not run stays absent, or is off and kept from before.
  @Test(arguments: [GuestState.absent, .off(.shutdown)])
  func aHypervisorWithoutDefinitionsIsGivenOneForEachStart(state: GuestState) throws {
    let scene = try Scene(
      .init(
        states: [state], after: ["start": [.running]], traits: [.startsFromDefinition], parts: []))
    let file = try scene.sandbox.write("web.cfg", "web")
    try StartGuest(scene.context(.start, ["Domain_definition": file])).run { _, _ in }
    #expect(scene.driver.calls.prefix(2) == ["define", "start"])
  }

  /// The guest that the record names is asked of the driver that was given, where that is of the same toolstack.
  @Test(arguments: [
    (GuestState.off(.shutdown), true), (.running, false), (.unknown("away"), false),
  ])
  func theGuestOfAnEarlierConfigurationIsInTheWayWhileItMayRun(_ state: GuestState, _ starts: Bool)
    throws
  {
    let scene = try Scene(
      .init(states: [state], below: .absent, after: ["start": [.running]]))
    try scene.record(.running)
    let start = StartGuest(scene.context(.start, ["Domain_name": "db"]))
    if starts {
      try start.run { _, _ in }
      #expect(scene.driver.calls.contains("start"))
    } else {
      let failure = #expect(throws: Failure.self) { try start.run { _, _ in } }
      #expect(failure?.code == .otherGuest)
      #expect(!scene.driver.calls.contains("start"))
    }
  }

  /// The node's is replaced by the one that is kept. That of another guest is put aside, and where that would lose more than the
  /// definition it bars this node alone.
  @Test(arguments: [
    ("web u-1", [:], ["define", "start"]), ("web u-2", [:], ["discard u-1", "define", "start"]),
    (
      "web u-2", ["discard u-1": Failure(.toolRefused, "web", cause: "a saved image")],
      ["discard u-1"]
    ),
  ])
  func theKeptDefinitionTakesThePlaceOfTheNodes(
    _ kept: String, _ failing: [String: Failure], _ told: [String]
  ) throws {
    let scene = try Scene(
      .init(
        states: [.off(.shutdown)], after: ["start": [.running]], failing: failing, traits: [],
        parts: [.redefiner], definition: Array("web u-1".utf8)))
    let file = try scene.sandbox.write("web.xml", kept)
    let start = StartGuest(scene.context(.start, ["Domain_definition": file]))
    var failure: Failure?
    do throws(Failure) { try start.run { _, _ in } } catch { failure = error }
    #expect(failure?.code == (failing.isEmpty ? nil : .leftover))
    #expect(failure.map { OCFStatus($0) } ?? .notInstalled == .notInstalled)
    #expect(
      scene.driver.calls.filter {
        ["define", "start"].contains($0) || $0.hasPrefix("discard")
      } == told)
    let aside = scene.sandbox.locations.replaced + "/web-rs.u-1.xml"
    #expect((Files.information(aside) != nil) == (kept == "web u-2"))
  }

  @Test func aDefinitionOfAnotherGuestIsRefused() throws {
    let scene = try Scene(.init(states: [.absent]))
    let file = try scene.sandbox.write("web.xml", "mail")
    let error = #expect(throws: Failure.self) {
      try StartGuest(scene.context(.start, ["Domain_definition": file])).run { _, _ in }
    }
    #expect(error?.code == .badDefinition)
    #expect(scene.driver.calls.isEmpty)
  }
}
