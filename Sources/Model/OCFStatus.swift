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
  ///
  /// - Parameter ofThisNode: whether the parameters come from a file of this node, so that no other need have them.
  public init(_ failure: Failure, ofThisNode: Bool = false) {
    let status = OCFStatus.meanings[failure.code] ?? .failed
    self = ofThisNode && status == .notConfigured ? .notInstalled : status
  }

  private static let meanings = Dictionary(
    FailureScope.table.flatMap { row in row.codes.map { ($0, row.status) } },
    uniquingKeysWith: { first, _ in first })
}

/// Whose fact a failure is, for every message that the program can give (house rule 16).
///
/// A cluster gives a resource up on every node for a 6, so that one is answered for what is wrong in the parameters themselves and for
/// nothing else. What bars this node until somebody has seen to it is a 5, or a 4, and another node is tried. All else may be another
/// thing at the next attempt.
public enum FailureScope {
  /// The failures by what is answered for them; each stands in one row.
  public static let table: [(status: OCFStatus, codes: [Failure.Code])] = [
    (.notConfigured, parameters), (.notInstalled, thisNode),
    (.notPermitted, [.openPasswordFile, .notOursAlone, .notPermitted]),
    (.badCall, [.noInstance]), (.failed, thisAttempt), (.failed, neverByAgents),
  ]

  /// Wrong on every node: the parameters, as the cluster has them.
  private static let parameters: [Failure.Code] = [
    .illegalName, .badValue, .missingProperty, .unknownProperty, .repeatedProperty, .contradiction,
    .heavyWeight, .unsafeValue, .unknownVariable,
  ]

  /// Of this node: its files, its tools, and what its hypervisor knows.
  private static let thisNode: [Failure.Code] = [
    .unconfigured, .malformed, .checksum, .unreadable, .badDefinition, .noSuchGuest, .leftover,
    .cannotRun, .pluginProbe, .notAbsolute, .validationFailed, .noToolstack, .autostart,
    .oldDisk, .missingDisk, .stateAway, .damagedState,
  ]

  /// Of this attempt: the next one may come to something else.
  private static let thisAttempt: [Failure.Code] = [
    .unwritable, .noDirectory, .busy, .noDescriptors, .noResources, .noProcessFiles,
    .clusterSilent, .notTunable, .validationCutShort, .serviceNotStarted, .serviceNotStopped,
    .stopFailed, .interrupted, .stopCommandFailed, .mayLiveOn, .cannotMonitor, .tagInUse,
    .noSuchTag, .noSuchService, .watchedElsewhere, .cannotProbe, .monitorLost, .giveoverRefused,
    .retriesExhausted, .givenOver, .toolstackUnreachable, .cannotDefine, .cannotStart, .paused,
    .notUpInTime, .neverReady, .endedBeforeReady, .checkFails, .startTooShort, .shutdownRefused,
    .cannotDestroy, .stopUnproven, .departed, .secondCopy,
    .blindWitness, .namesake, .toolRefused, .noGuard, .nothingToStop, .shortStop, .stopTooShort,
    .unmarkable, .cannotRelease, .definitionNotKept, .stateOfOneNode, .stateNotKept, .moveRefused,
    .moveFailed, .moveUnsettled, .noCertificates,
    .runsElsewhere, .neighbourSilent, .unknownNode, .neverConverges, .cannotMove, .notArrived,
    .moveQueued, .guestBusy, .otherGuest, .secretInDefinition, .guestDataInDefinition, .noTable,
    .tableExists,
    .rehearsalTaken, .rehearsalNotUp, .rehearsalSilent, .rehearsalRequest, .rehearsalScript,
    .rehearsalName, .rehearsalState, .rehearsalRefused, .rehearsalFull,
  ]

  /// What only people's commands say.
  private static let neverByAgents: [Failure.Code] = [
    .usage, .unknownName, .noName, .notHonoured, .notRegistered, .otherResource, .stepFailed,
    .stillOnline, .noCapacity, .wouldStop, .boundByOthers, .noFramework, .notAsItIs, .notValid,
    .notRunningYet, .notAnAssignment, .noSuchResource, .noKey, .keyExists, .unknownResource,
    .notStarted, .down, .shutDownInside, .crashKept, .passing, .unclaimed, .disagreement,
    .otherDisk,
    .unguarded, .unmonitored, .startFailed, .noQuorum, .noFencing, .leftAlone, .disabled,
    .stopBlocked, .heldAfterMove, .unclean, .nodeAway, .banned, .failedTooOften, .keptApart,
    .standsBeside,
    .waitsForOther, .noRoom, .boundByMove, .actionFailed, .notPlaced, .promiseBroken,
    .needsPacemaker, .drainUnderWay, .cannotDrain, .guestsInTheWay, .notDrained, .notBack,
    .drainEnded, .roundStopped, .notReady, .runsPast, .partedGroup,
  ]
}

/// What an action of a resource agent comes to: the status, and for people why.
public struct AgentAnswer: Equatable, Sendable {
  public let status: OCFStatus
  public let reason: String

  public init(_ status: OCFStatus, _ reason: String = "") {
    (self.status, self.reason) = (status, reason)
  }

  /// - Parameter ofThisNode: whether the parameters come from a file of this node.
  public init(_ failure: Failure, ofThisNode: Bool = false) {
    self.init(OCFStatus(failure, ofThisNode: ofThisNode), failure.sentence)
  }

  public static let success = AgentAnswer(.success)
}
