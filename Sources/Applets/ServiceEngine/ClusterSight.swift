internal import Frameworks
internal import GenericDataService
internal import Model
internal import Platform

/// What the scha commands see beside the engine of this machine: the Pacemaker cluster that it is a node of, in one picture for all
/// nodes and within one deadline; else this machine alone.
///
/// A class, because the cluster is looked at once, and only by a question that needs it.
final class ClusterSight {
  /// How long the cluster is waited for.
  static let patience = Duration.seconds(10)

  private var looked: ResourceGroups?
  /// What that was read from.
  private(set) var moment: ClusterMoment?
  private var named: String?
  private let end = Clock.now + patience

  /// Whether this machine is a node of a cluster.
  let isCluster = PacemakerTools.isPresent()

  /// What the cluster calls this node, or the machine's name.
  func own() throws(Refusal) -> String {
    if let named { return named }
    guard isCluster, !PacemakerTools.isOnFile else { return Environment.nodeName }
    do throws(Failure) {
      let name = try Pacemaker().ownNode(until: end)
      named = name
      return name
    } catch { throw Refusal(error) }
  }

  /// The groups of the cluster; nil on a machine on its own.
  func groups() throws(Refusal) -> ResourceGroups? {
    guard isCluster else { return nil }
    if let looked { return looked }
    do throws(Failure) {
      let base = try PacemakerTools.wholeBase(until: end)
      // Two questions one after the other could be about two moments.
      let state = try ClusterCopy.of(base) { copy throws(Failure) in
        try copy.ask("crm_mon", ClusterState.arguments, until: end)
      }
      let moment = try ClusterMoment(base: base, state: state)
      let groups = try ResourceGroups(moment.whole, moment.base, moment.state)
      self.moment = moment
      looked = groups
      return groups
    } catch { throw Refusal(error) }
  }

  /// The nodes: the cluster's, or this machine, whose number is 1.
  func nodes() throws(Refusal) -> [ResourceGroups.Node] {
    if let groups = try groups() { return groups.nodes }
    return [.init(name: try own(), id: "1", isUp: true)]
  }

  /// The node that an operand names, by its name or by its number.
  func node(_ operands: [String], byNumber: Bool = false) throws(Refusal) -> ResourceGroups.Node {
    let nodes = try nodes()
    let names = nodes.map { byNumber ? $0.id : $0.name }.joined(separator: ", ")
    guard let word = operands.first else {
      throw Refusal(
        ClusterAnswer.Exit.invalid,
        "the tag takes \(byNumber ? "the number of a node" : "a node"): \(names)")
    }
    guard let node = nodes.first(where: { word == (byNumber ? $0.id : $0.name) }) else {
      throw Refusal(
        ClusterAnswer.Exit.node,
        "no node \(byNumber ? "has the number" : "of the name") \(word); there \(nodes.count == 1 ? "is" : "are") \(names)"
      )
    }
    return node
  }

  /// The resource types: those that are registered with the cluster or are in use there, or the engine's own.
  func types() throws(Refusal) -> [ClusterType] {
    guard let groups = try groups() else { return [.service] }
    let registered = moment?.base.registeredTypes ?? []
    return ClusterType.allCases.filter { type in
      registered.contains(type) || groups.resources.contains { ClusterType(named: $0.type) == type }
    }
  }

  /// Every group: the cluster's, and those of services that this machine's engine was told to start.
  func groupNames() throws(Refusal) -> [String] {
    let known = try groups()?.groups.map(\.name) ?? []
    return known + ServiceDirectory.groups.filter { !known.contains($0) }
  }
}

/// A question that gets no answer: the exit status, and why.
struct Refusal: Error {
  let status: Int32
  let words: String

  init(_ status: Int32, _ words: String) { (self.status, self.words) = (status, words) }

  /// Nobody can be asked; that is never a state.
  init(_ silence: Failure) { self.init(ClusterAnswer.Exit.silent, silence.description) }

  /// Says it, and returns its status.
  func show() -> Int32 {
    Output.complain(words)
    return status
  }
}
