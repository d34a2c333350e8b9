internal import Agent
internal import Frameworks
internal import GenericDataService
internal import Model
internal import Platform
internal import Render

/// `xvm_register`: makes a guest a resource, or brings the resource to what the file says.
enum XVMRegister: Applet {
  static let name = "xvm_register"
  static let manual = CommandManual(
    name: name, summary: "set a guest up as a resource, by one file",
    options: [
      .init(
        "f", "file", "FILE", required: true, "the file that xvm_config wrote and somebody filled in"
      ),
      .init("n", "dry-run", nil, "show what would be done, as a script, and do nothing"),
      Registrar.option,
      .init("d", "disabled", nil, "leave the resource disabled, and its group as it is"),
      .init("l", "local", nil, "only write the guest's configuration table on this node"),
      .init("u", "undo", nil, "undo what was done when a step fails"),
      PromiseOptions.force,
      .init(
        nil, "anchor", nil,
        "with Pacemaker, make a group that is a tag a unit, as a new group is: it goes from node to node as a whole"
      ),
      .init(
        nil, "tag", nil,
        "with Pacemaker, make a new group a tag, whose guests part where there is no room for all"),
      .init(
        nil, "take-over", nil,
        "make a resource of the name that calls other commands, a legacy agent's, this guest's"),
    ],
    description: [
      "xvm_register makes a guest a resource as a file says, see ha-xvm_setup(5). The whole file is checked, each "
        + "problem is shown with its line, and nothing is done while there is one. What validate_xvm would say on this node "
        + "is said too: its errors are problems, but what only this node lacks, such as a guest that it does not know, is a "
        + "warning where the file leaves the guest other nodes of a cluster. Then the steps that are missing are "
        + "listed, and each command is shown before it is run; the last line is the command to type next.",
      "With -n on a machine that does not have the framework, the script is written for a cluster that has nothing of the "
        + "guest, and nothing of this machine is looked at.",
      "Called again, it compares the file with what is registered and changes what differs, or says that nothing "
        + "does. A property that is fixed while the resource is enabled has the guest stopped, changed and started "
        + "again. A registration that was cut off is completed in the same way.",
      "With a cluster, the group is made when there is none of its name, SUNW.gds is registered, the resource made, "
        + "and the group brought online. Every node needs the guest's configuration table before: call 'xvm_register "
        + "--local -f FILE' on the other nodes first.",
      "Without a cluster of any kind, the table, the properties of the service and what its unit has to know are written; "
        + "'systemctl daemon-reload' and 'systemctl enable --now ha-xvm@RS', or 'gds run', start the guest.",
      "Affinity becomes RG_affinities of the guest's group. Favoured_over gives the groups of other resources a "
        + "strong negative affinity to this one: it is the source of an affinity that yields. Say that db-rs has "
        + "Favoured_over=test-rs, db-rg runs on node1 and test-rg on node2. When node1 dies, db-rg comes up on node2; "
        + "test-rg may not be where db-rg is, has no other node, and goes offline until node1 is back. What was added "
        + "to other groups is written to R_description of the resource, and xvm_remove takes it away again.",
      "With Pacemaker, the guest becomes a resource of the agent ocf:ohac:xvm, whose parameters are the properties that the "
        + "file sets, with operations and time-outs by the same properties, and its group a unit. Everything is kept "
        + "in the cluster, on every node: there is no table, and --local has nothing to do. What is made is known by its name, "
        + "which begins with ha-xvm-, and xvm_remove takes exactly that away. The definition is a property of the cluster, "
        + "so that a node that has never seen the guest defines it, and so that a change of it restarts nothing; a start "
        + "reads it. The cluster starts nothing before the last step.",
      "Its affinities become constraints: ++ and +++ a colocation of INFINITY, which lets the guest move what it stands beside "
        + "only with +++, -- one of -INFINITY, + and - one of 100, which is less than the 10000 for staying: a wish "
        + "chooses a place and moves nobody. The order of start is optional, so that a restart of the one is none of the other "
        + "and both can still move while they run. The guests of one group are kept together by 100000.",
      "A node that says that it could not run the guest now, see Readiness_interval and xvm_status(8), is chosen last: a rule gives every other node 5000, more than "
        + "preferences of NODELIST and wishes together, less than the 10000 for staying, than the 100000 of one group and than "
        + "what is strong. So it moves no guest that runs, and where there is no other node the guest is started there all the same. In a cluster "
        + "with symmetric-cluster=false the rule is made only for a file with NODELIST. Who looks is the clone ha-xvm-readiness-clone of "
        + "ocf:ohac:xvm-ready, one for all guests, which is made with the first of them and goes with the last.",
      "Who is favoured with Pacemaker depends on Load_factors. Without them those of Favoured_over are never on the node "
        + "of this guest. With them they leave only where there is not room for both: Load_factors become the guest's "
        + "utilization, its priority is Priority or one more than theirs, and placement-strategy is set to utilization if "
        + "nobody has set it. From then on Pacemaker looks at what every resource takes and every node has, and a node that "
        + "has none of a kind counts as full: so this is refused while a node has no capacity of a kind that this guest "
        + "takes, or that another resource takes already, as VirtualDomain does by itself. Pre_evict=TRUE needs "
        + "Load_factors: only with them does Pacemaker let a live migration wait for those that leave.",
      "Retry_count and Retry_interval become migration-threshold, which is 2 x Retry_count + 1, and failure-timeout. A death "
        + "that is reported at once may count once or twice in Pacemaker 2.1; so Retry_count restarts are always "
        + "allowed, and there may be twice as many. Failover_mode, if it is set, decides what a failed stop does: HARD "
        + "fences the node, the others leave the guest as it is; else Pacemaker does what it always does.",
      "A guest that runs already goes on: with Pacemaker its resource is made in maintenance, which the last step ends. So a call "
        + "that was interrupted is completed by the next. A maintenance that somebody else has put the resource in stays.",
      "With Pacemaker a new group is a unit, as a resource group of Solaris Cluster is: its members go from node to node as a whole, a member "
        + "that is stopped stops alone, and one that has failed too often on a node takes the others with it. Its anchor is a resource of the "
        + "agent ocf:ohac:group, see ocf_ohac_group(7), which each member has to be with (INFINITY) and is started after. "
        + "A group that is there without an anchor is a tag, whose guests part where there is no room for all: it stays one until --anchor "
        + "makes it a unit, in one change, which starts the anchor where the members run and restarts nothing; a change that the scheduler would "
        + "answer by stopping or moving a member is refused. The affinities of a guest are the anchor's from then on. --tag makes a new group a tag. "
        + "A resource whose group has its own name, and one that --take-over brings over, get no anchor by themselves.",
      "--take-over changes the agent of a resource under a guest that runs: it is in maintenance until every node has been "
        + "asked by the new agent, and the guest was found where it ran. When a step fails the old agent is put back and the "
        + "maintenance ended. The parameters of the old agent go. Priority, utilization, meta attributes, constraints, other "
        + "monitors and longer time-outs stay as the site has set them, until the file sets the property that decides them "
        + "(Priority, Load_factors, Migration_type, Retry_count, Retry_interval, Failover_mode, Start_timeout, Stop_timeout, "
        + "Probe_timeout, Thorough_probe_interval). What came from a template or by reference becomes the resource's own. "
        + "What cannot be carried on, such as a clone, is refused by its name.",
      "With Pacemaker, the steps are tried beforehand on a copy of the cluster's configuration, and nothing is done when "
        + "crm_verify finds something wrong that was not wrong before. Afterwards xvm_register waits until the guest runs.",
      "Where the cluster has promised to do without nodes, see xvm_cluster(8), it is simulated on that copy that "
        + "as many are lost, and a registration is refused after which a guest would have no place that has one without it. --force "
        + "registers all the same.",
      "Guests that share a group start one after the other, by Resource_dependencies_weak: the failure of one is not "
        + "that of the others.",
      "What a Solaris Cluster has is read with its scha commands. A release that has no means for a key refuses it by its "
        + "name; the release is that of /etc/cluster/release.",
    ],
    exits: [
      .init(
        "0",
        "the resource is as the file says; a line says whether anything was changed, and the last one what to type next"
      ),
      .init("1", "the file or the cluster has a problem; nothing was done"),
      .init("2", "the command line is wrong"),
      .init(
        "3",
        "a step failed and the registration is half done; the same call completes it, xvm_remove undoes it"
      ),
      .init(
        "4",
        "a step failed, and what was done before it is undone: with --undo, and always when a resource of another agent is "
          + "taken over in a Pacemaker cluster"),
      .init(
        "5",
        "every step is done, and the Pacemaker cluster has not got the guest to run within Start_timeout, or finds errors in "
          + "its configuration"),
    ],
    examples: [
      .init("See what would be done", "xvm_register -n -f web.conf"),
      .init("Do it, or bring it up to date", "xvm_register -f web.conf"),
      .init("Do it in a Pacemaker cluster", "xvm_register --framework pacemaker -f web.conf"),
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
    let framework = try Registrar.choose(call)
    let kinds = ["anchor", "tag"].filter(call.has)
    if let kind = kinds.first, !framework.isPacemaker {
      throw Failure(
        .usage, call.name,
        cause: "--\(kind) is for Pacemaker; with \(framework.title) a group is a unit by itself")
    }
    if kinds.count > 1 {
      throw Failure(
        .usage, call.name, cause: "--anchor conflicts with --tag: a group is a unit or a tag")
    }
    let isUnseen = !framework.isPresent && !call.has("local")
    if isUnseen {
      if !call.has("dry-run") { try framework.require() }
      if call.has("take-over") {
        throw Failure(
          .usage, call.name,
          cause:
            "--take-over has to see the resource that is there; call it on a node of the cluster")
      }
    }
    let request: SetupRequest
    do throws(Problems) {
      request = try SetupRequest(call["file"] ?? "")
    } catch {
      error.show()
      return 1
    }
    return try RegistrationLock.hold(request.setup.resource, call) { () throws(Failure) in
      try register(request, framework, isUnseen: isUnseen, call)
    }
  }

  private static func register(
    _ request: SetupRequest, _ framework: Registrar, isUnseen: Bool, _ call: Call
  ) throws(Failure) -> Int32 {
    let plan: RegistrationPlan
    do throws(Problems) {
      plan = try XVMRegister.checked(request, framework) { () throws(Problems) in
        try isUnseen
          ? UnseenRegistration(
            request: request, framework: framework, isWanted: !call.has("disabled"),
            grouping: grouping(call)
          ).plan() : XVMRegister.plan(request, framework, call).trusted()
      }
    } catch {
      error.show()
      return 1
    }
    let setup = request.setup
    let title =
      "\(setup.resource) in \(setup.group), as \(request.name) says, on \(framework.title)"
    if call.has("dry-run") {
      let lines =
        ["Registers \(title).", "Shown by xvm_register -n; nothing was done."]
        + (isUnseen ? ["Written on a machine that cannot see what is registered."] : [])
      try Output.answer(
        RegistrationScript.render(plan, title: lines, release: framework.release))
      return 0
    }
    for note in plan.notes { Output.line("note: \(note)") }
    let next = NextCommand(request, framework, call)
    guard !plan.steps.isEmpty else {
      Output.line("\(setup.resource): nothing to change")
      if next.isStart { Output.line(next.line) }
      return 0
    }
    return perform(plan, request, title, next, undoing: call.has("undo")) {
      doubt(setup, framework, call)
    }
  }

  private static func perform(
    _ plan: RegistrationPlan, _ request: SetupRequest, _ title: String, _ next: NextCommand,
    undoing: Bool, doubt: () -> Failure?
  ) -> Int32 {
    let setup = request.setup
    Output.line("\(title):")
    for (index, step) in plan.steps.enumerated() { Output.line("  \(index + 1). \(step.purpose)") }
    let seconds =
      setup.guest.integer(.startTimeout) + setup.guest.integer(.stopTimeout)
      + setup.guest.integer(.validateTimeout)
    let ending = RegistrationRun(limit: .seconds(seconds + 300), names: ["FILE": request.name])
      .perform(plan, undoing: undoing)
    switch ending {
    case .done:
      if let failure = doubt() {
        Output.complain(failure.description)
        return 5
      }
      Output.line("\(setup.resource): done, \(count(plan.steps.count))")
      Output.line(next.line)
    case .undone: Output.complain("\(setup.resource): what was done is undone")
    case .halfDone, .nothingDone: break
    }
    return ending.rawValue
  }

  /// A plan for a guest that can be kept; throws everything that stands in the way, in the guest and in the framework.
  private static func checked(
    _ request: SetupRequest, _ framework: Registrar,
    _ plan: () throws(Problems) -> RegistrationPlan
  ) throws(Problems) -> RegistrationPlan {
    let findings = try Problems.only { () throws(Failure) in
      try RegistrationChecks(request, framework.scope(for: request.setup)).findings()
    }
    let errors = findings.showWarnings()
    let result: RegistrationPlan
    do throws(Problems) { result = try plan() } catch { throw Problems(errors + error.failures) }
    guard errors.isEmpty else { throw Problems(errors) }
    return result
  }

  /// What the cluster makes of it; a guest that the cluster is not to start is not waited for.
  private static func doubt(_ setup: SetupFile, _ framework: Registrar, _ call: Call) -> Failure? {
    guard case .pacemaker = framework, !call.has("disabled") else { return nil }
    let limit = setup.guest.integer(.startTimeout) + 30
    do throws(Failure) {
      try PacemakerOutcome.verify(setup.resource, within: .seconds(limit))
      return nil
    } catch { return error }
  }

  private static func count(_ steps: Int) -> String { steps == 1 ? "1 step" : "\(steps) steps" }

  private static func plan(_ request: SetupRequest, _ framework: Registrar, _ call: Call)
    throws(Problems) -> RegistrationPlan
  {
    if case .pacemaker = framework { return try pacemaker(request, call) }
    let table = try Problems.only { () throws(Failure) in try request.table() }
    if call.has("local") { return RegistrationPlan([table.step].compactMap(\.self)) }
    guard let release = framework.release else { return try standalone(request, table, call) }
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

  private static func pacemaker(_ request: SetupRequest, _ call: Call) throws(Problems)
    -> RegistrationPlan
  {
    if call.has("local") {
      throw Problems(
        Failure(.usage, call.name, cause: "--local: Pacemaker keeps all of it, on every node"))
    }
    try refuse(
      PacemakerRegistration.objections(request.setup, definition: request.definition), request)
    let registration = PacemakerRegistration(
      request.setup, definition: request.definition, isWanted: !call.has("disabled"),
      takesOver: call.has("take-over"), grouping: grouping(call))
    let base = try Problems.only { () throws(Failure) in
      try PacemakerTools.informationBase(until: Clock.now + .seconds(60))
    }
    try refuse(registration.objections(base), request)
    let resource = request.setup.resource
    return try Problems.only { () throws(Failure) in
      let state = try ClusterState(
        parsing: PacemakerTools.ask(
          "crm_mon", ClusterState.arguments, until: Clock.now + .seconds(60)))
      let plan = registration.plan(base, running: state.resources[resource]?.nodes ?? [])
      if !plan.steps.isEmpty {
        let isPromised = base.failuresToTolerate > 0 && !call.has("force") && !call.has("disabled")
        try PacemakerRehearsal.perform(plan, of: resource) { before, copy throws(Failure) in
          if isPromised { try keepPromise(before, copy, resource) }
          if registration.makesUnit(base), !call.has("force") {
            try leaveAlone(registration.neighbours(base), before, copy)
          }
        }
      }
      return plan
    }
  }

  private static func grouping(_ call: Call) -> PacemakerRegistration.Grouping {
    call.has("anchor") ? .unit : call.has("tag") ? .tag : .usual
  }

  /// Refuses what breaks the promise to do without nodes.
  private static func keepPromise(_ before: [UInt8], _ copy: ClusterCopy, _ resource: String)
    throws(Failure)
  {
    let check = try PromiseCheck(of: before, until: Clock.now + .seconds(20))
    if let objection = try check?.objection(to: copy.content(), of: resource) { throw objection }
  }

  /// Refuses what would stop or move members of the group, which are not registered now.
  private static func leaveAlone(_ members: [String], _ before: [UInt8], _ copy: ClusterCopy)
    throws(Failure)
  {
    if members.isEmpty { return }
    func actions(_ copy: ClusterCopy) throws(Failure) -> [SchedulerAction] {
      try SchedulerAction.read(
        copy.ask(
          "crm_simulate", ["--run", "--output-as=xml", "--xml-file=\(copy.file)"],
          until: Clock.now + .seconds(60)))
    }
    let old = try ClusterCopy.of(before) { copy throws(Failure) in try actions(copy) }
    let hurt = try actions(copy).filter { action in
      members.contains(action.resource) && action.source != nil && !old.contains(action)
    }
    guard !hurt.isEmpty else { return }
    let words = hurt.map { action in
      let verb = action.isLive ? "move" : "be stopped"
      let place = action.target.map { $0 == action.source ? "" : " and come to \($0)" } ?? ""
      return "\(action.resource) on \(action.source ?? "") would \(verb)\(place)"
    }
    throw Failure(.partedGroup, ExtensionProperty.group.name, cause: words.joined(separator: "; "))
      .naming(["RESOURCE": hurt[0].resource])
  }

  private static func refuse(_ failures: [Failure], _ request: SetupRequest) throws(Problems) {
    guard failures.isEmpty else { throw Problems(failures.map(request.placed)) }
  }

  private static func standalone(
    _ request: SetupRequest, _ table: ClusterRegistration.TableChange, _ call: Call
  ) throws(Problems) -> RegistrationPlan {
    try refuse(StandaloneRegistration.objections(request.setup), request)
    let files = ServiceFiles(request.setup.resource)
    let registration = StandaloneRegistration(
      request.setup, program: request.program, table: table, properties: files.properties,
      unit: files.unit)
    if !call.has("take-over"),
      let taken = StandaloneRegistration.objection(
        request.setup.resource, files.properties.content)
    {
      throw Problems(request.placed(taken))
    }
    var plan = registration.plan
    let (nodes, node) = (request.setup.nodes, Environment.nodeName)
    if !nodes.isEmpty, nodes != [node] {
      plan.notes.append(
        "NODELIST names \(nodes.joined(separator: ",")), and this machine is \(node)")
    }
    guard files.isOnline(in: request.setup.group) else { return plan }
    if let what = registration.fixedChange {
      throw Problems(
        Failure(.stillOnline, request.setup.resource, cause: what)
          .naming(["GROUP": request.setup.group]))
    }
    if !plan.steps.isEmpty {
      plan.notes.append("\(request.setup.resource) is online; its next start takes the change")
    }
    return plan
  }
}
