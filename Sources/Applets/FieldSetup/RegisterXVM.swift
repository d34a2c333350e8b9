internal import Frameworks
internal import GenericDataService
internal import Model
internal import Platform
internal import Render

/// `xvm_register`: makes a guest a resource, or brings the resource to what the file says.
enum RegisterXVM: Applet {
  static let manual = CommandManual(
    name: "xvm_register", summary: "set a guest up as a resource, by one file",
    options: [
      .init(
        "f", "file", "FILE", required: true, "the file that xvm_config wrote and somebody filled in"
      ),
      .init("n", "dry-run", nil, "show what would be done, as a script, and do nothing"),
      Framework.option,
      .init("d", "disabled", nil, "leave the resource disabled, and its group as it is"),
      .init("l", "local", nil, "only write the guest's configuration table on this node"),
      .init("u", "undo", nil, "undo what was done when a step fails"),
      .init(
        nil, "take-over", nil,
        "make a resource of the name that calls other commands, a legacy agent's, this guest's"),
    ],
    description: [
      "xvm_register makes a guest a resource as a file says, see ha-xvm_setup(5). The whole file is checked, each "
        + "problem is shown with its line, and nothing is done while there is one. Then the steps that are missing are "
        + "listed, and each command is shown before it is run.",
      "Called again, it compares the file with what is registered and changes what differs, or says that nothing "
        + "does. A property that is fixed while the resource is enabled has the guest stopped, changed and started "
        + "again. A registration that was cut off is completed in the same way.",
      "With a cluster, the group is made when there is none of its name, SUNW.gds is registered, the resource made, "
        + "and the group brought online. Every node needs the guest's configuration table before: call 'xvm_register "
        + "--local -f FILE' on the other nodes first.",
      "Without a cluster, the table, the properties of the service and what its unit has to know are written; "
        + "'systemctl daemon-reload' and 'systemctl enable --now ha-xvm@RS', or 'gds run', start the guest.",
      "Affinity becomes RG_affinities of the guest's group. Favoured_over gives the groups of other resources a "
        + "strong negative affinity to this one: it is the source of an affinity that yields. Say that db-rs has "
        + "Favoured_over=test-rs, db-rg runs on node1 and test-rg on node2. When node1 dies, db-rg comes up on node2; "
        + "test-rg may not be where db-rg is, has no other node, and goes offline until node1 is back. What was added "
        + "to other groups is written to R_description of the resource, and xvm_remove takes it away again.",
      "Guests that share a group start one after the other, by Resource_dependencies_weak: the failure of one is not "
        + "that of the others.",
      "What the cluster has is read with its scha commands. A release that has no means for a key refuses it by its "
        + "name; the release is that of /etc/cluster/release.",
    ],
    exits: [
      .init(
        "0", "the resource is as the file says; the last line says whether anything was changed"),
      .init("1", "the file or the cluster has a problem; nothing was done"),
      .init("2", "the command line is wrong"),
      .init(
        "3",
        "a step failed and the registration is half done; the same call completes it, xvm_remove undoes it"
      ),
      .init("4", "a step failed, and what was done before it is undone (--undo)"),
    ],
    examples: [
      .init("See what would be done", "xvm_register -n -f web.conf"),
      .init("Do it, or bring it up to date", "xvm_register -f web.conf"),
      .init("Give another node its table", "xvm_register --local -f web.conf"),
    ],
    files: [
      ("/etc/ha-xvm/ccr/global/RS", "the guest's configuration table"),
      ("/etc/ha-xvm/RS.properties", "without a cluster: the properties of the service"),
      (
        "/etc/systemd/system/ha-xvm@RS.service.d/group.conf",
        "without a cluster: its group, and how long a stop may take"
      ),
    ],
    seeAlso: ["ha-xvm_setup(5)", "xvm_config(8)", "xvm_remove(8)", "xvm_emit(8)", "gds(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let framework = try Framework.choose(call)
    let request: SetupRequest
    let plan: RegistrationPlan
    do throws(Problems) {
      request = try SetupRequest(call["file"] ?? "")
      plan = try RegisterXVM.plan(request, framework, call)
    } catch {
      error.show()
      return 1
    }
    let setup = request.setup
    let title =
      "\(setup.resource) in \(setup.group), as \(request.name) says, on \(framework.title)"
    if call.has("dry-run") {
      let lines = ["Registers \(title).", "Shown by xvm_register -n; nothing was done."]
      Output.write(
        RegistrationScript.render(plan, title: lines, release: framework.release))
      return 0
    }
    for note in plan.notes { Output.line("note: \(note)") }
    guard !plan.steps.isEmpty else {
      Output.line("\(setup.resource): nothing to change")
      return 0
    }
    Output.line("\(title):")
    for (index, step) in plan.steps.enumerated() { Output.line("  \(index + 1). \(step.purpose)") }
    let seconds =
      setup.guest.integer(.startTimeout) + setup.guest.integer(.stopTimeout)
      + setup.guest.integer(.validateTimeout)
    let ending = RegistrationRun(limit: .seconds(seconds + 300)).perform(
      plan, undoing: call.has("undo"))
    switch ending {
    case .done: Output.line("\(setup.resource): done, \(count(plan.steps.count))")
    case .undone: Output.complain("\(setup.resource): what was done is undone")
    case .halfDone: break
    }
    return ending.rawValue
  }

  private static func count(_ steps: Int) -> String { steps == 1 ? "1 step" : "\(steps) steps" }

  private static func plan(_ request: SetupRequest, _ framework: Framework, _ call: Call)
    throws(Problems) -> RegistrationPlan
  {
    let table = try Problems.only { () throws(Failure) in try request.table() }
    if call.has("local") { return RegistrationPlan([table.step].compactMap(\.self)) }
    guard let release = framework.release else { return try standalone(request, table) }
    try refuse(ClusterRegistration.objections(request.setup, release: release), request)
    let registration = ClusterRegistration(
      request.setup, release: release, program: request.program, table: table,
      isWanted: !call.has("disabled"), takesOver: call.has("take-over"))
    let picture = try Problems.only { () throws(Failure) in
      try ClusterReader(until: Clock.now + .seconds(120)).picture(
        of: request.setup.resource, group: request.setup.group,
        beside: request.setup.favouredOver, registration.properties)
    }
    try refuse(registration.objections(picture), request)
    return registration.plan(picture)
  }

  private static func refuse(_ failures: [Failure], _ request: SetupRequest) throws(Problems) {
    guard failures.isEmpty else { throw Problems(failures.map(request.placed)) }
  }

  private static func standalone(
    _ request: SetupRequest, _ table: ClusterRegistration.TableChange
  ) throws(Problems) -> RegistrationPlan {
    try refuse(StandaloneRegistration.objections(request.setup), request)
    let files = ServiceFiles(request.setup.resource)
    let registration = StandaloneRegistration(
      request.setup, program: request.program, table: table, properties: files.properties,
      unit: files.unit)
    var plan = registration.plan
    guard files.isOnline(in: request.setup.group) else { return plan }
    if let what = registration.fixedChange {
      throw Problems(Failure(.stillOnline, request.setup.resource, cause: what))
    }
    if !plan.steps.isEmpty {
      plan.notes.append("\(request.setup.resource) is online; its next start takes the change")
    }
    return plan
  }
}
