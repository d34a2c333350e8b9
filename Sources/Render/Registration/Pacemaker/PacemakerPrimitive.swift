internal import Model

/// A guest as a resource of Pacemaker, out of the file: `ocf:ohac:xvm` with its attributes, operations and time-outs.
struct PacemakerPrimitive {
  let setup: SetupFile
  /// The rank that it is to have; nil when none is asked for.
  let priority: Int?
  /// Whether the cluster is to leave it alone, its recurring monitors too, until the registration ends that.
  var isHeld = false

  var resource: String { setup.resource }

  // MARK: What it is to have

  /// The properties that somebody decided, by their own names; the others have their initial values in the agent too.
  var attributes: [(String, String)] {
    ExtensionProperties.all.filter(setup.guest.isSet).map { ($0.name, setup.guest.text($0)) }
  }

  /// How the cluster treats it.
  ///
  /// multiple-active is left at stop_start. With stop_unexpected the copy that is where it should be goes on, which Pacemaker's
  /// manual allows only where an extra one does not disrupt it, and a monitor would see if it did: two copies of a guest write
  /// over each other's disk, and no monitor sees that. Both stop, and the next boot checks its file systems.
  var meta: [(String, String)] {
    var all = [
      ("allow-migrate", GuestConfiguration(setup.guest).migrates ? "true" : "false"),
      ("resource-stickiness", String(PacemakerScore.stickiness)),
      ("migration-threshold", String(threshold)),
      ("failure-timeout", setup.guest.text(.retryInterval) + "s"),
    ]
    if let priority { all.append(("priority", String(priority))) }
    return all
  }

  /// Those of its meta attributes that the file decides; the others have a value of ours only where the site has set none.
  var decidedMeta: Set<String> {
    var names: Set<String> = []
    if setup.guest.isSet(.migrationType) { names.insert("allow-migrate") }
    if setup.guest.isSet(.retryCount) || setup.framework.isSet(.failoverEnabled) || mode != nil {
      names.insert("migration-threshold")
    }
    if setup.guest.isSet(.retryInterval) { names.insert("failure-timeout") }
    if priority != nil { names.insert("priority") }
    return names
  }

  /// How many failures move it away; 0 for none.
  ///
  /// A death that the guard reports counts once or twice: `crm_resource --fail` of Pacemaker 2.1.5 was seen to do both. So that
  /// Retry_count restarts are always allowed, that many failures may count double, and the next one still moves the guest.
  private var threshold: Int {
    let moves = setup.framework.flag(.failoverEnabled) && mode?.allowsMoves != false
    return moves ? 2 * setup.guest.integer(.retryCount) + 1 : 0
  }

  /// What it takes of what the nodes have.
  var utilization: [(String, String)] {
    setup.loadFactors.compactMap { factor in
      let parts = factor.split(separator: "@").map(String.init)
      return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
  }

  /// Failover_mode when somebody decided it; else Pacemaker does what it always does.
  var mode: FailoverMode? {
    setup.framework.isSet(.failoverMode) ? setup.framework.failoverMode : nil
  }

  /// An operation.
  struct Operation: Equatable {
    let name: String
    var interval = "0s"
    let timeout: String
    var onFail: String?
    /// What of it the file decides, by the attribute's name.
    var decided: Set<String> = []
  }

  /// The operations; a migration has the time of a stop, as it is one where there is no live migration, and what follows it on
  /// the other node that of a start.
  var operations: [Operation] {
    func seconds(_ row: ExtensionProperty) -> String { setup.guest.text(row) + "s" }
    let (start, stop) = (seconds(.startTimeout), seconds(.stopTimeout))
    let stays = !setup.guest.isSet(.abortMigration) || setup.guest.flag(.abortMigration)
    let all = [
      Operation(
        name: "start", timeout: start,
        onFail: mode?.stopsAfterFailedStart == false ? "block" : nil),
      Operation(
        name: "stop", timeout: stop, onFail: mode.map { $0 == .hard ? "fence" : "block" }),
      Operation(
        name: "monitor", interval: seconds(.thoroughProbeInterval), timeout: seconds(.probeTimeout),
        onFail: mode == .logOnly ? "ignore" : nil),
      // Without it a move that is refused ends in a stop and a start, on the same node if no other is wanted.
      Operation(name: "migrate_to", timeout: stop, onFail: stays ? "block" : nil),
      Operation(name: "migrate_from", timeout: start),
      Operation(name: "reload-agent", timeout: seconds(.probeTimeout)),
    ]
    let rows: [String: ExtensionProperty] = [
      "start": .startTimeout, "migrate_from": .startTimeout, "stop": .stopTimeout,
      "migrate_to": .stopTimeout, "monitor": .probeTimeout, "reload-agent": .probeTimeout,
    ]
    return all.map { operation in
      var copy = operation
      if let row = rows[operation.name], setup.guest.isSet(row) { copy.decided.insert("timeout") }
      if setup.guest.isSet(.thoroughProbeInterval) { copy.decided.insert("interval") }
      if mode != nil { copy.decided.insert("on-fail") }
      if operation.name == "migrate_to", setup.guest.isSet(.abortMigration) {
        copy.decided.insert("on-fail")
      }
      return copy
    }
  }

  // MARK: What has to be there then

  /// The primitive: what is there with what the file decides, or a new one that is held, or else kept stopped.
  ///
  /// What others have put on it, a target role or an operation of their own, stays; and so does what the site had set before a
  /// take-over, until the file decides it. Of another agent only what is there in one piece can be taken: ``PacemakerPredecessor``.
  func element(over present: XMLElement?) -> XMLElement {
    var primitive =
      present
      ?? XMLElement(
        "primitive",
        ["id": resource, "class": "ocf", "provider": "ohac", "type": "xvm"])
    primitive.attributes.merge(["class": "ocf", "provider": "ohac", "type": "xvm"]) { $1 }
    set("instance_attributes", attributes, in: &primitive, owned: Self.properties.contains)
    set(
      "meta_attributes",
      meta + (present == nil && !isHeld ? [("target-role", "Stopped")] : []),
      in: &primitive, decided: decidedMeta, owned: PacemakerPrimitive.metaNames.contains)
    if isHeld { putOnHold(&primitive) }
    setOperations(in: &primitive)
    set(
      "utilization", utilization, in: &primitive,
      decided: Set(utilization.map(\.0)), owned: { _ in true })
    return primitive
  }

  private static let properties = Set(ExtensionProperties.all.map(\.name))

  /// The maintenance that a registration puts a resource in; by its id it is told from one that an operator has set.
  private var hold: XMLElement {
    XMLElement(
      "nvpair", ["id": "ha-xvm-held-\(resource)", "name": "maintenance", "value": "true"])
  }

  /// The block of its own in which that stands on a resource of another agent, whatever its other blocks say.
  var holdBlock: String { "ha-xvm-hold-\(resource)" }

  /// Puts a resource that is there in that maintenance.
  func holding() -> XMLElement {
    XMLElement(
      "primitive", ["id": resource],
      [XMLElement("meta_attributes", ["id": holdBlock, "score": PacemakerScore.always], [hold])])
  }

  /// A resource that is there, in that maintenance.
  func held(_ present: XMLElement) -> XMLElement {
    var copy = present
    copy.children.removeAll { $0.id == holdBlock }
    copy.children += holding().children
    return copy
  }

  /// The same in a primitive as it is to be; its meta attributes are there by now.
  private func putOnHold(_ primitive: inout XMLElement) {
    guard maintenance(of: primitive) != .somebodys,
      let index = Self.block("meta_attributes", of: primitive)
    else { return }
    primitive.children[index].children.removeAll { $0["name"] == hold["name"] }
    primitive.children[index].children.append(hold)
  }

  /// Who has put a resource in maintenance.
  enum Maintenance { case none, ended, ours, somebodys }

  /// Whether a primitive is in maintenance, and by whom. Tools leave the word behind when they end one.
  func maintenance(of primitive: XMLElement?) -> Maintenance {
    let pairs = (primitive?.all("meta_attributes") ?? []).byWeight.reversed().flatMap {
      $0.all("nvpair")
    }
    guard let pair = pairs.first(where: { $0["name"] == hold["name"] }) else { return .none }
    // What Pacemaker takes for true.
    guard ["true", "on", "yes", "y", "1"].contains((pair["value"] ?? "").lowercased()) else {
      return .ended
    }
    return pair.id == hold.id ? .ours : .somebodys
  }

  /// What of the meta attributes a registration decides.
  static let metaNames: Set<String> = [
    "allow-migrate", "resource-stickiness", "migration-threshold", "failure-timeout", "priority",
  ]

  /// The block of a kind that always holds and is the primitive's own.
  static func block(_ name: String, of primitive: XMLElement) -> Int? {
    primitive.children.firstIndex {
      $0.name == name && $0["id-ref"] == nil && $0.first("rule") == nil
    }
  }

  /// Gives a block these values and takes away what is ours and not among them. What the site has set stays unless it is decided.
  private func set(
    _ block: String, _ values: [(String, String)], in primitive: inout XMLElement,
    decided: Set<String> = [], owned: (String) -> Bool
  ) {
    let index = Self.block(block, of: primitive)
    var element =
      index.map { primitive.children[$0] } ?? XMLElement(block, ["id": "\(resource)-\(block)"])
    element.children.removeAll { pair in
      guard let name = pair["name"], owned(name) else { return false }
      if PacemakerPredecessor.isKept(pair) {
        // What the nodes lend is decided as a whole.
        return block == "utilization" && !decided.isEmpty
          || decided.contains(name) && !values.contains { $0.0 == name }
      }
      return !values.contains { $0.0 == name }
    }
    for (name, value) in values {
      let id = "\(element.id)-\(name)"
      guard let place = element.children.firstIndex(where: { $0["name"] == name }) else {
        element.children.append(XMLElement("nvpair", ["id": id, "name": name, "value": value]))
        continue
      }
      if PacemakerPredecessor.isKept(element.children[place]) {
        guard decided.contains(name) else { continue }
        element.children[place].attributes["id"] = id
      }
      element.children[place].attributes["value"] = value
    }
    put(element, at: index, in: &primitive)
  }

  func put(_ element: XMLElement, at index: Int?, in primitive: inout XMLElement) {
    if let index {
      primitive.children[index] = element
      if element.children.isEmpty { primitive.children.remove(at: index) }
    } else if !element.children.isEmpty {
      primitive.children.append(element)
    }
  }
}

/// How much each wish weighs. A wish that is weak never moves a guest that runs, and one for a node never outweighs an affinity.
enum PacemakerScore {
  /// Always, or with a minus never.
  static let always = "INFINITY"
  /// Where it runs.
  static let stickiness = 10_000
  /// Where an anchor is: more than preferences and wishes, for a group in which nothing runs; less than the place of one guest, whose group
  /// comes to it when somebody moves it by hand.
  static let anchored = 1_000
  /// A node that could run it, or does not say: more than wishes and preferences, and less than where it runs. A score below zero
  /// would bar a node, so the others are raised.
  static let ready = 5_000
  /// A weak affinity.
  static let weak = 100
  /// Guests of one group: they want to be together more than to stay, and the stop of one is not that of the others.
  static let together = 100_000
}
