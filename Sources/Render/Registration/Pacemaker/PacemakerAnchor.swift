import Model

/// The anchor of a guest's group: what is missing for the group to be a unit.
///
/// The anchor and what has the members follow it are made in one change of the cluster's configuration, so that at no moment the
/// members follow an anchor that is nowhere, or the anchor is anywhere: the scheduler starts it where the members run.
struct PacemakerAnchor {
  let group: String
  /// The members, the one that is registered among them.
  let members: [String]

  var resource: String { GroupAnchor.resource(of: group) }

  /// The anchor, which goes while its guests run and stays where it is as they do.
  private var element: XMLElement { PacemakerAnchor.element(of: group) }

  /// The anchor of a group, with more meta attributes than every anchor has; one of the same name counts before ours.
  static func element(of group: String, _ more: [(String, String)] = []) -> XMLElement {
    let resource = GroupAnchor.resource(of: group)
    let usual = [
      ("allow-migrate", "true"), ("resource-stickiness", String(PacemakerScore.anchored)),
    ]
    func pairs(_ block: String, _ values: [(String, String)]) -> XMLElement {
      XMLElement(
        block, ["id": "\(resource)-\(block)"],
        values.map {
          XMLElement("nvpair", ["id": "\(resource)-\($0.0)", "name": $0.0, "value": $0.1])
        })
    }
    func operation(_ name: String, _ interval: String) -> XMLElement {
      XMLElement(
        "op",
        [
          "id": "\(resource)-\(name)", "name": name, "interval": interval, "timeout": "20s",
        ])
    }
    return XMLElement(
      "primitive",
      ["id": resource, "class": "ocf", "provider": "ohac", "type": GroupAnchor.agent],
      [
        pairs("instance_attributes", [(GroupAnchor.parameter, group)]),
        pairs(
          "meta_attributes", usual.filter { row in !more.contains { $0.0 == row.0 } } + more),
        XMLElement(
          "operations", [:],
          [
            operation("start", "0s"), operation("stop", "0s"), operation("monitor", "60s"),
            operation("migrate_to", "0s"), operation("migrate_from", "0s"),
          ]),
      ])
  }

  /// The base with the anchor and its members.
  func added(to base: InformationBase) -> InformationBase {
    base.adding(
      resources: base.anchor(of: group) == nil ? [element] : [], constraints: missing(base))
  }

  private func missing(_ base: InformationBase) -> [XMLElement] {
    let anchor = base.anchor(of: group)?.id ?? resource
    return
      (members.flatMap { PacemakerRule.follows($0, anchor) }
      + (base.isOptIn ? [PacemakerRule.anywhere(anchor)] : [])).filter { rule in
        !base.constraints.contains { $0.id == rule.id && rule.agrees(with: $0) }
      }.map(\.element)
  }

  /// The one step that is missing; none where there is nothing to be done.
  func steps(_ base: InformationBase) -> [RegistrationStep] {
    let (anchor, rules) = (base.anchor(of: group), missing(base))
    if anchor != nil, rules.isEmpty { return [] }
    let parts =
      (anchor == nil ? [XMLElement("resources", [:], [element])] : [])
      + (rules.isEmpty ? [] : [XMLElement("constraints", [:], rules)])
    let undo =
      rules.map { PacemakerCommands.delete($0, "constraints") }
      + (anchor == nil ? [PacemakerCommands.delete(element, "resources")] : [])
    return [
      RegistrationStep(
        anchor == nil
          ? "make the group \(group) a unit of \(members.joined(separator: ", "))"
          : "have \(members.joined(separator: ", ")) follow the group \(group)",
        PacemakerCommands.merge(XMLElement("configuration", [:], parts)), undo: undo)
    ]
  }

  /// What goes with the last member.
  static func removalSteps(_ base: InformationBase, of group: String?) -> [RegistrationStep] {
    guard let group, let anchor = base.anchor(of: group) else { return [] }
    return [
      RegistrationStep(
        "remove the anchor of the group \(group)", PacemakerCommands.delete(anchor, "resources"),
        undo: [PacemakerCommands.merge(anchor, "resources")])
    ]
  }
}
