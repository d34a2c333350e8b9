internal import Model
internal import Platform

/// A run of `xl migrate` or `xm migrate` on this node, by any caller.
///
/// It is the move: there is no daemon that would go on without it, and it alone lets the guest go on here when the move fails.
struct XenMigration {
  let process: ProcessIdentity

  /// The one that moves the guest of this name, if there is one.
  ///
  /// - Throws: when that cannot be told: a list that cannot be read is none without a move.
  static func find(_ name: String, tool: String) throws(SystemError) -> XenMigration? {
    // Each is asked once: a lazy sequence would ask again, and find one that has ended in between to be none.
    try XenProcess.all { moves($0, name, tool: tool) }.compactMap(Processes.identity).first
      .map(XenMigration.init)
  }

  /// Whether an argument vector is that of a move of this guest: `xl migrate [OPTION...] NAME HOST`.
  static func moves(_ arguments: [String], _ name: String, tool: String) -> Bool {
    guard let run = XenProcess(arguments, of: tool), run.command == "migrate" else { return false }
    return run.words.dropLast().last == name
  }

  /// The bytes that have been sent, by the helper that reads the guest's memory; nil where it is not to be seen.
  var sent: Int64? {
    helper.flatMap { Processes.written($0.identity.pid) }
  }

  /// Ends what carries the guest's memory, so that xl itself gives the move up and lets the guest go on.
  ///
  /// Never xl: a guest that it has suspended would stay so for ever (seen in a real run).
  func cut() {
    let family = Processes.descendants(of: process.pid)
    for child in family where child.parent == process.pid && isHelper(child) == false {
      let grandchildren = Processes.descendants(of: child.identity.pid)
      for carrier in [child] + grandchildren {
        Processes.signal(carrier.identity, Signal.terminate)
      }
    }
  }

  /// Whether it ends before a deadline.
  func ends(by deadline: Instant) -> Bool {
    guard let watch = try? ProcessHandle(process) else { return true }
    return watch.ended(by: deadline)
  }

  private var helper: Processes.Status? {
    Processes.descendants(of: process.pid).first { isHelper($0) == true }
  }

  /// Nil for a process that does not show what it runs: it is neither asked nor ended.
  private func isHelper(_ child: Processes.Status) -> Bool? {
    let arguments = try? Processes.commandLine(child.identity.pid)
    return arguments.map { $0.first?.hasSuffix("libxl-save-helper") == true }
  }
}
