public import Model
internal import Platform

/// A Pacemaker cluster of which a node is drained: how it is looked at and told, by its own tools.
public struct DrainingCluster: Sendable {
  /// Asks one of the cluster's tools, which finds `input` on its standard input.
  public typealias Question =
    @Sendable (_ tool: String, _ arguments: [String], _ input: [UInt8], _ deadline: Instant)
    throws(Failure) -> [UInt8]

  private let question: Question

  /// The cluster of this machine.
  public init() {
    self.init { tool, arguments, input, deadline throws(Failure) in
      try PacemakerTools.ask(tool, arguments, input: input, until: deadline)
    }
  }

  /// One that is asked like this.
  public init(question: @escaping Question) { self.question = question }

  @discardableResult
  private func ask(
    _ tool: String, _ arguments: [String], input: [UInt8] = [],
    within limit: Duration = .seconds(30)
  ) throws(Failure) -> [UInt8] {
    try question(tool, arguments, input, Clock.now + limit)
  }

  // MARK: Looks

  /// What the cluster calls this node.
  public func ownNode() throws(Failure) -> String {
    let answer = String(decoding: try ask("crm_node", ["--name"]), as: UTF8.self)
    return answer.split(separator: "\n").first.map(String.init) ?? ""
  }

  /// The cluster as it is now.
  public func look() throws(Failure) -> ClusterMoment {
    try ClusterMoment(
      base: ask("cibadmin", ["--query"]), state: ask("crm_mon", ClusterState.arguments))
  }

  /// What the scheduler would do with a base.
  public func actions(_ trial: ClusterTrial) throws(Failure) -> [SchedulerAction] {
    try SchedulerAction.read(
      ask("crm_simulate", ["--run", "--output-as=xml", "--xml-pipe"], input: trial.bytes))
  }

  /// Waits until the cluster has nothing left to do; whether it has come to that.
  public func settle(within limit: Duration) -> Bool {
    let seconds = max(1, limit.inMilliseconds / 1_000)
    let arguments = ["--wait", "--timeout", "\(seconds)s"]
    return (try? ask("crm_resource", arguments, within: limit + .seconds(10))) != nil
  }

  // MARK: Orders

  /// Puts a constraint down.
  public func constrain(_ constraint: XMLElement) throws(Failure) {
    try merge(constraint, "constraints")
  }

  /// Adds a block to a resource.
  public func add(_ block: XMLElement, to resource: String) throws(Failure) {
    try merge(XMLElement("primitive", ["id": resource], [block]), "resources")
  }

  private func merge(_ element: XMLElement, _ section: String) throws(Failure) {
    try ask(
      "cibadmin", ["--modify", "--allow-create", "--scope", section, "--xml-pipe"],
      input: Array(element.text.utf8))
  }

  /// Takes a constraint, or a block of a resource, away; it need not be there.
  public func take(_ element: XMLElement) throws(Failure) {
    try ask(
      "cibadmin", ["--delete", "--xpath", "//\(element.name)[@id='\(element.id)']", "--force"])
  }

  /// Has a node run nothing, or run things again, until somebody says otherwise: what crm_standby(8) does.
  public func setStandby(_ node: String, _ isStandby: Bool) throws(Failure) {
    try ask(
      "crm_attribute",
      ["--node", node, "--lifetime", "forever", "--name", "standby"]
        + (isStandby ? ["--update", "on"] : ["--delete"]))
  }

  /// Puts down which guests left a node; nothing is left where none did.
  public func write(_ record: DrainRecord, of node: String) throws(Failure) {
    try ask(
      "crm_attribute",
      ["--node", node, "--lifetime", "forever", "--name", DrainRecord.attribute]
        + (record.entries.isEmpty ? ["--delete"] : ["--update", record.text]))
  }

  /// Forgets a live migration that failed, so that the cluster holds the resource no longer and keeps it again.
  ///
  /// By a refresh: a clean-up forgets what is on record of that node alone, and where the guest had come there by a live migration, what
  /// is left on record of that has it restarted.
  public func forgetFailure(of resource: String) throws(Failure) {
    try ask("crm_resource", ["--refresh", "--force", "--resource", resource], within: .seconds(60))
    _ = settle(within: .seconds(60))
  }

  /// Makes a claim; fails where there is one.
  public func make(_ claim: DrainClaim) throws(Failure) {
    try ask(
      "cibadmin", ["--create", "--scope", "crm_config", "--xml-pipe"],
      input: Array(claim.element.text.utf8))
  }

  /// Ends a claim, known by its text, and no other that was made since.
  public func end(_ text: String) throws(Failure) {
    try ask("cibadmin", ["--delete", "--xpath", DrainClaim.path(of: text), "--force"])
  }
}
