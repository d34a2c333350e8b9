public import Model
internal import Platform

/// What every node is to know of a guest, as properties of the cluster: every node has a copy, and so it outlives them all.
extension Pacemaker {
  /// Whether a person called our agent, or a tool such as ocf-tester: the cluster tells each of its actions on which node that is.
  ///
  /// Such a call may be on a machine that has no cluster, or whose cluster is stopped.
  static func isCalledByHand(_ variable: (String) -> String?) -> Bool {
    variable("OCF_RESOURCE_INSTANCE") != nil && variable(onNode) == nil
  }

  /// One call of cibadmin, as for the definition. Nobody keeps such facts where the agent is called by hand and no cluster answers.
  public func shared(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [SharedFact: String]?
  {
    let names = SharedFact.allCases.map { "@name='\($0.property(identity.resource))'" }
    let pair = "nvpair[\(names.joined(separator: " or "))]"
    // Where there is no such property something else is found, so that a tool that fails has not found that there is none.
    let answer: [UInt8]
    do throws(Failure) {
      answer = try question(
        "cibadmin",
        ["--query", "--xpath", "//crm_config//\(pair) | //crm_config[not(.//\(pair))]"], deadline)
    } catch {
      guard Pacemaker.isCalledByHand({ Environment[$0] }) else { throw error }
      warn(identity, error)
      return nil
    }
    let found: XMLElement
    do throws(Failure) { found = try XMLElement(parsing: answer) } catch {
      throw Failure(.clusterSilent, "cibadmin --query", cause: error.cause)
    }
    let pairs = found.name == "nvpair" ? [found] : found.everywhere("nvpair")
    return SharedFact.allCases.reduce(into: [:]) { facts, fact in
      let name = fact.property(identity.resource)
      facts[fact] = pairs.first { $0["name"] == name }.map { SharedFact.read($0["value"] ?? "") }
    }
  }

  /// By crm_attribute, which finds a property in whichever set it stands, and which is content when there is none to be deleted.
  public func share(
    _ fact: SharedFact, as value: String?, of identity: ResourceIdentity, until deadline: Instant
  ) throws(Failure) -> Bool {
    let written = try value.map { value throws(Failure) in try fact.written(value) }
    guard let facts = try shared(of: identity, until: deadline) else { return false }
    let present = facts[fact]
    if present == written.map(SharedFact.read) { return true }
    let name = fact.property(identity.resource)
    let place =
      present == nil
      ? ["--set-name", SharedFact.set(identity.resource), "--attr-id", name] : []
    let change = written.map { place + ["--update=\($0)"] } ?? ["--delete"]
    _ = try question(
      "crm_attribute", ["--type", "crm_config", "--name", name] + change, deadline)
    return true
  }
}
