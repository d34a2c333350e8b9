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

extension ResourceState {
  /// As the commands of the cluster show it. UNVERIFIED: the forms of more than one word (Contract, Commands that are read).
  public var shown: String {
    switch self {
    case .online: "Online"
    case .notMonitored: "Online but not monitored"
    case .offline: "Offline"
    case .starting: "Starting"
    case .stopping: "Stopping"
    case .startFailed: "Start failed"
    case .stopFailed: "Stop failed"
    }
  }
}

/// The state of a resource group on a node: Contract, States.
public enum GroupState: String, CaseIterable, Sendable {
  case online = "ONLINE"
  case offline = "OFFLINE"
  case pendingOnline = "PENDING_ONLINE"
  case pendingOffline = "PENDING_OFFLINE"
  case faulted = "ONLINE_FAULTED"
  case stopFailed = "ERROR_STOP_FAILED"
  case unmanaged = "UNMANAGED"

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

extension GroupState {
  /// As the commands of the cluster show it. UNVERIFIED: the forms of more than one word (Contract, Commands that are read).
  public var shown: String {
    switch self {
    case .online: "Online"
    case .offline: "Offline"
    case .pendingOnline: "Pending online"
    case .pendingOffline: "Pending offline"
    case .faulted: "Online faulted"
    case .stopFailed: "Error--stop failed"
    case .unmanaged: "Unmanaged"
    }
  }
}
