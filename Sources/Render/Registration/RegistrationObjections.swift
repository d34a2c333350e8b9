public import Model

extension ClusterRegistration {
  /// Keys that a release of the cluster has no means for.
  public static func objections(_ setup: SetupFile, release: ClusterRelease) -> [Failure] {
    let keys: [(ExtensionProperty, Bool, String)] = [
      (.preEvict, release.hasPreEvict, "Pre_evict is in 4.2 and later"),
      (.priority, release.hasLoadLimits, "Priority of groups is in 3.3 and later"),
      (.loadFactors, release.hasLoadLimits, "load limits are in 3.3 and later"),
    ]
    return keys.filter { setup.setup.isSet($0.0) && !$0.1 }.map { key, _, cause in
      Failure(.notHonoured, key.name, cause: "the cluster is \(release.number); \(cause)")
    }
  }

  /// What stands in the way of the registration in a cluster that looks like this.
  public func objections(_ picture: ClusterPicture) -> [Failure] {
    var found: [Failure] = []
    if setup.type != ResourceIdentity.genericDataService, !picture.types.contains(setup.type) {
      found.append(
        Failure(
          .notRegistered, ExtensionProperty.resourceType.name,
          cause: "the type \(setup.type) is not registered"))
    }
    let named: [(ExtensionProperty, [String])] = [
      (.storageResources, setup.storageResources), (.logicalHosts, setup.logicalHosts),
      (.resourceDependencies, setup.framework.list(.resourceDependencies)),
      (.favouredOver, setup.favouredOver),
    ]
    for (key, names) in named {
      for name in names where picture.group(of: String(name.prefix { $0 != "{" })) == nil {
        found.append(Failure(.notRegistered, key.name, cause: "there is no resource \(name)"))
      }
    }
    for affinity in setup.affinities where picture.groups[affinity.group] == nil {
      found.append(
        Failure(
          .notRegistered, ExtensionProperty.affinity.name,
          cause: "there is no resource group \(affinity.group)"))
    }
    for other in setup.favouredOver where picture.group(of: other) == setup.group {
      found.append(
        Failure(
          .contradiction, ExtensionProperty.favouredOver.name,
          cause: "\(other) is in the same group, \(setup.group)"))
    }
    return found + occupied(picture)
  }

  private func occupied(_ picture: ClusterPicture) -> [Failure] {
    guard let group = picture.group(of: setup.resource) else { return [] }
    func other(_ cause: String) -> [Failure] {
      [Failure(.otherResource, setup.resource, cause: cause)]
    }
    if group != setup.group { return other("it is in the group \(group)") }
    guard let there = picture.resources[setup.resource] else { return [] }
    if there.type != setup.type { return other("it is of the type \(there.type)") }
    let command = there.properties["Start_command"] ?? ""
    let isOurs = command.contains("start_xvm -R \(setup.resource) ")
    if !isOurs, !takesOver { return other("its Start_command is '\(command)'") }
    if there.properties["Network_aware"]?.lowercased() == "true" {
      return [
        Failure(
          .contradiction, "Network_aware",
          cause: "it is TRUE, and can be changed at creation only; remove the resource first")
      ]
    }
    return []
  }
}
