import Frameworks
import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// What the guard makes of the end of a guest, by what is on record of it; it looks when the guest's process has ended.
@Suite(.ownThreads) struct GuardOnRehearsalTests {
  private let stage: CommandStage
  private let store: RecordStore
  private let identity: ResourceIdentity

  /// A guest that runs with its guard.
  init() throws {
    stage = try CommandStage()
    identity = try ResourceIdentity(resource: "web-rs", group: "web-rg")
    store = RecordStore(identity, locations: stage.sandbox.locations)
    try #require(try stage.status("start") == 0)
    let started = stage
    let isGuarded = Sandbox.eventually { started.guards.count == 2 }
    try #require(isGuarded)
  }

  private func endGuest() throws { Processes.signal(try #require(stage.guest), Signal.kill) }

  private var log: String {
    (try? stage.sandbox.text("var/cluster/logs/DS/web-rg/web-rs/message_log.txt")) ?? ""
  }

  /// A record that nobody can read has been no record of a stop, and a move whose author was killed is nobody's any more.
  @Test(arguments: ["damaged", "moving"]) func aDeathIsADeath(_ record: String) throws {
    if record == "damaged" {
      try Files.replace(store.path, with: Array("nonsense\n".utf8))
    } else {
      var moving = try #require(try store.load()).entering(.moving)
      moving.target = MoveTarget(node: "n2", address: "n2")
      try store.save(moving)
    }
    try endGuest()
    #expect(Sandbox.eventually { log.contains("guest web is dead") })
    #expect(Sandbox.eventually { stage.guards.isEmpty })
  }

  /// Where no cluster knows the guest's place, the record alone keeps a start here from booting a second one.
  @Test(arguments: [false, true]) func aDepartureStaysOnRecord(_ isServed: Bool) throws {
    if isServed {
      try stage.sandbox.write("run/ha-xvm/gds/web-rg/web-rs/properties", "")
    }
    try stage.tool("tool", "lie", "off", "migrated")
    try endGuest()
    #expect(Sandbox.eventually { (try? store.load())?.phase == .departed })
    #expect(try store.load()?.guest.identity.pid == 0)
    guard isServed else { return }
    // The engine finds the reason when it sees the processes go.
    #expect(Sandbox.eventually { stage.guards.isEmpty })
    #expect(try store.load()?.phase == .departed)
    #expect(
      Withdrawal(identity, locations: stage.sandbox.locations).take()
        == "moved: guest web has gone to another node")
    #expect(!log.contains("is dead"))
  }
}
