internal import Frameworks
internal import Model
internal import Platform

extension GuestMethod {
  /// Looks whether this node could run the guest now, and has the framework keep what was found, where that is news.
  ///
  /// - Parameter interval: the seconds between two looks.
  public func lookAround(every interval: Int) {
    let news = ReadinessNews(identity, framework, log)
    let deadline = Clock.now + .seconds(90)
    let lock: FileLock
    do throws(Failure) {
      lock = try FileLock.take(
        "\(Locations.current.run)/ready/\(identity.resource).lock",
        owner: FileLock.owner(doing: "ready"), for: identity.resource, until: Clock.now)
    } catch {
      return news.tell(.unknown("an earlier look is not over"), until: deadline)
    }
    news.noteLook()
    var found: Readiness?
    var level = SystemLog.Severity.notice
    do throws(Failure) {
      let configuration = try source.load(identity)
      let look = ReadinessLook(context(configuration), every: .seconds(interval))
      found = look.run()
      if found == nil {
        found = look.stray()
        level = .error
      }
    } catch { found = .unknown(error.sentence) }
    if let found {
      news.tell(found, at: level, until: deadline)
      // A start that has begun meanwhile may have said its word before this one was said.
      let record = try? RecordStore(identity).load()
      if record != nil, found != .ready("") { news.tell(.ready(""), until: deadline) }
    }
    lock.release()
  }
}

/// What the framework is told of whether this node could run a guest, and only what is news.
struct ReadinessNews {
  private let identity: ResourceIdentity
  private let framework: any ClusterFramework
  private let log: ResourceLog
  private let memory: GuestMemory

  init(
    _ identity: ResourceIdentity, _ framework: any ClusterFramework, _ log: ResourceLog,
    locations: Locations = .current
  ) {
    (self.identity, self.framework, self.log) = (identity, framework, log)
    memory = GuestMemory(identity.resource, locations)
  }

  /// Notes that this node looks now.
  func noteLook() { memory.keep(told: memory.told?.line ?? "", looked: Clock.now) }

  /// Tells what is not told yet.
  ///
  /// - Parameters:
  ///   - again: whether it is told in any case.
  ///   - level: how the log has it that the node is not ready.
  func tell(
    _ readiness: Readiness, again: Bool = false, at level: SystemLog.Severity = .notice,
    until deadline: Instant
  ) {
    let told = memory.told
    if !again, told?.line == readiness.line { return }
    guard framework.note(readiness, of: identity, until: deadline) else { return }
    memory.keep(told: readiness.line, looked: Clock.now)
    // What was true before is worth no line.
    if told?.line == readiness.line { return }
    switch readiness {
    case .ready: log.debug(1, "this node is ready")
    case .lacking(let cause): log.write(level, "this node is not ready: \(cause)")
    case .unknown(let cause):
      log.write(.notice, "whether this node is ready is not known: \(cause)")
    }
  }
}

extension MethodContext {
  /// Has the framework know that this node could run the guest, as it does: an earlier look must not speak against where it is.
  func tellReady() {
    let news = ReadinessNews(identity, framework, log, locations: store.locations)
    let limit = min(.seconds(10), budget.remaining(at: Clock.now) / 3)
    news.tell(.ready(""), again: true, until: deadline(limit))
  }
}
