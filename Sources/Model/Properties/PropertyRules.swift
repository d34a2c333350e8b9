/// A rule for the values of a guest's properties, beyond the range of each one.
public struct PropertyRule: Sendable {
  /// The property that a finding is about: its line is named, and a change of its value helps.
  public let row: ExtensionProperty
  /// Whether the guest cannot be kept while the rule is broken; otherwise it is worth a warning.
  public let isError: Bool
  private let code: Failure.Code
  private let objection: @Sendable (PropertyValues) -> String?

  private init(
    _ row: ExtensionProperty, _ code: Failure.Code, isError: Bool,
    _ objection: @escaping @Sendable (PropertyValues) -> String?
  ) {
    (self.row, self.code, self.isError, self.objection) = (row, code, isError, objection)
  }

  /// A rule without which the guest cannot be kept; `objection` is why values break it, nil when they keep it.
  public static func error(
    _ row: ExtensionProperty, _ code: Failure.Code,
    _ objection: @escaping @Sendable (PropertyValues) -> String?
  ) -> PropertyRule { PropertyRule(row, code, isError: true, objection) }

  /// A rule that somebody should know of.
  public static func warning(
    _ row: ExtensionProperty, _ code: Failure.Code,
    _ objection: @escaping @Sendable (PropertyValues) -> String?
  ) -> PropertyRule { PropertyRule(row, code, isError: false, objection) }

  /// What is wrong with these values by this rule; nil when nothing is.
  public func failure(_ values: PropertyValues) -> Failure? {
    objection(values).map { Failure(code, row.name, cause: $0) }
  }
}

/// The rules that hold for every toolstack, once: validation, registration and the change-over from a legacy agent read this
/// list, so that none of them is stricter than another.
///
/// What a toolstack asks for besides is asked of its driver.
public enum PropertyRules {
  /// Every rule.
  public static let all: [PropertyRule] = [
    domainName, unreachableWeight, retryInterval, stopTimeout, childMonLevel, guestCheck,
    readyCheck,
    readyTimeout, pluginProbe, pluginTimeout, passwordFile, stateDirectory, migrationNodes,
    shutdownModes,
    noShutdownMode, diskPolicy,
  ]

  /// A name is one line of a list, of a log and of a definition.
  static let domainName = PropertyRule.error(.domainName, .badValue) { values in
    let name = values.text(.domainName)
    return name.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
      ? "it holds a line break or another control character" : nil
  }

  /// What is right for the start after a restore loses data at the one after the next snapshot.
  static let diskPolicy = PropertyRule.warning(.diskPolicy, .contradiction) { values in
    values.choice(.diskPolicy) == DiskPolicy.definition
      ? "with DEFINITION each start boots the disk of the definition, an old one too; it is meant for one start"
      : nil
  }

  /// A weight that adds up to 100 by itself would let a restart of the daemon restart the guest.
  static let unreachableWeight = PropertyRule.error(.unreachableWeight, .heavyWeight) { values in
    let weight = values.integer(.unreachableWeight)
    let (interval, pause) = (values.integer(.retryInterval), values.integer(.thoroughProbeInterval))
    func addsUp(_ weight: Int) -> Bool {
      ProbeStatus.addsUp(weight: weight, interval: interval, pause: pause)
    }
    guard addsUp(weight) else { return nil }
    let best = (0..<weight).last { !addsUp($0) } ?? 0
    return "\(weight) x (\(interval) / \(pause) + 1) is 100 or more; set it to at most \(best)"
  }

  /// Retry_interval has to be long enough for the failures that are counted in it: Contract, The fault monitor. With a shorter
  /// one the guest is kept, and restarted without end.
  public static let retryInterval = PropertyRule.warning(.retryInterval, .contradiction) { values in
    let round = values.integer(.thoroughProbeInterval) + values.integer(.probeTimeout)
    let (interval, count) = (values.integer(.retryInterval), values.integer(.retryCount))
    guard interval < count * round else { return nil }
    // SUNW.gds allows an hour at most; beyond it only fewer restarts or shorter probes help.
    let remedy =
      ExtensionProperty.retryInterval.canonical(String(count * round)) != nil
      ? "set it to at least \(count * round)"
      : "set Retry_count to at most \(interval / round), or probe more often"
    return "\(interval) is less than Retry_count x (Thorough_probe_interval + Probe_timeout) = "
      + "\(count) x \(round); \(remedy)"
  }

  /// Only where somebody has said how long a stop may take.
  static let stopTimeout = PropertyRule.warning(.stopTimeout, .shortStop) { values in
    let seconds = values.integer(.stopTimeout)
    return values.isSet(.stopTimeout) && seconds * 20 / 100 < 20 ? "it is \(seconds) s" : nil
  }

  static let childMonLevel = PropertyRule.error(.childMonLevel, .contradiction) { values in
    let level = values.integer(.childMonLevel)
    return level == -1
      ? nil
      : "it is \(level), and the guard's tree is watched as a whole only with -1; set it to -1"
  }

  static let guestCheck = checks(.guestCheck)
  static let readyCheck = checks(.readyCheck)

  private static func checks(_ row: ExtensionProperty) -> PropertyRule {
    .error(row, .badValue) { values in
      for entry in values.list(row) {
        do throws(Failure) { _ = try GuestCheck(parsing: entry) } catch { return error.cause }
      }
      return nil
    }
  }

  /// A gate that may be waited for longer than the start has is cut short by the framework.
  static let readyTimeout = PropertyRule.warning(.readyTimeout, .contradiction) { values in
    let wait = values.integer(.readyTimeout) + values.integer(.readyDelay)
    let start = values.integer(.startTimeout)
    guard !values.list(.readyCheck).isEmpty, wait * 100 > start * 90 else { return nil }
    return
      "Ready_timeout + Ready_delay = \(wait) s do not fit into 90 percent of Start_timeout, which is \(start) s"
  }

  /// Whether the program is there is another matter, and one of each node.
  static let pluginProbe = PropertyRule.error(.pluginProbe, .pluginProbe) { values in
    let line = values.text(.pluginProbe)
    if line.isEmpty { return nil }
    let words: [String]
    do throws(Failure) { words = try Words.split(line) } catch { return error.cause }
    let program = words.first ?? ""
    return program.hasPrefix("/") ? nil : "'\(program)' is not an absolute path"
  }

  static let passwordFile = absolute(.passwordFile)
  static let stateDirectory = absolute(.stateDirectory)

  /// What a node looks for by a path has to be the same file wherever a method is called.
  private static func absolute(_ row: ExtensionProperty) -> PropertyRule {
    .error(row, .badValue) { values in
      let path = values.text(row)
      return path.isEmpty || path.hasPrefix("/") ? nil : "'\(path)' is not an absolute path"
    }
  }

  /// What it gets is cut to Probe_timeout, so a late check would never be told from a probe that is late.
  static let pluginTimeout = PropertyRule.warning(.pluginTimeout, .contradiction) { values in
    let (limit, probe) = (values.integer(.pluginTimeout), values.integer(.probeTimeout))
    return values.text(.pluginProbe).isEmpty || limit < probe
      ? nil : "\(limit) s is not less than Probe_timeout, which is \(probe) s"
  }

  /// An element that cannot be read would be a node that is never found.
  static let migrationNodes = PropertyRule.error(.migrationNodes, .badValue) { values in
    values.list(.migrationNodes).first { MoveTarget(parsing: $0) == nil }.map {
      "'\($0)' is not node:address"
    }
  }

  /// A word that no toolstack knows would be refused at each stop, until the guest is destroyed.
  static let shutdownModes = PropertyRule.error(.shutdownModes, .badValue) { values in
    let words = ExtensionProperty.shutdownWords
    guard let wrong = values.list(.shutdownModes).first(where: { !words.contains($0) }) else {
      return nil
    }
    return "'\(wrong)' is none of \(words.joined(separator: ", "))"
      + Spelling.hint(for: wrong, among: words)
  }

  static let noShutdownMode = PropertyRule.warning(.shutdownModes, .contradiction) { values in
    values.list(.shutdownModes).isEmpty
      ? "it is empty, so that the guest is never asked to shut down and always destroyed" : nil
  }
}
