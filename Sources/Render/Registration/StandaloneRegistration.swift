public import Model

/// The registration of one guest with our own engine: files that `gds run` and its unit read.
public struct StandaloneRegistration: Sendable {
  /// A file as it is; nil content when there is none.
  public struct Present: Equatable, Sendable {
    /// Its absolute path.
    public let path: String
    /// What it holds.
    public let content: [UInt8]?

    /// A file with its content.
    public init(path: String, content: [UInt8]?) {
      (self.path, self.content) = (path, content)
    }
  }

  let setup: SetupFile
  let program: String
  let table: ClusterRegistration.TableChange
  let properties, unit: Present

  /// A registration; `properties` is the file of the service's properties, `unit` what is added to its unit.
  public init(
    _ setup: SetupFile, program: String, table: ClusterRegistration.TableChange,
    properties: Present, unit: Present
  ) {
    (self.setup, self.program, self.table) = (setup, program, table)
    (self.properties, self.unit) = (properties, unit)
  }

  /// Keys that one machine without a cluster has no means for.
  public static func objections(_ setup: SetupFile) -> [Failure] {
    let keys: [ExtensionProperty] = [
      .storageResources, .logicalHosts, .affinity, .favouredOver, .preEvict, .priority,
      .loadFactors, .resourceDependencies,
    ]
    let given = keys.filter { !(setup.setup.text($0) + setup.framework.text($0)).isEmpty }
      .filter { setup.setup.isSet($0) || setup.framework.isSet($0) }
    return given.map {
      Failure(.notHonoured, $0.name, cause: "the service engine has one machine and no groups")
    }
      + (setup.type != ResourceIdentity.genericDataService
        ? [
          Failure(
            .notHonoured, ExtensionProperty.resourceType.name,
            cause: "the service engine has SUNW.gds and no other type")
        ] : [])
      + (setup.nodes.count > 1
        ? [
          Failure(
            .notHonoured, ExtensionProperty.nodeList.name,
            cause: "the service engine keeps a guest on one machine")
        ] : [])
  }

  /// Why the files of that name are not this guest's; nil when they are, or there are none.
  ///
  /// - Parameter content: the file of the service's properties.
  public static func objection(_ resource: String, _ content: [UInt8]?) -> Failure? {
    guard let content else { return nil }
    var problems: [Failure] = []
    let command = ParameterFile.parse(content, name: "", problems: &problems)
      .first { $0.name.lowercased() == "start_command" }?.value
    guard let command, !command.contains("start_xvm -R \(resource) ") else { return nil }
    return Failure(.otherResource, resource, cause: "its Start_command is '\(command)'")
  }

  private var wanted: [RegisteredProperty] {
    // Dependencies and descriptions are the cluster's business.
    RegisteredProperty.all(setup, release: .usual, program: program, description: "").filter {
      !$0.value.isEmpty
    }
      // The engine's own: stop_xvm knows of more than its processes, and without its proof nothing counts as stopped.
      + [RegisteredProperty("Stop_exit_on_error", "TRUE", isStandard: false, ignoresCase: true)]
  }

  /// What is fixed while the service is online and would change; nil when nothing is.
  public var fixedChange: String? {
    if table.isFixedWhileEnabled { return "the guest's configuration table" }
    guard let content = properties.content else { return nil }
    var problems: [Failure] = []
    let lines = ParameterFile.parse(content, name: properties.path, problems: &problems)
    return wanted.first { property in
      property.tunable != .anyTime
        && !property.agrees(with: lines.first { $0.name == property.name }?.value)
    }?.name
  }

  /// The files that differ.
  public var plan: RegistrationPlan {
    RegistrationPlan(
      [
        table.step,
        step("write the properties of the service", properties, propertiesText),
        step("write what its unit has to know besides", unit, unitText),
      ].compactMap(\.self))
  }

  private func step(_ purpose: String, _ file: Present, _ text: String) -> RegistrationStep? {
    let content = Array(text.utf8)
    guard content != file.content else { return nil }
    return RegistrationStep(
      purpose, .replace(path: file.path, content: content),
      undo: [
        file.content.map { .replace(path: file.path, content: $0) } ?? .remove(path: file.path)
      ])
  }

  private var propertiesText: String {
    let lines = wanted.map { "\($0.name)=\(ParameterFile.quoted($0.value) ?? "")" }
    return
      (["# Properties of the service \(setup.resource), for gds run -P. Written by xvm_register."]
      + lines).joined(separator: "\n") + "\n"
  }

  /// The group's name for `-G ${RG}`, and a little more than Stop_timeout before systemd gives up: systemd.service(5).
  private var unitText: String {
    """
    # Written by xvm_register.
    [Service]
    Environment=RG=\(setup.group)
    TimeoutStopSec=\(setup.guest.integer(.stopTimeout) + 30)

    """
  }

  /// The group that a unit's text names; nil when it names none.
  public static func group(inUnit text: String) -> String? {
    text.split(separator: "\n").first { $0.hasPrefix("Environment=RG=") }.map {
      String($0.dropFirst("Environment=RG=".count))
    }
  }
}

/// The removal of a guest from our own engine.
public struct StandaloneRemoval: Sendable {
  let stop: [String]?
  let files: [(purpose: String, file: StandaloneRegistration.Present)]
  let state: String?

  /// A removal.
  ///
  /// - Parameters:
  ///   - stop: the command that stops the service; nil when it does not run.
  ///   - state: the directory of what the engine has published; nil when there is none.
  public init(
    stop: [String]?, table: StandaloneRegistration.Present,
    properties: StandaloneRegistration.Present, unit: StandaloneRegistration.Present,
    facts: StandaloneRegistration.Present, state: String?
  ) {
    (self.stop, self.state) = (stop, state)
    files = [
      ("forget what was to be known of the guest on every node", facts),
      ("remove what was added to its unit", unit),
      ("remove the properties of the service", properties),
      ("remove the guest's configuration table on this node", table),
    ]
  }

  /// What is left to be taken away.
  public var plan: RegistrationPlan {
    var steps: [RegistrationStep] = []
    if let stop { steps.append(RegistrationStep("stop the guest", .run(stop))) }
    if let state {
      steps.append(
        RegistrationStep("remove the state of the service", .removeDirectory(path: state)))
    }
    for (purpose, file) in files {
      guard let content = file.content else { continue }
      steps.append(
        RegistrationStep(
          purpose, .remove(path: file.path),
          undo: [.replace(path: file.path, content: content)]))
    }
    return RegistrationPlan(steps)
  }
}
