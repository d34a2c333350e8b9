internal import Agent
internal import Frameworks
internal import GenericDataService
internal import Model
internal import Platform

/// Asks for the facts of resources, for `xvm_status` and `xvm_why`.
///
/// A class, because it remembers which toolstack was silent: twenty guests of a hung one must not take twenty time-outs.
final class Inquiries {
  private let limit: Duration
  private let lines: Int
  private let asksNodes: Bool
  private let parameters: String?
  private let tables: String
  private let locations: Locations
  private var silent: Set<String> = []
  private var view: Result<PacemakerView, Failure>?

  /// With `limit` for each question, and this many lines of each log.
  init(_ call: Call, lines: Int, locations: Locations = .current) throws(Failure) {
    limit = .seconds(try call.integer("timeout", in: 1...3_600) ?? 5)
    parameters = call["parameters"]
    tables = call["tables"] ?? locations.tables
    asksNodes = call.has("nodes") || call.has("html")
    (self.lines, self.locations) = (lines, locations)
  }

  /// The resources of this node, and those of its cluster.
  var directory: ResourceDirectory {
    ResourceDirectory(locations, tables: tables, cluster: try? cluster?.get().base)
  }

  /// Forgets which toolstack was silent, and what the cluster was.
  func beginRound() { (silent, view) = ([], nil) }

  /// The Pacemaker cluster of this machine, looked at once a round; nil when there is none.
  var cluster: Result<PacemakerView, Failure>? {
    if let view { return view }
    guard PacemakerTools.isPresent(locations) else { return nil }
    view = Result { () throws(Failure) in try PacemakerView(limit: limit) }
    return view
  }

  /// How many nodes the cluster has promised to do without; nil where nobody could promise, or nobody says.
  var failuresToTolerate: Int? { (try? cluster?.get())?.base.failuresToTolerate }

  /// Refuses a move that breaks the cluster's promise to do without nodes; one of a resource that the cluster does not keep is none.
  func keepPromise(moving resource: String, to node: String) throws(Failure) {
    guard let base = (try? cluster?.get())?.base, base.primitive(resource) != nil,
      let check = try PromiseCheck(base, until: Clock.now + .seconds(60)),
      let objection = try check.objection(toMoving: resource, to: node)
    else { return }
    throw objection
  }

  /// What is known of a resource.
  func facts(_ entry: ResourceDirectory.Entry) throws(Failure) -> GuestFacts {
    let group = entry.group.isEmpty ? "any" : entry.group
    let identity = try ResourceIdentity(resource: entry.resource, group: group)
    let service = entry.group.isEmpty ? nil : service(identity)
    let stored = service?.command ?? StoredCommand(registered: entry.resource, locations)
    let source = source(identity, stored)
    var facts: GuestFacts
    if let stored, !stored.isOurs, parameters == nil, !isConfigured(identity, source) {
      facts = GuestFacts(resource: entry.resource)
      facts.isGuest = false
      facts.log = Files.lastLines(
        of: ResourceLog(identity, method: "", locations: locations).file, lines)
    } else {
      let inquiry = GuestInquiry(identity, source: source, locations: locations)
      facts = inquiry.run(lines: lines) {
        // One that gave no answer for one guest gets a second for the next.
        silent.contains($0) ? min(limit, .seconds(1)) : limit
      }
      if case .unknown? = facts.observation?.state {
        silent.insert(facts.toolstack)
      }
      if asksNodes, cluster == nil { facts.places = inquiry.places(of: facts, within: limit) }
    }
    facts.group = entry.group
    facts.service = service?.facts
    if service == nil { look(at: entry.resource, &facts) }
    return facts
  }

  /// What the cluster says of a resource that the engine does not run.
  private func look(at resource: String, _ facts: inout GuestFacts) {
    switch cluster {
    case .success(let view)?:
      facts.cluster = GuestFacts.Cluster(
        resource, view.base, view.state, node: Environment.nodeName)
      facts.places = GuestPlace.find(resource, view.base, view.state)
    case .failure(let failure)?: facts.problems.append(failure)
    case nil: break
    }
  }

  /// Where a resource is configured: what the caller says, else what the command says that starts it.
  func source(_ identity: ResourceIdentity) -> ConfigurationSource {
    let stored =
      service(identity)?.command ?? StoredCommand(registered: identity.resource, locations)
    return source(identity, stored)
  }

  private func source(_ identity: ResourceIdentity, _ stored: StoredCommand?)
    -> ConfigurationSource
  {
    let calling = CallingFramework.find(for: identity, locations: locations)
    var framework: any ClusterFramework = calling
    if let view = try? cluster?.get(), view.base.primitive(identity.resource) != nil {
      framework = view
    }
    // The letters mean something else to a script of somebody else's.
    let ours = stored.flatMap { $0.isOurs ? $0 : nil }
    return ConfigurationSource(
      parameterFile: parameters ?? ours?.parameters, framework: framework,
      tables: ours?.tables ?? tables)
  }

  private func isConfigured(_ identity: ResourceIdentity, _ source: ConfigurationSource) -> Bool {
    Files.information(source.path(of: identity)) != nil
      || (try? RecordStore(identity, locations: locations).load()) != nil
  }

  private func service(_ identity: ResourceIdentity)
    -> (facts: GuestFacts.Service, command: StoredCommand?)?
  {
    let file = ServiceStateFile(identity, locations: locations)
    let configuration = try? ServiceConfiguration(published: identity, locations: locations)
    guard let state = file.known ?? configuration.map({ _ in ServiceState() }) else { return nil }
    var facts = GuestFacts.Service(
      state: state.state.rawValue, since: state.since, status: state.status.rawValue,
      message: state.message, processes: processes(identity), monitor: file.watcher,
      worker: file.worker)
    if let configuration {
      let window = configuration.values.seconds(.retryInterval)
      let begin = (Clock.now - window).sinceBoot.inMilliseconds
      facts.restarts = state.restarts.count { $0 > begin }
      facts.retryCount = configuration.values.integer(.retryCount)
    }
    return (facts, configuration.map { StoredCommand($0[.startCommand]) })
  }

  private func processes(_ identity: ResourceIdentity) -> String {
    let monitor = ProcessMonitor(ProcessTag(.service, of: identity), locations: locations)
    return switch monitor.state {
    case nil: monitor.isOnRecord ? "unknown" : "none"
    case (_, true)?: "lost"
    case (let state, _)?: state.rawValue
    }
  }
}
