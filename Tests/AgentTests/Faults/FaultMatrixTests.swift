import TestSupport
import Testing

/// The cells of Tests/faults/matrix.txt that are tried in virtual time, and rules for the file itself.
@Suite struct FaultMatrixTests {
  @Test func theTableIsReadAndNoCellStandsTwice() throws {
    let cells = try FaultTable.all()
    #expect(cells.count > 400)
    let questions = cells.map { cell in
      "\(cell.place)|\(cell.method)|\(cell.state)|\(cell.script.sorted())|\(cell.faults.map { "\($0)" }.sorted())"
    }
    let twice = Dictionary(grouping: zip(questions, cells), by: \.0).filter { $1.count > 1 }
    #expect(twice.isEmpty, "\(twice.values.map { $0.map { $0.1.line } })")
  }

  /// A cell is tried without a fault that no code reads.
  @Test func everyFaultIsExplainedAndRead() throws {
    let lines = try SourceTree.file("Tests/faults/matrix.txt").lines
    let margin = "#" + String(repeating: " ", count: 12)
    let explained = lines.filter { $0.hasPrefix(margin) }.map {
      $0.dropFirst(margin.count).prefix { $0.isLetter }
    }
    let virtual =
      try SourceTree.file("Tests/AgentTests/Faults/VirtualCall.swift").text
      + SourceTree.file("Tests/Support/FaultTable.swift").text
    let processes = try SourceTree.file("Tests/faults/live").text
    for cell in try FaultTable.all() {
      for word in cell.faults.map({ $0[0] }) where !word.contains("=") {
        #expect(explained.contains { $0 == word }, "\(cell)")
        let isRead =
          cell.place == "virtual"
          ? ["fault(", "faults("].contains { virtual.contains("\($0)\"\(word)\"") }
          : processes.contains("\"\(word)")
        #expect(isRead, "\(cell)")
      }
    }
  }

  #if DEBUG
    private static let cells = (try? FaultTable.cells("virtual")) ?? []

    @Test func someAreTriedInVirtualTime() { #expect(Self.cells.count > 400) }

    @Test(arguments: cells) func virtual(_ cell: FaultTable.Cell) throws {
      let outcome = try VirtualCall(cell).run()
      #expect(outcome.broken == [])
      #expect(outcome.exit == cell.exit, "\(outcome)")
      #expect(outcome.after == cell.after, "\(outcome)")
      #expect(
        cell.ends.range(of: cell.time).contains(outcome.took),
        "\(outcome.took) s: \(outcome)")
      for number in cell.messages {
        #expect(
          outcome.messages.contains(number) || outcome.log.contains("[\(number)]"), "\(outcome)")
      }
      // What was promised as the reason of a failure is the reason; and a call that finds nothing wrong says so.
      if cell.exit == 1, cell.method != "probe" {
        #expect(outcome.messages.first == cell.messages.first, "\(outcome)")
      }
      if cell.messages.isEmpty {
        #expect(outcome.messages == [] && !outcome.log.contains("-ERR>"), "\(outcome)")
      }
    }
  #endif
}
