public import Model
public import Platform

/// Where the tools of the trade are found, and how they are run.
public enum Toolbox {
  /// The variable that puts directories with colons in front of the fixed ones, for stand-ins.
  public static let pathVariable = "HA_XVM_TOOL_PATH"

  /// The directories in which tools are looked for; the caller's PATH is not trusted.
  static let directories = ["/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin", "/opt/bin"]

  /// The absolute path of a tool, or nil when it is not installed.
  public static func find(_ tool: String) -> String? {
    let first = (Environment[pathVariable] ?? "").split(separator: ":").map(String.init)
    return (first + directories).map { "\($0)/\(tool)" }.first { Files.isExecutable($0) }
  }

  /// What every tool finds in its environment: the C locale, so that its words are the ones that we know.
  static var environment: [String: String] {
    Environment.clean.merging(["PATH": directories.joined(separator: ":")]) { $1 }
  }

  /// Runs a tool to its end; a tool that is missing or that the system refuses to start is a failure.
  public static func run(
    _ tool: String, _ arguments: [String], input: [UInt8] = [], until deadline: Instant
  ) throws(Failure) -> Completion {
    let program = try path(of: tool)
    do {
      return try ChildProcess.run(
        Command(program, arguments, environment: environment, input: input), until: deadline)
    } catch {
      throw Failure(.cannotRun, program, of: error)
    }
  }

  /// Starts a tool that is waited for later.
  static func begin(_ tool: String, _ arguments: [String]) throws(Failure) -> RunningProgram {
    let program = try path(of: tool)
    do {
      return try RunningProgram(Command(program, arguments, environment: environment))
    } catch {
      throw Failure(.cannotRun, program, of: error)
    }
  }

  private static func path(of tool: String) throws(Failure) -> String {
    if let program = find(tool) { return program }
    throw Failure(.cannotRun, tool, cause: "not found in \(directories.joined(separator: ", "))")
  }
}
