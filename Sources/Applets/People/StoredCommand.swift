internal import Model

/// A command property as it is stored in a cluster, and what it says of a guest's configuration.
struct StoredCommand: Equatable {
  /// Whether it calls one of our commands.
  let isOurs: Bool
  /// The file after -P.
  let parameters: String?
  /// The directory after -C.
  let tables: String?

  /// What a command line says; a line that only a shell could read says nothing.
  init(_ line: String) {
    let words = (try? Words.split(line)) ?? []
    let program = words.first?.split(separator: "/").last ?? ""
    isOurs = ["start_xvm", "control_xvm", "ha-xvm"].contains(program)
    parameters = StoredCommand.argument("P", "parameters", words)
    tables = StoredCommand.argument("C", "tables", words)
  }

  private static func argument(_ letter: String, _ word: String, _ words: [String]) -> String? {
    for (position, text) in words.enumerated() {
      if text == "-" + letter || text == "--" + word {
        return position + 1 < words.count ? words[position + 1] : nil
      }
      for prefix in ["-" + letter, "--\(word)="]
      where text.hasPrefix(prefix) && !text.hasPrefix("-\(letter)-") {
        return String(text.dropFirst(prefix.count))
      }
    }
    return nil
  }
}
