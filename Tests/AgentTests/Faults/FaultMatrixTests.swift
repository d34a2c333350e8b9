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
