internal import Model

/// What a guest has answered since it was booted, or came here.
struct GuestAnswers: Equatable {
  /// How long the file of its console was before the boot.
  var consoleLength: Int64 = 0
  /// Whether a start waits, or has waited and was cut off, for its answers.
  var isAwaited = false
  /// The names of the checks that have passed.
  var passed: Set<String> = []

  init() {}

  /// Reads what ``text`` wrote; a line that says nothing is left out.
  init(parsing text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: "\t", maxSplits: 1).map(String.init)
      switch (words.first, words.count) {
      case ("console", 2): consoleLength = Int64(outside: words[1], in: 0...1 << 60) ?? 0
      case ("awaited", 1): isAwaited = true
      case ("passed", 2): passed.insert(words[1])
      default: break
      }
    }
  }

  var text: String {
    "console\t\(consoleLength)\n" + (isAwaited ? "awaited\n" : "")
      + passed.sorted().map { "passed\t\($0)\n" }.joined()
  }
}
