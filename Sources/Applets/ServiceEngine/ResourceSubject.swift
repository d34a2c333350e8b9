internal import GenericDataService
internal import Model
internal import Platform

/// A resource on one node, as a question of scha_resource_get is about it: by this node's engine where it is here, else by the cluster.
struct ResourceSubject {
  let name, group, type: String
  let state: ResourceState
  let status: (word: String, message: String)
  let isMonitored: Bool
  let restarts: Int
  /// The properties where the cluster has them; nil where the engine has published them.
  private let given: [PropertyValues.Given]?

  /// The subject of a question.
  ///
  /// - Parameters:
  ///   - name: the resource, and the group that it is said to be in, if any.
  ///   - here: what the engine of this node knows under that name.
  init(
    _ name: (resource: String, group: String?), _ here: ResourceIdentity?, _ tag: String,
    _ operands: [String], _ sight: ClusterSight
  ) throws(Refusal) {
    let node = tag.hasSuffix("_NODE") ? try sight.node(operands).name : nil
    let own = node == nil ? nil : try sight.own()
    if let here, node == own {
      self.init(here)
      return
    }
    guard let groups = try sight.groups(), let there = groups.resource(name.resource),
      [nil, there.group, there.parameters["Resource_group"]].contains(name.group)
    else {
      guard here != nil, let node else {
        throw Refusal(ClusterAnswer.Exit.resource, "no resource of this name is known")
      }
      throw Refusal(
        ClusterAnswer.Exit.silent, "the cluster does not keep the resource: ask for it on \(node)")
    }
    let place: String
    if let node { place = node } else { place = try sight.own() }
    do throws(Failure) { self = try ResourceSubject(there, groups, on: place) } catch {
      throw Refusal(error)
    }
  }

  private init(_ here: ResourceIdentity) {
    let known = ServiceStateFile(here).read()
    (name, group, type) = (here.resource, here.group, here.type)
    isMonitored = ProcessMonitor(ProcessTag(.monitor, of: here)).isWatched
    // Contract, Answers of the commands: a resource that nobody monitors is another state.
    let isUnwatched = known.state == .online && !isMonitored
    state =
      isUnwatched ? .notMonitored : ResourceState(rawValue: known.state.rawValue) ?? .startFailed
    status = (known.status.rawValue, known.message)
    restarts = known.restarts.count
    given = nil
  }

  private init(_ there: ResourceGroups.Resource, _ groups: ResourceGroups, on node: String)
    throws(Failure)
  {
    (name, group, type) = (there.name, there.group, there.type)
    isMonitored = there.isMonitored
    state = try groups.state(of: there, on: node)
    status = try groups.status(of: there, on: node)
    restarts = 0
    given = there.parameters.filter { $0.key != "Resource_group" }.sorted { $0.key < $1.key }
      .map { PropertyValues.Given($0.key, $0.value, place: "Pacemaker, resource \(there.name)") }
  }

  /// The type with its version, `SUNW.gds:6`.
  var typeWithVersion: String {
    type.contains(":") || version.isEmpty ? type : "\(type):\(version)"
  }

  /// What follows the colon, or the version of the type whose contract the engine keeps.
  var version: String {
    if type == ResourceIdentity.genericDataService {
      return ResourceIdentity.genericDataServiceVersion
    }
    let parts = type.split(separator: ":").map(String.init)
    return parts.count == 2 ? parts[1] : ""
  }

  /// The properties.
  func configuration() throws(Refusal) -> ServiceConfiguration {
    do throws(Failure) {
      let identity = try ResourceIdentity(resource: name, group: group)
      guard let given else { return try ServiceConfiguration(published: identity) }
      var problems: [Failure] = []
      let configuration = ServiceConfiguration(identity, given: given, problems: &problems)
      if let first = problems.first { throw first }
      return configuration
    } catch { throw Refusal(1, error.description) }
  }

  /// An extension property, in any case of letters.
  func extensionProperty(_ name: String) throws(Refusal) -> ClusterAnswer {
    guard
      let row = ServiceProperties.all.first(where: { $0.name.lowercased() == name.lowercased() }),
      row.origin == .extension
    else { throw Refusal(ClusterAnswer.Exit.property, "no extension property of this name") }
    return .typed(ClusterAnswer.type(of: row), ClusterAnswer(row, of: try configuration()))
  }
}
