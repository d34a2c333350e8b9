public import Model

/// What a monitor of a cluster's resource agent answers about a service that the engine keeps; functions from values to values.
///
/// One brain at a time: while the engine starts, stops or restarts the service the cluster hears that all is well. It hears of a
/// failure only when the engine has given up.
public enum ServiceVerdict {
  /// What is known of the service.
  public struct Sight: Equatable, Sendable {
    /// What is on file; nil when nothing was started since the machine came up.
    public var state: ServiceState?
    /// Whether any of its processes is left.
    public var hasProcesses: Bool
    /// Whether a fault monitor watches it.
    public var isWatched: Bool

    /// A sight with these parts.
    public init(_ state: ServiceState?, hasProcesses: Bool = false, isWatched: Bool = true) {
      (self.state, self.hasProcesses, self.isWatched) = (state, hasProcesses, isWatched)
    }

    /// Whether the service is to be watched and is not: its fault monitor was killed.
    public var lacksWatch: Bool {
      guard let state, !isWatched, !state.isGivenUp else { return false }
      return [.online, .starting, .stopping].contains(state.state)
    }
  }

  /// The answer to a monitor that recurs: the service is thought to run here.
  public static func recurring(_ sight: Sight) -> AgentAnswer {
    guard let state = sight.state else {
      return AgentAnswer(.notRunning, "it was never started here")
    }
    switch state.state {
    case .online, .starting, .stopping:
      return state.isGivenUp ? AgentAnswer(.failed, state.message) : .success
    case .offline:
      return AgentAnswer(.notRunning, state.message.isEmpty ? "it is offline" : state.message)
    case .startFailed, .stopFailed:
      return AgentAnswer(.failed, "\(state.state.rawValue): \(state.message)")
    }
  }

  /// The answer to the first look at a node: is it here?
  public static func first(_ sight: Sight) -> AgentAnswer {
    if let state = sight.state, state.state != .offline { return recurring(sight) }
    return sight.hasProcesses
      ? AgentAnswer(.failed, "processes of an earlier run are left") : AgentAnswer(.notRunning)
  }
}
