internal import Model

/// What `virsh domjobinfo --rawstats` says of a move: libvirt-domain.h, VIR_DOMAIN_JOB_*.
enum LibvirtJob {
  /// VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT.
  static let migrationOut: Int64 = 5

  /// What each job of a domain is: libvirt-domain.h, VIR_DOMAIN_JOB_OPERATION_*.
  private static let operations: [Int64: String] = [
    1: "a start", 2: "a save", 3: "a restore", 4: "a migration to this node", 5: "a migration",
    6: "a snapshot", 7: "a revert to a snapshot", 8: "a memory dump", 9: "a backup",
  ]

  /// The job that is under way, in words; nil for none.
  static func operation(in text: String) -> String? {
    let fields = fields(text)
    guard fields["Job type", default: 0] != 0, let operation = fields["operation"] else {
      return nil
    }
    return operations[operation] ?? "a job"
  }

  /// The progress of a migration to another node; nil when the text is of another job or of none.
  static func parse(_ text: String) -> MoveProgress? {
    let fields = fields(text)
    guard fields["operation"] == migrationOut else { return nil }
    // What no machine has is nonsense, and must not overflow what is made of it.
    func value(_ name: String) -> Int64 { min(max(fields[name] ?? 0, 0), 1 << 50) }
    return MoveProgress(
      total: value("memory_total"), remaining: value("memory_remaining"),
      speed: value("memory_bps"),
      dirtied: min(value("memory_dirty_rate"), 1 << 40) * min(value("memory_page_size"), 1 << 20),
      pass: Int(value("memory_iteration")),
      throttle: Int(min(value("auto_converge_throttle"), 100)))
  }

  private static func fields(_ text: String) -> [String: Int64] {
    var fields: [String: Int64] = [:]
    for line in text.trimmedLines {
      let pair = line.split(separator: ":", maxSplits: 1)
      guard pair.count == 2, let number = Int64(outside: pair[1].trimmed, in: 0...1 << 50)
      else { continue }
      fields[pair[0].trimmed] = number
    }
    return fields
  }
}
