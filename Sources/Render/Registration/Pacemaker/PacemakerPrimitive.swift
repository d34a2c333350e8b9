internal import Model

/// A guest as a resource of Pacemaker, out of the file: `ocf:ohac:xvm` with its attributes, operations and time-outs.
struct PacemakerPrimitive {
  let setup: SetupFile
  /// The rank that it is to have; nil when none is asked for.
  let priority: Int?
  /// Whether the cluster is to leave it alone, its recurring monitors too, until the registration ends that.
  var isHeld = false

  private var resource: String { setup.resource }

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
      ("allow-migrate", setup.guest.text(.migrationType) == "MIGRATE" ? "true" : "false"),
      ("resource-stickiness", String(PacemakerScore.stickiness)),
      ("migration-threshold", String(threshold)),
      ("failure-timeout", setup.guest.text(.retryInterval) + "s"),
    ]
    if let priority { all.append(("priority", String(priority))) }
    return all
  }

  /// How many failures move it away; 0 for none.
  ///
  /// A death that the guard reports counts once or twice: `crm_resource --fail` of Pacemaker 2.1.5 was seen to do both. So that
  /// Retry_count restarts are always allowed, that many failures may count double, and the next one still moves the guest.
  private var threshold: Int {
    let isKept =
      !setup.framework.flag(.failoverEnabled) || mode == "RESTART_ONLY" || mode == "LOG_ONLY"
    return isKept ? 0 : 2 * setup.guest.integer(.retryCount) + 1
  }

  /// What it takes of what the nodes have.
  var utilization: [(String, String)] {
    setup.loadFactors.compactMap { factor in
      let parts = factor.split(separator: "@").map(String.init)
      return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
  }

  /// Failover_mode when somebody decided it; else Pacemaker does what it always does.
  private var mode: String? {
    setup.framework.isSet(.failoverMode) ? setup.framework.text(.failoverMode) : nil
  }

  /// An operation.
  struct Operation: Equatable {
    let name: String
    var interval = "0s"
    let timeout: String
    var onFail: String?
  }

  /// The operations; a migration has the time of a stop, as it is one where there is no live migration, and what follows it on
  /// the other node that of a start.
  var operations: [Operation] {
    func seconds(_ row: ExtensionProperty) -> String { setup.guest.text(row) + "s" }
    let (start, stop) = (seconds(.startTimeout), seconds(.stopTimeout))
    return [
      Operation(
        name: "start", timeout: start,
        onFail: mode.map { ["SOFT", "HARD"].contains($0) ? nil : "block" } ?? nil),
      Operation(
        name: "stop", timeout: stop, onFail: mode.map { $0 == "HARD" ? "fence" : "block" }),
      Operation(
        name: "monitor", interval: seconds(.thoroughProbeInterval), timeout: seconds(.probeTimeout),
        onFail: mode == "LOG_ONLY" ? "ignore" : nil),
      Operation(name: "migrate_to", timeout: stop),
      Operation(name: "migrate_from", timeout: start),
      Operation(name: "reload-agent", timeout: seconds(.probeTimeout)),
    ]
  }

  // MARK: What has to be there then

  /// The primitive: what is there with what the file decides, or a new one that is held, or else kept stopped.
  ///
  /// What others have put on it, a target role or an operation of their own, stays.
  func element(over present: XMLElement?) -> XMLElement {
    var primitive =
      present
      ?? XMLElement(
        "primitive",
        ["id": resource, "class": "ocf", "provider": "ohac", "type": "xvm"])
    primitive.attributes.merge(["class": "ocf", "provider": "ohac", "type": "xvm"]) { $1 }
    let isOurs = present?.isGuest ?? true
    let names = Set(ExtensionProperties.all.map(\.name))
    set("instance_attributes", attributes, in: &primitive) { isOurs ? names.contains($0) : true }
    set(
      "meta_attributes",
      meta + (present == nil && !isHeld ? [("target-role", "Stopped")] : []),
      in: &primitive, owned: PacemakerPrimitive.metaNames.contains)
    if isHeld { putOnHold(&primitive) }
    set("operations", in: &primitive)
    set("utilization", utilization, in: &primitive) { _ in true }
    return primitive
  }

  /// The maintenance that a registration puts a resource in; by its id it is told from one that an operator has set.
  private var hold: XMLElement {
    XMLElement(
      "nvpair", ["id": "ha-xvm-held-\(resource)", "name": "maintenance", "value": "true"])
  }

  /// Puts a resource that is there in that maintenance.
  func holding(_ present: XMLElement) -> XMLElement {
    let block = present.first("meta_attributes")?.id ?? "\(resource)-meta_attributes"
    return XMLElement(
      "primitive", ["id": resource], [XMLElement("meta_attributes", ["id": block], [hold])])
  }

  /// The same in a primitive as it is to be; its meta attributes are there by now.
  private func putOnHold(_ primitive: inout XMLElement) {
    guard maintenance(of: primitive) != .somebodys,
      let index = primitive.children.firstIndex(where: { $0.name == "meta_attributes" })
    else { return }
    primitive.children[index].children.removeAll { $0["name"] == hold["name"] }
    primitive.children[index].children.append(hold)
  }

  /// Who has put a resource in maintenance.
  enum Maintenance { case none, ended, ours, somebodys }

  /// Whether a primitive is in maintenance, and by whom. Tools leave the word behind when they end one.
  func maintenance(of primitive: XMLElement?) -> Maintenance {
    let pairs = primitive?.first("meta_attributes")?.children ?? []
    guard let pair = pairs.first(where: { $0["name"] == hold["name"] }) else { return .none }
    // What Pacemaker takes for true.
    guard ["true", "on", "yes", "y", "1"].contains((pair["value"] ?? "").lowercased()) else {
      return .ended
    }
    return pair.id == hold.id ? .ours : .somebodys
  }

  private static let metaNames: Set<String> = [
    "allow-migrate", "resource-stickiness", "migration-threshold", "failure-timeout", "priority",
  ]

  /// Gives a block these values and takes away what is ours and not among them.
  private func set(
    _ block: String, _ values: [(String, String)], in primitive: inout XMLElement,
    owned: (String) -> Bool
  ) {
    let index = primitive.children.firstIndex { $0.name == block }
    var element =
      index.map { primitive.children[$0] } ?? XMLElement(block, ["id": "\(resource)-\(block)"])
    element.children.removeAll { pair in
      guard let name = pair["name"] else { return false }
      return owned(name) && !values.contains { $0.0 == name }
    }
    for (name, value) in values {
      if let place = element.children.firstIndex(where: { $0["name"] == name }) {
        element.children[place].attributes["value"] = value
      } else {
        element.children.append(
          XMLElement(
            "nvpair", ["id": "\(element.id)-\(name)", "name": name, "value": value]))
      }
    }
    put(element, at: index, in: &primitive)
  }

  private func set(_ block: String, in primitive: inout XMLElement) {
    let index = primitive.children.firstIndex { $0.name == block }
    var element = index.map { primitive.children[$0] } ?? XMLElement(block)
    for operation in operations {
      let place = element.children.firstIndex {
        $0["name"] == operation.name && ["Started", "Unpromoted", nil].contains($0["role"])
      }
      var op =
        place.map { element.children[$0] }
        ?? XMLElement(
          "op",
          [
            "id": "\(resource)-\(operation.name)-interval-\(operation.interval)",
            "name": operation.name,
          ])
      if !PacemakerPrimitive.agree(op["interval"], operation.interval) {
        op.attributes["interval"] = operation.interval
      }
      if !PacemakerPrimitive.agree(op["timeout"], operation.timeout) {
        op.attributes["timeout"] = operation.timeout
      }
      op.attributes["on-fail"] = operation.onFail
      if let place { element.children[place] = op } else { element.children.append(op) }
    }
    put(element, at: index, in: &primitive)
  }

  private func put(_ element: XMLElement, at index: Int?, in primitive: inout XMLElement) {
    if let index {
      primitive.children[index] = element
      if element.children.isEmpty { primitive.children.remove(at: index) }
    } else if !element.children.isEmpty {
      primitive.children.append(element)
    }
  }

  /// `60`, `60s` and `60sec` are one interval to Pacemaker.
  private static func agree(_ present: String?, _ wanted: String) -> Bool {
    guard let present else { return false }
    func seconds(_ text: String) -> String {
      ["sec", "s"].first { text.hasSuffix($0) }.map { String(text.dropLast($0.count)) } ?? text
    }
    return seconds(present) == seconds(wanted)
  }
}

/// How much each wish weighs. A wish that is weak never moves a guest that runs, and one for a node never outweighs an affinity.
enum PacemakerScore {
  /// Always, or with a minus never.
  static let always = "INFINITY"
  /// Where it runs.
  static let stickiness = 10_000
  /// A weak affinity.
  static let weak = 100
  /// Guests of one group: they want to be together more than to stay, and the stop of one is not that of the others.
  static let together = 100_000
}
