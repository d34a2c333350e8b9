internal import GenericDataService
internal import Model
internal import Render

/// What a resource is in the cluster's configuration: Contract, Commands that change.
extension ResourceChanges {
  /// The primitive of a resource with these properties.
  func element(
    _ name: String, _ group: ResourceGroups.Group, _ type: ClusterType, _ values: [String: String],
    isEnabled: Bool
  ) throws(Refusal) -> XMLElement {
    let isService = type == .service
    let kept = values.filter { !isService || ResourceChanges.kept.contains($0.key) }
      .filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let meta = GroupElements.meta(
      pingpong: group.kept["Pingpong_interval"] ?? "3600", isEnabled: isEnabled,
      kept: kept + (isService ? [] : [(KeptProperties.type, type.rawValue)]))
    switch type {
    case .service:
      let given = values.filter { !ResourceChanges.kept.contains($0.key) }.sorted {
        $0.key < $1.key
      }.map { ($0.key, $0.value) }
      let checked = try validated(name, group.name, given)
      return GroupElements.service(
        name, checked, given: given + [("Resource_group", group.name)], meta: meta)
    case .address:
      return GroupElements.address(
        name, try address(name, values["HostnameList"] ?? ""), meta: meta)
    case .storage: return try storage(name, values, meta)
    }
  }

  /// VALIDATE on this node, with every property: Contract, Validation.
  private func validated(_ name: String, _ group: String, _ given: [(String, String)])
    throws(Refusal) -> PropertyValues
  {
    let words = given.map { PropertyValues.Given($0.0, $0.1, place: name) }
    var problems: [Failure] = []
    let (configuration, answer): (ServiceConfiguration, AgentAnswer)
    do throws(Failure) {
      let identity = try ResourceIdentity(resource: name, group: group)
      configuration = ServiceConfiguration(identity, given: words, problems: &problems)
      answer =
        problems.isEmpty ? try ServiceActions(identity, words).validate(command: true) : .success
    } catch { throw Refusal(ClusterCommand.Exit.method, error.description) }
    if let first = problems.first {
      throw Refusal(ClusterCommand.Exit.property, first.description)
    }
    guard answer == .success else {
      throw Refusal(
        ClusterCommand.Exit.method, "\(name) is not valid on this node: \(answer.reason)")
    }
    return configuration.values
  }

  private func address(_ name: String, _ hosts: String) throws(Refusal) -> String {
    let all = hosts.split(separator: ",").map(String.init)
    guard all.count == 1, let host = all.first else {
      throw Refusal(
        ClusterCommand.Exit.invalid,
        "HostnameList of \(name) is '\(hosts)': a resource has one logical host here; make one for each"
      )
    }
    guard let address = NodeFacts.address(of: host) else {
      throw Refusal(
        ClusterCommand.Exit.invalid,
        "\(host) has no address; it has to stand in /etc/hosts of every node")
    }
    return address
  }

  private func storage(_ name: String, _ values: [String: String], _ meta: [(String, String)])
    throws(Refusal) -> XMLElement
  {
    func one(_ property: String) throws(Refusal) -> String? {
      let all = (values[property] ?? "").split(separator: ",").map(String.init)
      guard all.count < 2 else {
        throw Refusal(
          ClusterCommand.Exit.invalid,
          "\(property) of \(name) has \(all.count) elements: a resource has one here; make one for each"
        )
      }
      return all.first
    }
    if let devices = values["GlobalDevicePaths"], !devices.isEmpty {
      throw Refusal(
        ClusterCommand.Exit.invalid,
        "GlobalDevicePaths: there are no device groups here; FilesystemMountPoints or Zpools")
    }
    if let pool = try one("Zpools") { return GroupElements.pool(name, pool, meta: meta) }
    guard let directory = try one("FilesystemMountPoints") else {
      throw Refusal(
        ClusterCommand.Exit.property, "\(name) needs FilesystemMountPoints or Zpools")
    }
    guard let row = NodeFacts.fileSystem(at: directory) else {
      throw Refusal(
        ClusterCommand.Exit.invalid,
        "\(directory) is not in /etc/fstab; it has to stand there on every node, with noauto")
    }
    return GroupElements.fileSystem(
      name,
      [
        ("device", row.device), ("directory", directory), ("fstype", row.type),
        ("options", row.options),
      ], meta: meta)
  }

  /// The orders that the dependencies of a resource make.
  func dependencies(of name: String, _ values: [String: String]) throws(Refusal)
    -> [XMLElement]
  {
    var found: [XMLElement] = []
    var strong: Set<String> = []
    for kind in [GroupElements.Dependency.offlineRestart, .restart, .strong, .weak] {
      for word in (values[kind.rawValue] ?? "").split(separator: ",") {
        let other = String(word.prefix { $0 != "{" })
        guard other != name, try command.base().holds(other) else {
          throw Refusal(
            ClusterCommand.Exit.invalid, "\(kind.rawValue): there is no other resource \(other)")
        }
        // Of two the stronger one counts.
        if strong.insert(other).inserted { found += GroupElements.needs(name, other, kind) }
      }
    }
    return found
  }

  /// In a group what is no address is started after what is one: Contract, Dependencies.
  func network(
    _ name: String, _ type: ClusterType, _ group: ResourceGroups.Group,
    dependsOn values: [String: String]
  ) -> [XMLElement] {
    guard KeptProperties.isOn("Implicit_network_dependencies", in: group.kept) != false else {
      return []
    }
    let others = group.resources.compactMap(groups.resource)
    func isAddress(_ resource: ResourceGroups.Resource) -> Bool {
      ClusterType(named: resource.type) == .address
    }
    switch type {
    case .service:
      return others.filter(isAddress).flatMap { GroupElements.needs(name, $0.name, .strong) }
    case .address:
      return others.filter { ClusterType(named: $0.type) == .service }.flatMap {
        GroupElements.needs($0.name, name, .strong)
      }
    case .storage: return []
    }
  }
}
