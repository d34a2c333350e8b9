public import Model
public import Platform

/// What is known of one service: the state that its methods left it in, and the status that its monitor gave it.
public struct ServiceState: Equatable, Sendable {
  /// The state of a resource, set by the methods that ran: Contract, States.
  public enum State: String, Sendable {
    case online = "ONLINE"
    case offline = "OFFLINE"
    case starting = "STARTING"
    case stopping = "STOPPING"
    case startFailed = "START_FAILED"
    case stopFailed = "STOP_FAILED"
  }

  /// The status of a resource, set by its monitor: scha_resource_setstatus(1HA).
  public enum Status: String, Sendable {
    case healthy = "OK"
    case degraded = "DEGRADED"
    case faulted = "FAULTED"
    case unknown = "UNKNOWN"
    case offline = "OFFLINE"
  }

  public var state = State.offline
  /// When the state was entered, in seconds since 1970.
  public var since: Int64 = 0
  public var status = Status.offline
  /// What is said with the status, one line.
  public var message = ""
  /// Whether the engine has given the service up on this node and left it to the cluster.
  public var isGivenUp = false
  /// When the restarts of the last `Retry_interval` were, in milliseconds of this boot's clock.
  public var restarts: [Int64] = []

  public init() {}

  /// A service of which nothing can be told.
  init(unreadable reason: String) {
    (state, status, message) = (.startFailed, .unknown, reason)
  }

  /// The text of the file: a name, a tab and a value a line.
  var text: String {
    """
    state\t\(state.rawValue)
    since\t\(since)
    status\t\(status.rawValue)
    message\t\(Escapes.terminal(message.split(whereSeparator: \.isNewline).joined(separator: " ")))
    given_up\t\(isGivenUp)
    restarts\t\(restarts.map(String.init).joined(separator: " "))

    """
  }

  /// What the text says; where it does not tell the state, the service failed, as nonsense is no proof that it is off.
  init(text: String) {
    (state, message) = (.startFailed, "the file of its state is damaged")
    for line in text.split(separator: "\n") {
      let pair = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else { continue }
      let value = String(pair[1])
      switch pair[0] {
      case "state": state = State(rawValue: value) ?? .startFailed
      case "since": since = Int64(outside: value) ?? 0
      case "status": status = Status(rawValue: value) ?? .unknown
      case "message": message = value
      case "given_up": isGivenUp = value == "true"
      case "restarts": restarts = value.split(separator: " ").compactMap { Int64(outside: $0) }
      default: break
      }
    }
  }
}

/// The file in which a service's state is kept, replaced whole at each change.
public struct ServiceStateFile: Sendable {
  /// `<group>/<resource>/status` below the engine's directory.
  public let path: String

  /// The file of one resource.
  public init(_ identity: ResourceIdentity, locations: Locations = .current) {
    path = "\(locations.services)/\(identity.group)/\(identity.resource)/status"
  }

  /// The lock that a start or stop of the service holds.
  var lock: String { Files.parent(of: path) + "/lock" }
  /// The lock of its fault monitor.
  var watchLock: String { Files.parent(of: path) + "/watch" }

  /// Who starts, stops or restarts the service now; nil when nobody does.
  public var worker: String? { FileLock.holder(of: lock) }
  /// Who watches it as its fault monitor now; nil when nobody does.
  public var watcher: String? { FileLock.holder(of: watchLock) }

  /// What it says; a service without one is offline.
  public func read() -> ServiceState { known ?? ServiceState() }

  /// What it says; nil when there is none. One that cannot be read is no proof that the service is off: it failed.
  public var known: ServiceState? {
    do throws(Failure) {
      return try look()
    } catch {
      return ServiceState(unreadable: error.sentence)
    }
  }

  /// What it says; nil when there is none.
  ///
  /// - Throws: `.unreadable` when there is one that cannot be read.
  func look() throws(Failure) -> ServiceState? {
    do throws(SystemError) {
      return ServiceState(
        text: String(decoding: try Files.read(path, trusted: true), as: UTF8.self))
    } catch {
      if error.isMissing { return nil }
      throw Failure(.unreadable, path, cause: error.description)
    }
  }

  /// Changes it; a file system that is full must not fail the method, because the processes are what counts.
  @discardableResult
  public func update(_ change: (inout ServiceState) -> Void) -> ServiceState {
    let state = changed(change)
    try? write(state)
    return state
  }

  /// Changes it, where others will act by what it says.
  ///
  /// - Throws: `.unwritable`, and nothing is changed.
  public func set(_ change: (inout ServiceState) -> Void) throws(Failure) {
    do throws(SystemError) {
      try write(changed(change))
    } catch {
      throw Failure(.unwritable, path, of: error)
    }
  }

  private func changed(_ change: (inout ServiceState) -> Void) -> ServiceState {
    let before = read()
    var state = before
    change(&state)
    if state.state != before.state { state.since = Clock.secondsSince1970 }
    return state
  }

  private func write(_ state: ServiceState) throws(SystemError) {
    // What others could change is not read either, so it is not written.
    try Trust.prepareDirectory(Files.parent(of: path), mode: 0o755)
    try Files.replace(path, with: Array(state.text.utf8), mode: 0o644)
  }
}
