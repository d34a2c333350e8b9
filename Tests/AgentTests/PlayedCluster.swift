import Frameworks
import Model
import Synchronization

/// A Pacemaker cluster that answers as its tools do, in a test's own time: each look lets one step of what the scheduler wants happen.
///
/// A class, as the questions change it.
final class PlayedCluster: Sendable {
  struct Guest {
    var node: String?
    /// Whether the cluster moves it while it runs.
    var isLive = true
    /// Where it may be; nil is everywhere.
    var allowed: [String]?
    /// Which node it goes to whenever it may.
    var prefers: String?
    /// It is where that one is.
    var beside: String?
    /// Nodes to which its move fails.
    var failsTo: Set<String> = []
    /// A node that is lost while the guest is on its way there.
    var losing: String?
    /// Where it is on its way to and for how many steps more, and how its last move failed.
    var way: String?
    var rest = 0
    var held: String?
    var boots = 1
    var moves: [String] = []
  }

  struct World {
    var guests: [String: Guest]
    var standby: Set<String> = []
    var offline: Set<String> = []
    var constraints: [XMLElement] = []
    var blocks: [String: XMLElement] = [:]
    var claim: XMLElement?
    var records: [String: String] = [:]
    /// The most that were on their way at once.
    var most = 0
    var standbyWith: [String] = []
  }

  static let nodes = ["node1", "node2", "node3"]
  let world: Mutex<World>

  init(_ guests: [String: Guest]) { world = Mutex(World(guests: guests)) }

  subscript(_ name: String) -> Guest { world.withLock { $0.guests[name] ?? Guest() } }
  func change(_ body: (inout World) -> Void) { world.withLock { body(&$0) } }
  func read<Value: Sendable>(_ body: (World) -> Value) -> Value { world.withLock { body($0) } }

  var draining: DrainingCluster {
    DrainingCluster { [self] tool, arguments, input, _ throws(Failure) in
      let text = try world.withLock { world throws(Failure) in
        try PlayedCluster.answer(tool, arguments, input, &world)
      }
      return Array(text.utf8)
    }
  }

  private static func answer(
    _ tool: String, _ words: [String], _ input: [UInt8], _ world: inout World
  ) throws(Failure) -> String {
    switch tool {
    case "cibadmin" where words.first == "--query":
      step(&world)
      return base(world).text
    case "cibadmin": try change(words, input, &world)
    case "crm_mon": return state(world).text
    case "crm_simulate":
      let actions = decide(world, try XMLElement(parsing: input)).map(element)
      return XMLElement(
        "pacemaker-result", [:],
        [
          XMLElement("cluster_status"), XMLElement("actions", [:], actions),
          XMLElement("status", ["code": "0"]),
        ]
      ).text
    case "crm_attribute": attribute(words, &world)
    case "crm_resource" where words.first == "--refresh":
      world.guests[words.last ?? ""]?.held = nil
    case "crm_resource": for _ in 0..<20 { step(&world) }
    default: throw Failure(.clusterSilent, tool)
    }
    return ""
  }

  // MARK: Orders

  private static func change(_ words: [String], _ input: [UInt8], _ world: inout World)
    throws(Failure)
  {
    if words.first == "--delete" {
      let path = words[2]
      world.constraints.removeAll { path.contains("'\($0.id)'") }
      world.blocks = world.blocks.filter { !path.contains("'\($0.value.id)'") }
      if let claim = world.claim?.children.first?["value"], path.contains("'\(claim)'") {
        world.claim = nil
      }
      return
    }
    let element = try XMLElement(parsing: input)
    switch element.name {
    case "cluster_property_set":
      if world.claim != nil { throw Failure(.clusterSilent, "cibadmin", cause: "File exists") }
      world.claim = element
    case "primitive": world.blocks[element.id] = element.children.first
    default:
      world.constraints.removeAll { $0.id == element.id }
      world.constraints.append(element)
    }
  }

  private static func attribute(_ words: [String], _ world: inout World) {
    let node = words[1]
    let value = words.contains("--delete") ? nil : words.last
    if words.contains("standby") {
      if value == nil {
        world.standby.remove(node)
      } else {
        world.standby.insert(node)
        world.standbyWith = world.guests.filter { $0.value.node == node }.map(\.key)
      }
    } else {
      world.records[node] = value
    }
  }

  // MARK: The scheduler

  private static func element(_ action: SchedulerAction) -> XMLElement {
    var attributes = ["action": action.word, "resource": action.resource]
    attributes[action.target == nil ? "node" : "source"] = action.source
    attributes["dest"] = action.target
    return XMLElement("rsc_action", attributes)
  }

  /// What it wants of a base.
  private static func decide(_ world: World, _ base: XMLElement) -> [SchedulerAction] {
    let resting = base.everywhere("node").filter { node in
      node.everywhere("nvpair").contains { $0["name"] == "standby" && $0["value"] == "on" }
    }.compactMap { $0["uname"] }
    let held = base.everywhere("lrm_rsc_op").filter { $0["rc-code"] == "1" }.compactMap { $0["of"] }
    let rules = base.everywhere("rsc_location")
    let cold = base.everywhere("meta_attributes").map(\.id)
    func target(_ name: String, _ guest: Guest) -> String? {
      let mine = rules.filter { $0["rsc"] == name }
      let able = nodes.filter { node in
        !resting.contains(node) && !world.offline.contains(node)
          && guest.allowed?.contains(node) != false
          && !mine.contains { $0["score"] == "-INFINITY" && $0["node"] == node }
      }
      if let other = guest.beside, let there = world.guests[other] {
        let place = target(other, there)
        return place.flatMap { able.contains($0) ? $0 : nil }
      }
      let wish = mine.first { $0["score"] == "INFINITY" }?["node"] ?? guest.prefers
      return able.first { $0 == wish } ?? able.first { $0 == guest.node } ?? able.first
    }
    return world.guests.sorted { $0.key < $1.key }.compactMap { name, guest in
      guard let node = guest.node, !held.contains(name) else { return nil }
      guard let target = target(name, guest) else {
        return SchedulerAction("stop", name, from: node)
      }
      if target == node { return nil }
      let isLive = guest.isLive && !cold.contains("ha-xvm-drain-\(name)-stops")
      return SchedulerAction(isLive ? "migrate" : "move", name, from: node, to: target)
    }
  }

  /// One step of what the cluster does: what is on its way arrives, or fails, and what is wanted begins.
  private static func step(_ world: inout World) {
    for (name, guest) in world.guests.sorted(by: { $0.key < $1.key }) {
      guard let target = guest.way else { continue }
      if guest.rest > 0 {
        world.guests[name]?.rest -= 1
        continue
      }
      var guest = guest
      guest.way = nil
      if guest.losing == target {
        world.offline.insert(target)
        guest.losing = nil
        guest.held = "the other node gave no answer"
      } else if guest.failsTo.contains(target) {
        guest.held = "a snapshot keeps it"
      } else {
        guest.node = target
        guest.moves.append(target)
      }
      world.guests[name] = guest
    }
    for action in decide(world, base(world)) {
      if world.guests[action.resource]?.way != nil { continue }
      if action.isLive {
        world.guests[action.resource]?.way = action.target
        world.guests[action.resource]?.rest = 8
      } else {
        world.guests[action.resource]?.node = action.target
        world.guests[action.resource]?.boots += 1
      }
    }
    world.most = max(world.most, world.guests.values.count { $0.way != nil })
  }

  // MARK: Answers

  private static func base(_ world: World) -> XMLElement {
    let configured = nodes.map { name in
      var pairs: [XMLElement] = []
      if world.standby.contains(name) {
        pairs.append(XMLElement("nvpair", ["id": "s", "name": "standby", "value": "on"]))
      }
      if let record = world.records[name] {
        pairs.append(
          XMLElement("nvpair", ["id": "r", "name": DrainRecord.attribute, "value": record]))
      }
      return XMLElement(
        "node", ["id": name, "uname": name], [XMLElement("instance_attributes", ["id": "i"], pairs)]
      )
    }
    let primitives = world.guests.keys.sorted().map { name in
      XMLElement(
        "primitive", ["id": name, "class": "ocf", "provider": "ohac", "type": "xvm"],
        [
          XMLElement(
            "operations", [:],
            [XMLElement("op", ["id": "o", "name": "migrate_to", "on-fail": "block"])])
        ] + [world.blocks[name]].compactMap(\.self))
    }
    let histories = world.guests.map { name, guest in
      var operations: [XMLElement] = []
      if guest.held != nil {
        operations.append(
          XMLElement("lrm_rsc_op", ["operation": "migrate_to", "rc-code": "1", "of": name]))
      }
      if guest.way != nil { operations.append(XMLElement("lrm_rsc_op", ["op-status": "-1"])) }
      return XMLElement("lrm_resource", ["id": name], operations)
    }
    let configuration = XMLElement(
      "configuration", [:],
      [
        XMLElement("crm_config", [:], [world.claim].compactMap(\.self)),
        XMLElement("nodes", [:], configured), XMLElement("resources", [:], primitives),
        XMLElement("constraints", [:], world.constraints),
      ])
    return XMLElement("cib", [:], [configuration, XMLElement("status", [:], histories)])
  }

  private static func state(_ world: World) -> XMLElement {
    let members = nodes.map { name in
      XMLElement(
        "node",
        [
          "name": name, "online": "\(!world.offline.contains(name))",
          "standby": "\(world.standby.contains(name))",
        ])
    }
    let resources = world.guests.map { name, guest in
      XMLElement(
        "resource",
        [
          "id": name, "role": "Started", "active": "\(guest.node != nil)",
          "managed": "\(guest.held == nil)", "blocked": "\(guest.held != nil)",
        ], [guest.node].compactMap(\.self).map { XMLElement("node", ["name": $0]) })
    }
    let failures = world.guests.compactMap { name, guest in
      guest.held.map {
        XMLElement(
          "failure",
          [
            "op_key": "\(name)_migrate_to_0", "task": "migrate_to", "node": guest.node ?? "",
            "exitreason": $0,
          ])
      }
    }
    return XMLElement(
      "pacemaker-result", [:],
      [
        XMLElement("summary", [:], [XMLElement("current_dc", ["with_quorum": "true"])]),
        XMLElement("nodes", [:], members), XMLElement("resources", [:], resources),
        XMLElement("failures", [:], failures),
      ])
  }
}
