internal import Model
internal import Platform
internal import Render

/// The names that the program answers to.
public enum Registry {
  /// Every applet, by the order of the names; a test compares this list with the files of this folder.
  public static let applets: [any Applet.Type] = [
    ControlXVM.self,
    GenericDataServiceApplet.self,
    MonitorCheckMethod.self,
    MonitorStartMethod.self,
    MonitorStopMethod.self,
    ProcessMonitorApplet.self,
    ServiceProbeMethod.self,
    ServiceStartMethod.self,
    ServiceStopMethod.self,
    UpdateMethod.self,
    ValidateMethod.self,
    GuardXVM.self,
    TimedRun.self,
    ProcessMonitorAdministration.self,
    ProbeXVM.self,
    SystemLogging.self,
    ClusterGet.self,
    ClusterControl.self,
    ResourceGet.self,
    StatusSet.self,
    GroupGet.self,
    StartXVM.self,
    StopXVM.self,
    ValidateXVM.self,
    Tables.self,
    ConfigXVM.self,
    Emit.self,
    MoveXVM.self,
    PortXVM.self,
    RegisterXVM.self,
    Rehearsal.self,
    RemoveXVM.self,
    StatusXVM.self,
    WhyXVM.self,
  ]

  /// Does what the program was called for: `argv[0]`'s last component if it is a name, else the first argument.
  ///
  /// - Returns: the exit status; 2 when the command line is wrong, with the reason on standard error.
  public static func dispatch(_ words: [String]) -> Int32 {
    let called = words.first?.split(separator: "/").last.map(String.init) ?? ""
    if let applet = find(called) { return run(applet, Array(words.dropFirst())) }
    guard let name = words.dropFirst().first else {
      Output.line(Overview.text)
      return 0
    }
    switch name {
    case "--help", "-?":
      Output.line(Overview.text)
      return 0
    case "--install":
      return Installation.run(Array(words.dropFirst(2)))
    case "--install-cluster-commands":
      return Installation.runForCluster(Array(words.dropFirst(2)))
    default:
      if let applet = find(name) { return run(applet, Array(words.dropFirst(2))) }
      let near = Spelling.nearest(to: name, among: applets.map { $0.name })
      complain(Failure(.unknownName, name, cause: near.map { "did you mean \($0)?" } ?? ""))
      Output.complain(Overview.text)
      return 2
    }
  }

  private static func find(_ name: String) -> (any Applet.Type)? {
    applets.first { $0.name == name }
  }

  private static func run(_ applet: any Applet.Type, _ arguments: [String]) -> Int32 {
    do {
      let call = try CommandLineParser.parse(arguments, by: applet.manual)
      if call.has("help") {
        Output.line(HelpText.render(applet.manual))
        return 0
      }
      return try applet.run(call)
    } catch {
      complain(error)
      return error.code == .usage || error.code == .illegalName ? 2 : 1
    }
  }

  private static func complain(_ failure: Failure) { Output.complain(failure.description) }
}
