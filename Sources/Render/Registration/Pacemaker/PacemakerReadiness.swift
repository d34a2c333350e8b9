internal import Model

/// The resource that has each node look whether it could run the guests that it does not have: one clone for all guests.
///
/// It is a resource of its own. A recurring operation of the role Stopped that a guest's resource has costs guests: Pacemaker 2.1.5
/// begins one on a node that it is shutting down, waits two minutes for its answer, does nothing else meanwhile, and takes the guest
/// for active there too when that node is back, so that it stops a healthy guest (run: `Tests/bed/pacemaker-cases/move-stays`).
struct PacemakerReadiness {
  private let base: InformationBase
  private let present: XMLElement?

  init(_ base: InformationBase) {
    self.base = base
    present = base.resource(Readiness.clone)
  }

  /// What is missing for a guest, by its file.
  func steps(for setup: SetupFile, isLookedAt: Bool) -> [RegistrationStep] {
    guard isLookedAt else { return [] }
    let row = ExtensionProperty.readinessInterval
    let seconds = setup.setup.text(row)
    guard let present else {
      let clone = PacemakerReadiness.clone(seconds)
      return [
        RegistrationStep(
          "have each node look every \(seconds) seconds whether it could run its guests",
          PacemakerCommands.merge(clone, "resources"),
          undo: [PacemakerCommands.delete(clone, "resources")])
      ] + placeSteps
    }
    let now = present.first("primitive")?.pairs("instance_attributes")[row.name] ?? ""
    guard setup.setup.isSet(row), now != seconds else { return placeSteps }
    return [
      RegistrationStep(
        "have each node look every \(seconds) seconds and not every \(now), for all guests",
        PacemakerCommands.replace(PacemakerReadiness.clone(seconds), "resources"),
        undo: [PacemakerCommands.replace(present, "resources")])
    ] + placeSteps
  }

  /// What goes with a guest: all of it with the last one that is looked at.
  func steps(without resource: String) -> [RegistrationStep] {
    guard let present, base.guestsLookedAt.allSatisfy({ $0.id == resource }) else { return [] }
    let place = base.constraints.filter { $0.id == PacemakerReadiness.place.id }
    return place.map {
      RegistrationStep("take away \($0.id)", PacemakerCommands.delete($0, "constraints"))
    } + [
      RegistrationStep(
        "have no node look whether it could run guests",
        PacemakerCommands.delete(present, "resources"),
        undo: [PacemakerCommands.merge(present, "resources")])
    ]
  }

  /// Where a node has to be named to be chosen at all, all of them are.
  private var placeSteps: [RegistrationStep] {
    let place = PacemakerReadiness.place
    guard base.isOptIn, !base.constraints.contains(where: { $0.id == place.id }) else { return [] }
    return [
      RegistrationStep(
        "let each node look", PacemakerCommands.merge(place, "constraints"),
        undo: [PacemakerCommands.delete(place, "constraints")])
    ]
  }

  private static let place = XMLElement(
    "rsc_location", ["id": "\(Readiness.clone)-nodes", "rsc": Readiness.clone],
    [
      XMLElement(
        "rule", ["id": "\(Readiness.clone)-nodes-rule", "score": "0"],
        [
          XMLElement(
            "expression",
            [
              "id": "\(Readiness.clone)-nodes-1", "attribute": "#uname", "operation": "defined",
            ])
        ])
    ])

  /// Nothing that becomes of it costs a node: a failure is tried again or ignored.
  private static func clone(_ seconds: String) -> XMLElement {
    let id = Readiness.resource
    func pairs(_ block: String, _ values: [(String, String)], of owner: String) -> XMLElement {
      XMLElement(
        block, ["id": "\(owner)-\(block)"],
        values.map {
          XMLElement("nvpair", ["id": "\(owner)-\($0.0)", "name": $0.0, "value": $0.1])
        })
    }
    func operation(_ name: String, _ interval: String, onFail: String? = nil) -> XMLElement {
      var attributes = [
        "id": "\(id)-\(name)-interval-\(interval)", "name": name, "interval": interval,
        "timeout": "60s",
      ]
      attributes["on-fail"] = onFail
      return XMLElement("op", attributes)
    }
    let pause = min(Readiness.pause, max(1, Int(outside: seconds) ?? Readiness.pause))
    return XMLElement(
      "clone", ["id": Readiness.clone],
      [
        XMLElement(
          "primitive", ["id": id, "class": "ocf", "provider": "ohac", "type": Readiness.agent],
          [
            pairs(
              "instance_attributes", [(ExtensionProperty.readinessInterval.name, seconds)], of: id),
            XMLElement(
              "operations", [:],
              [
                operation("start", "0s"), operation("stop", "0s", onFail: "ignore"),
                operation("monitor", "\(pause)s", onFail: "ignore"),
              ]),
          ]),
        pairs("meta_attributes", [("interleave", "true")], of: Readiness.clone),
      ])
  }
}
