internal import GenericDataService
public import Model
internal import Platform
internal import Render

/// The names that the program answers to.
public enum Registry {
  /// An applet under its name.
  private struct Row: Sendable {
    let name: String
    let applet: any Applet.Type

    /// Inlined, so that the table is made of constants and nothing of an applet is touched before it is called for.
    @inline(__always) init<A: Applet>(_ applet: A.Type) {
      (self.name, self.applet) = (A.name, applet)
    }
  }

  /// The table, by the order of the names.
  private static let table: InlineArray<_, Row> = [
    Row(CLInterconnect.self),
    Row(CLNode.self),
    Row(CLQuorum.self),
    Row(CLResLogicalHostname.self),
    Row(CLResource.self),
    Row(CLResourceGroup.self),
    Row(CLResourceType.self),
    Row(Cluster.self),
    Row(ControlXVM.self),
    Row(GDS.self),
    Row(GDSMonitorCheck.self),
    Row(GDSMonitorStart.self),
    Row(GDSMonitorStop.self),
    Row(GDSPMF.self),
    Row(GDSProbe.self),
    Row(GDSSvcStart.self),
    Row(GDSSvcStop.self),
    Row(GDSUpdate.self),
    Row(GDSValidate.self),
    Row(GuardXVM.self),
    Row(HATimeRun.self),
    Row(PMFAdm.self),
    Row(ProbeXVM.self),
    Row(SCDSSyslog.self),
    Row(SCHAClusterGet.self),
    Row(SCHAControl.self),
    Row(SCHAResourceGet.self),
    Row(SCHAResourceSetStatus.self),
    Row(SCHAResourceGroupGet.self),
    Row(SCRGAdm.self),
    Row(SCStat.self),
    Row(SCSwitch.self),
    Row(StartXVM.self),
    Row(StopXVM.self),
    Row(ValidateXVM.self),
    Row(XVMCCR.self),
    Row(XVMCluster.self),
    Row(XVMConfig.self),
    Row(XVMDrain.self),
    Row(XVMEmit.self),
    Row(XVMMove.self),
    Row(XVMPort.self),
    Row(XVMRegister.self),
    Row(XVMRehearsal.self),
    Row(XVMRemove.self),
    Row(XVMStatus.self),
    Row(XVMWhy.self),
  ]

  /// The short names of commands of a cluster.
  static let short = [
    "clintr": CLInterconnect.name, "clq": CLQuorum.name, "clrg": CLResourceGroup.name,
    "clrs": CLResource.name, "clrslh": CLResLogicalHostname.name,
    "clrt": CLResourceType.name,
  ]

  /// Every applet; a test compares this list with the files of this folder.
  public static var applets: [any Applet.Type] { table.indices.map { table[$0].applet } }

  /// Does what the program was called for, unless something is missing that each of its answers rests on.
  ///
  /// The status is 1 then, whatever the name: for a stop no proof, for a probe the weight 1 and never a restart, for a resource
  /// agent OCF_ERR_GENERIC and never "not running". Only `gds run` has one that its unit tries again.
  public static func begin(_ words: [String], lacking: Failure?) -> Int32 {
    guard let lacking else { return dispatch(words) }
    let called = words.first.map { Files.name(of: $0) } ?? ""
    complain(Failure(lacking.code, called, cause: lacking.cause))
    if isAgent(called) || words.dropFirst().first.map(isAgent) == true {
      ResourceAgents.explain(lacking.sentence)
    }
    // A unit tries again what may pass.
    let isRun = words.contains("run") && words.prefix(2).contains { Files.name(of: $0) == "gds" }
    return isRun ? RunStatus.status(of: lacking) : 1
  }

  /// Does what the program was called for: `argv[0]`'s last component if it is a name, else, when that is the program's own, the
  /// first argument.
  ///
  /// - Returns: the exit status; 2 when the command line is wrong, with the reason on standard error.
  static func dispatch(_ words: [String]) -> Int32 {
    let called = words.first.map { Files.name(of: $0) } ?? ""
    if called.isEmpty {
      complain(Failure(.noName))
      return 1
    }
    if let status = perform(called, words.dropFirst()) { return status }
    // A link of a name that is spelt wrong does nothing, whatever its words: its caller waits for something else.
    guard Overview.isOwn(called) else { return refuse(called) }
    guard let name = words.dropFirst().first else {
      Output.page(Overview.text)
      return 0
    }
    let rest = words.dropFirst(2)
    switch name {
    case "--help", "-?", "-h":
      Output.page(Overview.text)
      return 0
    case "--version", "-V":
      Output.line(Overview.version)
      return 0
    case "--install":
      return Installation.run(Array(rest))
    case "--install-cluster-commands":
      return Installation.runForCluster(Array(rest))
    case "--install-resource-agents":
      return Installation.runForPacemaker(Array(rest))
    default:
      return perform(name, rest) ?? refuse(name)
    }
  }

  /// Runs what has this name; nil when nothing has.
  private static func perform(_ name: String, _ arguments: ArraySlice<String>) -> Int32? {
    if let applet = find(name) { return run(applet, Array(arguments)) }
    return ResourceAgents.find(name).map { ResourceAgents.run($0, Array(arguments)) }
  }

  private static func refuse(_ name: String) -> Int32 {
    let near = Spelling.nearest(to: name, among: applets.map { $0.name })
    complain(Failure(.unknownName, name, cause: near.map { "did you mean \($0)?" } ?? ""))
    Output.complain("Usage: ha-xvm NAME [ARGUMENT...]")
    return 2
  }

  private static func isAgent(_ name: String) -> Bool { ResourceAgents.find(name) != nil }

  private static func find(_ name: String) -> (any Applet.Type)? {
    let name = short[name] ?? name
    for index in table.indices where table[index].name == name { return table[index].applet }
    return nil
  }

  private static func run(_ applet: any Applet.Type, _ arguments: [String]) -> Int32 {
    var names: [String: String] = [:]
    do {
      let call = try CommandLineParser.parse(arguments, by: applet.manual)
      if call.has("help") {
        Output.page(HelpText.render(applet.manual))
        return 0
      }
      if call.has("version") {
        Output.line(Overview.version)
        return 0
      }
      names = call.names(by: applet.manual)
      return try applet.run(call)
    } catch {
      complain(error.naming(names))
      return error.code == .usage || error.code == .illegalName ? 2 : 1
    }
  }

  private static func complain(_ failure: Failure) { Output.complain(failure.description) }
}
