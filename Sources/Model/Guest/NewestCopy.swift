/// The newest copy of a guest's NVRAM and TPM state that was made (`StateCopy`): every node has to know its number
/// (`SharedFact.copy`), so that a directory without it does not pass for one of a guest that has never run.
///
/// It is put down once the copy is there. What is killed in between leaves a newer copy than is known, which nobody misses.
public struct NewestCopy: Equatable, Sendable {
  /// Its number, which no later copy has again.
  public let number: Int
  /// Where it was made; of another directory it tells nothing.
  public let directory: String
  /// Whether an operator has said that it is lost: then it is not missed, and no other number up to its own.
  public let isLost: Bool

  public init(_ number: Int, in directory: String, isLost: Bool = false) {
    (self.number, self.directory, self.isLost) = (number, directory, isLost)
  }

  private static let lost = "lost"

  /// As one text, a line of words.
  public var text: String {
    TabbedLine.join(["1", String(number), directory] + (isLost ? [NewestCopy.lost] : []))
  }

  /// What a text says; nil for one that is not such a text.
  public init?(_ text: String) {
    guard let words = TabbedLine.split(text), words.count == 3 || words.count == 4,
      words[0] == "1", words.count == 3 || words[3] == NewestCopy.lost,
      let number = Int(outside: words[1], in: StateCopy.numbers), !words[2].isEmpty
    else { return nil }
    self.init(number, in: words[2], isLost: words.count == 4)
  }
}
