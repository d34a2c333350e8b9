internal import Model

/// What `virsh domjobinfo --rawstats` says of a move: libvirt-domain.h, VIR_DOMAIN_JOB_*.
enum LibvirtJob {
  /// VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT.
  static let migrationOut: Int64 = 5

  /// The progress of a migration to another node; nil when the text is of another job or of none.
  static func parse(_ text: String) -> MoveProgress? {
    var fields: [String: Int64] = [:]
    for line in text.trimmedLines {
      let pair = line.split(separator: ":", maxSplits: 1)
      guard pair.count == 2, let number = Int64(outside: pair[1].trimmed, in: 0...1 << 50)
      else { continue }
      fields[pair[0].trimmed] = number
    }
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
}
