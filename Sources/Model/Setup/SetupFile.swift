/// The file that a field engineer fills in: one guest, and where it is to be.
public struct SetupFile: Equatable, Sendable {
  public let resource, group, type: String
  /// The nodes of a group that is made now, the preferred one first; empty for all.
  public let nodes: [String]
  /// Resources that have to be online before: storage.
  public let storageResources: [String]
  /// Resources that have to be online before: addresses.
  public let logicalHosts: [String]
  /// An element of Port_list, `80/tcp`; nil when there is none.
  public let port: String?
  public let affinities: [Affinity]
  /// Resources whose groups are to give way to this one's.
  public let favouredOver: [String]
  /// Elements of Load_factors: `memory@4`; the word AUTO alone until `counting` says what the definition takes.
  public private(set) var loadFactors: [String]
  /// The file whose content the table is to hold as the guest's definition; nil when it is to hold none.
  public let definitionFile: String?
  public private(set) var setup: PropertyValues
  /// The values of `ExtensionProperties.all`: how the guest is kept. This is what its table holds.
  public let guest: PropertyValues
  public let framework: PropertyValues

  /// Reads a file; `name` is the file in messages. What it returns may be used when there were no problems.
  public static func parse(_ bytes: [UInt8], name: String, problems: inout [Failure]) -> SetupFile {
    let given = ParameterFile.parse(bytes, name: name, problems: &problems)
    return SetupFile(given, name: name, problems: &problems)
  }

  public init(_ given: [PropertyValues.Given], name: String, problems: inout [Failure]) {
    let before = problems.count
    // Once against all the keys, for the problems; then each table takes what is its own.
    _ = PropertyValues(given, of: SetupProperties.keys, problems: &problems)
    // What is missing has no line of its own to be named by.
    for index in problems.indices.dropFirst(before) where problems[index].code == .missingProperty {
      problems[index] = Failure(.missingProperty, "\(name): \(problems[index].subject)")
    }
    func values(_ rows: [ExtensionProperty]) -> PropertyValues {
      let names = Set(rows.map { $0.name.lowercased() })
      var seen: [Failure] = []
      return PropertyValues(
        given.filter { names.contains($0.name.lowercased()) }, of: rows, complete: false,
        problems: &seen)
    }
    let setup = values(SetupProperties.all)
    var guest = values(ExtensionProperties.all)
    framework = values(SetupProperties.framework)

    var check = SetupRules(given, name: name)
    resource = check.legalName(setup, .resource)
    group = check.legalName(setup, .group)
    type = setup.text(.resourceType)
    nodes = check.names(setup, .nodeList)
    storageResources = check.names(setup, .storageResources)
    logicalHosts = check.names(setup, .logicalHosts)
    favouredOver = check.names(setup, .favouredOver)
    port = check.port(setup)
    affinities = check.affinities(setup, of: group)
    loadFactors = check.loadFactors(setup)
    definitionFile = check.definition(setup, guest)
    if favouredOver.contains(resource) {
      check.report(.favouredOver, .contradiction, "a guest cannot be favoured over itself")
    }
    if definitionFile != nil {
      guest = guest.setting(.domainDefinition, to: ConfigurationTable.definitionWord)
    }
    (self.setup, self.guest) = (setup, guest)
    problems += check.problems
  }

  /// The word for what the definition takes.
  static let automaticLoad = "AUTO"

  /// Whether the definition says what the guest takes.
  public var isLoadAutomatic: Bool { loadFactors == [SetupFile.automaticLoad] }

  /// The file with what the definition takes in the place of AUTO.
  public func counting(processors: Int, mebibytes: Int) -> SetupFile {
    var copy = self
    copy.loadFactors = ["cpu@\(processors)", "memory@\(mebibytes)"]
    copy.setup = setup.setting(.loadFactors, to: copy.loadFactors.joined(separator: ","))
    return copy
  }

  /// The resource's names, checked.
  public func identity() throws(Failure) -> ResourceIdentity {
    try ResourceIdentity(resource: resource, group: group, type: type)
  }
}
