internal import Model
internal import Platform

/// Several questions that one virsh asks one after the other, as each connection to another node costs a log-in.
///
/// virsh(1): commands of one argument are parted by semicolons, and one that fails does not keep the next from being run.
struct LibvirtQuestions {
  /// What stands behind each answer, on a line of its own: virsh that is quiet ends no line of its `echo`.
  private static let mark = "ha-xvm-next-answer"
  private var commands: [[String]] = []

  /// Adds a command of virsh; the place of its answer.
  mutating func add(_ words: String...) -> Int {
    commands.append(words)
    return commands.count - 1
  }

  /// The commands as one argument of virsh.
  var line: String {
    commands.map { words in
      words.map(Self.quoted).joined(separator: " ") + "; echo " + Self.quoted(Self.mark + "\n")
    }.joined(separator: "; ")
  }

  /// Each command's standard output, which is empty for one that failed; nil when virsh did not come to the end of them.
  func answers(in text: String) -> [String]? {
    var answers: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == Self.mark { answers.append([]) } else { answers[answers.count - 1].append(line) }
    }
    guard answers.count == commands.count + 1 else { return nil }
    return answers.dropLast().map { $0.joined(separator: "\n") }
  }

  /// A word as virsh's own parser takes it, which knows quotes and backslashes as a shell does.
  private static func quoted(_ word: String) -> String {
    "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }

  /// Asks a daemon.
  ///
  /// - Returns: nil when it does not answer.
  func ask(_ daemon: LibvirtDriver, until deadline: Instant) throws(Failure) -> [String]? {
    answers(in: try daemon.virsh([line], until: deadline).text)
  }
}
