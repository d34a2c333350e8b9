public import Model
internal import Platform

/// Pacemaker's own scheduler, asked on a copy of a cluster's information base what would become of it.
///
/// It decides in rounds: what the one brings about can be reason for the next. So it is asked until there is nothing left to be done.
public struct Scheduler: Sendable {
  private let copy: ClusterCopy
  /// What one round may take. Measured: 0.8 s of a processor where 16 nodes have 100 guests and two nodes are lost.
  private static let patience = Duration.seconds(120)
  /// More rounds than any cluster was seen to need, which is three.
  private static let mostRounds = 10

  /// The scheduler of the cluster of which this is a copy.
  public init(_ copy: ClusterCopy) { self.copy = copy }

  /// Brings the copy to where the cluster has nothing left to do.
  public func settle() throws(Failure) -> ScheduleForecast {
    try rounds([], from: copy.file, into: copy.file)
  }

  /// Whether the cluster, as the copy has it, has nothing to do, or nothing that it can do.
  public func isAtRest() throws(Failure) -> Bool {
    try round([], from: copy.file, into: copy.next).isBlocked
  }

  /// What becomes of the cluster when nodes are lost at once; the copy stays as it is.
  ///
  /// A lost node is one that no longer answers and was expected to: it is fenced, if fencing is on and possible, before its guests
  /// are started elsewhere. A node that is taken offline (--node-down) left in order, and was never fenced.
  ///
  /// - Parameter losesQuorum: whether the rest may no longer act.
  public func lose(_ nodes: [String], losesQuorum: Bool) throws(Failure) -> ScheduleForecast {
    try rounds(
      nodes.map { "--node-fail=\($0)" }, always: losesQuorum ? ["--quorum=0"] : [],
      from: copy.file, into: copy.next)
  }

  /// What the cluster does as the copy has it, with its failures, bans and rules.
  public func state() throws(Failure) -> ClusterState {
    try ClusterState(
      parsing: copy.ask(
        "crm_mon", ClusterState.arguments, until: Clock.now + Scheduler.patience))
  }

  /// - Parameter always: what has to be said in each round, as a round does not remember it.
  private func rounds(
    _ events: [String], always: [String] = [], from input: String, into output: String
  ) throws(Failure) -> ScheduleForecast {
    var last = try round(events + always, from: input, into: output)
    for _ in 1..<Scheduler.mostRounds where !last.isAtRest {
      let next = try round(always, from: output, into: output)
      // Something that is blocked is wanted for ever, and nothing comes of it.
      if next.isAtRest || next.agrees(with: last) { return next }
      last = next
    }
    if last.isAtRest { return last }
    throw Failure(
      .clusterSilent, "crm_simulate",
      cause: "the cluster does not come to rest within \(Scheduler.mostRounds) transitions")
  }

  private func round(_ events: [String], from input: String, into output: String)
    throws(Failure) -> ScheduleForecast
  {
    let words =
      ScheduleForecast.arguments + events
      + ["--xml-file=\(input)", "--save-output=\(output)"]
    let answer: Completion
    do throws(SystemError) {
      answer = try ChildProcess.run(
        PacemakerTools.command("crm_simulate", words), until: Clock.now + Scheduler.patience)
    } catch {
      throw Failure(.clusterSilent, "crm_simulate", cause: error.description)
    }
    do throws(Failure) { return try ScheduleForecast(parsing: answer.output) } catch {
      let said = answer.errorText.split(separator: "\n").last.map(String.init)
      let why = answer.ending == .timedOut ? "it took too long" : said ?? error.cause
      throw Failure(.clusterSilent, "crm_simulate", cause: why)
    }
  }
}
