/// The change-over from a legacy agent: what its file and its stored properties say, as a set-up file of ours, with an account
/// of every key.
public struct Port: Sendable {
  /// What became of a key.
  public enum Fate: String, CaseIterable, Sendable {
    /// It stands in our file with the same name and value.
    case kept
    /// It stands there with another name or value.
    case changed
    case dropped
    /// Somebody has to look at it.
    case decide
  }

  /// A line of the account.
  public struct Entry: Hashable, Sendable {
    public let fate: Fate
    public let place: String
    public let text: String
  }

  /// The account, in the order in which things were read.
  public private(set) var entries: [Entry] = []
  /// The values of our file, by the names of its keys.
  public private(set) var values: [String: String] = [:]
  private var places: [String: String] = [:]
  private var said: Set<Entry> = []
  private var unknown = 0

  private static let keys = Dictionary(
    SetupProperties.keys.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first }
  )

  public init() {}

  /// Takes what a file says that used to be sourced.
  public mutating func take(_ file: ShellAssignments, name: String) {
    for remark in file.remarks { note(.changed, name, remark) }
    for failure in file.refused { note(.decide, failure.subject, failure.cause) }
    var last: [String: PropertyValues.Given] = [:]
    for item in file.given { last[item.name] = item }
    for item in file.given {
      guard let final = last[item.name], final == item else {
        note(.dropped, item.place, "\(item.name) is set again further down")
        continue
      }
      take(item, isHelper: file.referred.contains(item.name))
    }
  }

  /// Takes the properties of a resource as the cluster showed them.
  public mutating func take(_ resource: ResourceListing.Resource) {
    let place = resource.properties.first?.place ?? resource.name
    if !resource.name.isEmpty { set(.resource, resource.name, place, as: "Resource") }
    if let group = resource["Group"] { set(.group, group, place, as: "Group") }
    if resource["Type"]?.hasPrefix("SUNW.ldom") == true {
      note(
        .decide, place,
        "the resource is a SUNW.ldom; set Hypervisor to the toolstack that runs the guest now")
    }
    for item in onePerName(resource.properties) {
      switch item.name.lowercased() {
      case "start_command", "stop_command", "probe_command", "validate_command": takeCommand(item)
      default: if !LegacyKey.isDescription(item.name) { take(item, isHelper: false) }
      }
    }
  }

  /// The properties with one value for all nodes; `Name{node}` has one for each, and they may differ.
  private mutating func onePerName(_ properties: [PropertyValues.Given]) -> [PropertyValues.Given] {
    var result: [PropertyValues.Given] = []
    var perNode: [(name: String, items: [PropertyValues.Given])] = []
    for item in properties {
      guard let brace = item.name.firstIndex(of: "{") else {
        result.append(item)
        continue
      }
      let name = String(item.name[..<brace])
      if LegacyKey.isDescription(name) { continue }
      if let index = perNode.firstIndex(where: { $0.name == name }) {
        perNode[index].items.append(item)
      } else {
        perNode.append((name, [item]))
      }
    }
    for (name, items) in perNode {
      if Set(items.map(\.value)).count == 1 {
        result.append(PropertyValues.Given(name, items[0].value, place: items[0].place))
      } else {
        let values = items.map { "\($0.name)='\($0.value.prefix(60))'" }.joined(separator: ", ")
        note(.decide, items[0].place, "\(name) differs from node to node: \(values)")
      }
    }
    return result
  }

  /// Takes one key.
  mutating func take(_ item: PropertyValues.Given, isHelper: Bool) {
    if let own = Port.keys[item.name.lowercased()] {
      return set(own, item.value, item.place, as: item.name)
    }
    switch LegacyKey.find(item.name)?.outcome {
    case .becomes(let row): set(row, item.value, item.place, as: item.name)
    case .translated(let row, let words): translate(item, row, words)
    case .resembles(let row):
      note(
        item.value.isEmpty ? .dropped : .decide, item.place,
        item.value.isEmpty ? item.name : "\(item.name) is no key of ours; did it mean \(row.name)?")
    case .dropped(let why, let silent):
      if item.value.isEmpty || silent.contains(item.value.lowercased()) {
        note(.dropped, item.place, item.name)
      } else {
        note(.dropped, item.place, "\(item.name): \(why)")
      }
    case .decide(let why, let silent):
      let isSilent = item.value.isEmpty || silent.contains(item.value.lowercased())
      note(isSilent ? .dropped : .decide, item.place, isSilent ? item.name : "\(item.name): \(why)")
    case nil:
      if isHelper {
        note(.dropped, item.place, "\(item.name): other keys were made of it, and they are taken")
      } else if item.value.isEmpty {
        note(.dropped, item.place, item.name)
      } else {
        unknown += 1
        // Guessing costs time, and nobody reads so many guesses.
        let near =
          unknown > 100
          ? nil : Spelling.nearest(to: item.name, among: SetupProperties.keys.map(\.name))
        note(
          .decide, item.place,
          "\(item.name) is no key of ours" + (near.map { "; did it mean \($0)?" } ?? ""))
      }
    }
  }

  private mutating func translate(
    _ item: PropertyValues.Given, _ row: ExtensionProperty, _ words: [String: String]
  ) {
    if let value = words[item.value.lowercased()] {
      set(row, value, item.place, as: item.name, was: item.value)
    } else if row.name == ExtensionProperty.debugLevel.name {
      // The old switch could name one resource; which one this file is for is known by then or never.
      let isOurs = item.value == values[ExtensionProperty.resource.name]
      set(row, isOurs ? "2" : "0", item.place, as: item.name, was: item.value)
    } else {
      note(
        .decide, item.place,
        "\(item.name): '\(item.value)' is none of \(words.keys.sorted().joined(separator: ", "))")
    }
  }

  /// Sets one of our keys, and says so.
  private mutating func set(
    _ row: ExtensionProperty, _ value: String, _ place: String, as name: String,
    was: String? = nil
  ) {
    // An array of the cluster is shown with blanks or commas between its elements.
    let isList = row.kind == .list && row.name != ExtensionProperty.shutdownModes.name
    var wanted = value
    if isList {
      wanted = value.split { $0 == " " || $0 == "," }.map { element in
        unqualified(element, place, name)
      }.joined(separator: ",")
    }
    if row.name == ExtensionProperty.childMonLevel.name, wanted != "-1" {
      wanted = "-1"
    }
    if wanted.isEmpty, row.category != .required {
      return note(.dropped, place, "\(name) is empty")
    }
    guard let canonical = row.canonical(wanted), ParameterFile.quoted(canonical) != nil else {
      let fits = row.objection(to: String(wanted.prefix(60))) ?? row.objection(to: wanted)
      return note(
        .decide, place, "\(name): " + (fits ?? "'\(wanted.prefix(60))' is not \(row.range)"))
    }
    if let there = values[row.name] {
      if Port.areSame(there, canonical, row) { return }
      return note(
        .decide, place,
        "\(name) is '\(canonical)', and \(places[row.name] ?? "the other one") says '\(there)', which is taken"
      )
    }
    (values[row.name], places[row.name]) = (canonical, place)
    let isSame = row.name.lowercased() == name.lowercased() && canonical == value
    note(
      isSame ? .kept : .changed, place,
      isSame
        ? "\(row.name)=\(canonical)" : "\(name)=\(was ?? value) is now \(row.name)=\(canonical)")
  }

  /// Whether two values of a key mean the same: `22` is `22/tcp`.
  private static func areSame(_ one: String, _ other: String, _ row: ExtensionProperty) -> Bool {
    func full(_ text: String) -> String {
      row.name == ExtensionProperty.port.name && !text.contains("/") ? text + "/tcp" : text
    }
    return full(one) == full(other)
  }

  /// The name of a resource without the qualifier that says on which node it has to be: `has-rs{LOCAL_NODE}`.
  private mutating func unqualified(_ element: Substring, _ place: String, _ name: String)
    -> Substring
  {
    guard element.hasSuffix("}"), let brace = element.firstIndex(of: "{") else { return element }
    let plain = element[..<brace]
    switch element[brace...].uppercased() {
    // What holds without one too.
    case "{FROM_RG_AFFINITIES}": break
    case "{LOCAL_NODE}":
      note(
        .decide, place,
        "\(name): \(element) is taken as \(plain); for the same node put both into one group, or set Affinity=++GROUP"
      )
    default:
      note(
        .decide, place, "\(name): \(element) is taken as \(plain); set the dependency by hand")
    }
    return plain
  }

  private mutating func takeCommand(_ item: PropertyValues.Given) {
    if item.value.isEmpty { return note(.dropped, item.place, item.name) }
    let command: LegacyCommand
    do throws(Failure) { command = try LegacyCommand(parsing: item.value) } catch {
      return note(.decide, item.place, "\(item.name): \(error.cause)")
    }
    note(.changed, item.place, "\(item.name): \(command.program) gives way to a command of ha-xvm")
    for (letter, value) in command.flags {
      let shown = "\(item.name) -\(letter)"
      // A value that the framework was to fill in says nothing by itself.
      if value.hasPrefix("%") { continue }
      switch letter {
      case "R": set(.resource, value, item.place, as: shown)
      case "G": set(.group, value, item.place, as: shown)
      case "N" where !value.isEmpty: set(.logicalHosts, value, item.place, as: shown)
      case "D" where !value.isEmpty && !value.contains("/"):
        set(.domainName, value, item.place, as: shown)
      case "P":
        note(
          .decide, item.place, "\(shown): the file or directory \(value) is to be read too, with -f"
        )
      default:
        // Its value may be a password and is not repeated.
        note(.decide, item.place, "\(shown): a flag of the old program that has no key of ours")
      }
    }
  }

  private mutating func note(_ fate: Fate, _ place: String, _ text: String) {
    let entry = Entry(fate: fate, place: place, text: text)
    if said.insert(entry).inserted { entries.append(entry) }
  }

  /// Our file as it would be read, and what is wrong with it by our rules; that is added to the account.
  public mutating func finish() -> SetupFile {
    let given = SetupProperties.keys.compactMap { row in
      values[row.name].map { PropertyValues.Given(row.name, $0, place: places[row.name] ?? "") }
    }
    var problems: [Failure] = []
    let file = SetupFile(given, name: "the new file", problems: &problems)
    for problem in problems + PropertyRules.all.compactMap({ $0.failure(file.guest) }) {
      // The last word of what it is about is the key, behind its place or alone.
      let key = problem.subject.split(separator: " ").last.map(String.init) ?? ""
      note(.decide, places[key] ?? "the new file", problem.placed(key).sentence)
    }
    return file
  }

  /// Whether somebody has to look at something before the new file is used.
  public var needsDecision: Bool { entries.contains { $0.fate == .decide } }
}
