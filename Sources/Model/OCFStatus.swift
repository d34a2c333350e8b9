/// What a resource agent exits with: OCF Resource Agent API 1.1, section 2.5, "Exit Status Codes".
///
/// Pacemaker takes 1 for a failure that a restart may cure, 2 to 5 for one that another node may cure, and 6 for one that
/// no node cures: "Pacemaker Explained", "How OCF Return Codes Are Interpreted".
public enum OCFStatus: Int32, CaseIterable, Sendable {
  /// Done; for a monitor: it runs, and well.
  case success = 0
  /// It failed, or is not known to be off.
  case failed = 1
  /// The call itself is wrong.
  case badCall = 2
  /// The agent has no such action.
  case unimplemented = 3
  /// The caller may not do that on this node.
  case notPermitted = 4
  /// Something that the resource needs is not on this node.
  case notInstalled = 5
  /// The resource's own parameters are wrong, on whichever node.
  case notConfigured = 6
  /// It is off, with proof.
  case notRunning = 7

  /// The name that the API has for it.
  public var name: String {
    switch self {
    case .success: "OCF_SUCCESS"
    case .failed: "OCF_ERR_GENERIC"
    case .badCall: "OCF_ERR_ARGS"
    case .unimplemented: "OCF_ERR_UNIMPLEMENTED"
    case .notPermitted: "OCF_ERR_PERM"
    case .notInstalled: "OCF_ERR_INSTALLED"
    case .notConfigured: "OCF_ERR_CONFIGURED"
    case .notRunning: "OCF_NOT_RUNNING"
    }
  }

  /// What a failure of an action other than monitor means for the cluster.
  public init(_ failure: Failure) {
    self = OCFStatus.meanings[failure.code] ?? .failed
  }

  /// The failures that a restart on the same node cannot cure.
  private static let meanings: [Failure.Code: OCFStatus] = [
    .unconfigured: .notConfigured, .illegalName: .notConfigured, .badValue: .notConfigured,
    .missingProperty: .notConfigured, .unknownProperty: .notConfigured,
    .repeatedProperty: .notConfigured, .contradiction: .notConfigured, .malformed: .notConfigured,
    .heavyWeight: .notConfigured, .unsafeValue: .notConfigured, .unknownVariable: .notConfigured,
    .unreadable: .notInstalled, .badDefinition: .notInstalled, .noSuchGuest: .notInstalled,
    .cannotRun: .notInstalled, .pluginProbe: .notInstalled, .notAbsolute: .notInstalled,
    .validationFailed: .notInstalled, .openPasswordFile: .notPermitted, .noInstance: .badCall,
    .noToolstack: .notInstalled, .oldDisk: .notInstalled,
    .missingDisk: .notInstalled, .notOursAlone: .notPermitted, .notPermitted: .notPermitted,
  ]
}

/// What an action of a resource agent comes to: the status, and for people why.
public struct AgentAnswer: Equatable, Sendable {
  public let status: OCFStatus
  public let reason: String

  public init(_ status: OCFStatus, _ reason: String = "") {
    (self.status, self.reason) = (status, reason)
  }

  public init(_ failure: Failure) {
    self.init(OCFStatus(failure), failure.sentence)
  }

  public static let success = AgentAnswer(.success)
}
