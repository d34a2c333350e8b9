/// What a guest was seen to be, and why we believe it.
///
/// There are three answers to "does it run?": yes, no and unknown; unknown is never read as no (house rule 4).
public struct Observation: Equatable, Sendable {
  public let state: GuestState
  /// Who said so, the latest last.
  public let evidence: [Evidence]
  /// Which guest it is on this node, as far as the witness said.
  public let identity: GuestIdentity?

  public init(_ state: GuestState, evidence: [Evidence], identity: GuestIdentity? = nil) {
    (self.state, self.evidence, self.identity) = (state, evidence, identity)
  }

  /// Whether a witness of processes saw one that may be the guest: its own, or one of its name that is not known to be its own.
  public var showsLife: Bool { state.isActive == true || state.isActive == nil && identity != nil }

  /// The state, for whom a process that may be the guest is one: nothing else contradicts a tool that has the guest off.
  public var life: GuestState { showsLife ? .running : state }

  /// The evidence in one line, for logs and reasons: `virsh domstate: running (booted)`.
  public var reason: String {
    var text = ""
    for item in evidence {
      if !text.isEmpty { text += "; " }
      text += "\(item.witness): \(item.answer)"
    }
    return text
  }
}

/// What one witness answered.
public struct Evidence: Equatable, Sendable {
  /// Who was asked: `virsh domstate`, `process 4711`.
  public let witness: String
  /// What it answered, in its own words.
  public let answer: String
  public let time: Instant

  public init(_ witness: String, _ answer: String, at time: Instant) {
    (self.witness, self.answer, self.time) = (witness, answer, time)
  }
}

/// The states of a guest, over all hypervisors.
public enum GuestState: Equatable, Sendable {
  case running
  /// It was started and no operating system runs in it yet; or never will, at the prompt of its firmware.
  case booting
  /// It is there, and its processors are held.
  case paused(PauseCause)
  /// It was asked to shut down and has not ended.
  case shuttingDown
  /// It is defined and does not run.
  case off(OffCause)
  /// The hypervisor does not know it.
  case absent
  /// It crashed and was kept for inspection.
  case crashed
  case movingOut
  case movingIn
  /// Nobody could say; the text tells why.
  case unknown(String)

  /// Whether it holds memory and devices of this node: true, false, or nil when that is not known.
  public var isActive: Bool? {
    switch self {
    case .running, .booting, .paused, .shuttingDown, .crashed, .movingOut, .movingIn: true
    case .off, .absent: false
    case .unknown: nil
    }
  }
}

extension GuestState {
  /// The state as one word that never changes.
  public var word: String {
    switch self {
    case .running: "running"
    case .booting: "booting"
    case .paused: "paused"
    case .shuttingDown: "shutting-down"
    case .off: "off"
    case .absent: "absent"
    case .crashed: "crashed"
    case .movingOut: "moving-out"
    case .movingIn: "moving-in"
    case .unknown: "unknown"
    }
  }
}

extension GuestState: CustomStringConvertible {
  /// The state as people read it: `running`, `paused (I/O error)`, `off (crashed)`.
  public var description: String {
    switch self {
    case .running: "running"
    case .booting: "starting, or at its firmware"
    case .paused(let cause): "paused (\(cause.rawValue))"
    case .shuttingDown: "shutting down"
    case .off(let cause): "off (\(cause.rawValue))"
    case .absent: "absent"
    case .crashed: "crashed"
    case .movingOut: "being moved away"
    case .movingIn: "arriving"
    case .unknown(let cause): "unknown (\(cause))"
    }
  }
}

/// Why a guest is paused.
public enum PauseCause: String, CaseIterable, Sendable {
  case byOperator = "operator"
  /// Its disk failed or is full.
  case ioError = "I/O error"
  case watchdog
  /// It is being migrated, saved, dumped, copied, started or ended: it goes on by itself.
  case transition
  /// It has gone on at another node by a migration, which still fetches its memory from here: it is one guest on two nodes.
  case postcopy = "post-copy migration"
  /// A migration in its post-copy phase failed: the guest is in two halves.
  case postcopyFailed = "failed post-copy migration"
  /// It crashed and was stopped where it stood.
  case crashed
  /// The guest suspended itself to memory.
  case suspendedByGuest = "suspended by the guest"
  case unknown
}

/// Why a guest is off.
public enum OffCause: String, CaseIterable, Sendable {
  /// The guest shut itself down, or did as it was asked.
  case shutdown
  case destroyed
  /// It, or the emulator that ran it, crashed.
  case crashed
  case migrated
  /// Its memory was saved to a file.
  case saved
  case failed
  /// The hypervisor does not say; so it is after a reboot of the node.
  case unknown
}

/// Tells one run of a guest on this node from every other.
public struct GuestIdentity: Equatable, Sendable {
  /// The UUID, lower case with hyphens; empty where the hypervisor has none.
  public var uuid: String
  /// The hypervisor's number for this run; empty when it does not run.
  public var domainID: String
  /// The process that runs it and when that was started; 0 when there is none or it was not found.
  public var pid: Int32
  /// The start time of that process in clock ticks since boot.
  public var startTime: UInt64
  /// The number of the name space from which that process was seen; 0 when that is not known.
  public var processSpace: UInt64

  public init(
    uuid: String = "", domainID: String = "", pid: Int32 = 0, startTime: UInt64 = 0,
    processSpace: UInt64 = 0
  ) {
    (self.uuid, self.domainID, self.pid, self.startTime) = (uuid, domainID, pid, startTime)
    self.processSpace = processSpace
  }
}
