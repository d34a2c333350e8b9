internal import Agent
internal import Hypervisors
internal import Model
internal import Platform
internal import Render

/// One thing that is told about a resource: `--json`, `--shell` and the list of keys in the manual come from these rows.
struct StatusField: Sendable {
  /// The key; in upper case and after `XVM_` it is the shell's.
  let key: String
  let meaning: String
  let value: @Sendable (StatusSubject) -> JSON
}

/// A resource at one moment.
struct StatusSubject: Sendable {
  let facts: GuestFacts
  let obstacles: [Failure]
  /// The moment on both clocks, to tell the time of evidence.
  let now: Instant
  let secondsSince1970: Int64

  init(
    _ facts: GuestFacts, now: Instant = Clock.now,
    secondsSince1970: Int64 = Clock.secondsSince1970
  ) {
    self.facts = facts
    obstacles = Obstacles.find(facts).map { $0.naming(StatusSubject.names(facts)) }
    (self.now, self.secondsSince1970) = (now, secondsSince1970)
  }

  /// What remedies call by words in capitals, as it is typed.
  private static func names(_ facts: GuestFacts) -> [String: String] {
    let resource = ShellQuoting.word(facts.resource)
    let names = [
      "RESOURCE": resource, "GUEST": facts.guest.map { ShellQuoting.word($0.name) },
      "GROUP": facts.group.isEmpty ? nil : ShellQuoting.word(facts.group),
    ]
    return names.compactMapValues(\.self)
  }

  /// A moment in seconds since 1970.
  func wall(_ instant: Instant) -> Int64 {
    secondsSince1970 - (now - instant).inMilliseconds / 1_000
  }
}

extension StatusField {
  /// Every field, in the order in which they are written. Keys are never renamed or removed.
  static let all: [StatusField] = [
    .init(key: "resource", meaning: "the resource") { .text($0.facts.resource) },
    .init(key: "group", meaning: "its resource group; null when not known") {
      .known($0.facts.group)
    },
    .init(key: "kind", meaning: "what it keeps: guest, or service for what else the engine runs") {
      .text($0.facts.isGuest ? "guest" : "service")
    },
    .init(key: "domain", meaning: "the guest's name") { .known($0.facts.guest?.name) },
    .init(key: "hypervisor", meaning: "a word of the property Hypervisor") {
      .known($0.facts.hypervisor)
    },
    .init(key: "uri", meaning: "where its toolstack is reached") { .known($0.facts.uri) },
    .init(key: "running", meaning: "whether the guest holds this node; null when not known") {
      $0.facts.isRunning.map { .flag($0) } ?? .null
    },
    .init(
      key: "state",
      meaning:
        "running, booting, paused, shutting-down, off, absent, crashed, moving-out, moving-in, unknown"
    ) { .known($0.facts.observation?.state.word) },
    .init(key: "cause", meaning: "why it is paused, off or unknown; null otherwise") {
      .known($0.facts.observation?.state.cause)
    },
    .init(key: "first_witness", meaning: "who was asked first: the management tool") {
      .known($0.facts.observation?.evidence.last?.witness)
    },
    .init(key: "first_answer", meaning: "what it said") {
      .known($0.facts.observation?.evidence.last?.answer)
    },
    .init(key: "first_time", meaning: "when, in seconds since 1970 as all times") {
      .time($0.facts.observation?.evidence.last?.time, $0)
    },
    .init(key: "second_witness", meaning: "who was asked below the tool") {
      .known($0.facts.below?.evidence.last?.witness)
    },
    .init(key: "second_answer", meaning: "what it said") {
      .known($0.facts.below?.evidence.last?.answer)
    },
    .init(key: "second_time", meaning: "when") {
      .time($0.facts.below?.evidence.last?.time, $0)
    },
    .init(
      key: "remarks",
      meaning:
        "what else its toolstack tells of it, such as the failure policy of a logical domain's masters"
    ) { .list($0.facts.remarks.map { .text($0) }) },
    .init(
      key: "phase", meaning: "of the run record: starting, running, moving, stopping or departed"
    ) {
      .known($0.facts.record?.phase.rawValue)
    },
    .init(key: "phase_time", meaning: "when that began") { .time($0.facts.record?.since) },
    .init(key: "uuid", meaning: "the guest's UUID") { .known($0.facts.identity.uuid) },
    .init(key: "pid", meaning: "the process that is the guest") {
      $0.facts.identity.pid > 0 ? .number(Int64($0.facts.identity.pid)) : .null
    },
    .init(key: "guard", meaning: "the process of guard_xvm; null when there is none") {
      $0.facts.keeper.map { .number(Int64($0.pid)) } ?? .null
    },
    .init(key: "service_state", meaning: "what the engine says: ONLINE, OFFLINE and so on") {
      .known($0.facts.service?.state)
    },
    .init(key: "service_time", meaning: "since when") { .time($0.facts.service?.since) },
    .init(key: "service_status", meaning: "OK, DEGRADED, FAULTED, UNKNOWN or OFFLINE") {
      .known($0.facts.service?.status)
    },
    .init(key: "service_message", meaning: "what was said with the status") {
      .known($0.facts.service?.message)
    },
    .init(
      key: "service_processes",
      meaning: "what the process monitor says: watched, released, dead, "
        + "orphaned (the watched ones died, deeper ones live), lost, none or unknown"
    ) { .known($0.facts.service?.processes) },
    .init(key: "restarts", meaning: "restarts within Retry_interval") {
      $0.facts.service.map { .number(Int64($0.restarts)) } ?? .null
    },
    .init(key: "retry_count", meaning: "how many restarts there may be") {
      $0.facts.service.map { .number(Int64($0.retryCount)) } ?? .null
    },
    .init(key: "cluster_role", meaning: "what Pacemaker says: Started, Stopped and so on") {
      .known($0.facts.cluster?.role)
    },
    .init(key: "cluster_nodes", meaning: "the nodes that Pacemaker has it on") {
      $0.facts.cluster.map { .list($0.nodes.map { .text($0) }) } ?? .null
    },
    .init(key: "cluster_failures", meaning: "failures that Pacemaker counts on one node, the most")
    {
      $0.facts.cluster.map { .number(Int64($0.failures)) } ?? .null
    },
    .init(key: "cluster_threshold", meaning: "how many failures move it away; 0 for none") {
      $0.facts.cluster.map { .number(Int64($0.threshold)) } ?? .null
    },
    .init(
      key: "places",
      meaning:
        "the nodes that may run it, each with node, state (runs, ready, not-ready, unknown or away) and reason; null when not asked"
    ) { $0.facts.places.isEmpty ? .null : .list($0.facts.places.map(JSON.place)) },
    .init(key: "monitor", meaning: "who watches it as its fault monitor") {
      .known($0.facts.service?.monitor)
    },
    .init(key: "at_work", meaning: "who starts or stops it now") {
      .known($0.facts.holder ?? $0.facts.service?.worker)
    },
    .init(key: "configuration", meaning: "the file of its properties") {
      .known($0.facts.place)
    },
    .init(key: "obstacles", meaning: "what xvm_why says, each a code, a sentence and a remedy") {
      .list($0.obstacles.map(JSON.obstacle))
    },
    .init(key: "log", meaning: "the last lines of its log") {
      .list($0.facts.log.map { .text($0) })
    },
  ]
}

extension JSON {
  static func obstacle(_ failure: Failure) -> JSON {
    .members([
      ("code", .number(Int64(failure.code.number))), ("sentence", .text(failure.sentence)),
      ("remedy", .text(failure.remedy)),
    ])
  }

  static func place(_ place: GuestPlace) -> JSON {
    .members([
      ("node", .text(place.node)), ("state", .text(place.word)), ("reason", .known(place.reason)),
    ])
  }

  /// Text, and null for none.
  static func known(_ text: String?) -> JSON {
    text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .null
  }

  fileprivate static func time(_ seconds: Int64?) -> JSON {
    seconds.flatMap { $0 > 0 ? .number($0) : nil } ?? .null
  }

  fileprivate static func time(_ instant: Instant?, _ subject: StatusSubject) -> JSON {
    instant.map { .number(subject.wall($0)) } ?? .null
  }
}

extension GuestFacts {
  /// Which run of the guest it is, from the source that knows it best.
  var identity: GuestIdentity {
    if let below = below?.identity { return below }
    if observation?.state.isActive == false { return GuestIdentity(uuid: recorded.uuid) }
    return observation?.identity ?? recorded
  }

  private var recorded: GuestIdentity { record?.guest.identity ?? GuestIdentity() }
}

extension GuestState {
  /// Why it is so, as far as a cause belongs to the state.
  var cause: String? {
    switch self {
    case .paused(let cause): cause.rawValue
    case .off(let cause): cause.rawValue
    case .unknown(let cause): cause
    default: nil
    }
  }
}
