public import Model
public import Platform

/// A cluster that keeps a resource and is asked to move it, because nobody moves it behind the cluster's back.
public enum ClusterOrders: Sendable, Equatable {
  /// Solaris Cluster, and the command that switches a group: clresourcegroup since 3.2, scswitch before.
  case solaris(program: String)
  /// Pacemaker, and its command.
  case pacemaker(program: String)

  /// The cluster that keeps the resource; nil when none does.
  public static func keeper(
    of identity: ResourceIdentity, locations: Locations = .current, until deadline: Instant
  ) -> ClusterOrders? {
    let programs = locations.clusterPrograms + "/bin"
    let solaris = SolarisCluster(locations: locations)
    if solaris.isPresent, !Standalone(locations: locations).serves(identity),
      solaris.ask(
        "scha_resource_get",
        ["-O", "TYPE", "-R", identity.resource, "-G", identity.group], until: deadline) != nil
    {
      let new = programs + "/clresourcegroup"
      return .solaris(program: Files.isExecutable(new) ? new : programs + "/scswitch")
    }
    let tool = "/usr/sbin/crm_resource"
    guard Files.isExecutable(tool),
      let answer = try? ChildProcess.run(
        Command(tool, ["--query-xml", "--resource", identity.resource]), until: deadline),
      answer.succeeded
    else { return nil }
    return .pacemaker(program: tool)
  }

  /// Whether Pacemaker keeps it.
  public var isPacemaker: Bool {
    if case .pacemaker = self { true } else { false }
  }

  /// The name in messages.
  public var name: String {
    switch self {
    case .solaris: "Solaris Cluster"
    case .pacemaker: "Pacemaker"
    }
  }

  /// What is run to have the resource on another node, one after the other.
  ///
  /// Pacemaker's move leaves a constraint behind that holds the resource there for ever, so it is cleared when the move is
  /// over; what keeps the resource there afterwards is its stickiness.
  public func commands(_ identity: ResourceIdentity, to node: String, seconds: Int) -> [Command] {
    switch self {
    case .solaris(let program) where program.hasSuffix("scswitch"):
      [Command(program, ["-z", "-g", identity.group, "-h", node])]
    case .solaris(let program):
      [Command(program, ["switch", "-n", node, identity.group])]
    case .pacemaker(let program):
      [
        Command(program, ["--move", "--resource", identity.resource, "--node", node]),
        Command(program, ["--wait", "--timeout", "\(seconds)s"]),
        Command(program, ["--clear", "--resource", identity.resource]),
        // Nothing but its stickiness holds it now: where it comes to rest is looked at.
        Command(program, ["--wait", "--timeout", "\(seconds)s"]),
      ]
    }
  }

  /// Runs the commands; all of them, as the later ones clear up after the first. Then it is looked at where the resource is.
  ///
  /// - Throws: when it is not there; the failure says where it is, as far as the cluster does.
  public func move(_ identity: ResourceIdentity, to node: String, until deadline: Instant)
    throws(Failure)
  {
    let seconds = max(1, Int((deadline - Clock.now).inMilliseconds / 1_000))
    var failed: Failure?
    for command in commands(identity, to: node, seconds: seconds) {
      let words = ([command.program] + command.arguments).joined(separator: " ")
      do throws(SystemError) {
        let answer = try ChildProcess.run(command, until: deadline + .seconds(5))
        if !answer.succeeded, failed == nil {
          let said = answer.errorText.split(separator: "\n").last.map(String.init)
          failed = Failure(.moveFailed, words, cause: said ?? "no answer")
          if case .solaris = self { break }
        }
      } catch {
        failed = failed ?? Failure(.cannotRun, words, of: error)
      }
    }
    if let failed { throw failed }
    try confirm(identity, on: node, until: deadline + .seconds(5))
  }
}
