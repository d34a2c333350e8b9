import Frameworks
import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

@Suite(.virtualTime) struct StopTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let script: ScriptedDriver.Script
    var record: RunRecord.Phase? = .running
    /// The last calls that change the guest.
    let told: [String]
    var failure: Failure.Code?
    var testDescription: String { name }
  }

  static let rows: [Row] = [
    Row(name: "nothing to stop is success", script: .init(states: [.off(.shutdown)]), told: []),
    Row(
      name: "nor is an absent guest", script: .init(states: [.absent]), record: nil, told: []),
    Row(
      name: "an obedient guest is asked once",
      script: .init(
        states: [.running], after: ["shutdown acpi": [.shuttingDown, .off(.shutdown)]]),
      told: ["shutdown acpi"]),
    Row(
      name: "a way that is refused is followed by the next at once",
      script: .init(
        states: [.running], after: ["shutdown agent": [.off(.shutdown)]],
        failing: ["shutdown acpi": Failure(.shutdownRefused)]),
      told: ["shutdown acpi", "shutdown agent"]),
    Row(
      name: "a stubborn guest is destroyed",
      script: .init(states: [.running], after: ["destroy": [.off(.destroyed)]]),
      told: ["shutdown acpi", "destroy"]),
    Row(
      name: "a paused guest is let go on to shut down",
      script: .init(
        states: [.paused(.byOperator)],
        after: ["resume": [.running], "shutdown acpi": [.off(.shutdown)]]),
      told: ["resume", "shutdown acpi"]),
    Row(
      name: "one paused by an I/O error is destroyed",
      script: .init(states: [.paused(.ioError)], after: ["destroy": [.off(.destroyed)]]),
      told: ["destroy"]),
    Row(
      name: "one that lives on two nodes is not ended before its time is over",
      script: .init(states: [.paused(.postcopy), .paused(.postcopy), .off(.migrated)]), told: []),
    Row(
      name: "a crashed guest is destroyed",
      script: .init(states: [.crashed], after: ["destroy": [.off(.destroyed)]]), told: ["destroy"]),
    Row(
      name: "the last resort ends a guest that cannot be destroyed",
      script: .init(
        states: [.running], after: ["destroyBelow": [.off(.crashed)]],
        failing: ["destroy": Failure(.cannotDestroy)]),
      told: ["shutdown acpi", "destroy", "destroyBelow"]),
    Row(
      name: "a silent tool and no process is proof when the run is known",
      script: .init(states: [.unknown("away")], below: .absent), told: []),
    Row(
      name: "a silent tool and no process is no proof when the run is not known",
      script: .init(states: [.unknown("away")], below: .absent), record: nil,
      told: ["destroy", "destroyBelow"], failure: .stopUnproven),
    Row(
      name: "a silent tool and a process that cannot be killed is no success",
      script: .init(
        states: [.unknown("away")], below: .running,
        failing: ["destroy": Failure(.cannotDestroy), "destroyBelow": Failure(.cannotDestroy)]),
      told: ["destroy", "destroyBelow"], failure: .stopUnproven),
    Row(
      name: "a tool that says off while the process lives is not believed",
      script: .init(states: [.off(.shutdown)], below: .running),
      told: ["destroy", "destroyBelow"], failure: .stopUnproven),
    Row(
      name: "nor where it bears the name and may be another guest's",
      script: .init(
        states: [.off(.shutdown)], below: .unknown("of another UUID"),
        seenBelow: GuestIdentity(uuid: "u-9", pid: 9)),
      told: ["destroy", "destroyBelow"], failure: .stopUnproven),
    Row(
      name: "with nobody below to ask, the tool's word is enough",
      script: .init(
        states: [.running], after: ["shutdown acpi": [.off(.shutdown)]], traits: [],
        parts: [.resumer]),
      told: ["shutdown acpi"]),
    Row(
      name: "with nobody below to ask, a silent tool fails the stop",
      script: .init(states: [.unknown("away")], traits: [], parts: [.resumer]), told: ["destroy"],
      failure: .stopUnproven),
  ]

  @Test(arguments: rows) func stopDoes(_ row: Row) throws {
    let scene = try Scene(row.script)
    if let phase = row.record { try scene.record(phase) }
    let context = scene.context(.stop)
    var failure: Failure?
    do throws(Failure) { try StopGuest(context).run() } catch { failure = error }
    #expect(failure?.code == row.failure, "\(failure?.description ?? "no failure")")
    #expect(scene.driver.calls.filter { $0 != "identify" } == row.told)
    #expect(Clock.now < context.budget.mark(percent: 98))
    // The record goes with the proof and not before.
    #expect((try scene.store.load() == nil) == (row.failure == nil || row.record == nil))
  }

  /// Where no record tells which guest it is, the tool does, or the definition that is kept: its name would find a stranger's.
  @Test(
    arguments: [
      (.off(.shutdown), "u-9", "", "u-9"), (.off(.shutdown), nil, "", "u-1"),
      (.off(.shutdown), nil, "web u-5", "u-5"), (.absent, nil, "web u-5", "u-5"),
      (.unknown("away"), nil, "web u-5", "u-5"), (.absent, nil, "web", ""), (.absent, nil, "", ""),
    ] as [(GuestState, String?, String, String)])
  func withoutRecordTheGuestIsSoughtByItsUUID(
    _ state: GuestState, _ seen: String?, _ kept: String, _ sought: String
  ) throws {
    let scene = try Scene(
      .init(
        states: [state], below: .absent, traits: [], parts: [.witness, .redefiner],
        seen: seen.map { GuestIdentity(uuid: $0) }))
    let file = try scene.sandbox.write("web.xml", kept)
    let isKept = !kept.isEmpty
    do throws(Failure) {
      try StopGuest(scene.context(.stop, isKept ? ["Domain_definition": file] : [:])).run()
    } catch { #expect(error.code == .stopUnproven) }
    #expect(Set(scene.driver.soughtBelow.map(\.uuid)) == [sought])
  }

  @Test func theRequestIsRepeatedWithTheWaysInTurn() throws {
    let scene = try Scene(.init(states: [.running], after: ["destroy": [.off(.destroyed)]]))
    try StopGuest(scene.context(.stop, ["Shutdown_repeat": "1"], milliseconds: 5_000)).run()
    #expect(
      scene.driver.calls.filter { $0.hasPrefix("shutdown") }.prefix(3)
        == ["shutdown acpi", "shutdown agent", "shutdown paravirt"])
  }

  /// This node forgets a guest that it knows, and whose definition is kept; one that it knows no more it is not told to forget.
  @Test(
    arguments: [
      (GuestState.off(.shutdown), [UInt8]("web".utf8), ["forget"]), (.off(.shutdown), nil, []),
      (.absent, [UInt8]("web".utf8), []),
    ] as [(GuestState, [UInt8]?, [String])])
  func aGuestIsForgotten(_ state: GuestState, _ definition: [UInt8]?, _ told: [String]) throws {
    let scene = try Scene(
      .init(states: [state], traits: [], parts: [.exporter], definition: definition))
    let context = scene.context(.stop, ["Domain_definition": "TABLE"])
    let keeping = MethodContext(
      identity: context.identity, method: .stop, budget: context.budget,
      configuration: context.configuration, driver: scene.driver, store: scene.store,
      log: context.log, framework: context.framework,
      tables: TableStore(directory: scene.sandbox.locations.tables))
    try StopGuest(keeping).run()
    #expect(scene.driver.calls == told)
  }
}
