internal import Model
internal import Platform

/// What the process that xl leaves beside a guest has written about it: `/var/log/xen/xl-NAME.log`, a new one for each run.
///
/// It is all that tells a guest that left from one that died, once it is gone: a guest is suspended to be moved or saved, and a
/// death has another reason. The sentences are those of a real xl 4.17 (Transcripts/xl-logs.txt).
///
/// A guest that was suspended for a move that then failed goes on here without such a process: nobody writes down any more
/// what becomes of it. Should an operator destroy it, it passes for one that left. That errs on the safe side: a start
/// asks the other nodes first.
struct XenLog: Equatable {
  /// The numbers of the domains that it is about, the last one's last: a guest that reboots gets another number.
  var domains: [String] = []
  /// Whether the last of them was suspended, and nothing was said of it since.
  var endsSuspended = false

  init(_ lines: [String]) {
    for line in lines {
      if line.hasPrefix("Waiting for domain "),
        let number = XenLog.number(after: "(domid ", in: line)
      {
        domains.append(number)
        endsSuspended = false
      } else if let domain = domains.last, line.hasPrefix("Domain \(domain) has ") {
        // Reason 2 is a suspension: SHUTDOWN_suspend of Xen's public header sched.h.
        endsSuspended = line.hasPrefix("Domain \(domain) has shut down, reason code 2 ")
      }
    }
  }

  /// The newest log of this boot of the guest of this name; nil when there is none.
  static func latest(of name: String, locations: Locations = .current) -> XenLog? {
    let logs = paths(of: name, locations: locations).compactMap { path in
      Files.information(path).map { (path: path, changed: $0.changed) }
    }
    guard let newest = logs.max(by: { $0.changed < $1.changed }),
      newest.changed >= Clock.bootedSince1970
    else { return nil }
    return XenLog(Files.lastLines(of: newest.path, 100))
  }

  /// Where a guest's logs may be: one that has arrived by a move still has the name there under which it arrived.
  static func paths(of name: String, locations: Locations = .current) -> [String] {
    if name.contains("/") { return [] }
    return ["", "--incoming"].map { "\(locations.xenLogs)/xl-\(name)\($0).log" }
  }

  /// Whether the guest of this name is gone because it was suspended, as for a move.
  ///
  /// - Parameter run: the number of the domain that was meant; empty when it is not known.
  static func tellsOfDeparture(of name: String, run: String) -> Bool {
    guard let log = latest(of: name), log.endsSuspended else { return false }
    return run.isEmpty || log.domains.contains(run)
  }

  private static func number(after mark: String, in line: String) -> String? {
    guard let place = line.ranges(of: mark).last else { return nil }
    let digits = line[place.upperBound...].prefix { ("0"..."9").contains($0) }
    return digits.isEmpty ? nil : String(digits)
  }
}
