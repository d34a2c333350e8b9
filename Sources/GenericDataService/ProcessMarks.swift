internal import Model
internal import Platform

/// What tells the processes of a tag from all others when its monitor is gone: kept beside the record by the monitor.
///
/// A process can give up its environment, its session and its parent, but not the group that the kernel keeps it in. Where
/// no group can be made, and for a process that a login has moved to another one, the numbers count that were noted while the
/// monitor lived.
struct ProcessMarks: Equatable {
  /// The group of the tag; nil where none could be made.
  var group: ControlGroup?
  /// In which groups of others it was, where none of its own could be made; nil when there are none at all.
  var place: String?
  /// In which namespaces the numbers have a meaning.
  var namespaces = ""
  /// The processes above the monitor. One of them, or process 1, becomes the parent of its orphans.
  var above: Set<ProcessIdentity> = []
  /// The processes of the tag that the monitor has seen last.
  var members: Set<ProcessIdentity> = []

  /// How the command ended that was started last, once the last process has: `Completion.Ending.words`.
  var ending: String?

  /// How many are noted; the kernel's group tells of all.
  static let limit = 4_096

  /// The text of the file: a kind and its words a line.
  var bytes: [UInt8] {
    var lines = [["namespaces", namespaces]]
    if let ending { lines.append(["ending", ending]) }
    if let place { lines.append(["place", place]) }
    if let group { lines.append(["group", group.path, group.mount]) }
    lines += ProcessMarks.lines("above", above) + ProcessMarks.lines("member", members)
    return Array(lines.map { TabbedLine.join($0) + "\n" }.joined().utf8)
  }

  init() {}

  /// The marks that these bytes are; nil for anything else.
  init?(bytes: [UInt8]) {
    guard bytes.last == UInt8(ascii: "\n") else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard let words = TabbedLine.split(String(line)) else { return nil }
      switch (words.first, words.count) {
      case ("namespaces", 2): namespaces = words[1]
      case ("place", 2): place = words[1]
      case ("ending", 2): ending = words[1]
      case ("group", 3): group = ControlGroup(path: words[1], mount: words[2])
      case ("above", 3), ("member", 3):
        guard let pid = Int32(outside: words[1]), let start = UInt64(outside: words[2]) else {
          return nil
        }
        let process = ProcessIdentity(pid: pid, startTime: start)
        if words[0] == "above" { above.insert(process) } else { members.insert(process) }
      default: return nil
      }
    }
  }

  private static func lines(_ kind: String, _ processes: Set<ProcessIdentity>) -> [[String]] {
    processes.sorted { $0.pid < $1.pid }.prefix(limit)
      .map { [kind, String($0.pid), String($0.startTime)] }
  }

  /// The processes above this one, up to process 1.
  static func ancestors() throws(SystemError) -> Set<ProcessIdentity> {
    var found: Set<ProcessIdentity> = []
    var next = try Processes.lookUp(Environment.processIdentifier)?.parent ?? 0
    while next > 0, let status = try Processes.lookUp(next), found.insert(status.identity).inserted
    {
      next = status.parent
    }
    return found
  }
}
