/// Rows of text in columns that begin below each other.
public enum Columns {
  /// The cells of each row, filled up to the widest one of their column; a row may be shorter than the others.
  public static func padded(_ rows: [[String]]) -> [[String]] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.filter { column < $0.count }.map { TextWidth.columns($0[column]) }.max() ?? 0
    }
    return rows.map { row in
      zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: max(0, width - TextWidth.columns(cell)))
      }
    }
  }
}
