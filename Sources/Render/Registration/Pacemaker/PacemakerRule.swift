internal import Model

/// A constraint that a registration makes, with what it is for.
struct PacemakerRule: Equatable {
  /// What it is for: `let web-rs run only where db-rs runs`.
  let purpose: String
  /// The constraint.
  private(set) var element: XMLElement

  var id: String { element.id }

  /// Whether it may name a group of guests, which is a tag.
  var isOfGroup: Bool { id.hasPrefix("ha-xvm-affinity-") || id.hasPrefix("ha-xvm-order-") }

  init(_ purpose: String, _ element: XMLElement) {
    (self.purpose, self.element) = (purpose, element)
  }

  // MARK: The kinds

  /// Where a guest may run, and where it rather would.
  static func nodes(_ resource: String, _ nodes: [String]) -> [PacemakerRule] {
    guard !nodes.isEmpty else { return [] }
    let id = "ha-xvm-nodes-\(resource)"
    let others = XMLElement(
      "rsc_location", ["id": id, "rsc": resource],
      [
        XMLElement(
          "rule", ["id": id + "-rule", "score": "-INFINITY", "boolean-op": "and"],
          nodes.enumerated().map { number, node in
            XMLElement(
              "expression",
              [
                "id": "\(id)-\(number + 1)", "attribute": "#uname", "operation": "ne",
                "value": node,
              ])
          })
      ])
    let first = PacemakerRule(
      "keep \(resource) on \(nodes.joined(separator: ", "))", others)
    guard nodes.count > 1 else { return [first] }
    return [first]
      + nodes.enumerated().map { number, node in
        let score = String(nodes.count - number)
        return PacemakerRule(
          "prefer \(node) by \(score)",
          XMLElement(
            "rsc_location",
            [
              "id": "ha-xvm-prefers-\(resource)-\(node)", "rsc": resource, "node": node,
              "score": score,
            ]))
      }
  }

  /// A node that says that it could not run a guest now is chosen last; one that does not say is as good as any.
  static func readiness(_ resource: String) -> PacemakerRule {
    let id = "ha-xvm-ready-\(resource)"
    let expression = XMLElement(
      "expression",
      [
        "id": id + "-1", "attribute": Readiness.attribute(resource), "operation": "ne",
        "value": "0",
      ])
    return PacemakerRule(
      "choose a node last that is not ready for \(resource)",
      XMLElement(
        "rsc_location", ["id": id, "rsc": resource],
        [
          XMLElement(
            "rule", ["id": id + "-rule", "score": String(PacemakerScore.ready)], [expression])
        ]))
  }

  /// The wish of a resource about a group, or about another resource.
  ///
  /// Only `+++` lets what the one cannot do move the other (`influence`), which is what delegation is. Of what follows an anchor it is
  /// the anchor's: where the anchor is, is decided before.
  static func affinity(
    _ resource: String, _ sign: Affinity.Sign, _ other: String, _ base: InformationBase
  ) -> [PacemakerRule] {
    func colocation(_ purpose: String, _ score: String) -> PacemakerRule {
      colocate(
        purpose, "ha-xvm-affinity-\(resource)-\(other)", base.lead(of: resource),
        base.anchor(of: other)?.id ?? other, score, influence: sign == .delegating)
    }
    // Optional: a restart of the other one is none of this one, and a live migration stays one.
    // A tag stands for its members; a group without one is named by its anchor.
    let first = base.tagged(other) == nil ? base.anchor(of: other)?.id ?? other : other
    let row = order(
      "start \(resource) after \(other)", "ha-xvm-order-\(resource)-\(other)", first, resource,
      "Optional")
    switch sign {
    case .delegating, .strongPositive:
      return [colocation("let \(resource) run only where \(other) runs", "INFINITY"), row]
    case .strongNegative:
      return [colocation("let \(resource) never run where \(other) runs", "-INFINITY")]
    case .weakPositive:
      return [
        colocation("start \(resource) rather where \(other) runs", String(PacemakerScore.weak))
      ]
    case .weakNegative:
      return [
        colocation("start \(resource) rather not where \(other) runs", "-\(PacemakerScore.weak)")
      ]
    }
  }

  /// A resource that gives way to a guest.
  static func yields(_ other: String, to resource: String, _ base: InformationBase)
    -> PacemakerRule
  {
    colocate(
      "let \(other) give way to \(resource)", "ha-xvm-yields-\(other)-\(resource)",
      base.lead(of: other), resource, "-INFINITY", influence: false)
  }

  /// What has to run before: anywhere, or on the same node.
  static func needs(_ resource: String, _ other: String, here: Bool, _ base: InformationBase)
    -> [PacemakerRule]
  {
    let row = order(
      "start \(resource) when \(other) runs", "ha-xvm-needs-\(resource)-\(other)", other, resource,
      "Mandatory")
    guard here else { return [row] }
    return [
      colocate(
        "let \(resource) run only where \(other) runs", "ha-xvm-beside-\(resource)-\(other)",
        base.lead(of: resource), other, "INFINITY", influence: true), row,
    ]
  }

  /// Guests of one group want to be together, and start one after the other. Those that follow an anchor are together.
  static func group(_ name: String, _ members: [String], isAnchored: Bool) -> [PacemakerRule] {
    guard let first = members.first else { return [] }
    return zip(members, members.dropFirst()).flatMap { before, member in
      let row = order(
        "start \(member) after \(before)", "ha-xvm-row-\(name)-\(member)", before, member,
        "Optional")
      if isAnchored { return [row] }
      return [
        colocate(
          "keep \(member) with \(first), in one group", "ha-xvm-group-\(name)-\(member)", member,
          first, String(PacemakerScore.together), influence: true), row,
      ]
    }
  }

  /// What has a resource follow the anchor of its group.
  ///
  /// A symmetrical order would restart what runs when the anchor is started, and keep it from moving while it runs: it is started
  /// after the anchor, and stopped before the anchor where both are stopped.
  static func follows(_ resource: String, _ anchor: String) -> [PacemakerRule] {
    var start = order(
      "start \(resource) where its group has come", "ha-xvm-follows-\(resource)", anchor, resource,
      "Mandatory")
    start.element.attributes["symmetrical"] = "false"
    return [
      colocate(
        "have \(resource) follow its group", "ha-xvm-member-\(resource)", resource, anchor,
        "INFINITY", influence: true), start,
      order(
        "stop \(resource) before its group goes", "ha-xvm-leaves-\(resource)", anchor, resource,
        "Optional"),
    ]
  }

  /// What lets a resource be on any node that nothing else forbids, where nodes have to be named to be chosen.
  static func anywhere(_ resource: String) -> PacemakerRule {
    let id = "ha-xvm-anywhere-\(resource)"
    let defined = XMLElement(
      "expression", ["id": id + "-1", "attribute": "#uname", "operation": "defined"])
    return PacemakerRule(
      "name every node for \(resource)",
      XMLElement(
        "rsc_location", ["id": id, "rsc": resource],
        [XMLElement("rule", ["id": id + "-rule", "score": "0"], [defined])]))
  }

  private static func colocate(
    _ purpose: String, _ id: String, _ resource: String, _ other: String, _ score: String,
    influence: Bool
  ) -> PacemakerRule {
    PacemakerRule(
      purpose,
      XMLElement(
        "rsc_colocation",
        ["id": id, "rsc": resource, "with-rsc": other, "score": score].merging(
          influence ? [:] : ["influence": "false"]
        ) { $1 }))
  }

  private static func order(
    _ purpose: String, _ id: String, _ first: String, _ then: String, _ kind: String
  ) -> PacemakerRule {
    PacemakerRule(
      purpose,
      XMLElement("rsc_order", ["id": id, "first": first, "then": then, "kind": kind]))
  }

  // MARK: Which are whose

  /// Whether a constraint was made for a resource: its name is the one that such a constraint gets.
  static func isMade(_ element: XMLElement, for resource: String, _ base: InformationBase) -> Bool {
    let (rsc, with) = (element["rsc"] ?? "", element["with-rsc"] ?? "")
    let (first, then) = (element["first"] ?? "", element["then"] ?? "")
    switch element.name {
    case "rsc_location":
      return rsc == resource
        && [
          "ha-xvm-nodes-\(rsc)", "ha-xvm-ready-\(rsc)", "ha-xvm-anywhere-\(rsc)",
          "ha-xvm-prefers-\(rsc)-\(element["node"] ?? "")",
        ].contains(element.id)
    case "rsc_colocation":
      if with == resource {
        return base.primitives.contains { element.id == "ha-xvm-yields-\($0.id)-\(resource)" }
      }
      // The other's anchor stands for the group that was named.
      let others = [with, base.primitive(with)?.anchored].compactMap(\.self)
      return [resource, base.lead(of: resource)].contains(rsc)
        && others.contains { other in
          ["ha-xvm-affinity-\(resource)-\(other)", "ha-xvm-beside-\(resource)-\(other)"]
            .contains(element.id)
        } || element.id == "ha-xvm-member-\(resource)"
    case "rsc_order":
      let others = [first, base.primitive(first)?.anchored].compactMap(\.self)
      return then == resource
        && (others.flatMap { ["ha-xvm-order-\(then)-\($0)", "ha-xvm-needs-\(then)-\($0)"] }
          + ["ha-xvm-follows-\(then)", "ha-xvm-leaves-\(then)"]).contains(element.id)
    default: return false
    }
  }

  /// Whether a constraint names a resource, by itself and not in a set.
  static func names(_ element: XMLElement, _ resource: String) -> Bool {
    ["rsc", "with-rsc", "first", "then"].contains { element[$0] == resource }
  }

  /// Whether a constraint that is there does what this one is to do, whatever its parts are called.
  func agrees(with present: XMLElement) -> Bool {
    PacemakerRule.essence(present) == PacemakerRule.essence(element)
  }

  /// A constraint without names of its parts and without what is the default anyway.
  private static func essence(_ element: XMLElement) -> XMLElement {
    var copy = element.withoutInnerIDs
    for (name, value) in [
      ("first-action", "start"), ("then-action", "start"), ("symmetrical", "true"),
      ("influence", "true"), ("role", "Started"),
    ] where copy[name] == value { copy.attributes[name] = nil }
    for index in copy.children.indices where copy.children[index]["boolean-op"] == "and" {
      copy.children[index].attributes["boolean-op"] = nil
    }
    return copy
  }
}
