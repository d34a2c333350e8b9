internal import Model

/// How a release of the cluster spells what is done to it: Contract, Commands of the cluster.
struct ClusterCommands {
  let release: ClusterRelease

  private var isNew: Bool { release.hasObjectCommands }

  func register(type: String) -> [String] {
    isNew ? ["clresourcetype", "register", type] : ["scrgadm", "-a", "-t", type]
  }

  func create(group: String, nodes: [String], _ properties: [(String, String)]) -> [String] {
    let list = nodes.joined(separator: ",")
    return isNew
      ? ["clresourcegroup", "create"] + (nodes.isEmpty ? [] : ["-n", list])
        + words("-p", properties) + [group]
      : ["scrgadm", "-a", "-g", group] + (nodes.isEmpty ? [] : ["-h", list])
        + words("-y", properties)
  }

  func set(group: String, _ properties: [(String, String)]) -> [String] {
    isNew
      ? ["clresourcegroup", "set"] + words("-p", properties) + [group]
      : ["scrgadm", "-c", "-g", group] + words("-y", properties)
  }

  func delete(group: String) -> [String] {
    isNew ? ["clresourcegroup", "delete", group] : ["scrgadm", "-r", "-g", group]
  }

  /// A resource that is disabled at first; scrgadm makes no others.
  func create(
    resource: String, group: String, type: String, _ properties: [RegisteredProperty]
  ) -> [String] {
    isNew
      ? ["clresource", "create", "-d", "-g", group, "-t", type] + words(properties) + [resource]
      : ["scrgadm", "-a", "-j", resource, "-g", group, "-t", type] + words(properties)
  }

  func set(resource: String, _ properties: [RegisteredProperty]) -> [String] {
    isNew
      ? ["clresource", "set"] + words(properties) + [resource]
      : ["scrgadm", "-c", "-j", resource] + words(properties)
  }

  func delete(resource: String) -> [String] {
    isNew ? ["clresource", "delete", resource] : ["scrgadm", "-r", "-j", resource]
  }

  func enable(_ resource: String) -> [String] {
    isNew ? ["clresource", "enable", resource] : ["scswitch", "-e", "-j", resource]
  }

  func disable(_ resource: String) -> [String] {
    isNew ? ["clresource", "disable", resource] : ["scswitch", "-n", "-j", resource]
  }

  /// Manages a group, enables all that is in it with its monitors, and brings it online.
  func bringUp(_ group: String) -> [String] {
    isNew ? ["clresourcegroup", "online", "-emM", group] : ["scswitch", "-Z", "-g", group]
  }

  func manage(_ group: String) -> [String] {
    isNew ? ["clresourcegroup", "manage", group] : ["scswitch", "-o", "-g", group]
  }

  func unmanage(_ group: String) -> [String] {
    isNew ? ["clresourcegroup", "unmanage", group] : ["scswitch", "-u", "-g", group]
  }

  /// Brings a managed group online and enables nothing.
  func online(_ group: String, nodes: [String]) -> [String] {
    isNew
      ? ["clresourcegroup", "online", group]
      : ["scswitch", "-z", "-g", group] + (nodes.first.map { ["-h", $0] } ?? [])
  }

  func offline(_ group: String) -> [String] {
    isNew ? ["clresourcegroup", "offline", group] : ["scswitch", "-F", "-g", group]
  }

  private func words(_ flag: String, _ properties: [(String, String)]) -> [String] {
    properties.flatMap { [flag, "\($0.0)=\($0.1)"] }
  }

  /// scrgadm tells the cluster's own properties from a type's: -y and -x.
  private func words(_ properties: [RegisteredProperty]) -> [String] {
    properties.flatMap { [isNew ? "-p" : $0.isStandard ? "-y" : "-x", $0.word] }
  }
}
