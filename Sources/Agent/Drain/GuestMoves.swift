internal import Frameworks
internal import Model
internal import Platform

/// Moves of guests that a cluster is asked for, some at a time, each seen to its end.
///
/// A guest goes because a constraint sends it, away from a node or home to one, and the scheduler is asked beforehand what would come of
/// that: where a guest would be stopped for it, it is not put down. A constraint stays until all is over, as without it a guest might
/// go back, and is never taken away while an action is under way: the scheduler would break that off.
struct GuestMoves {
  /// What the moves are for.
  enum Aim: Equatable {
    case away(from: String)
    case home(to: String)

    var node: String {
      switch self {
      case .away(let node), .home(let node): node
      }
    }
  }

  private struct Journey {
    let resource, target: String
    let from: String
    let began: Instant
    /// Whether a failed move of it was on record before, which then tells nothing of this one.
    let hadFailed: Bool
    /// How often in a row nothing was seen to happen.
    var quiet = 0
  }

  let cluster: DrainingCluster
  let aim: Aim
  /// How many go at a time.
  let limit: Int
  /// How long one of them may take; the cluster ends its actions by itself before that.
  let patience: Duration
  /// Those that may be stopped and started where the cluster would do that, and those that it is made to.
  var mayStop: Set<String> = [], mustStop: Set<String> = []
  /// Which of the guests are to go, in their order; asked at each look.
  let wanted: (ClusterMoment) -> [String]
  let tell: (DrainEvent) -> Void
  /// Waits for a moment; whether somebody asks for the end.
  let pause: () -> Bool

  /// Why guests have stayed, by the guest.
  private(set) var stayed: [String: String] = [:]
  /// Whether somebody asked for the end.
  private(set) var isEnding = false
  /// Which left the node by it, or are on their way: as it stands in the cluster.
  var record: DrainRecord
  private var journeys: [Journey] = []
  private var marks: [String: [XMLElement]] = [:]
  private var attempts: [String: Int] = [:]
  private var count = 0

  init(
    _ cluster: DrainingCluster, _ aim: Aim, limit: Int, patience: Duration, record: DrainRecord,
    wanted: @escaping (ClusterMoment) -> [String], tell: @escaping (DrainEvent) -> Void,
    pause: @escaping () -> Bool
  ) {
    (self.cluster, self.aim, self.limit, self.patience) = (cluster, aim, limit, patience)
    (self.record, self.wanted, self.tell, self.pause) = (record, wanted, tell, pause)
  }

  // MARK: The rounds

  /// Moves all that are wanted, until none is left that can go.
  mutating func run() throws(Failure) {
    var silence: Instant?
    while true {
      do throws(Failure) {
        let moment = try cluster.look()
        silence = nil
        for journey in journeys { try follow(journey, moment) }
        let waits = isEnding ? false : try begin()
        if journeys.isEmpty, !waits { return }
      } catch {
        // While a node is lost the cluster may give no answer for a moment; what is under way goes on without us.
        let since = silence ?? Clock.now
        silence = since
        if Clock.now - since > .seconds(120) { throw error }
      }
      if pause(), !isEnding {
        isEnding = true
        tell(.ending(journeys.map(\.resource)))
      }
    }
  }

  /// Begins as many as there is room for; whether there are others that have to be waited for.
  private mutating func begin() throws(Failure) -> Bool {
    while journeys.count < limit {
      let moment = try cluster.look()
      let left = wanted(moment).filter { name in
        stayed[name] == nil && !journeys.contains { $0.resource == name }
      }
      // One that is just being started, as after the loss of another node, is not broken off.
      let waiting = left.filter { !moment.isUnderWay($0) }
      if waiting.isEmpty { return !left.isEmpty }
      let present = try cluster.actions(ClusterTrial(moment.whole))
      var objections: [String: String] = [:]
      var hasBegun = false
      for resource in waiting {
        let (group, news) = try company(of: resource, waiting, moment, beside: present)
        objections[resource] = objection(to: news, of: resource, moment)
        if objections[resource] == nil {
          try send(group, news, moment, of: waiting.count)
          hasBegun = true
          break
        }
      }
      if hasBegun { continue }
      // One that is under way may be what the others wait for.
      guard journeys.isEmpty, left == waiting else { return true }
      for (resource, reason) in objections.sorted(by: { $0.key < $1.key }) {
        stay(resource, reason)
      }
      return false
    }
    return true
  }

  // MARK: One of them

  /// The guests that go along with one, and what the scheduler would newly do then.
  private func company(
    of resource: String, _ waiting: [String], _ moment: ClusterMoment,
    beside present: [SchedulerAction]
  ) throws(Failure) -> (group: [String], news: [SchedulerAction]) {
    var group = [resource]
    while true {
      var trial = ClusterTrial(moment.whole)
      trial.constrain(group.map(constraint))
      for name in group where mustStop.contains(name) {
        trial.add(DrainMarks.stopping(name), to: name)
      }
      let news = try cluster.actions(trial).filter { !present.contains($0) }
      let more = waiting.filter { name in
        !group.contains(name) && news.contains { $0.resource == name && $0.target != nil }
      }
      if more.isEmpty { return (group, news) }
      group += more
    }
  }

  /// Why a guest is not sent yet, or not at all; nil when it may be.
  private func objection(
    to news: [SchedulerAction], of resource: String, _ moment: ClusterMoment
  ) -> String? {
    let ours = Set(moment.base.guests.map(\.id))
    for action in news where ours.contains(action.resource) && action.stops {
      let goesOn = action.target != nil && action.target != action.source
      if !goesOn || !mayStop.contains(action.resource) {
        let why = action.reason.isEmpty ? "" : ": \(action.reason)"
        return action.resource == resource
          ? "the cluster would \(action.word) it\(why)"
          : "the cluster would \(action.word) \(action.resource) for it\(why)"
      }
    }
    guard let own = news.first(where: { $0.resource == resource }) else {
      return "the cluster would leave it where it is"
    }
    switch aim {
    case .away(let node): return own.target == node ? "it would not leave \(node)" : nil
    case .home(let node): return own.target == node ? nil : "it would not go to \(node)"
    }
  }

  private func constraint(_ resource: String) -> XMLElement {
    switch aim {
    case .away(let node): DrainMarks.away(resource, from: node)
    case .home(let node): DrainMarks.home(resource, to: node)
    }
  }

  /// Sends guests, and puts down first that they go: who is killed between has put down too many and never too few.
  private mutating func send(
    _ group: [String], _ news: [SchedulerAction], _ moment: ClusterMoment, of waiting: Int
  ) throws(Failure) {
    let all = count + waiting
    for resource in group {
      let target = news.first { $0.resource == resource }?.target ?? aim.node
      if case .away = aim { record.left(resource, to: target) }
      var made = [constraint(resource)]
      if mustStop.contains(resource) { made.append(DrainMarks.stopping(resource)) }
      marks[resource] = made
      let from = moment.state.resources[resource]?.nodes.first ?? ""
      journeys.append(
        Journey(
          resource: resource, target: target, from: from, began: Clock.now,
          hadFailed: moment.failedMove(of: resource) != nil))
    }
    if case .away(let node) = aim { try cluster.write(record, of: node) }
    // The blocks first: with the constraint the move begins.
    for resource in group {
      for block in marks[resource] ?? [] where block.name == "meta_attributes" {
        try cluster.add(block, to: resource)
      }
    }
    for resource in group { try cluster.constrain(constraint(resource)) }
    for journey in journeys.suffix(group.count) {
      count += 1
      tell(.moving(journey.resource, to: journey.target, number: count, of: all))
    }
  }

  /// Looks at what has become of a journey.
  private mutating func follow(_ journey: Journey, _ moment: ClusterMoment) throws(Failure) {
    let name = journey.resource
    guard let there = moment.state.resources[name] else {
      return try end(journey) { $0.stayed[name] = "it is no resource any more" }
    }
    let elapsed = Clock.now - journey.began
    if there.isBlocked {
      return try giveUp(journey, moment.failedMove(of: name) ?? "an action on it failed", moment)
    }
    let isActing = moment.isUnderWay(name)
    // While an action is under way it is waited for, whatever the time: the cluster ends it by itself.
    if !isActing, elapsed > patience {
      return try giveUp(journey, "it has not arrived after \(elapsed.readable)", moment)
    }
    let intended =
      isActing ? [] : try cluster.actions(ClusterTrial(moment.whole))
    let isUnderWay = isActing || intended.contains { $0.resource == name }
    if isUnderWay || there.nodes.count != 1 {
      change(name) { $0.quiet = 0 }
      tell(.onTheWay(name, to: journey.target, for: elapsed))
      return
    }
    let isThere =
      switch aim {
      case .away(let node): there.nodes != [node]
      case .home(let node): there.nodes == [node]
      }
    if isThere { return try arrive(journey, on: there.nodes[0], moment) }
    // Between a constraint and the first action that follows from it nothing is seen for a moment.
    if journey.quiet >= 5, elapsed > .seconds(10) {
      return try giveUp(journey, "the cluster has left it on \(there.nodes[0])", moment)
    }
    change(name) { $0.quiet += 1 }
    tell(.onTheWay(name, to: journey.target, for: elapsed))
  }

  private mutating func change(_ resource: String, _ body: (inout Journey) -> Void) {
    if let index = journeys.firstIndex(where: { $0.resource == resource }) {
      body(&journeys[index])
    }
  }

  private mutating func arrive(_ journey: Journey, on node: String, _ moment: ClusterMoment)
    throws(Failure)
  {
    let name = journey.resource
    let hasFailed = !journey.hadFailed && moment.failedMove(of: name) != nil
    try end(journey) { moves in
      switch moves.aim {
      case .away: moves.record.left(name, to: node)
      case .home: moves.record.forget(name)
      }
    }
    tell(
      .arrived(
        name, on: node, after: Clock.now - journey.began,
        restarted: hasFailed || mustStop.contains(name)))
  }

  /// A guest stays where it is, and is kept there as before; or it is sent again, where only its target had gone.
  private mutating func giveUp(_ journey: Journey, _ reason: String, _ moment: ClusterMoment)
    throws(Failure)
  {
    let name = journey.resource
    // Without the constraint first: forgotten, the move would be tried again at once.
    for mark in marks[name] ?? [] { try cluster.take(mark) }
    marks[name] = nil
    let isHeld = moment.state.resources[name]?.isBlocked == true
    if isHeld, moment.failedMove(of: name) != nil { try cluster.forgetFailure(of: name) }
    // Of a move that failed the cluster has it on both nodes, until it has looked.
    let now = try cluster.look()
    let isHere = now.state.resources[name]?.nodes.contains(journey.from) == true
    try end(journey) { if case .away = $0.aim, isHere { $0.record.forget(name) } }
    attempts[name, default: 0] += 1
    if case .away = aim, !now.isAtWork(journey.target), attempts[name] == 1 {
      tell(.again(name, because: "\(journey.target) has gone away"))
    } else {
      stay(name, reason)
    }
  }

  /// Takes a journey off, and puts down what has become of it.
  private mutating func end(_ journey: Journey, _ body: (inout GuestMoves) -> Void)
    throws(Failure)
  {
    let before = record
    body(&self)
    if record != before { try cluster.write(record, of: aim.node) }
    journeys.removeAll { $0.resource == journey.resource }
  }

  private mutating func stay(_ resource: String, _ reason: String) {
    stayed[resource] = reason
    tell(.stayed(resource, because: reason))
  }
}
