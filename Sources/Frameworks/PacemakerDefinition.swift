public import Model

/// The guest's definition that the cluster keeps, for a node that does not know the guest.
extension Pacemaker {
  /// Asked for when it is needed and never by a monitor: one call of cibadmin, 15 ms where the cluster is well.
  public func definition(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [UInt8]?
  {
    let pair = "nvpair[@name='\(ClusterDefinition.property(identity.resource))']"
    // Where there is no such property something else is found, so that a tool that fails has not found that there is none.
    let answer = try question(
      "cibadmin",
      ["--query", "--xpath", "//crm_config//\(pair) | //crm_config[not(.//\(pair))]"], deadline)
    let found: XMLElement
    do throws(Failure) { found = try XMLElement(parsing: answer) } catch {
      throw Failure(.clusterSilent, "cibadmin --query", cause: error.cause)
    }
    if found.name == "crm_config" { return nil }
    let property = found.name == "nvpair" ? found : found.everywhere("nvpair").first
    return try ClusterDefinition.decoded(property?["value"] ?? "", of: identity.resource)
  }
}
