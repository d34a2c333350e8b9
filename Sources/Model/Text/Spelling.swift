/// What somebody may have meant who wrote a name that nobody knows.
public enum Spelling {
  /// The nearest of the candidates as the end of a message; empty when none is near.
  public static func hint(for name: String, among candidates: [String]) -> String {
    nearest(to: name, among: candidates).map { "; did you mean \($0)?" } ?? ""
  }

  /// The candidate that differs least from `name`, if it differs by no more than a third of its letters.
  public static func nearest(to name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().prefix(64))
    let best = candidates.map { ($0, distance(wanted, Array($0.lowercased()))) }
      .min { $0.1 < $1.1 }
    guard let best, best.1 <= max(1, wanted.count / 3) else { return nil }
    return best.0
  }

  /// Letters to insert, delete or replace, or neighbours to swap, to make one word of the other: the optimal string
  /// alignment distance.
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var before: [Int] = []
    var previous = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var row = [i + 1]
      for (j, other) in right.enumerated() {
        var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (letter == other ? 0 : 1))
        if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
          cost = min(cost, before[j - 1] + 1)
        }
        row.append(cost)
      }
      before = previous
      previous = row
    }
    return previous[right.count]
  }
}
