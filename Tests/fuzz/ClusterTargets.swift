import Agent
import Model

@testable import Applets
@testable import Frameworks
@testable import Render

/// What clusters say: Pacemaker in XML, Solaris Cluster in lines.
extension Targets {
  /// A guest with everything that is looked up in a cluster.
  private static let setup: SetupFile = {
    var problems: [Failure] = []
    let keys = """
      RS=web-rs
      RG=web-rg
      Domain_name=web
      Nodelist=node1,node2
      Load_factors=memory@4
      Favoured_over=db-rs
      Affinity=--db-rg

      """
    return SetupFile.parse(Array(keys.utf8), name: "f", problems: &problems)
  }()

  /// The answer of crm_mon, a zero, and that of cibadmin.
  static let cluster: Target = { bytes in
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
      .map(Array.init)
    let state = try? ClusterState(parsing: parts[0])
    if let state, let forecast = try? ScheduleForecast(parsing: parts[0]) {
      // Who is seen to run runs.
      let after = state.becoming(forecast, hasQuorum: true)
      precondition(forecast.places(of: "web-rs").isEmpty || after.resources["web-rs"] != nil)
    }
    if let votes = QuorumVotes(parsing: text(parts[0])) {
      precondition(votes.isQuorate(without: []) || !votes.isQuorate(without: [1]))
    }
    if let history = try? FenceHistory(parsing: parts[0]) {
      precondition(!history.hasFenced("node1", since: 0))
    }
    if let place = ResourcePlace(of: "web-rs", in: text(parts[0])) {
      // An answer that is cut short names nodes by halves, and others not at all.
      precondition((try? XMLElement(parsing: Array(text(parts[0]).utf8))) != nil)
      if let there = state?.resources["web-rs"] {
        precondition(Set(there.nodes).isSubset(of: place.nodes))
      }
    }
    guard parts.count == 2, let base = try? InformationBase(parsing: parts[1]) else { return }
    if let state { _ = GuestFacts.Cluster("web-rs", base, state, node: "node1") }
    let registration = PacemakerRegistration(setup, definition: nil)
    _ = registration.objections(base)
    _ = RegistrationScript.render(registration.plan(base), title: ["t"], release: nil)
    let removal = PacemakerRemoval("web-rs", seconds: 60)
    if removal.objection(base) == nil {
      _ = RegistrationScript.render(removal.plan(base), title: ["t"], release: nil)
    }
    if let value = base.property(ClusterDefinition.property("web-rs")) {
      _ = try? ClusterDefinition.decoded(value, of: "web-rs")
    }
  }

  /// A line is a group: its name, its affinities, its resources and the description of one, with tabs between them.
  static let ledger: Target = { bytes in
    let line = text(bytes)
    precondition(Base64.decoded(Base64.encoded(bytes)) == bytes)
    if let decoded = Base64.decoded(line) { precondition(Base64.encoded(decoded) == line) }
    if let affinity = Affinity(parsing: line) {
      precondition(Affinity(parsing: affinity.description) == affinity)
    }
    if let target = MoveTarget(parsing: line) {
      precondition(MoveTarget(parsing: "\(target.node):\(target.address)") == target)
    }
    _ = ClusterRelease(parsing: line)
    _ = StoredCommand(line)
    let found = RegistrationLedger(parsing: line)
    precondition(RegistrationLedger(parsing: found.description).description == found.description)
    var picture = ClusterPicture(types: ["SUNW.gds"])
    for row in line.split(separator: "\n") {
      let words = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard words.count >= 4 else { continue }
      func list(_ word: String) -> [String] { word.split(separator: ",").map(String.init) }
      picture.groups[words[0]] = ClusterPicture.Group(
        nodes: ["n1"], affinities: list(words[1]), resources: list(words[2]))
      for name in list(words[2]) {
        picture.resources[name] = ClusterPicture.Resource(
          type: "SUNW.gds", properties: ["R_description": words[3]])
      }
    }
    let table = ClusterRegistration.TableChange(
      path: "/t", content: [1], present: nil, isFixedWhileEnabled: false)
    let registration = ClusterRegistration(
      setup, release: .usual, program: "/p", table: table, takesOver: true)
    _ = registration.objections(picture)
    _ = RegistrationScript.render(registration.plan(picture), title: ["t"], release: .usual)
    let removal = ClusterRemoval("web-rs", group: nil, release: .usual, table: ("/t", nil))
    _ = RegistrationScript.render(removal.plan(picture), title: ["t"], release: .usual)
  }
}
