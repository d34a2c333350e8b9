/// What a set-up file must fulfil beyond the range of each value; findings name the line that they are about.
struct SetupRules {
  private(set) var problems: [Failure] = []
  private let places: [String: String]
  private let name: String

  init(_ given: [PropertyValues.Given], name: String) {
    self.name = name
    places = Dictionary(
      given.map { ($0.name.lowercased(), $0.place) }, uniquingKeysWith: { first, _ in first })
  }

  /// Notes a problem of the line that sets `row`, or of the file when none does.
  mutating func report(_ row: ExtensionProperty, _ code: Failure.Code, _ cause: String) {
    problems.append(
      Failure(code, "\(places[row.name.lowercased()] ?? name): \(row.name)", cause: cause))
  }

  /// One name of a resource or group.
  mutating func legalName(_ values: PropertyValues, _ row: ExtensionProperty) -> String {
    let text = values.text(row)
    if !text.isEmpty, !ResourceIdentity.isLegal(text, colon: false) {
      report(row, .illegalName, "'\(text)'")
    }
    return text
  }

  /// Names with commas or blanks between them.
  mutating func names(_ values: PropertyValues, _ row: ExtensionProperty) -> [String] {
    let words = SetupRules.words(values.text(row))
    for word in words where !ResourceIdentity.isLegal(word, colon: false) {
      report(row, .illegalName, "'\(word)'")
    }
    twice(words, row)
    return words
  }

  private mutating func twice(_ words: [String], _ row: ExtensionProperty) {
    var seen: Set<String> = []
    if let word = words.first(where: { !seen.insert($0).inserted }) {
      report(row, .contradiction, "'\(word)' stands there twice")
    }
  }

  private static func words(_ text: String) -> [String] {
    text.split { $0 == "," || $0 == " " || $0 == "\t" }.map(String.init)
  }

  /// An element of Port_list.
  mutating func port(_ values: PropertyValues) -> String? {
    let text = values.text(.port)
    if text.isEmpty { return nil }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let isNumber = parts[0].utf8.allSatisfy { (48...57).contains($0) }
    let transport = parts.count > 1 ? String(parts[1]) : "tcp"
    guard isNumber, let number = Int(outside: parts[0], in: 1...65_535),
      ["tcp", "tcp6", "udp", "udp6"].contains(transport)
    else {
      report(
        .port, .badValue, "'\(text)' is not 1 to 65535, with /tcp, /tcp6, /udp or /udp6 or none")
      return nil
    }
    return "\(number)/\(transport)"
  }

  /// The affinities of `group`.
  mutating func affinities(_ values: PropertyValues, of group: String) -> [Affinity] {
    var found: [Affinity] = []
    for word in SetupRules.words(values.text(.affinity)) {
      guard let affinity = Affinity(parsing: word) else {
        report(
          .affinity, .badValue,
          "'\(word)' is not a sign (+, ++, +++, -, --) and the name of a group")
        continue
      }
      found.append(affinity)
    }
    if found.contains(where: { $0.group == group }) {
      report(.affinity, .contradiction, "it names its own group \(group)")
    }
    twice(found.map(\.group), .affinity)
    if found.count(where: { $0.sign == .delegating }) > 1 {
      report(.affinity, .contradiction, "a failover can be handed on to one group only")
    }
    return found
  }

  /// The elements of Load_factors.
  mutating func loadFactors(_ values: PropertyValues) -> [String] {
    let words = SetupRules.words(values.text(.loadFactors))
    if words.count == 1, words[0].uppercased() == SetupFile.automaticLoad {
      return [SetupFile.automaticLoad]
    }
    for word in words {
      let parts = word.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
      let isGood =
        parts.count == 2 && ResourceIdentity.isLegal(parts[0], colon: false)
        && Int(outside: parts[1]).map { $0 >= 0 } == true
      if !isGood {
        report(.loadFactors, .badValue, "'\(word)' is not limit@amount, and not AUTO alone")
      }
    }
    return words
  }

  /// The file that the table's definition comes from.
  mutating func definition(_ setup: PropertyValues, _ guest: PropertyValues) -> String? {
    let file = setup.text(.definitionFile)
    let place = guest.text(.domainDefinition)
    if file.isEmpty {
      // Whether TABLE needs a file is the toolstack's to say.
      if !place.isEmpty, !ConfigurationTable.holdsDefinition(place), !place.hasPrefix("/") {
        report(.domainDefinition, .badValue, "'\(place)' is neither an absolute path nor TABLE")
      }
      return nil
    }
    if !file.hasPrefix("/") {
      report(.definitionFile, .badValue, "'\(file)' is not an absolute path")
    } else if !place.isEmpty, !ConfigurationTable.holdsDefinition(place) {
      report(.definitionFile, .contradiction, "Domain_definition already names '\(place)'")
    }
    return file
  }
}
