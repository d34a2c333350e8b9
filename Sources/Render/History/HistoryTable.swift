internal import Model

/// The table below a picture: each number of it, in words.
struct HistoryTable {
  private let rows: [(event: GuestEvent, cells: [String], evidence: [String])]
  private let starts: [Double]
  private let width: Double
  private static let heading = [
    "", "time", "node", "method", "what", "state", "lasted", "exit", "evidence",
  ]
  private static let lineHeight = 15.0
  private static let size = 11
  /// What a sign of the monospaced font takes at that size, on the large side.
  private static let column = 6.75
  /// How much of a cell is shown; a time with its zone is just that long.
  private static let longest = 29

  /// The table of a history, as wide as the picture.
  init(_ history: GuestHistory, width: Double, clock: (Int64) -> String) {
    self.width = width
    let cells = history.events.enumerated().map { number, event in
      [String(number + 1)] + HistoryText.row(event, clock)
    }
    var starts: [Double] = []
    var x = HistoryPicture.margin
    for column in 0..<HistoryTable.heading.count {
      starts.append(x)
      let longest =
        ([HistoryTable.heading] + cells).map { TextWidth.columns($0[column]) }.max() ?? 0
      x += Double(min(longest, HistoryTable.longest) + 2) * HistoryTable.column
    }
    self.starts = starts
    let last = starts[starts.count - 1]
    let columns = max(40, Int((width - HistoryPicture.margin - last) / HistoryTable.column))
    rows = zip(history.events, cells).map { event, cells in
      (event, cells, TextWidth.folded(cells[8], columns: columns, most: 4))
    }
  }

  /// How high it is.
  var height: Double {
    rows.reduce(HistoryTable.lineHeight + 8) { $0 + HistoryTable.height(of: $1.evidence) }
  }

  private static func height(of lines: [String]) -> Double {
    Double(max(1, lines.count)) * lineHeight + 4
  }

  /// Draws it from `top` on.
  func draw(at top: Double, into drawing: inout Drawing) {
    if rows.isEmpty { return }
    for (x, word) in zip(starts, HistoryTable.heading) {
      drawing.write(
        word, at: x, top + 10, size: HistoryTable.size, isBold: true, isMonospaced: true)
    }
    var y = top + HistoryTable.lineHeight + 8
    for (position, row) in rows.enumerated() {
      let height = HistoryTable.height(of: row.evidence)
      if position % 2 == 0 {
        drawing.element(
          "rect",
          [
            ("x", HistoryPicture.margin - 6), ("y", y - 6),
            ("width", width - 2 * HistoryPicture.margin + 12), ("height", height),
          ], [("fill", "#F4F4F4")])
      }
      for (column, cell) in row.cells.dropLast().enumerated() where !cell.isEmpty {
        let isMark = column == 0 || column == 4
        drawing.write(
          TextWidth.folded(cell, columns: HistoryTable.longest, most: 1)[0], at: starts[column],
          y + 6,
          size: HistoryTable.size,
          colour: isMark ? EventSign.colour(row.event.kind) : "#222222",
          isBold: isMark && row.event.kind == .fault, isMonospaced: true)
      }
      for (line, words) in row.evidence.enumerated() {
        drawing.write(
          words, at: starts[8], y + 6 + Double(line) * HistoryTable.lineHeight,
          size: HistoryTable.size, isMonospaced: true)
      }
      y += height
    }
  }
}
