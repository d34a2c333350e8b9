internal import Model
internal import Platform

/// The fault matrix, Tests/faults/matrix.txt, as its tests read it; the file's own head explains the columns.
public enum FaultTable {
  /// One cell: a method, called while something is wrong, and what has to come out.
  public struct Cell: Sendable, CustomStringConvertible {
    /// The line of the file.
    public let line: Int
    /// The column of that name.
    public let place, method: String
    /// The guest's state when the method is called, in words.
    public let state: [String]
    /// What else the guest's script says.
    public let script: [String]
    /// What is wrong, each in words.
    public let faults: [[String]]
    /// The exit status that has to come out; -1 for a guard that stays.
    public let exit: Int32
    /// What the guest has to be afterwards, in truth.
    public let after: String
    /// When the method has to have ended.
    public let ends: Limit
    /// Numbers of the messages that have to be given; for a method that fails the first is its reason.
    public let messages: [Int]

    /// The cell as it stands in the file.
    public let description: String

    /// What follows these words in the fault that begins with them; nil when none does.
    public func fault(_ words: String...) -> [String]? {
      faults.first { $0.starts(with: words) }.map { Array($0.dropFirst(words.count)) }
    }

    /// What follows the word in each fault that begins with it.
    public func faults(_ word: String) -> [[String]] {
      faults.filter { $0.first == word }.map { Array($0.dropFirst()) }
    }

    /// What the method may take in all: `budget 2s`, else the framework's default.
    public var time: Duration {
      if let span = fault("budget")?.first, let seconds = Int(span.dropLast()) {
        return .seconds(seconds)
      }
      return .seconds(["probe", "guard", "monitor"].contains(method) ? 30 : 300)
    }

    /// The properties that it sets.
    public var properties: [String] {
      faults.filter { $0[0].contains("=") }.map { $0.joined(separator: " ") }
    }
  }

  /// A time that a method may take.
  public struct Limit: Equatable, Sendable {
    /// The least and the most, as a share of the method's time in percent, or in seconds.
    public let least, most: Double
    /// Whether both are shares.
    public let isShare: Bool

    /// Both as times of a method that may take `total`.
    public func range(of total: Duration) -> ClosedRange<Double> {
      let unit = isShare ? total.inSeconds / 100 : 1
      return (least * unit)...(most * unit)
    }
  }

  /// A line that is no cell.
  public struct Malformed: Error, CustomStringConvertible {
    /// Which one, and what is the matter.
    public let description: String
  }

  /// The cells that are tried in that place.
  public static func cells(_ place: String) throws -> [Cell] {
    try all().filter { $0.place == place }
  }

  /// Every cell.
  public static func all() throws -> [Cell] {
    let text = try Files.read("\(SourceTree.root)/Tests/faults/matrix.txt")
    var cells: [Cell] = []
    for (index, line) in String(decoding: text, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty && !line.hasPrefix("#") {
      guard let cell = cell(String(line), index + 1) else {
        throw Malformed(description: "Tests/faults/matrix.txt:\(index + 1): \(line)")
      }
      cells.append(cell)
    }
    return cells
  }

  /// The cell that a line of the file is; nil for one that is none.
  public static func cell(_ text: String, _ line: Int) -> Cell? {
    let fields = text.split(separator: "|", omittingEmptySubsequences: false).map {
      words(String($0))
    }
    guard fields.count == 8 else { return nil }
    let clauses = [2, 3].map { column in
      text.split(separator: "|", omittingEmptySubsequences: false)[column]
        .split(separator: ";").map { words(String($0)) }.filter { !$0.isEmpty && $0 != ["-"] }
    }
    guard let state = clauses[0].first,
      let exit = fields[4] == ["stays"] ? -1 : Int32(fields[4].joined()),
      let ends = limit(fields[6].joined())
    else { return nil }
    return Cell(
      line: line, place: fields[0].joined(separator: " "), method: fields[1].joined(separator: " "),
      state: state, script: clauses[0].dropFirst().map { $0.joined(separator: " ") },
      faults: clauses[1], exit: exit, after: fields[5].joined(separator: " "), ends: ends,
      messages: fields[7].compactMap { Int($0) }, description: "\(line): \(text)")
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }

  /// `78%`, `60-62%` or `2s`.
  private static func limit(_ text: String) -> Limit? {
    guard let unit = text.last, unit == "%" || unit == "s" else { return nil }
    let numbers = text.dropLast().split(separator: "-").map { Double($0) }
    guard let most = numbers.last ?? nil, let least = numbers.count > 1 ? numbers[0] : 0 else {
      return nil
    }
    return Limit(least: least, most: most, isShare: unit == "%")
  }
}
