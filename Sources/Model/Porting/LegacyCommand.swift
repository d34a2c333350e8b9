/// A command line that is stored in a property of an old resource: `/opt/x/bin/start_x -R rs -G rg -P /etc/x`.
struct LegacyCommand: Sendable {
  let program: String
  /// The flags, in their order, each with the word that follows it.
  let flags: [(letter: Character, value: String)]
  /// The other words behind the program: the method, for agents that have one program.
  let words: [String]

  /// Reads a line.
  ///
  /// - Throws: `.badValue` when a shell would have done more with it than part its words.
  init(parsing line: String) throws(Failure) {
    var words = try Words.split(line)[...]
    program = words.popFirst() ?? ""
    var flags: [(Character, String)] = []
    var rest: [String] = []
    while let word = words.popFirst() {
      guard word.hasPrefix("-"), let letter = word.dropFirst().first, letter != "-" else {
        rest.append(word)
        continue
      }
      let attached = String(word.dropFirst(2))
      if !attached.isEmpty {
        flags.append((letter, attached))
      } else if let next = words.first, !next.hasPrefix("-") {
        flags.append((letter, next))
        words = words.dropFirst()
      } else {
        flags.append((letter, ""))
      }
    }
    (self.flags, self.words) = (flags, rest)
  }
}
