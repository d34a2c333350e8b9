import Model
import Platform
import TestSupport
import Testing

@testable import Agent

#if DEBUG
  /// Cells of the fault matrix that nobody has thought of, drawn from a seed: only the rules of the house are held to them.
  ///
  /// A failure prints its seed and the smallest case that still breaks the rule, as a line of Tests/faults/matrix.txt. HA_XVM_CELLS
  /// says how many are drawn, HA_XVM_SEED which; HA_XVM_CELL is one line that is tried, and what came out is printed.
  @Suite struct RandomCellsTests {
    @Test(arguments: 0..<8) func theRulesHold(lane: Int) throws {
      let count = Environment["HA_XVM_CELLS"].flatMap { Int($0) } ?? 10_000
      let seed = Environment["HA_XVM_SEED"].flatMap { UInt64($0) } ?? 1
      for number in stride(from: lane, to: count, by: 8) {
        var dice = Dice(seed: seed &* 1_000_003 &+ UInt64(number))
        let drawn = RandomCell(&dice)
        guard try !drawn.brokenRules().isEmpty else { continue }
        let least = try drawn.shrunk()
        Issue.record(
          "seed \(seed), cell \(number): \(try least.brokenRules())\n\(least.line)")
        return
      }
    }

    @Test(.enabled(if: Environment["HA_XVM_CELL"] != nil)) func oneLine() throws {
      let line = try #require(Environment["HA_XVM_CELL"])
      let outcome = try VirtualCall(try #require(FaultTable.cell(line, 0))).run()
      print(outcome)
      #expect(outcome.broken == [])
    }

    /// What is drawn has to be what the matrix can hold: a cell that is not read, or draws of one kind alone, would prove nothing.
    @Test func whatIsDrawnVaries() throws {
      var dice = Dice(seed: 7)
      let drawn = (0..<400).map { _ in RandomCell(&dice) }
      #expect(drawn.allSatisfy { $0.cell != nil })
      #expect(Set(drawn.map(\.line)).count > 390)
      #expect(Set(drawn.map(\.method)).count == VirtualCall.Act.allCases.count)
      #expect(Set(drawn.flatMap(\.faults).map { $0.prefix { $0 != " " } }).count > 15)
    }
  }

  /// A cell that was drawn.
  struct RandomCell {
    var method: String
    var state: String
    var faults: [String]

    init(_ dice: inout Dice) {
      func one(_ words: [String]) -> String { words.randomElement(using: &dice) ?? "" }
      let methods = VirtualCall.Act.allCases.map(\.rawValue)
      let times = ["0s", "1s", "3s", "10s", "60s", "400s"]
      method = one(methods)
      state = one([
        "running", "running", "running", "booting", "paused operator", "paused ioerror",
        "shutting-down", "off shutdown", "off crashed", "off migrated", "absent", "crashed",
      ])
      faults = []
      for _ in 0..<Int.random(in: 0...3, using: &dice) {
        faults.append("earlier \(one(methods)) \(one(times))")
      }
      let isActive = !(state.hasPrefix("off") || state == "absent")
      let verbs = ["start", "shutdown", "destroy", "migrate", "define", "mark", "resume"]
      var others = [
        "tool \(one(["away", "hang", "slow 2s", "slow 20s", "truncate", "garble Fehler"]))",
        "tool \(one(["away", "hang"])) for \(one(["3s", "20s", "60s", "200s"]))",
        "tool dies \(one(["before", "after"])) \(one(verbs)) for \(one(["2s", "20s", "100s"]))",
        "tool lie \(one(["off shutdown", "absent", "off migrated", "running", "moving-out"]))",
        "below \(one(["none", "blind"]))", "process stuck", "doubted", "started",
        "record \(one(["none", "running", "stopping", "departed", "moving n2", "half", "unreadable"]))",
        "records unwritable", "definition \(one(["none", "missing", "broken", "other"]))",
        "guard fails", "budget \(one(["2s", "20s", "100s"]))", "used \(one(["30%", "80%"]))",
        "wall \(one(["4000d", "-4000d"]))", "later \(one(times))",
        "silent \(one(["40s", "3600s"]))",
        "there \(one(["full", "away", "hang", "later away", "refuses destroy", "refuses start"]))",
        "move \(one(["fails", "half", "stands", "stranded", "lost", "unacknowledged", "never"]))",
        "move \(one(["1s", "30s", "110s"]))", "move unstoppable", "heard departure",
        one([
          "On_guest_shutdown=HONOUR", "On_crash=HONOUR", "On_crash=FAILOVER",
          "Abort_migration=TRUE",
          "On_operator_pause=RESUME", "Unreachable_weight=40", "Transition_grace=5",
        ]),
      ]
      if !isActive { others.append("elsewhere") }
      if isActive { others += ["tool forget", "namesake", "seen \(one(times))"] }
      others.shuffle(using: &dice)
      for fault in others.prefix(Int.random(in: 0...4, using: &dice)) {
        let word = fault.prefix { $0 != " " && $0 != "=" }
        if faults.contains(where: { $0.prefix { $0 != " " && $0 != "=" } == word }) { continue }
        faults.append(fault)
      }
      // The call that began it has left word of it.
      if state == "running", Int.random(in: 0..<8, using: &dice) == 0 {
        faults.removeAll { $0.hasPrefix("record") }
        faults += ["under way", "record moving n2"]
      }
      // Nobody can know better than a tool that lies where there is no other witness.
      let isDeceived = faults.contains { $0.hasPrefix("tool lie") || $0 == "tool forget" }
      if isDeceived { faults.removeAll { $0.hasPrefix("below") } }
      if Int.random(in: 0..<4, using: &dice) == 0 {
        faults.append("wrote \(one(["newer", "newer gone", "other"]))")
        faults += one(["", "", "Disk_policy=REFUSE", "Disk_policy=DEFINITION"]).split(
          separator: " "
        )
        .map(String.init)
      }
    }

    /// The cell as a line of the matrix; what has to come out is not known, and not compared.
    var line: String {
      let faults = faults.isEmpty ? "-" : faults.joined(separator: "; ")
      return "virtual | \(method) | \(state) | \(faults) | 0 | - | 100% | -"
    }

    var cell: FaultTable.Cell? { FaultTable.cell(line, 0) }

    func brokenRules() throws -> [String] { try VirtualCall(try #require(cell)).run().broken }

    /// The same without whatever is not needed to break a rule.
    func shrunk() throws -> RandomCell {
      var least = self
      var number = 0
      while number < least.faults.count {
        var without = least
        without.faults.remove(at: number)
        if try without.brokenRules().isEmpty { number += 1 } else { least = without }
      }
      return least
    }
  }
#endif
