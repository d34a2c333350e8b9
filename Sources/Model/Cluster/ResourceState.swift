/// The state of a resource on a node, in the words of the Resource Group Manager: Contract, States.
public enum ResourceState: String, CaseIterable, Sendable {
  case online = "ONLINE"
  case notMonitored = "ONLINE_NOT_MONITORED"
  case offline = "OFFLINE"
  case starting = "STARTING"
  case stopping = "STOPPING"
  case startFailed = "START_FAILED"
  case stopFailed = "STOP_FAILED"
}

/// The state of a resource group on a node: Contract, States.
public enum GroupState: String, CaseIterable, Sendable {
  case online = "ONLINE"
  case offline = "OFFLINE"
  case pendingOnline = "PENDING_ONLINE"
  case pendingOffline = "PENDING_OFFLINE"
  case faulted = "ONLINE_FAULTED"
  case stopFailed = "ERROR_STOP_FAILED"

  /// The state that follows from those of the group's resources on the same node.
  public init(of states: [ResourceState]) {
    if states.contains(.stopFailed) {
      self = .stopFailed
    } else if states.contains(.starting) {
      self = .pendingOnline
    } else if states.contains(.stopping) {
      self = .pendingOffline
    } else if states.contains(.startFailed) {
      self = .faulted
    } else {
      self = states.contains { [.online, .notMonitored].contains($0) } ? .online : .offline
    }
  }
}
