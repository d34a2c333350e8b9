public import Model
internal import Platform

/// Pacemaker on Linux, which tells its agents what they may take in their environment.
public struct Pacemaker: ClusterFramework {
  /// The variable with the time that the present action may take, in milliseconds: ra-dev-guide, "Environment variables".
  static let timeoutVariable = "OCF_RESKEY_CRM_meta_timeout"

  /// The variable with the node that a resource is migrated to.
  static let targetVariable = "OCF_RESKEY_CRM_meta_migrate_target"

  /// The variable with the resource's name: OCF Resource Agent API 1.1, section 2.4.
  static let instanceVariable = "OCF_RESOURCE_INSTANCE"

  /// Whether this process was started by it.
  static var calls: Bool {
    Environment[timeoutVariable] != nil || Environment[instanceVariable] != nil
  }

  /// Asks one of the cluster's tools.
  typealias Question =
    @Sendable (_ tool: String, _ arguments: [String], _ deadline: Instant)
    throws(Failure) -> [UInt8]

  /// How the cluster is asked, and where it is written down that it gave no answer.
  let question: Question
  let warn: @Sendable (ResourceIdentity, Failure) -> Void

  /// The adapter; it keeps no state.
  public init() {
    self.init(
      question: { tool, arguments, deadline throws(Failure) in
        try PacemakerTools.ask(tool, arguments, until: deadline)
      },
      warn: { identity, failure in
        ResourceLog(identity, method: "pacemaker").write(.warning, failure.description)
      })
  }

  /// One that asks like this.
  init(
    question: @escaping Question,
    warn: @escaping @Sendable (ResourceIdentity, Failure) -> Void = { _, _ in }
  ) {
    (self.question, self.warn) = (question, warn)
  }

  /// The name in messages.
  public var name: String { "Pacemaker" }

  /// The time-out of the action that is running, whichever method that is.
  public func value(
    of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
  ) -> String? {
    guard Method.allCases.contains(where: { $0.timeoutProperty.name == property.name }),
      let text = Environment[Pacemaker.timeoutVariable], let milliseconds = Int(outside: text),
      milliseconds >= 1_000
    else { return nil }
    return String(milliseconds / 1_000)
  }

  /// The node that migrate_to is told to move to; Pacemaker tells a stop nothing: ra-dev-guide, "migrate_to action".
  public func target(of identity: ResourceIdentity, until deadline: Instant) -> String? {
    Environment[Pacemaker.targetVariable]
  }

  /// The parameters of the resource that calls.
  public func properties(of identity: ResourceIdentity, until deadline: Instant)
    -> [PropertyValues.Given]?
  { Pacemaker.parameters(in: Environment.all) }

  /// The parameters in an environment, by name: OCF Resource Agent API 1.1, section 2.4.
  ///
  /// Nil without Domain_name: then the resource is of another agent, such as one that runs our commands below the Generic Data
  /// Service, or its guest's properties are in its table.
  static func parameters(in environment: [String: String]) -> [PropertyValues.Given]? {
    let given = given(in: environment)
    return given.contains { $0.isOf(.domainName) } ? given : nil
  }

  /// Everything in an environment that is a parameter.
  public static func given(in environment: [String: String]) -> [PropertyValues.Given] {
    environment.filter { $0.key.hasPrefix(parameterPrefix) }.sorted { $0.key < $1.key }
      .map {
        PropertyValues.Given(
          String($0.key.dropFirst(parameterPrefix.count)), $0.value, place: "variable \($0.key)")
      }
      .filter { item in
        !item.name.hasPrefix("CRM_meta_") && !addedByCluster.contains(item.name)
      }
  }

  /// The environment of an action of a resource, out of that of another one's action on the same node.
  public static func environment(
    of resource: XMLElement, among variables: [String: String]
  ) -> [String: String] {
    let own = parameterPrefix + "CRM_meta_"
    var result = variables.filter { name, _ in
      !name.hasPrefix(parameterPrefix) || name.hasPrefix(own)
    }
    result[instanceVariable] = resource.id
    for (name, value) in resource.pairs("instance_attributes") {
      result[parameterPrefix + name] = value
    }
    return result
  }

  /// What every variable of a parameter begins with.
  private static let parameterPrefix = "OCF_RESKEY_"

  /// What stands among the parameters and is none: the version of the cluster's information base, and the tracing of
  /// resource-agents, "crm resource trace".
  private static let addedByCluster: Set = ["crm_feature_set", "trace_ra", "trace_file"]
}
