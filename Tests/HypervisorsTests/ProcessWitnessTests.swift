import Model
import Platform
import TestSupport
import Testing

@testable import Hypervisors

/// The second witness where guests are processes: whose process it is, and whether one could have been seen.
@Suite(.ownThreads) struct ProcessWitnessTests {
  /// A process that plays the guest `web` with the UUID `u-1`, to a witness that knows it by its first argument.
  private final class Stage {
    let word = "player-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    let child: Child

    init() throws {
      child = try Child(Command("/bin/sleep", ["1000"], name: word))
      let isThere = Sandbox.eventually { [self] in
        Processes.arguments(child.pid) == [word, "1000"]
      }
      try #require(isThere)
    }

    deinit {
      child.end()
    }

    func witness(_ sight: ProcessSight = .machine, door: String? = nil) -> ProcessWitness {
      let word = word
      return ProcessWitness(door: { door }, sight: { sight }) {
        $0.first == word ? ("web", "u-1") : nil
      }
    }
  }

  @Test func itsOwnProcessIsRunning() throws {
    let stage = try Stage()
    let known = Guest(name: "renamed", identity: GuestIdentity(uuid: "u-1"))
    let process = try #require(Processes.identity(stage.child.pid))
    let recorded = Guest(
      name: "web", identity: GuestIdentity(pid: process.pid, startTime: process.startTime))
    for guest in [recorded, known] {
      let below = stage.witness(.blind("hidden")).observe(guest)
      #expect(below.state == .running, "one that is seen is seen")
      #expect(below.identity?.pid == stage.child.pid)
      #expect(below.identity?.processSpace == Processes.space)
    }
  }

  /// Of a name alone nobody knows whose it is: what bears it is neither the guest nor absent, and not to be ended.
  @Test func aNameAloneIsNoProof() throws {
    let stage = try Stage()
    for identity in [GuestIdentity(), GuestIdentity(pid: stage.child.pid, startTime: 1)] {
      let guest = Guest(name: "web", identity: identity)
      let below = stage.witness().observe(guest)
      #expect(below.state.isActive == nil && below.showsLife)
      #expect(below.reason.contains("and which one the guest has is not known"), "\(below.reason)")
      guard case .namesake(let player) = stage.witness().search(guest) else {
        Issue.record("its name made it the guest's own")
        continue
      }
      #expect(player.process.pid == stage.child.pid)
    }
  }

  /// The guest was undefined, defined with another UUID and started again by hand: nobody knows whether its disks are the same.
  @Test func aProcessOfItsNameAndAnotherUUIDIsNeverAbsent() throws {
    let stage = try Stage()
    let guest = Guest(name: "web", identity: GuestIdentity(uuid: "u-2"))
    let below = stage.witness().observe(guest)
    #expect(below.state.isActive == nil)
    #expect(below.showsLife && below.life == .running)
    #expect(below.identity?.uuid == "u-1")
    let stranger = Guest(name: "db", identity: GuestIdentity(uuid: "u-2"))
    #expect(stage.witness().observe(stranger).state == .absent)
  }

  /// A process that is ending has lost its arguments before its open files.
  @Test func theProcessOnRecordIsTheGuestWhileItEnds() throws {
    let stage = try Stage()
    let process = try #require(Processes.identity(stage.child.pid))
    let guest = Guest(
      name: "web",
      identity: GuestIdentity(uuid: "u-1", pid: process.pid, startTime: process.startTime))
    let other = ProcessWitness(door: { nil }, sight: { .machine }) { _ in nil }
    #expect(other.observe(guest).state == .absent, "its arguments are of another program")
    // A kernel's thread has none either; here it stands for one that is ending.
    if let thread = Processes.identity(2), Processes.arguments(2).isEmpty {
      let ending = Guest(
        name: "web",
        identity: GuestIdentity(uuid: "u-1", pid: thread.pid, startTime: thread.startTime))
      #expect(other.observe(ending).state == .running)
    }
  }

  @Test(
    arguments: [
      (.machine, 0, false), (.blind("hidden"), 0, nil), (.blind("hidden"), 7, nil),
      (.space(7), 0, nil), (.space(7), 8, nil), (.space(7), 7, false),
    ] as [(ProcessSight, UInt64, Bool?)])
  func absenceIsProvenOnlyWhereAProcessWouldBeSeen(
    sight: ProcessSight, space: UInt64, isActive: Bool?
  ) {
    let guest = Guest(name: "web", identity: GuestIdentity(uuid: "u-1", processSpace: space))
    let witness = ProcessWitness(door: { nil }, sight: { sight }) { _ in nil }
    let below = witness.observe(guest)
    #expect(below.state.isActive == isActive)
    #expect(!below.showsLife)
  }

  /// In a container it sees the guests of a daemon that is in there with it.
  @Test func theDaemonShowsWhereItsGuestsAre() throws {
    let sandbox = try Sandbox()
    let door = sandbox.root + "/door"
    let guest = Guest(name: "web")
    let witness = ProcessWitness(door: { door }, sight: { .space(7) }) { _ in nil }
    #expect(witness.observe(guest).state.isActive == nil)
    let listener = try LocalListener(door)
    #expect(witness.observe(guest).state == .absent)
    #expect(listener.path == door)
  }
}
