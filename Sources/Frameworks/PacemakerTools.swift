public import Model
public import Platform

/// Pacemaker's own tools, which are where it is: package pacemaker-cli-utils.
public enum PacemakerTools {
  private static let names: Set = [
    "cibadmin", "crm_attribute", "crm_diff", "crm_mon", "crm_node", "crm_resource", "crm_simulate",
    "crm_verify",
  ]

  /// Whether a name is one of a tool of Pacemaker.
  public static func has(_ name: String) -> Bool { names.contains(name) }

  /// The absolute path of a tool, installed or not.
  public static func path(of tool: String) -> String {
    // As other tools of the trade, a stand-in is found first.
    let first = (Environment["HA_XVM_TOOL_PATH"] ?? "").split(separator: ":").map(String.init)
    let paths = (first + ["/usr/sbin", "/usr/bin"]).map { "\($0)/\(tool)" }
    return paths.first { Files.isExecutable($0) } ?? "/usr/sbin/\(tool)"
  }

  /// Whether this machine is a node of a Pacemaker cluster, even one that does not run, or works on the file that CIB_file
  /// names.
  public static func isPresent(_ locations: Locations = .current) -> Bool {
    guard Files.isExecutable(path(of: "cibadmin")) else { return false }
    return isOnFile || Files.information(locations.informationBase) != nil
  }

  /// Whether the tools work on a file and not on a cluster: the variable is Pacemaker's own.
  public static var isOnFile: Bool { !(Environment["CIB_file"] ?? "").isEmpty }

  /// How a tool is called; `variables` are in its environment beside the usual ones.
  public static func command(
    _ tool: String, _ arguments: [String], adding variables: [String: String] = [:]
  ) -> Command {
    Command(
      path(of: tool), arguments, environment: Environment.clean.merging(variables) { $1 },
      outputLimit: PullParser.maximumSize)
  }

  /// What a tool answers; `variables` are in its environment beside the usual ones.
  ///
  /// - Parameter input: what the tool finds on its standard input.
  /// - Throws: `.clusterSilent` when it cannot be run, fails or answers nothing before `deadline`.
  @discardableResult
  public static func ask(
    _ tool: String, _ arguments: [String], adding variables: [String: String] = [:],
    input: [UInt8] = [], until deadline: Instant
  ) throws(Failure) -> [UInt8] {
    let words = ([tool] + arguments).joined(separator: " ")
    var command = command(tool, arguments, adding: variables)
    command.input = input
    let answer: Completion
    do throws(SystemError) {
      answer = try ChildProcess.run(command, until: deadline)
    } catch {
      throw Failure(.clusterSilent, tool, cause: error.description)
    }
    guard answer.succeeded else {
      let said = answer.errorText.split(separator: "\n").last.map(String.init)
      let ending = answer.ending == .timedOut ? "it took too long" : "no answer"
      throw Failure(.clusterSilent, words, cause: said ?? ending)
    }
    return answer.output
  }

  /// What the cluster is configured to be and what it does, as it stands in its information base.
  public static func wholeBase(until deadline: Instant) throws(Failure) -> [UInt8] {
    try ask("cibadmin", ["--query"], until: deadline)
  }

  /// Who has how many votes; nil where nobody can be asked, as of a file.
  public static func votes(until deadline: Instant) -> QuorumVotes? {
    if isOnFile { return nil }
    // It ends with another status where there is no quorum, and has answered.
    let answer = try? ChildProcess.run(command("corosync-quorumtool", ["-s"]), until: deadline)
    return answer.flatMap { QuorumVotes(parsing: $0.text) }
  }

  /// What the cluster is configured to be.
  public static func informationBase(until deadline: Instant) throws(Failure) -> InformationBase {
    try InformationBase(
      parsing: ask("cibadmin", ["--query", "--scope", "configuration"], until: deadline))
  }
}
