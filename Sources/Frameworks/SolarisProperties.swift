public import Model
internal import Platform

/// The extension properties of a resource whose type is OHAC.xvm.
extension SolarisCluster {
  /// Asked only where the resource's type has Domain_name: a resource of SUNW.gds has its guest's properties elsewhere.
  public func properties(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [PropertyValues.Given]?
  {
    do throws(Failure) {
      return try kept(identity, deadline)
    } catch {
      complain(error)
      throw error
    }
  }

  private func kept(_ identity: ResourceIdentity, _ deadline: Instant) throws(Failure)
    -> [PropertyValues.Given]?
  {
    guard let name = try value(.domainName, identity, deadline) else { return nil }
    let rows = ExtensionProperties.all.filter {
      $0.origin == .extension && $0.name != ExtensionProperty.domainName.name
    }
    var given = [name]
    var refused: [ExtensionProperty] = []
    for row in rows {
      if let value = try value(row, identity, deadline) {
        given.append(value)
      } else {
        refused.append(row)
      }
    }
    guard !refused.isEmpty else { return given }
    // A cluster that is reconfigured refuses everything for a while, and a default in place of a value would be another
    // guest's. Once it answers again it refuses only what an older registration of the type does not have.
    guard try value(.domainName, identity, deadline) != nil else {
      throw Failure(
        .clusterSilent, "scha_resource_get", cause: "it refuses what it answered a moment ago")
    }
    for row in refused {
      if let value = try value(row, identity, deadline) { given.append(value) }
    }
    return given
  }

  /// The value of an extension property: a line with its type, then the value, a list with an element a line (Contract, Answers
  /// of the commands). Nil when the type does not have it.
  private func value(
    _ row: ExtensionProperty, _ identity: ResourceIdentity, _ deadline: Instant
  ) throws(Failure) -> PropertyValues.Given? {
    let arguments = [
      "-O", "EXTENSION", "-R", identity.resource, "-G", identity.group, row.name,
    ]
    guard let lines = try attempt("scha_resource_get", arguments, until: deadline) else {
      return nil
    }
    return PropertyValues.Given(
      row.name, lines.dropFirst().joined(separator: ","),
      place: "extension property of \(identity.resource)")
  }
}
