import Model
import Platform
import Synchronization
import TestSupport

@testable import Agent
@testable import Hypervisors

#if DEBUG
  /// What no fault may change.
  extension VirtualCall {
    /// The rules of the house that a call has broken, whatever was wrong.
    func brokenRules(
      _ act: Act, _ outcome: Outcome, _ context: MethodContext, _ before: Before
    ) -> [String] {
      var rules = Rules()
      let (isAlive, boots) = driver.world.withLock { ($0.isAlive, $0.boots - before.boots) }
      rules.hold(!driver.world.withLock { $0.hasTwin }, "no second copy is booted")
      let (here, there) = driver.world.withLock { ($0.truth, $0.peer.state) }
      if act.stops, outcome.exit == 0 { rules.hold(!isAlive, "a stop that succeeds has proof") }
      if act != .start { rules.hold(boots == 0, "only a start starts") }
      rules.hold(boots <= 1, "one start boots once")
      if act.looks, !hasEvents {
        rules.hold(isAlive == before.isAlive, "a call that only looks ends nothing")
      }
      if before.here != .running || before.there != .running {
        // One that was there beforehand was not put there by us; and a tool that has forgotten the guest knows of no move.
        let isGiven = isDeceived || cell.faults("there").contains { StateWords.state($0) != nil }
        rules.hold(isGiven || here != .running || there != .running, "no guest runs twice")
      }
      if cell.fault("elsewhere") != nil, !isDeceived {
        rules.hold(boots == 0, "no guest is booted that runs where nobody can be asked")
      }
      if boots > 0, let right = rightDisk {
        let disks = try? driver.disks(in: driver.world.withLock { $0.ranBy })
        rules.hold(disks?.first?.top.place == right, "no old disk is booted")
      }
      if act == .move, outcome.exit == 0 {
        rules.hold(there == .running, "it is where it was sent")
      }
      rules.hold(outcome.took <= act.total(of: cell).inSeconds, "no budget is overrun")
      if act == .guard, outcome.exit == 3 { holdDeath(&rules, isAlive: isAlive, here, context) }
      if cell.fault("lock", "held") == nil {
        rules.hold(FileLock.holder(of: context.store.lockPath) == nil, "no lock is left")
      }
      let left = (try? Files.list(scene.sandbox.root + "/run/ha-xvm/records")) ?? []
      rules.hold(left.allSatisfy { $0 == "web-rs" }, "no temporary file is left: \(left)")
      let record = try? context.store.load()
      if act.method == .start, outcome.exit == 0 {
        rules.hold(record?.phase == .running, "a start that succeeds is on record")
      }
      if act == .move, outcome.exit == 0 {
        rules.hold(record?.phase == .departed, "a move by hand is on record")
      }
      if act.stops, outcome.exit == 0 {
        rules.hold(record == nil || record?.phase == .departed, "the record goes with the proof")
      }
      if act == .start, boots > 0 { rules.hold(record != nil, "what was started is on record") }
      return rules.broken
    }

    /// What is so when a guard reports a death.
    private func holdDeath(
      _ rules: inout Rules, isAlive: Bool, _ here: GuestState, _ context: MethodContext
    ) {
      // The hypervisor itself says so of what it keeps of a crash.
      if here == .crashed || here == .paused(.crashed) { return }
      let isSeenBelow = cell.fault("below") == nil
      if isSeenBelow || !isDeceived { rules.hold(!isAlive, "a death has proof") }
      if !isDeceived { rules.hold(here != .off(.migrated), "a departure is no death") }
      let phase = (try? context.store.load())?.phase
      rules.hold(phase != .departed && phase != .moving, "what has left does not die here")
      rules.hold(phase != nil && phase != .stopping, "an intended death is not reported")
    }

    /// Whether the guest does something by itself.
    private var hasEvents: Bool {
      cell.state == ["shutting-down"] || cell.script.contains { $0.hasPrefix("at ") }
        || cell.fault("under", "way") != nil
        || cell.fault("arrives") != nil || cell.fault("earlier") != nil
    }

    /// Whether the tool says what is not so.
    private var isDeceived: Bool {
      cell.fault("tool", "lie") != nil || cell.fault("tool", "forget") != nil
    }

    private struct Rules {
      var broken: [String] = []
      mutating func hold(_ isHeld: Bool, _ rule: String) { if !isHeld { broken.append(rule) } }
    }

    /// What a call leaves on record for the next one.
    func brokenRecord(_ outcome: Outcome, _ context: MethodContext) -> [String] {
      var rules = Rules()
      let record = try? context.store.load()
      let word = cell.fault("record").map { $0.joined(separator: " ") }
      let (here, there) = driver.world.withLock { ($0.truth, $0.peer.state) }
      let wasActive = StateWords.state(cell.state)?.isActive == true
      let isWritable = cell.fault("records", "unwritable") == nil
      let isOurs = cell.fault("namesake") == nil
      if act == .stop, outcome.exit != 0, wasActive, word == nil, isWritable, isOurs {
        let isLocked = cell.fault("lock", "held") != nil
        rules.hold(
          record?.phase == (isLocked ? .running : .stopping),
          "the next stop needs the record, and no guard is to report its death")
      }
      if act == .stop, outcome.exit == 0 {
        rules.hold(
          scene.store.memory.note == nil, "what a probe saw was of a run that has ended")
      }
      if act == .start, outcome.exit != 0, word == "moving n2", here == .off(.migrated) {
        rules.hold(record?.phase == .departed, "that it left stays on record")
      }
      // Of a move that others made nobody knows but the tool.
      let isTold = cell.fault("tool") == nil && word != "none" || word == "departed"
      let isReadable = isWritable && word != "unreadable" && word != "half"
      if act == .stop, outcome.exit == 0, !wasActive, isTold, isReadable,
        word == "departed" || word != nil && word != "running boot" && here == .off(.migrated)
      {
        rules.hold(record?.phase == .departed, "that it left stays on record")
      }
      guard act.moves, word == nil, outcome.exit != 0, isWritable else { return rules.broken }
      switch outcome.messages.first {
      case Failure.Code.moveUnsettled.number:
        let isOpen = record?.phase == .moving || record?.phase == .departed && here != .running
        rules.hold(isOpen, "the next call needs to know of a move that is not settled")
        rules.hold(record?.target?.node == "n2", "and where it went")
      case Failure.Code.moveFailed.number where wasActive && here == .running && there != .running:
        rules.hold(record?.phase == .running, "it is here as before")
      default: break
      }
      return rules.broken
    }
  }
#endif
