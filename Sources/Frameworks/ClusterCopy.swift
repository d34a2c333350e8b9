public import Model
public import Platform

/// A copy of a cluster's information base that Pacemaker's own tools work on, so that what is tried there is no change of the cluster.
///
/// It is in a directory of root's alone below /tmp, gone when it was looked at: a question changes nothing of ours.
public struct ClusterCopy: Sendable {
  private let directory: String

  /// The file that the tools work on.
  public var file: String { "\(directory)/cib.xml" }

  private var variables: [String: String] { ["CIB_file": file] }

  /// Where a tool may leave another state of it.
  var next: String { "\(directory)/next.xml" }

  private init(_ base: [UInt8]) throws(Failure) {
    do throws(SystemError) { directory = try Files.makeTemporaryDirectory() } catch {
      throw Failure(.unwritable, "/tmp", of: error)
    }
    try Files.store(file, base)
  }

  /// Does something with a copy of `base`, which is gone afterwards.
  public static func of<Value>(
    _ base: [UInt8], _ body: (ClusterCopy) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let copy = try ClusterCopy(base)
    defer { copy.remove() }
    return try body(copy)
  }

  private func remove() {
    for name in (try? Files.list(directory)) ?? [] { try? Files.remove("\(directory)/\(name)") }
    try? Files.removeDirectory(directory)
  }

  /// How a tool is called that works on it.
  public func command(_ tool: String, _ arguments: [String]) -> Command {
    PacemakerTools.command(tool, arguments, adding: variables)
  }

  /// What a tool answers that works on it.
  ///
  /// - Throws: `.clusterSilent` when it cannot be run, fails or answers nothing before `deadline`.
  @discardableResult
  public func ask(_ tool: String, _ arguments: [String], until deadline: Instant) throws(Failure)
    -> [UInt8]
  {
    try PacemakerTools.ask(tool, arguments, adding: variables, until: deadline)
  }

  /// The patch by which another information base comes of it, for `cibadmin --patch`; nil where they are the same.
  ///
  /// It has no version: what others change meanwhile stays.
  public func patch(to other: [UInt8], until deadline: Instant) throws(Failure) -> [UInt8]? {
    try Files.store(next, other)
    let words = ["--original", file, "--new", next, "--no-version"]
    let answer: Completion
    do throws(SystemError) {
      answer = try ChildProcess.run(PacemakerTools.command("crm_diff", words), until: deadline)
    } catch {
      throw Failure(.clusterSilent, "crm_diff", cause: error.description)
    }
    // As of diff(1): 1 where they differ.
    switch answer.ending {
    case .exited(0): return nil
    case .exited(1) where !answer.output.isEmpty: return answer.output
    default:
      throw Failure(
        .clusterSilent, "crm_diff",
        cause: answer.errorText.split(separator: "\n").last.map(String.init) ?? "no answer")
    }
  }

  /// Puts another information base in its place.
  public func replace(by base: [UInt8]) throws(Failure) { try Files.store(file, base) }

  /// What it is now.
  public func content() throws(Failure) -> [UInt8] {
    try Files.load(file, limit: PullParser.maximumSize)
  }
}
