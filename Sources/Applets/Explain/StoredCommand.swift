internal import GenericDataService
internal import Model
internal import Platform

/// A command property as it is stored in a cluster, and what it says of a guest's configuration.
struct StoredCommand: Equatable {
  let isOurs: Bool
  let parameters: String?
  let tables: String?
  let group: String?

  /// What a command line says; a line that only a shell could read says nothing.
  init(_ line: String) {
    let words = (try? Words.split(line)) ?? []
    isOurs = words.first.map(StoredCommand.isOwn) ?? false
    parameters = StoredCommand.argument("P", "parameters", words)
    tables = StoredCommand.argument("C", "tables", words)
    group = StoredCommand.argument("G", "group", words)
  }

  /// Whether a path leads to our program: a legacy agent has scripts of the same names. Of what is not there the name alone is
  /// known.
  private static func isOwn(_ path: String) -> Bool {
    guard let found = Files.information(path) else {
      return ["start_xvm", "control_xvm", "ha-xvm"].contains(Files.name(of: path))
    }
    if let own = Files.information(Environment.ownProgram), own.device == found.device,
      own.number == found.number
    {
      return true
    }
    // Another build of it, as before an upgrade.
    var (place, links) = (path, 0)
    while links < 40, let target = try? Files.target(of: place) {
      place = target.hasPrefix("/") ? target : "\(Files.parent(of: place))/\(target)"
      links += 1
    }
    return Files.name(of: place).hasPrefix("ha-xvm")
  }

  /// The start command of a service that is registered with the engine; nil when it is not.
  init?(registered resource: String, _ locations: Locations) {
    let path = "\(locations.settings)/\(resource)\(StoredCommand.suffix)"
    guard let bytes = try? Files.read(path, limit: ParameterFile.maximumSize, trusted: true) else {
      return nil
    }
    var problems: [Failure] = []
    let name = ExtensionProperty.startCommand.name.lowercased()
    guard
      let given = ParameterFile.parse(bytes, name: path, problems: &problems)
        .first(where: { $0.name.lowercased() == name })
    else { return nil }
    self.init(given.value)
  }

  /// What the names of files end with that hold the properties of a service.
  static let suffix = ".properties"

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
