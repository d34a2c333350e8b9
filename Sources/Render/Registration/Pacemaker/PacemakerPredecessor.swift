internal import Model

/// A resource of another agent, before this guest takes its place: in one piece, whatever it was put together from.
///
/// A template is expanded, what is meant by a reference is copied, and blocks that always hold become one, by the order in which
/// Pacemaker takes them: the highest score first, and of equals the last (tried with 2.1.5). What the site has set and a
/// registration would otherwise decide gets an id that tells it apart, see ``isKept(_:)``.
struct PacemakerPredecessor {
  /// It as it stands in the cluster.
  let original: XMLElement
  private let guest: PacemakerPrimitive
  private let base: InformationBase
  private let template: XMLElement?

  init(_ original: XMLElement, for guest: PacemakerPrimitive, in base: InformationBase) {
    (self.original, self.guest, self.base) = (original, guest, base)
    template = original["template"].flatMap { base.element($0) }
  }

  private var resource: String { original.id }

  // MARK: Values of the site

  /// The beginning of the id of what the site has set and a take-over keeps.
  private static let kept = "ha-xvm-kept-"

  /// Whether an element is what the site set before a take-over: it stays until the file decides it.
  static func isKept(_ element: XMLElement) -> Bool { element.id.hasPrefix(kept) }

  private func keptID(_ words: String...) -> String {
    PacemakerPredecessor.kept + ([resource] + words).joined(separator: "-")
  }

  // MARK: In one piece

  /// The agent, as messages name it.
  var agent: String {
    let source = template ?? original
    let name = ["class", "provider", "type"].compactMap { source[$0] }.joined(separator: ":")
    return template.map { "\(name), by the template \($0.id)" } ?? name
  }

  /// It in one piece, with the attributes of no agent.
  var element: XMLElement {
    var flat = XMLElement("primitive", ["id": resource])
    flat.attributes["description"] = original["description"] ?? template?["description"]
    for name in ["class", "provider", "type"] {
      flat.attributes[name] = (template ?? original)[name]
    }
    flat.children = [XMLElement("instance_attributes", ["id": blockID("instance_attributes")])]
    flat.children += merged("meta_attributes") { PacemakerPrimitive.metaNames.contains($0) }
    let operations = operations
    if !operations.isEmpty { flat.children.append(XMLElement("operations", [:], operations)) }
    flat.children += merged("utilization") { _ in true }
    return flat
  }

  /// A block, and whether it is of this resource alone.
  private struct Block {
    let element: XMLElement
    let isOwn: Bool
    var rule: XMLElement? { element.first("rule") }
  }

  /// The blocks of a kind, the one that counts most last.
  private func blocks(_ name: String) -> [Block] {
    let all = [template, original].compactMap(\.self).flatMap { source in
      source.all(name).compactMap { block -> Block? in
        let isOwn = source == original && block["id-ref"] == nil
        let meant = block["id-ref"].map { base.element($0) } ?? block
        return meant.map { Block(element: resolved($0), isOwn: isOwn) }
      }
    }
    return all.map(\.element).byWeight.compactMap { block in all.first { $0.element == block } }
  }

  /// A block whose pairs stand for themselves.
  private func resolved(_ block: XMLElement) -> XMLElement {
    var copy = block
    copy.children = block.children.compactMap { child in
      guard child.name == "nvpair", let reference = child["id-ref"] else { return child }
      guard var pair = base.element(reference) else { return nil }
      pair.attributes["id"] = keptID(block.id, pair.id)
      if let name = child["name"] { pair.attributes["name"] = name }
      return pair
    }
    return copy
  }

  /// The blocks that always hold as one, and behind it those that hold by a rule.
  private func merged(_ name: String, isDecided: (String) -> Bool) -> [XMLElement] {
    var pairs: [XMLElement] = []
    for block in blocks(name) where block.rule == nil && block.element.id != guest.holdBlock {
      var seen: Set<String> = []
      for var pair in block.element.all("nvpair") where seen.insert(pair["name"] ?? "").inserted {
        let word = pair["name"] ?? ""
        if isDecided(word) {
          pair.attributes["id"] = keptID(name, word)
        } else if !block.isOwn {
          pair.attributes["id"] = keptID(pair.id)
        }
        pairs.removeAll { $0["name"] == word }
        pairs.append(pair)
      }
    }
    // An end of a maintenance that a tool has left behind.
    if guest.maintenance(of: XMLElement("primitive", [:], [XMLElement(name, [:], pairs)])) == .ended
    {
      pairs.removeAll { $0["name"] == "maintenance" }
    }
    let whole = XMLElement(name, ["id": blockID(name)], pairs)
    let ruled = blocks(name).filter { $0.rule != nil }.map {
      $0.isOwn ? $0.element : renamed($0.element)
    }
    return [whole] + ruled
  }

  /// The id of the block that always holds: that of the first one there is.
  private func blockID(_ name: String) -> String {
    original.all(name).first {
      $0["id"] != nil && $0.first("rule") == nil && $0.id != guest.holdBlock
    }?.id
      ?? base.freeID("\(resource)-\(name)")
  }

  /// A copy, whose ids are its own.
  private func renamed(_ element: XMLElement) -> XMLElement {
    var copy = element
    if let id = element["id"] { copy.attributes["id"] = keptID(id) }
    copy.children = element.children.map(renamed)
    return copy
  }

  // MARK: Operations

  private var operations: [XMLElement] {
    func all(_ source: XMLElement?) -> [XMLElement] {
      guard let operations = source?.first("operations") else { return [] }
      return (operations["id-ref"].flatMap { base.element($0) } ?? operations).all("op")
    }
    let isOwn = original.first("operations")?["id-ref"] == nil
    var found = all(original).map { isOwn ? $0 : renamed($0) }
    let keys = Set(found.map(PacemakerDuration.key))
    found = all(template).filter { !keys.contains(PacemakerDuration.key($0)) }.map(renamed) + found
    found = found.map(withoutParameters)
    let usual = base.usualTimeout
    for wanted in guest.operations {
      guard let place = guest.place(of: wanted, in: found) else {
        if let usual, PacemakerDuration.isLonger(usual, wanted.timeout) {
          let attributes = [
            "id": keptID(wanted.name, wanted.interval), "name": wanted.name,
            "interval": wanted.interval, "timeout": usual,
          ]
          found.append(XMLElement("op", attributes))
        }
        continue
      }
      let given = found[place]["timeout"] ?? inner("timeout", of: found[place]) ?? usual
      let isLonger = given.map { PacemakerDuration.isLonger($0, wanted.timeout) } ?? false
      found[place].attributes["timeout"] = isLonger ? given : wanted.timeout
      let isSame = PacemakerDuration.agree(found[place]["interval"], wanted.interval)
      if isLonger || !isSame || found[place]["on-fail"] != nil {
        found[place].attributes["id"] = keptID(wanted.name, found[place]["interval"] ?? "")
      }
    }
    return found
  }

  /// What stands in the meta attributes of an operation and always holds.
  private func inner(_ name: String, of operation: XMLElement) -> String? {
    operation.all("meta_attributes").filter { $0.first("rule") == nil }
      .flatMap { $0.all("nvpair") }.first { $0["name"] == name }?["value"]
  }

  /// An operation without parameters of the other agent; how thorough it is, and its tracing, are everybody's.
  private func withoutParameters(_ operation: XMLElement) -> XMLElement {
    var copy = operation
    copy.children = operation.children.compactMap { block in
      let isReference = block["id-ref"] != nil
      guard let meant = block["id-ref"].map({ base.element($0) }) ?? block else { return nil }
      var own = isReference ? renamed(resolved(meant)) : resolved(meant)
      guard own.name == "instance_attributes" else { return own }
      own.children.removeAll { $0.name == "nvpair" && !PacemakerPredecessor.isEverybodys($0) }
      return own.all("nvpair").isEmpty ? nil : own
    }
    return copy
  }

  private static func isEverybodys(_ pair: XMLElement) -> Bool {
    let name = pair["name"] ?? ""
    return name.hasPrefix("OCF_") || name.hasPrefix("trace_")
  }

  // MARK: The take-over

  /// How long the cluster may take for whatever it has to do, before a take-over that waits for it fails.
  private static let patience = 300

  private static func wait(_ purpose: String) -> RegistrationStep {
    RegistrationStep(purpose, .run(["crm_resource", "--wait", "--timeout=\(patience)s"]))
  }

  /// Has the cluster ask for a resource on every node, so that it is the agent of now that says where it is.
  static func inquiry(of resource: String, on nodes: [String]) -> [RegistrationStep] {
    [
      RegistrationStep(
        "ask on every node what runs there",
        // By force it is this one alone and not its whole group.
        .run(["crm_resource", "--refresh", "--force", "--resource", resource])),
      wait("wait until they have answered"),
      RegistrationStep(
        nodes.isEmpty
          ? "see what they have found"
          : "see that it is found on \(nodes.joined(separator: ", ")), where it ran",
        .expect(resource: resource, on: nodes)),
    ]
  }

  /// The change of the agent, under a guest that runs.
  func steps(to primitive: XMLElement, _ commands: PacemakerCommands) -> [RegistrationStep] {
    let block = XMLElement("meta_attributes", ["id": guest.holdBlock])
    let isOurs = original.innerIDs.contains(guest.holdBlock)
    let isSomebodys = guest.maintenance(of: element) == .somebodys
    var steps: [RegistrationStep] = []
    if !isOurs, !isSomebodys {
      steps.append(
        RegistrationStep(
          "leave the guest alone while its agent changes",
          PacemakerCommands.merge(guest.holding(), "resources"),
          undo: [PacemakerCommands.delete(block, "resources")]))
    }
    steps.append(PacemakerPredecessor.wait("wait until nothing looks at it"))
    // What the other agent is to find again has to be asked for again, before it is let go.
    let back = isSomebodys ? original : guest.held(original)
    let again = PacemakerPredecessor.inquiry(of: resource, on: []).map(\.action)
    steps.append(
      RegistrationStep(
        "change " + PacemakerRegistration.differences(original, primitive),
        PacemakerCommands.replace(primitive, "resources"),
        undo: [PacemakerCommands.replace(back, "resources")] + again))
    return steps
  }

  // MARK: What a person should know

  /// What is not taken over, and what is no longer shared.
  var notes: [String] {
    var notes: [String] = []
    let ruled = blocks("instance_attributes").filter { $0.rule != nil }
    for block in ruled {
      let names = block.element.all("nvpair").compactMap { $0["name"] }
      notes.append(
        "the parameters that held by the rule of \(block.element.id) go: \(names.joined(separator: ", "))"
      )
    }
    let shared = [original].flatMap { $0.children }.compactMap { $0["id-ref"] }
    for reference in shared {
      notes.append("what it had from \(reference) by reference is its own from now on")
    }
    if let template {
      notes.append("what it had from the template \(template.id) is its own from now on")
    }
    return notes
  }

  /// What a guest cannot be in.
  static func misplaced(_ resource: String, _ base: InformationBase) -> [String] {
    base.holders(of: resource).filter { $0.name != "group" }.map {
      "it is in the \($0.name) \($0.id), and a guest has one instance"
    }
  }

  /// Why it cannot be taken over as it is; each cause names what is in the way.
  var objections: [String] {
    var found: [String] = []
    if (template ?? original)["class"] == "stonith" { found.append("it is a device for fencing") }
    found += PacemakerPredecessor.misplaced(resource, base)
    if let template {
      for user in base.users(of: template.id) {
        found.append(
          "it is made from the template \(template.id), and \(user) names all that are made from it"
        )
      }
    }
    let parts = Set(original.innerIDs)
    for (reference, user) in base.references where parts.contains(reference) {
      if user != resource { found.append("\(user) refers to \(reference), which is a part of it") }
    }
    let decided = guest.decidedMeta
    for block in blocks("meta_attributes") where block.rule != nil {
      for name in block.element.all("nvpair").compactMap({ $0["name"] }) {
        if name == "maintenance" {
          found.append("its maintenance depends on the rule of \(block.element.id)")
        } else if decided.contains(name) {
          found.append(
            "its \(name) depends on the rule of \(block.element.id), and the file decides it")
        }
      }
    }
    if !guest.utilization.isEmpty {
      for block in blocks("utilization") where block.rule != nil {
        found.append(
          "its utilization depends on the rule of \(block.element.id), and Load_factors decide it")
      }
    }
    return found
  }
}
