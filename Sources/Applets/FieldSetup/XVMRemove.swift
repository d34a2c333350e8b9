internal import Frameworks
internal import Model
internal import Platform
internal import Render

/// `xvm_remove`: the mirror of `xvm_register`.
enum XVMRemove: Applet {
  static let name = "xvm_remove"
  static let manual = CommandManual(
    name: name, summary: "stop a guest and undo what xvm_register did",
    options: [
      .init("f", "file", "FILE", "the file that the guest was registered by"),
      .init("n", "dry-run", nil, "show what would be done, as a script, and do nothing"),
      Registrar.option,
      .init("l", "local", nil, "only remove the guest's configuration table on this node"),
    ],
    operands: [.init("RS", optional: true, "the resource, in the place of a file")],
    description: [
      "xvm_remove undoes what xvm_register did: the guest is stopped, its resource removed, and so are the affinities "
        + "that xvm_register gave to other groups; those that were there before stay. A group that xvm_register made "
        + "is removed when it holds nothing else. The resource type stays registered, and the guest stays defined "
        + "where it was.",
      "With Pacemaker, only what xvm_register made is taken away, and what a move of the resource has left. A constraint or a "
        + "tag of the site that names the resource is not, and bars the removal by its name, as the cluster refuses one that "
        + "names a resource which is not there. All steps are tried on a copy of the cluster's configuration first, so that what the "
        + "cluster would refuse is known while the guest runs.",
      "Called again after it was cut off, it removes what is left. A resource of the name that is not a guest of "
        + "ha-xvm is refused.",
    ],
    exits: [
      .init("0", "nothing of it is left; the last line says whether anything was removed"),
      .init("1", "the file or the cluster has a problem; nothing was done"),
      .init("2", "the command line is wrong"),
      .init("3", "a step failed and the removal is half done; the same call completes it"),
    ],
    examples: [
      .init("See what would be done", "xvm_remove -n web-rs"),
      .init("Undo 'xvm_register -f web.conf'", "xvm_remove -f web.conf"),
    ],
    seeAlso: ["ha-xvm_setup(5)", "xvm_register(8)"])

  /// How many seconds Pacemaker may take to stop the guest; its own time-outs end it before.
  private static let patience = 3_000

  static func run(_ call: Call) throws(Failure) -> Int32 {
    guard (call["file"] == nil) != call.operands.isEmpty else {
      throw Failure(.usage, call.name, cause: "either -f FILE or the name of a resource is needed")
    }
    let framework = try Registrar.choose(call)
    if !call.has("local") { try framework.require() }
    var resource = call.operands.first ?? ""
    var group: String?
    if let file = call["file"] {
      // Its definition may have gone; the names are all that counts here.
      let setup = try SetupSource.load(file)
      (resource, group) = (setup.resource, setup.group)
    }
    _ = try ResourceIdentity(resource: resource, group: group ?? resource)
    let (name, home) = (resource, group)
    return try RegistrationLock.hold(name, call) { () throws(Failure) in
      try remove(name, home, framework, call)
    }
  }

  private static func remove(
    _ resource: String, _ group: String?, _ framework: Registrar, _ call: Call
  ) throws(Failure) -> Int32 {
    let plan = try plan(resource, group, framework, call)
    if call.has("dry-run") {
      try Output.answer(
        RegistrationScript.render(
          plan,
          title: [
            "Removes \(resource) from \(framework.title).",
            "Shown by xvm_remove -n; nothing was done.",
          ],
          release: framework.release))
      return 0
    }
    for note in plan.notes { Output.line("note: \(note)") }
    guard !plan.steps.isEmpty else {
      if let name = call.operands.first, Files.information(name)?.kind == .regular {
        throw Failure(.usage, call.name, cause: "\(name) is a file; did you mean -f \(name)?")
      }
      Output.line("\(resource): nothing to remove")
      suggest(resource)
      return 0
    }
    let ending = RegistrationRun(limit: .seconds(3_600)).perform(plan, undoing: false)
    if ending == .done {
      Output.line("\(resource): removed")
      // systemd starts the unit at each boot for as long as nobody tells it not to.
      if !call.has("local"), ServiceFiles(resource).isUnitEnabled {
        Output.line("next: systemctl disable ha-xvm@\(resource)")
      }
    }
    return ending.rawValue
  }

  /// Nothing to remove is what a second call finds, and what a misspelt name finds.
  private static func suggest(_ resource: String) {
    let known = ResourceDirectory(tables: Locations.current.tables).entries.map(\.resource)
    guard !known.contains(resource), let near = Spelling.nearest(to: resource, among: known) else {
      return
    }
    Output.complain("no resource \(resource) is known on this node; did you mean \(near)?")
  }

  private static func plan(
    _ resource: String, _ group: String?, _ framework: Registrar, _ call: Call
  ) throws(Failure) -> RegistrationPlan {
    let files = ServiceFiles(resource)
    switch framework {
    case .pacemaker:
      if call.has("local") {
        throw Failure(.usage, call.name, cause: "--local: Pacemaker keeps nothing on one node")
      }
      let base = try PacemakerTools.informationBase(until: Clock.now + .seconds(60))
      let isOnFile = PacemakerTools.isOnFile
      let removal = PacemakerRemoval(
        resource, group: group, seconds: isOnFile ? nil : XVMRemove.patience,
        state: isOnFile ? nil : try? PacemakerOutcome.state())
      if let objection = removal.objection(base) { throw objection }
      let plan = removal.plan(base)
      if !plan.steps.isEmpty {
        try PacemakerRehearsal.perform(plan, of: resource, removing: true)
      }
      return plan
    case .cluster(let release) where !call.has("local"):
      let removal = ClusterRemoval(
        resource, group: group, release: release,
        table: (files.table.path, files.table.content),
        forgetting: try SolarisCluster().forgetting(resource, until: Clock.now + .seconds(60)))
      let picture = try ClusterReader(until: Clock.now + .seconds(120)).picture(
        of: resource, group: group, [("R_description", true)])
      if let objection = removal.objection(picture) { throw objection }
      return removal.plan(picture)
    default:
      let isLocal = call.has("local")
      if !isLocal,
        let other = StandaloneRegistration.objection(resource, files.properties.content)
      {
        throw other
      }
      let none = StandaloneRegistration.Present(path: "", content: nil)
      let unit = String(decoding: files.unit.content ?? [], as: UTF8.self)
      let home = StandaloneRegistration.group(inUnit: unit) ?? group ?? resource
      let stop = ["gds", "stop", "-R", resource, "-G", home]
      return StandaloneRemoval(
        stop: !isLocal && files.isOnline(in: home) ? stop : nil, table: files.table,
        properties: isLocal ? none : files.properties, unit: isLocal ? none : files.unit,
        facts: isLocal ? none : files.facts, state: isLocal ? nil : files.state(in: home)
      ).plan
    }
  }
}
