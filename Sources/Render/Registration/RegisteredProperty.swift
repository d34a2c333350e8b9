internal import Model

/// A property of a resource with the value that it is to have.
struct RegisteredProperty: Equatable, Sendable {
  let name: String
  let value: String
  let isStandard: Bool
  let tunable: ExtensionProperty.Tunability
  private let ignoresCase: Bool

  init(
    _ name: String, _ value: String, isStandard: Bool = true,
    _ tunable: ExtensionProperty.Tunability = .anyTime, ignoresCase: Bool = false
  ) {
    (self.name, self.value, self.isStandard) = (name, value, isStandard)
    (self.tunable, self.ignoresCase) = (tunable, ignoresCase)
  }

  init(_ row: ExtensionProperty, _ value: String) {
    self.init(
      row.name, value, isStandard: row.origin == .standard, row.tunable,
      ignoresCase: row.kind == .boolean || row.kind.isChoice)
  }

  /// Whether a resource with this value needs no change.
  func agrees(with present: String?) -> Bool {
    ignoresCase ? value.lowercased() == present?.lowercased() : value == (present ?? "")
  }

  /// `Start_timeout=300`
  var word: String { "\(name)=\(value)" }
}

extension ExtensionProperty.Kind {
  fileprivate var isChoice: Bool {
    if case .choice = self { true } else { false }
  }
}

extension RegisteredProperty {
  /// The rows whose values the framework works with; the others are for the methods alone and stand in the table.
  private static let timing: [ExtensionProperty] = [
    .startTimeout, .stopTimeout, .validateTimeout, .probeTimeout, .thoroughProbeInterval,
    .retryCount, .retryInterval, .childMonLevel,
  ]

  /// The rows that a type of guests has besides. The table has them too: Validate_command runs before there is a resource that
  /// could be asked for them.
  private static func own(_ type: String) -> [ExtensionProperty] {
    guard type != ResourceIdentity.genericDataService else { return [] }
    let names = Set(timing.map(\.name))
    return ExtensionProperties.all.filter { $0.origin == .extension && !names.contains($0.name) }
  }

  /// The properties of the resource that a file describes, all of them: a default that is not verified, or that somebody has
  /// changed, is then no matter.
  ///
  /// - Parameter description: for R_description; it says what xvm_register did besides.
  static func all(
    _ setup: SetupFile, release: ClusterRelease, program: String, description: String
  ) -> [RegisteredProperty] {
    commands(setup, program)
      + [
        RegisteredProperty(
          "Network_aware", "false", isStandard: false, .atCreation, ignoresCase: true)
      ]
      + (timing + own(setup.type)).map { RegisteredProperty($0, setup.guest.text($0)) }
      + [.failoverMode, .failoverEnabled, .logLevel].map {
        RegisteredProperty($0, setup.framework.text($0))
      }
      + dependencies(setup, release) + [RegisteredProperty("Port_list", setup.port ?? "")]
      + (setup.setup.isSet(.preEvict)
        ? [RegisteredProperty(.preEvict, setup.setup.text(.preEvict))] : [])
      + [RegisteredProperty("R_description", description)]
  }

  /// The four command properties of a guest, with its names as they are: whether SUNW.gds replaces variables for a resource that
  /// was not made by Agent Builder is not verified (Contract, Property variables).
  static func commands(_ setup: SetupFile, _ program: String) -> [RegisteredProperty] {
    Method.allCases.map { method in
      RegisteredProperty(
        "\(method.rawValue.prefix(1).uppercased())\(method.rawValue.dropFirst())_command",
        command(method, setup.resource, setup.group, program), isStandard: false, .whenDisabled)
    }
  }

  /// `/opt/ha-xvm/bin/ha-xvm start_xvm -R web-rs -G web-rg`
  static func command(_ method: Method, _ resource: String, _ group: String, _ program: String)
    -> String
  {
    "\(ShellQuoting.word(program)) \(method.rawValue)_xvm -R \(resource) -G \(group)"
  }

  /// Storage, addresses and what else has to be online before.
  private static func dependencies(_ setup: SetupFile, _ release: ClusterRelease)
    -> [RegisteredProperty]
  {
    let others = setup.logicalHosts + setup.framework.list(.resourceDependencies)
    let storage = setup.storageResources
    let isApart = release.hasOfflineRestart
    let plain = unique(isApart ? others : storage + others)
    return [RegisteredProperty("Resource_dependencies", plain.joined(separator: ","))]
      + (isApart
        ? [
          RegisteredProperty(
            "Resource_dependencies_offline_restart", storage.joined(separator: ","))
        ] : [])
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}
