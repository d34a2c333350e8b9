/// What `clresource show -v`, or `scrgadm -pvv` of Sun Cluster 3.1, printed, saved in a file.
///
/// UNVERIFIED: blanks and the order of lines; of the first only `Name: value` in lines of any indentation, and that `Resource:`
/// begins the next resource, are relied upon; of the second what `ScrgadmLine` says.
public struct ResourceListing: Sendable {
  /// One resource's properties, the first line of each name.
  public struct Resource: Sendable {
    public let name: String
    /// Its lines.
    public internal(set) var properties: [PropertyValues.Given] = []

    fileprivate var names: Set<String> = []

    /// The value of a property, by its name without regard to case.
    public subscript(_ name: String) -> String? {
      properties.first { $0.name.lowercased() == name.lowercased() }?.value
    }
  }

  /// The resources, in their order.
  public private(set) var resources: [Resource] = []
  /// What was said of the group that the next resources belong to.
  private var groupLines: [PropertyValues.Given] = []

  /// Reads a listing; `name` is the file in messages.
  public init(parsing bytes: [UInt8], name: String) throws(Failure) {
    guard bytes.count <= ParameterFile.maximumSize else {
      throw Failure(.malformed, name, cause: "longer than \(ParameterFile.maximumSize >> 20) MB")
    }
    let bytes = UTF8Scan.orLatin1(bytes).bytes
    if bytes.contains(0) || UTF8Scan.isUTF16(bytes) {
      throw Failure(.malformed, name, cause: "is no text in UTF-8 or ISO-8859-1")
    }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() {
      let line = String(decoding: bytes, as: UTF8.self).trimmed
      let place = "\(name):\(index + 1)"
      if let old = ScrgadmLine(line) { take(old, place) } else { take(line, place) }
    }
  }

  /// Takes a line of `clresource show -v`.
  private mutating func take(_ line: String, _ place: String) {
    guard let colon = line.firstIndex(of: ":") else { return }
    let key = String(line[..<colon])
    let value = line[line.index(after: colon)...].trimmed
    guard !key.isEmpty, !key.contains(where: { $0.isWhitespace }) else { return }
    if key == "Resource" { return resources.append(Resource(name: value)) }
    if resources.isEmpty {
      guard key.lowercased().hasSuffix("_command") else { return }
      // Command properties alone, cut out of a listing.
      resources.append(Resource(name: ""))
    }
    add(key, value, place)
  }

  /// Takes a line of `scrgadm -pvv`: what its group has is taken for each resource of it.
  private mutating func take(_ line: ScrgadmLine, _ place: String) {
    switch line.what {
    case .group: groupLines = [PropertyValues.Given("Group", line.value, place: place)]
    case .ofGroup(let key):
      groupLines.append(PropertyValues.Given(key, ResourceListing.plain(line.value), place: place))
    case .resource:
      resources.append(Resource(name: line.value))
      for item in groupLines { add(item.name, item.value, item.place) }
    case .ofResource(let key): if !resources.isEmpty { add(key, line.value, place) }
    case .nothing: break
    }
  }

  private mutating func add(_ key: String, _ value: String, _ place: String) {
    guard resources[resources.count - 1].names.insert(key.lowercased()).inserted else { return }
    resources[resources.count - 1].properties.append(
      PropertyValues.Given(key, ResourceListing.plain(value), place: place))
  }

  private static func plain(_ value: String) -> String { value == "<NULL>" ? "" : value }

  /// The resource of this name, or the only one when no name is given.
  public func resource(_ wanted: String?) throws(Failure) -> Resource {
    let found = resources.filter { wanted == nil || $0.name == wanted }
    guard found.count == 1, let resource = found.first else {
      let names = resources.prefix(10).map(\.name).joined(separator: ", ")
      throw Failure(
        .noSuchResource, wanted ?? "", cause: names.isEmpty ? "it is empty" : "it holds \(names)")
    }
    return resource
  }
}

/// A line of `scrgadm -pvv`, which says in every line whose it is: `(group:resource:property) Res property value: x`.
struct ScrgadmLine {
  enum What: Equatable {
    case group
    case ofGroup(String)
    case resource
    case ofResource(String)
    case nothing
  }

  let what: What
  let value: String

  /// The line; nil for one that is none of this listing.
  init?(_ line: String) {
    var rest = line[...]
    var owner: [Substring] = []
    if rest.hasPrefix("("), let end = rest.firstIndex(of: ")") {
      owner = rest.dropFirst().prefix { $0 != ")" }.split(
        separator: ":", omittingEmptySubsequences: false)
      rest = rest[rest.index(after: end)...].drop { $0 == " " }
    }
    guard rest.hasPrefix("Res "), let colon = rest.firstIndex(of: ":") else { return nil }
    let label = String(rest.dropFirst(4)[..<colon])
    value = rest[rest.index(after: colon)...].trimmed
    switch (owner.count, label) {
    case (0, "Group name"): what = .group
    case (1, "name"): what = .resource
    case (1, _) where label.hasPrefix("Group "):
      let key = String(label.dropFirst(6))
      what = ScrgadmLine.ofGroup.contains(key) ? .ofGroup(key) : .nothing
    case (2, _):
      let key = ScrgadmLine.ofResource[label] ?? (label.contains(" ") ? nil : label)
      what = key.map { .ofResource($0) } ?? .nothing
    case (3, "property value"): what = .ofResource(String(owner[2]))
    default: what = .nothing
    }
  }

  /// Those of a group that a set-up file has.
  private static let ofGroup: Set = ["Nodelist", "RG_affinities", "RG_dependencies"]

  /// The names that clresource has for what this listing describes in words.
  private static let ofResource = [
    "resource type": "Type", "resource group name": "Group",
    "strong dependencies": "Resource_dependencies",
    "weak dependencies": "Resource_dependencies_weak",
    "restart dependencies": "Resource_dependencies_restart",
    "offline restart dependencies": "Resource_dependencies_offline_restart",
    "network resources used": "Network_resources_used",
  ]
}
