internal import Model

/// What `virsh domstate --reason` prints, as our states.
///
/// Source: Toolstacks, virsh's states.
enum LibvirtState {
  /// `running (booted)` and its like; text that is none of them is unknown.
  static func parse(_ text: String) -> GuestState {
    let line = text.trimmedLines.first ?? ""
    let (state, reason) = split(line)
    switch state {
    case "running", "idle", "blocked":
      switch reason {
      // A part of its memory is on the other node yet.
      case "post-copy": return .movingIn
      // Its processors wait for memory that comes no more.
      case "post-copy failed": return .paused(.postcopyFailed)
      default: return .running
      }
    case "paused":
      return .paused(pauseCauses[reason] ?? .unknown)
    case "pmsuspended":
      return .paused(.suspendedByGuest)
    case "in shutdown":
      return .shuttingDown
    case "shut off":
      return .off(offCauses[reason] ?? .unknown)
    case "crashed":
      return .crashed
    default:
      return .unknown("virsh said '\(line)'")
    }
  }

  private static func split(_ line: String) -> (state: String, reason: String) {
    guard line.hasSuffix(")"), let open = line.firstIndex(of: "(") else { return (line, "") }
    let reason = line[line.index(after: open)...].dropLast()
    return (line[..<open].trimmed, String(reason))
  }

  private static let pauseCauses: [String: PauseCause] = [
    "user": .byOperator, "I/O error": .ioError, "watchdog": .watchdog, "crashed": .crashed,
    "post-copy failed": .postcopyFailed, "migrating": .transition, "saving": .transition,
    "dumping": .transition, "from snapshot": .transition, "shutting down": .transition,
    "creating snapshot": .transition, "starting up": .transition, "post-copy": .postcopy,
    "API error": .unknown,
  ]

  private static let offCauses: [String: OffCause] = [
    "shutdown": .shutdown, "destroyed": .destroyed, "crashed": .crashed, "migrated": .migrated,
    "saved": .saved, "failed": .failed,
  ]
}

extension String {
  /// The lines that are not empty, without blanks at their ends.
  var trimmedLines: [String] {
    split(whereSeparator: \.isNewline).map(\.trimmed).filter { !$0.isEmpty }
  }
}
