public import Hypervisors
public import Model
public import Platform

/// Everything that can be found out about one resource without touching it.
public struct GuestFacts: Sendable {
  /// What the service engine says of the resource; only where it runs, or has run, it.
  public struct Service: Equatable, Sendable {
    /// `ONLINE`, `OFFLINE`, `STOP_FAILED` and so on.
    public var state: String
    /// When that state was entered, in seconds since 1970; 0 when it never was.
    public var since: Int64
    /// `OK`, `FAULTED` and so on.
    public var status: String
    public var message: String
    /// What has become of its processes: `watched`, `dead`, `none` and so on.
    public var processes: String
    /// Restarts within Retry_interval, and how many there may be.
    public var restarts, retryCount: Int
    public var monitor: String?
    public var worker: String?

    public init(
      state: String = "OFFLINE", since: Int64 = 0, status: String = "OFFLINE",
      message: String = "", processes: String = "none", restarts: Int = 0, retryCount: Int = 0,
      monitor: String? = nil, worker: String? = nil
    ) {
      (self.state, self.since, self.status, self.message) = (state, since, status, message)
      (self.processes, self.restarts, self.retryCount) = (processes, restarts, retryCount)
      (self.monitor, self.worker) = (monitor, worker)
    }
  }

  /// What a Pacemaker cluster says of the resource; only where it keeps it.
  public struct Cluster: Equatable, Sendable {
    /// `Started`, `Stopped` and so on.
    public var role: String
    /// The nodes that it is active on, and whether this is one of them.
    public var nodes: [String], isHere: Bool
    /// Failures where it has most of them, and how many there may be.
    public var failures: Int, threshold: Int
    public var obstacles: [Failure]

    /// What a cluster says that is configured and does this.
    public init?(_ resource: String, _ base: InformationBase, _ state: ClusterState, node: String) {
      guard let there = state.resources[resource] else { return nil }
      (role, nodes) = (there.role, there.nodes)
      isHere = there.nodes.contains(node)
      let counts = state.failCounts.filter { $0.resource == resource }
      failures = counts.map(\.count).max() ?? 0
      let meta = base.primitive(resource)?.pairs("meta_attributes") ?? [:]
      threshold = Int(outside: meta["migration-threshold"] ?? "") ?? ClusterState.infinity
      obstacles = ClusterObstacles.find(resource, base, state)
    }

    /// Whether an obstacle that is seen on this node alone is none, by what the whole cluster knows.
    func explains(_ code: Failure.Code) -> Bool {
      let absence: [Failure.Code] = [.notStarted, .noSuchGuest, .departed]
      return absence.contains(code) && !isHere && !(nodes.isEmpty && obstacles.isEmpty)
    }
  }

  public var resource: String
  /// Its group; empty when nothing that is known of the resource names it.
  public var group: String
  /// Whether a guest is what the resource keeps; the engine also keeps other services.
  public var isGuest = true
  /// Where the configuration is, or was looked for.
  public var place = ""
  /// How the guest is kept; nil when that cannot be read.
  public var configuration: GuestConfiguration?
  public var problems: [Failure] = []
  public var record: RunRecord?
  public var recordPath = ""
  /// That it has left a node, as every node knows it; nil when it has not, or nobody says.
  public var departure: Departure?
  /// The guest that was asked about: the one that was started, else the one that is configured.
  public var guest: Guest?
  /// What is said when its tool gives no answer.
  public var silence = Failure.Code.toolstackUnreachable
  /// Its toolstack, where that is reached, and both as messages name them.
  public var hypervisor = "", uri = "", toolstack = ""
  public var observation: Observation?
  /// What the second witness says; nil where the hypervisor has none.
  public var below: Observation?
  /// What keeps the management tool from commanding a guest that runs; nil when nothing does, or it does not say.
  public var impediment: Evidence?
  /// Whether the hypervisor would start the guest at boot; nil when it did not say.
  public var startsByItself: Bool?
  public var remarks: [String] = []
  /// In what its disks differ from those of its definition.
  public var diskDifferences: [Failure] = []
  /// The keeper of guard_xvm, when it lives.
  public var keeper: ProcessIdentity?
  public var holder: String?
  public var service: Service?
  public var cluster: Cluster?
  /// The nodes that may run the guest, with what each is to it; empty where nobody was asked.
  public var places: [GuestPlace] = []
  public var log: [String] = []

  public init(resource: String, group: String = "") {
    (self.resource, self.group) = (resource, group)
  }

  /// What both witnesses and the record say together; nil when nobody was asked.
  public var sighting: Sighting? {
    guard let observation, let guest else { return nil }
    return Sighting(observation, below: below, of: guest, record: record)
  }

  /// Whether the guest runs, by both witnesses; nil when that is not known.
  public var isRunning: Bool? { sighting?.isRunning }
}
